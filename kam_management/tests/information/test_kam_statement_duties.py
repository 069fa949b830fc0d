from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamStatementDuties(InformationCommon):
    """The account manager owes a newer financial statement before the newest is out of date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time("2026-05-04 04:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.rep = cls.mill.manager_id

    def _duties(self, state="open", account=None):
        return self.env["kam.deadline"].search(
            [
                ("account_id", "=", (account or self.mill).id),
                ("code", "=", "statement"),
                ("state", "=", state),
            ]
        )

    def test_none_without_a_statement(self):
        self.assertFalse(self._duties())

    def test_counted_from_the_newest_of_any_kind_of_period(self):
        self._statement(self.mill, 2024)
        self.assertEqual(self._duties().date_due, date(2026, 6, 30))
        self.assertEqual(self._duties().user_ids, self.rep)
        self._statement(self.mill, 2025, kind="quarter")
        self.assertEqual(self._duties().date_due, date(2026, 9, 30))
        self._statement(self.mill, 2023)
        self.assertEqual(self._duties().date_due, date(2026, 9, 30))
        self.assertEqual(self._duties("kept").date_due, date(2026, 6, 30))

    def test_late_when_the_newer_one_comes_late(self):
        self._statement(self.mill, 2024)
        with freeze_time("2026-07-03 04:00:00"):
            self.assertTrue(self._duties().is_late)
            self._statement(self.mill, 2025)
        self.assertRecordValues(self._duties("late"), [{"days_late": 3}])
        self.assertEqual(self._duties().date_due, date(2027, 6, 30))

    def test_follows_corrections_of_the_statement(self):
        statement = self._statement(self.mill, 2024)
        duty = self._duties()
        statement.write({"date_from": date(2023, 1, 1)})
        self.assertEqual(self._duties(), duty)
        self.assertEqual(duty.date_due, date(2025, 6, 30))
        statement.unlink()
        self.assertFalse(self._duties())

    def test_follows_the_setting(self):
        self._statement(self.mill, 2024)
        self.company.kam_statement_months = 24
        self.assertEqual(self._duties().date_due, date(2026, 12, 31))
        self.company.kam_statement_months = 0
        self.assertFalse(self._duties())
        self.company.kam_statement_months = 12
        self.assertTrue(self._duties().is_late)

    @mute_logger("odoo.sql_db")
    def test_setting_is_refused(self):
        # days would be counted by them
        self._statement(self.mill, 2024)
        for months in (-1, 121, 10**9):
            with self.subTest(months=months), self.assertRaises(psycopg2.errors.CheckViolation):
                with self.cr.savepoint():
                    self.company.kam_statement_months = months

    def test_ordinary_customers_owe_none(self):
        self._statement(self.mill, 2024)
        self.mill._downgrade("manual", "Pays late")
        self.assertFalse(self._duties())

    def test_opens_the_statements(self):
        self._statement(self.mill, 2024)
        action = self._duties().with_user(self.rep).action_open_document()
        self.assertEqual(action["res_model"], "kam.financial.statement")

    def test_queries_do_not_grow_with_the_accounts(self):
        accounts = self.mill
        for account in self.env["kam.account"].search([("company_id", "=", self.company.id)]):
            self._statement(account, 2024)
            accounts |= account
        self.assertGreater(len(accounts), 3)
        counts = []
        for some in (accounts[:2], accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._sync_statement_duty()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
