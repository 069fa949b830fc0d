import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..approval.common import ApprovalCommon
from .common import GuardAsserts

RELATIONS = ("author", "candidate", "delegate")


@tagged("post_install", "-at_install")
class TestKamGuardedMixin(GuardAsserts, ApprovalCommon):
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
        self._assert_sql_refused(statement, "cannot be changed or deleted")

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

    def test_sql_decides_nothing(self):
        """Not even what a process might decide next, and nothing of what it changes on the way."""
        for review in (self.pending, self.waiting):
            for assignment in (
                SQL("state = 'approved'"),
                SQL("state = 'rejected', decided_by_id = %s", self.employee.id),
                SQL("state = 'pending'"),
                SQL("opinion = 'Forged'"),
                SQL("date_due = '2099-01-01'"),
                SQL("write_date = write_date"),
            ):
                self._assert_refused(
                    SQL("UPDATE kam_approval_review SET %s WHERE id = %s", assignment, review.id)
                )
        self._assert_refused(
            SQL("UPDATE kam_approval_review SET state = 'approved' WHERE state = 'pending'")
        )

    def test_sql_adds_nothing(self):
        self.cr.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_name = 'kam_approval_review' AND column_name NOT IN ('id', 'state')"
        )
        columns = SQL(self.cr.fetchone()[0])
        for state in ("approved", "pending"):
            self._assert_refused(
                SQL(
                    "INSERT INTO kam_approval_review (state, %s) SELECT %s, %s"
                    " FROM kam_approval_review WHERE id = %s",
                    columns,
                    state,
                    columns,
                    self.pending.id,
                )
            )

    def test_past_the_methods_of_the_orm(self):
        """Whoever calls what is below ``write`` and ``create`` meets the trigger."""
        field = self.pending._fields["state"]
        for attempt in (
            lambda review: field.write(review, "approved"),
            lambda review: review._write({"state": "approved"}),
            lambda review: review._write_multi([{"state": "approved"}]),
            lambda review: review._create(
                [{"stored": {"state": "approved"}, "inherited": {}, "protected": ()}]
            ),
        ):
            with (
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                attempt(self.pending)
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.pending.state, "pending")

    def test_what_was_announced_is_one_statement(self):
        """Nothing is left open after a process has written, also when it failed."""
        self.pending._protected_write({"opinion": "Looked at"})
        self.assertEqual(self._announced(), "")
        self._assert_refused(SQL("UPDATE kam_approval_review SET opinion = 'Forged'"))
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.pending._protected_write({"decided_by_id": 2**30})
        self.assertEqual(self._announced(), "")
        self._assert_refused(SQL("UPDATE kam_approval_review SET opinion = 'Forged'"))
        # what a process did not want goes nowhere along with what it did
        field = self.waiting._fields["opinion"]
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            field.write(self.waiting, "Forged")
            self.pending._protected_write({"opinion": "Looked at again"})

    def _announced(self):
        self.cr.execute("SELECT current_setting('kam.process', TRUE)")
        return self.cr.fetchone()[0] or ""

    def test_many_rows(self):
        """More than the ORM puts into one statement."""
        events = self.env["kam.account.event"]._append(
            [
                {
                    "account_id": self.mill.id,
                    "company_id": self.company.id,
                    "kind": "unit_changed",
                    "source": "manual",
                    "reason": f"Reason {number}",
                }
                for number in range(250)
            ]
        )
        self.assertEqual(events.mapped("reason"), [f"Reason {number}" for number in range(250)])
        forms = self.env[self.form._name].create(
            [{"name": f"Many {at}", "unit_id": self.shanghai.id} for at in range(120)]
        )
        forms.with_user(self.rep_shanghai).sudo().action_submit()
        reviews = forms.review_ids.filtered(lambda review: review.state == "pending")
        self.assertEqual(len(reviews), 120)
        reviews._protected_write({"opinion": "Seen"})
        self.env.invalidate_all()
        self.assertEqual(set(reviews.mapped("opinion")), {"Seen"})

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
                    triggers = {f"{table}_guard_row", f"{table}_guard_statement"}
                    if table == model._table:
                        triggers.add(f"{table}_guard_done")
                    self.assertEqual(triggers, {row[0] for row in self.cr.fetchall()})

    def test_routes_and_steps_may_go(self):
        self.route.unlink()
        self.assertEqual(self.pending.name, "Region")
        self.pending.with_user(self.manager_east).action_approve()
        self.assertEqual(self.waiting.state, "pending")
