import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kam_management import protection

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamHistoryMixin(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls.mill.event_ids
        cls.vals = {
            "account_id": cls.mill.id,
            "company_id": cls.company.id,
            "kind": "downgraded",
            "source": "manual",
            "reason": "Forged",
        }

    def test_nobody_adds(self):
        events = self.env["kam.account.event"]
        for caller in (
            events,
            events.sudo(),
            events.with_user(self.administrator),
            events.with_context(kam_protected_write=True),
            events.with_context(kam_protected_write="SENTINEL"),
        ):
            with (
                self.subTest(context=caller.env.context, su=caller.env.su),
                self.assertRaises(UserError),
            ):
                caller.create(self.vals)

    def test_nobody_changes_or_deletes(self):
        for caller in (
            self.event.sudo(),
            self.event.with_user(self.administrator),
            self.event.with_context(kam_protected_write=True),
        ):
            with self.subTest(context=caller.env.context, su=caller.env.su):
                with self.assertRaises(UserError):
                    caller.write({"reason": "Forged"})
                with self.assertRaises(UserError):
                    caller.unlink()

    def test_processes_do_not_change_or_delete_either(self):
        with self.assertRaises(UserError):
            self.event._protected_write({"reason": "Forged"})
        with self.assertRaises(UserError):
            self.event._protected_unlink()
        with protection.opened("write", self.event, {"reason": "Forged"}):
            with self.assertRaises(UserError):
                self.event.write({"reason": "Forged"})

    def test_over_rpc(self):
        events = self.env["kam.account.event"].with_user(self.administrator)
        context = {"kam_protected_write": True}
        for method, args in (
            ("create", [self.vals]),
            ("write", [self.event.ids, {"reason": "Forged"}]),
            ("unlink", [self.event.ids]),
            ("copy", [self.event.ids]),
            ("web_save", [self.event.ids, {"reason": "Forged"}, {}]),
            ("_append", [[self.vals]]),
        ):
            with self.subTest(method=method), self.assertRaises(UserError):
                call_kw(events, method, args, {"context": context} if method[0] != "_" else {})

    def test_import(self):
        events = self.env["kam.account.event"].with_user(self.administrator)
        result = events.load([".id", "reason"], [[str(self.event.id), "Forged"]])
        self.assertFalse(result["ids"])
        self.assertNotEqual(self.event.reason, "Forged")

    def test_plain_sql(self):
        self.env.flush_all()
        for statement in (
            SQL("UPDATE kam_account_event SET reason = 'Forged' WHERE id = %s", self.event.id),
            SQL("DELETE FROM kam_account_event WHERE id = %s", self.event.id),
            SQL("TRUNCATE kam_account_event"),
            SQL(
                "INSERT INTO kam_account_event (account_id, company_id, user_id, kind, source, "
                "reason, date) SELECT account_id, company_id, user_id, 'downgraded', source, "
                "'Forged', date FROM kam_account_event"
            ),
        ):
            with (
                self.subTest(statement=statement),
                self.assertRaisesRegex(psycopg2.IntegrityError, "cannot be changed or deleted"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_defaults_of_users_do_not_reach_the_history(self):
        defaults = self.env["ir.default"].with_user(self.manager_east)
        defaults.set("kam.account.event", "user_id", self.rep_beijing.id, user_id=True)
        defaults.set("kam.account.event", "date", "2001-01-01 00:00:00", user_id=True)
        defaults.set("kam.account.event", "document_name", "Forged", user_id=True)
        account = self._as(self.manager_east, self.mill, default_document_name="Forged")
        event = account._change_owner(unit=self.hangzhou, reason="Closer")
        self.assertEqual(event.user_id, self.manager_east)
        self.assertGreater(event.date.year, 2001)
        self.assertFalse(event.document_name)

    def test_what_a_history_rests_on_stays(self):
        self.env.flush_all()
        for table, record in (
            ("kam_account", self.mill),
            ("kam_unit", self.shanghai),
            ("res_users", self.rep_shanghai),
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

    def test_every_history_has_its_triggers(self):
        for name in self.registry.descendants(["kam.history.mixin"], "_inherit"):
            model = self.env[name]
            if model._abstract:
                continue
            self.cr.execute(
                SQL(
                    """
                    SELECT tgname FROM pg_trigger
                    WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal
                    """,
                    model._table,
                )
            )
            with self.subTest(model=name):
                names = {row[0] for row in self.cr.fetchall()}
                self.assertEqual(
                    {
                        f"{model._table}_guard_row",
                        f"{model._table}_guard_statement",
                        f"{model._table}_guard_done",
                    },
                    names,
                )

    def test_nothing_to_delete(self):
        self.assertTrue(self.env["kam.account.event"].unlink())
