import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..approval.common import ApprovalCommon

RELATIONS = ("author", "candidate", "delegate")


@tagged("post_install", "-at_install")
class TestKamGuardedMixin(ApprovalCommon):
    """Reviews: nothing but the engine's own transition changes them, by no way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls._form()
        cls.form.with_user(cls.rep_shanghai).action_submit()
        reviews = cls.form.review_ids.sorted("sequence")
        reviews[0].with_user(cls.supervisor_shanghai).action_approve("Fine")
        cls.approved, cls.pending, cls.waiting = reviews
        cls.forged = {
            "state": "rejected",
            "opinion": "Forged",
            "decided_by_id": cls.employee.id,
            "on_behalf_of_id": cls.employee.id,
            "date_decided": "2020-01-01 00:00:00",
            "date_due": "2099-01-01",
            "deadline_days": 99,
            "name": "Forged",
            "role": "representative",
            "sequence": 99,
            "round": 99,
            "review_unit_id": cls.beijing.id,
            "author_ids": [Command.clear()],
            "candidate_ids": [Command.set(cls.employee.ids)],
            "delegate_ids": [Command.set(cls.employee.ids)],
            "allow_same_reviewer": True,
            "writable_fields": "name",
            "date_total_due": False,
            "res_id": 1,
        }
        cls.env.flush_all()

    def _assert_refused(self, statement):
        with (
            self.subTest(statement=statement),
            self.assertRaisesRegex(psycopg2.IntegrityError, "cannot be changed or deleted"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(statement)

    def test_orm(self):
        reviews = self.approved | self.pending | self.waiting
        before = reviews.read()
        context = {"kam_protected_write": True}
        for review in reviews:
            for user in (self.env.user, self.administrator, self.director, self.rep_shanghai):
                caller = self._as(user, review, **context)
                for name, value in self.forged.items():
                    with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                        caller.write({name: value})
                for method in ("unlink", "copy"):
                    with (
                        self.subTest(user=user.login, method=method),
                        self.assertRaises(UserError),
                    ):
                        getattr(caller, method)()
        self.env.invalidate_all()
        self.assertEqual(reviews.read(), before)

    def test_nobody_makes_reviews(self):
        vals = {
            "res_model": self.form._name,
            "res_id": self.form.id,
            "name": "Forged",
            "company_id": self.company.id,
            "unit_id": self.shanghai.id,
            "round": 1,
            "sequence": 1,
            "deadline_days": 1,
            "day_count": "calendar",
            "state": "approved",
        }
        reviews = self.env["kam.approval.review"]
        for caller in (reviews, reviews.with_user(self.administrator)):
            with self.assertRaises(UserError):
                caller.with_context(kam_protected_write="SENTINEL").create(vals)

    def test_rpc_and_import(self):
        reviews = self.env["kam.approval.review"].with_user(self.administrator)
        ids = self.pending.ids
        context = {"context": {"kam_protected_write": True}}
        for method, args in (
            ("write", [ids, {"state": "approved"}]),
            ("web_save", [ids, {"state": "approved"}, {}]),
            ("unlink", [ids]),
            ("copy", [ids]),
        ):
            with self.subTest(method=method), self.assertRaises(UserError):
                call_kw(reviews, method, args, context)
        result = self.env["kam.approval.review"].load(
            [".id", "opinion"], [[str(self.approved.id), "Forged"]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.approved.opinion, "Fine")

    def test_sql_on_decided_reviews(self):
        for assignment in (
            SQL("state = 'pending'"),
            SQL("opinion = 'Forged'"),
            SQL("decided_by_id = 1"),
            SQL("date_decided = NULL"),
            SQL("res_id = 0"),
            SQL("write_uid = 1"),
        ):
            self._assert_refused(
                SQL(
                    "UPDATE kam_approval_review SET %s WHERE id = %s",
                    assignment,
                    self.approved.id,
                )
            )

    def test_sql_on_open_reviews(self):
        for review in (self.pending, self.waiting):
            for assignment in (
                SQL("name = 'Forged'"),
                SQL("role = 'representative'"),
                SQL("deadline_days = 99"),
                SQL("sequence = 0"),
                SQL("res_id = 0"),
                SQL("review_unit_id = unit_id, unit_id = review_unit_id, round = 7"),
                SQL("allow_same_reviewer = TRUE"),
                SQL("writable_fields = 'name'"),
                SQL("date_total_due = '2099-01-01'"),
            ):
                self._assert_refused(
                    SQL("UPDATE kam_approval_review SET %s WHERE id = %s", assignment, review.id)
                )

    def test_sql_deletes_nothing(self):
        for review in (self.approved, self.pending, self.waiting):
            self._assert_refused(SQL("DELETE FROM kam_approval_review WHERE id = %s", review.id))
        self._assert_refused(SQL("TRUNCATE kam_approval_review CASCADE"))

    def test_sql_on_who_was_entitled(self):
        """Who wrote the form stays; who was entitled stays from the decision on."""
        for name in RELATIONS:
            table = SQL.identifier(f"kam_approval_review_{name}_rel")
            self._assert_refused(SQL("TRUNCATE %s", table))
            self._assert_refused(
                SQL(
                    "INSERT INTO %s (review_id, user_id) VALUES (%s, %s)",
                    table,
                    self.approved.id,
                    self.employee.id,
                )
            )
        for name in ("author", "candidate"):
            table = SQL.identifier(f"kam_approval_review_{name}_rel")
            self._assert_refused(
                SQL("DELETE FROM %s WHERE review_id = %s", table, self.approved.id)
            )
            self._assert_refused(
                SQL(
                    "UPDATE %s SET user_id = %s WHERE review_id = %s",
                    table,
                    self.employee.id,
                    self.pending.id,
                )
            )
        self._assert_refused(
            SQL("DELETE FROM kam_approval_review_author_rel WHERE review_id = %s", self.pending.id)
        )

    def test_what_reviews_rest_on_stays(self):
        for table, record in (
            ("res_users", self.supervisor_shanghai),
            ("res_users", self.rep_shanghai),
            ("kam_unit", self.shanghai),
            ("res_company", self.company),
        ):
            with (
                self.subTest(table=table),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record.id)
                )

    def test_merging_people(self):
        before = self.approved.read()
        double = self._partner("Supervisor of Shanghai")
        user = self.supervisor_shanghai
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [double.id, user.partner_id.id], user.partner_id
        )
        self.assertFalse(double.exists())
        self.env.invalidate_all()
        self.assertEqual(self.approved.read(), before)

    def test_every_guarded_model_has_its_triggers(self):
        for name in self.registry.descendants(["kam.guarded.mixin"], "_inherit"):
            model = self.env[name]
            if model._abstract:
                continue
            tables = [
                model._table,
                *(model._fields[name].relation for name in model._guard_relations),
            ]
            for table in tables:
                self.cr.execute(
                    SQL(
                        """
                        SELECT tgname FROM pg_trigger
                        WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal
                        """,
                        table,
                    )
                )
                with self.subTest(model=name, table=table):
                    self.assertLessEqual(
                        {f"{table}_guard_row", f"{table}_guard_statement"},
                        {row[0] for row in self.cr.fetchall()},
                    )

    def test_routes_and_steps_may_go(self):
        self.route.unlink()
        self.assertEqual(self.pending.name, "Region")
        self.pending.with_user(self.manager_east).action_approve()
        self.assertEqual(self.waiting.state, "pending")
