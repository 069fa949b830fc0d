from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..my_day import told
from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentRecord(DevelopmentCommon):
    """The development record 大客户开发记录表: lines, reasons, and what follows its approval."""

    def setUp(self):
        super().setUp()
        self.development = self._begun(days=30)
        self.wang = self._stakeholder(self.yard, self._contact("Wang", self.yard), "buyer")

    def _contacts(self):
        self._contacted(self.development, 40, self.wang, minutes=99)
        self._contacted(
            self.development, 20, self.wang, minutes=30, progress="contact", remarks="By the gate"
        )
        self._contacted(self.development, 10, None, "neutral", minutes=45, channel="phone")
        self._contacted(self.development, 2, self.wang, "cold", progress="proposal")

    # ------------------------------------------------------------------
    # lines
    # ------------------------------------------------------------------

    def test_lines_are_the_contacts_since_the_start(self):
        self._contacts()
        record = self._recorded(self.development)
        lines = record._get_lines()
        self.assertEqual(
            [(line["person"], line["minutes"], line["method"], line["progress"], line["attitude"])
             for line in lines],
            [
                (self.wang.display_name, 30, "Customer visit", "contact", "warm"),
                ("", 45, "Phone", None, "neutral"),
                (self.wang.display_name, None, "Customer visit", "proposal", "cold"),
            ],
        )  # fmt: skip
        self.assertEqual(lines[0]["remarks"], "By the gate")
        sums = dict(record._get_sums())
        self.assertEqual(sums["Cumulative Contacts"], "3")
        self.assertEqual(sums["Total Time"], "75 minutes (1 without minutes)")
        self.assertEqual(sums["Elapsed Days"], "30")

    def test_the_draft_follows_and_the_record_keeps(self):
        self._contacts()
        record = self._recorded(self.development)
        self._contacted(self.development, 1, self.wang)
        self.assertEqual(len(record._get_lines()), 4)
        self.assertEqual(record.contact_count, 0)
        self.submit(record, self.rep_beijing)
        self.assertEqual((record.contact_count, record.total_minutes), (4, 75))
        self.assertEqual((record.untimed_count, record.elapsed_days), (2, 30))
        self.assertEqual(record.development_method, "visit")
        contact = self._contacted(self.development, 1, self.wang, minutes=10)
        self.assertEqual(len(record._get_lines()), 4)
        # given back, it follows again
        self.return_(record, self.supervisor_north)
        self.assertEqual(len(record._get_lines()), 5)
        self.assertTrue(contact)

    def test_the_draft_is_shown_to_whoever_reads_it(self):
        self._contacts()
        record = self._recorded(self.development)
        table = self.seen_by(self.supervisor_north, record).content_table
        self.assertEqual(table.count("√"), 5)
        self.assertIn("Wang", table)
        self.assertIn("By the gate", table)

    def test_corrected_contacts_do_not_count(self):
        contact = self._contacted(self.development, 5, minutes=10)
        self.contact_model.with_user(self.rep_beijing).create(
            self._contact_vals(self.yard, corrects_id=contact.id, minutes=20, date=contact.date)
        )
        record = self._recorded(self.development)
        self.assertEqual([line["minutes"] for line in record._get_lines()], [20])

    def test_what_was_known_when(self):
        self._contacts()
        self.revise(self.development, self.rep_beijing)
        edition = self.development.edition_ids
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        record = self._recorded(self.development)
        self.submit(record, self.rep_beijing)
        known = record.content["known"]
        self.assertEqual(
            (known["scheme"], known["edition"], known["attitude"], known["contacts"]),
            (self.development.number, "A", "cold", 3),
        )
        shown = dict(record._get_known())
        self.assertEqual(shown["Forecast"], f"{self.development.number} A")
        self.assertEqual(shown["Development Progress"], "Contract proposed")

    # ------------------------------------------------------------------
    # what is asked
    # ------------------------------------------------------------------

    def test_reasons_are_classified(self):
        record = self._recorded(self.development, reason_ids=[Command.clear()])
        with self._refused("Classified Reasons"):
            self.submit(record, self.rep_beijing)
        self.seen_by(self.rep_beijing, record).reason_ids = [Command.set(self._reasons("lost").ids)]
        with self._refused("said of the other result"):
            self.submit(record, self.rep_beijing)

    def test_the_next_attempt_lies_ahead(self):
        today = self.company._kam_today()
        record = self._recorded(self.development, "lost", date_retry=today)
        with self._refused("has passed"):
            self.submit(record, self.rep_beijing)
        self.seen_by(self.rep_beijing, record).date_retry = today + timedelta(days=1)
        self.submit(record, self.rep_beijing)

    def test_lost_to_a_competitor_of_the_account(self):
        rivals = self.env["kam.competitor"].create(
            [{"name": name, "account_id": account.id} for name, account in
             (("Near", self.yard), ("Far", self.shop))]
        )  # fmt: skip
        record = self._recorded(self.development, "lost", competitor_id=rivals[0].id)
        self.assertEqual(record.competitor_name, "Near")
        with self._refused("from the file of Yard"):
            record.competitor_id = rivals[1]

    def test_what_was_kept_is_closed(self):
        record = self._recorded(self.development)
        for vals in ({"content": {}}, {"contact_count": 5}, {"elapsed_days": 1}):
            with self.subTest(vals=vals), self._refused("."):
                self.seen_by(self.rep_beijing, record).write(vals)

    def test_it_is_not_revised(self):
        record = self._ended(self.development)
        self.assertFalse(self.seen_by(self.rep_beijing, record).can_revise)
        with self._refused("is not revised"):
            self.revise(record, self.rep_beijing)

    def test_a_rejected_record_leaves_the_development(self):
        record = self._recorded(self.development, "lost")
        self.submit(record, self.rep_beijing)
        self.reject(record, self.supervisor_north)
        self.assertEqual(self.development.state, "open")
        self.assertFalse(record.open_deadline_ids)
        self.assertEqual(self._ended(self.development).result, "won")

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    def test_an_open_revision_ends_with_it(self):
        self.revise(self.development, self.rep_beijing)
        edition = self.development.edition_ids
        self.submit(edition, self.rep_beijing)
        self._ended(self.development, "lost")
        self.assertEqual((edition.approval_state, edition.state), ("cancelled", "lost"))

    def test_one_entry_files_all(self):
        self.revise(self.development, self.rep_beijing)
        edition = self.development.edition_ids
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        record = self._ended(self.development)
        (entry,) = record.archive_entry_ids
        listed = {
            (document["heading"], document["name"])
            for document in entry.documents
            if document.get("heading")
        }
        schemes = {name for heading, name in listed if heading == "Development schemes"}
        name = self.development.display_name
        self.assertEqual(schemes, {name, f"{name} A"})

    def test_a_screening_rejected_yesterday_does_not_wait(self):
        screenings = self.env["kam.screening"]
        screening = screenings.with_user(self.rep_beijing).create(
            {"partner_id": self.yard.partner_id.id, "company_id": self.company.id}
        )
        screening = screening.sudo()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        screening._protected_write({"approval_state": "rejected", "date_closed": yesterday})
        self.env.flush_all()
        self._ended(self.development)
        opened = screenings._find_open(self.yard)
        self.assertEqual((len(opened), opened.origin), (1, "development"))
        self.assertNotEqual(opened, screening)

    def test_an_open_screening_is_fed(self):
        first = self.env["kam.screening"]._go_on_developed(
            self.yard, self._recorded(self.development)
        )
        self.assertFalse(first)
        screening = self.yard.screening_ids
        record = self.development.record_ids
        self.submit(record, self.rep_beijing)
        self.approve(record, *self._deciders(record))
        self.assertEqual(self.yard.screening_ids, screening)
        self.assertIn(record.number, screening.message_ids[0].body)

    # ------------------------------------------------------------------
    # the day to approach again
    # ------------------------------------------------------------------

    def _retries(self, record):
        return self.env["kam.deadline"].search(
            [("code", "=", "development_retry"), ("res_id", "=", record.id)]
        )

    def test_the_customer_is_approached_again(self):
        day = self.company._kam_today() + timedelta(days=60)
        record = self._ended(self.development, "lost", date_retry=day)
        duty = self._retries(record)
        self.assertEqual((duty.state, duty.date_due), ("open", day))
        self.assertEqual(duty.user_ids, self.rep_beijing)
        # it is there the day after, also after its day
        for later in (1, 61):
            with self._at(self.company._kam_today() + timedelta(days=later)):
                self.assertEqual(self._retries(record).state, "open")
        my_day = self.env["kam.development.record"].with_user(self.rep_beijing)
        [said] = told(self.rep_beijing, duty).values()
        self.assertRegex(said["why"], "Not won on")
        action = my_day._settle_duties(duty.with_user(self.rep_beijing), "approach_again")
        self.assertEqual(action["context"], {"default_account_id": self.yard.id})
        again = self._development()
        self.assertEqual(self._retries(record).state, "open")
        self.seen_by(self.rep_beijing, again).action_start()
        self.assertEqual(self._retries(record).state, "kept")
        action = self.seen_by(self.rep_beijing, record).action_approach_again()
        self.assertEqual(action["res_id"], again.id)

    def test_won_owes_no_attempt(self):
        self.assertFalse(self._retries(self._ended(self.development)))
