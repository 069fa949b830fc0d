from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import TODAY, day
from .common import QUARTER_OWED, YEAR_OWED, DocumentCommon

REQUIRED = ("licence", "identity", "year", "quarter")


@tagged("post_install", "-at_install")
class TestKamCreditDocumentOwed(DocumentCommon):
    """What a file lacks, and what that blocks."""

    def blocking(self, day=None):
        codes = {kind.id: code for code, kind in self.kinds.items()}
        rows = self.acme._get_blocking_documents(day).get(self.acme, [])
        return [codes[row["kind"].id] for row in rows]

    def owed(self, user=None, profile=None):
        self.env.flush_all()
        self.env.invalidate_all()
        owed = self.root["kam.credit.document.owed"].with_user(user or self.credit_officer)
        return owed.search([("profile_id", "=", (profile or self.acme).id)])

    def test_nothing_is_there(self):
        self.assertEqual(self.status(), dict.fromkeys(REQUIRED, "missing"))
        rows = {row["kind"]: row for row in self.acme._get_document_status()[self.acme]}
        self.assertEqual(rows[self.kinds["licence"]]["blocks"], ["assessment", "orders"])
        self.assertEqual(rows[self.kinds["identity"]]["blocks"], ["assessment"])
        self.assertEqual(rows[self.kinds["year"]]["date_owed"], YEAR_OWED)
        self.assertEqual(rows[self.kinds["quarter"]]["date_owed"], QUARTER_OWED)
        self.assertIsNone(rows[self.kinds["licence"]]["date_owed"])

    def test_each_state(self):
        self.bring("licence")
        self.verified("identity", date_expiry=day(10))
        self.verified("year", date_period_to=date(2023, 12, 31))
        self.verified("quarter")
        self.assertEqual(
            self.status(),
            {"licence": "to_verify", "identity": "expiring", "year": "stale", "quarter": "valid"},
        )
        self.assertEqual(self.status(day=day(11))["identity"], "expired")
        self.assertEqual(self.status(day=date(2025, 7, 29))["quarter"], "expiring")
        self.assertEqual(self.status(day=date(2025, 7, 30))["quarter"], "stale")
        # what is still good counts, whatever waits beside it
        self.bring("quarter")
        self.assertEqual(self.status()["quarter"], "valid")
        self.bring("year")
        self.assertEqual(self.status()["year"], "to_verify")

    def test_rejected_is_missing(self):
        self.bring("licence").with_user(self.credit_reviewer).action_reject("Blurred")
        self.assertEqual(self.status()["licence"], "missing")

    def test_the_list_says_the_same(self):
        self.complete(licence={"date_expiry": day(5)})
        for offset in (0, 6, 60, 400):
            with self.subTest(offset=offset), freeze_time(day(offset)):
                listed = {row.kind_id: row.status for row in self.owed()}
                told = self.acme._get_document_status()[self.acme]
                self.assertEqual(listed, {row["kind"]: row["status"] for row in told})
        self.assertEqual(len(set(self.owed().ids)), len(REQUIRED))

    def test_complete_and_since_when(self):
        self.assertFalse(self.acme.is_file_complete)
        with freeze_time(day(2)):
            documents = self.complete(licence={"date_expiry": day(100)})
            self.assertTrue(self.acme.is_file_complete)
        self.assertEqual(self.acme.date_file_complete, day(2))
        found = self.acme.search([("is_file_complete", "=", True)])
        self.assertIn(self.acme, found)
        with freeze_time(day(101)):
            self.env.invalidate_all()
            self.assertFalse(self.acme.is_file_complete)
            self.assertIn("Business licence", self.acme.file_note)
            self.assertIn(self.acme, self.acme.search([("is_file_complete", "=", False)]))
            documents["licence"].with_user(self.credit_officer).date_expiry = day(500)
            self.verify(documents["licence"])
        # the first day stays
        self.assertEqual(self.acme.date_file_complete, day(2))

    def test_complete_because_less_is_required(self):
        self.verified("licence")
        self.assertFalse(self.acme.date_file_complete)
        others = self.kinds["identity"] | self.kinds["year"] | self.kinds["quarter"]
        others.with_user(self.credit_admin).write({"is_required": False})
        self.assertEqual(self.acme.date_file_complete, TODAY)

    def test_what_is_missing_blocks_who_was_complete_once(self):
        self.assertFalse(self.blocking())
        self.complete(licence={"date_expiry": day(100)})
        self.assertFalse(self.blocking())
        self.assertEqual(self.blocking(day(101)), ["licence"])
        self.assertEqual(self.blocking(date(2026, 5, 1)), ["licence", "year"])
        self.assertFalse(any(self.owed().mapped("is_blocking")))
        self.assertFalse(any(self.owed().mapped("blocked")))
        with freeze_time(day(101)):
            rows = self.owed().filtered("is_blocking")
            self.assertEqual(rows.blocked, "Score sheet, Orders")
            self.assertEqual(rows.kind_id, self.kinds["licence"])

    def test_what_is_missing_blocks_from_the_day_of_the_company(self):
        self.company.sudo().kam_credit_documents_from = day(10)
        self.assertFalse(self.blocking())
        self.assertFalse(self.blocking(day(9)))
        self.assertEqual(self.blocking(day(10)), ["licence", "year"])

    def test_who_is_asked_for_nothing_costs_nothing(self):
        owed = type(self.env["kam.credit.document.owed"])
        with patch.object(owed, "_fetch_rows", return_value=[]) as read:
            self.assertFalse(self.acme._get_blocking_documents())
            self.assertFalse(read.called)
            self.company.sudo().kam_credit_documents_from = day(0)
            self.acme._get_blocking_documents()
            self.assertTrue(read.called)

    def test_only_customers_of_the_scheme(self):
        self.assertTrue(self.owed())
        self.account._downgrade("manual", "Left us")
        self.assertFalse(self.owed())
        self.assertFalse(self.acme._get_document_status()[self.acme])
        self.assertFalse(self.acme.is_file_complete)

    def test_of_each_company_its_own(self):
        self.root["kam.credit.document.kind"].search(
            [("company_id", "=", self.other_company.id)]
        ).is_required = False
        self.assertEqual(self.status(), dict.fromkeys(REQUIRED, "missing"))

    def test_one_statement_for_all(self):
        profiles = self.acme
        for number in range(12):
            partner = self.make_customer(f"Customer {number}")
            self.make_key(partner)
            profiles |= self.profile(partner)
        self.env.flush_all()
        counts = []
        for some in (profiles[:1], profiles):
            self.env.invalidate_all()
            some.company_id.fetch(["name"])
            some._get_document_status()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._get_document_status()
            some.mapped("is_file_complete")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_opened(self):
        row = self.owed().filtered(lambda row: row.kind_id == self.kinds["licence"])
        action = row.action_open_document()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"]["default_kind_id"], self.kinds["licence"].id)
        action = row.with_user(self.supervisor).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (self.acme._name, self.acme.id))
        document = self.bring()
        row = self.owed().filtered(lambda row: row.kind_id == self.kinds["licence"])
        self.assertEqual(row.action_open_document()["res_id"], document.id)
