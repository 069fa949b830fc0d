import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopment(DevelopmentCommon):
    """From the analysis to the record that ends it (development scheme)."""

    # ------------------------------------------------------------------
    # starting
    # ------------------------------------------------------------------

    def test_start_makes_an_ordinary_customer_potential(self):
        self.yard._return_to_ordinary("manual", "To begin with")
        development = self._development()
        self.assertEqual(development.state, "preparing")
        self.seen_by(self.rep_beijing, development).action_start()
        self.assertEqual(development.state, "open")
        self.assertEqual(self.yard.state, "potential")
        event = self.yard.event_ids.sorted("id")[-1]
        self.assertEqual(
            (event.source, event.document_name), ("development", development.display_name)
        )

    def test_start_of_a_potential_one_leaves_its_state(self):
        development = self._development()
        events = self.yard.event_ids
        self.seen_by(self.rep_beijing, development).action_start()
        self.assertEqual(self.yard.event_ids, events)
        with self.assertRaisesRegex(UserError, "started already"):
            self.seen_by(self.rep_beijing, development).action_start()

    def test_one_goes_on_at_a_time(self):
        development = self._development()
        with self.assertRaisesRegex(UserError, development.number):
            self._development()
        development._write_process({"state": "cancelled"})
        self.assertTrue(self._development())

    def test_the_database_keeps_one(self):
        development = self._development()
        other = development.copy_data()[0] | {"account_id": self.yard.id}
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.development_model._protected_create([other])
            self.env.flush_all()

    def test_a_target_while_it_goes_on(self):
        self.assertFalse(self.shop._filter_targets())
        development = self._development(self.shop, self.rep_hangzhou)
        self.assertFalse(self.shop._filter_targets())
        self.seen_by(self.rep_hangzhou, development).action_start()
        self.assertEqual(self.shop._filter_targets(), self.shop)

    # ------------------------------------------------------------------
    # the scheme
    # ------------------------------------------------------------------

    def test_approval_starts_and_keeps_the_file(self):
        development = self._approved()
        self.assertEqual((development.approval_state, development.state), ("approved", "open"))
        self.assertEqual(development.snapshot["customer"], self.yard.name)
        self.assertTrue(development.archive_entry_ids)

    def test_what_is_missing_is_said(self):
        development = self._development()
        with self.assertRaisesRegex(UserError, "no sales yet"):
            self.submit(development, self.rep_beijing)

    def test_factors_are_asked_of_dealers(self):
        nature = self.env.ref("kam_management.customer_nature_dealer")
        self.assertTrue(nature.asks_factors)
        self.yard.nature_id = nature
        development = self._filled()
        self.assertEqual(len(development.factor_ids), 7)
        with self.assertRaisesRegex(UserError, "Influencing Factors"):
            self.submit(development, self.rep_beijing)
        line = development.factor_ids[0]
        self.seen_by(self.rep_beijing, line).finding = "Two more people sign"
        self.submit(development, self.rep_beijing)

    def test_an_edition_is_locked_and_copied(self):
        development = self._approved()
        line = development.forecast_ids[:1]
        with self.assertRaises(UserError):
            self.seen_by(self.rep_beijing, line).sales = 5
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.assertEqual(edition.number, development.number)
        self.assertEqual((edition.state, edition.revision_mark), ("open", "A"))
        self.assertEqual(edition.origin_id, development)
        self.assertTrue(development.is_current)
        self.assertFalse(edition.is_current)
        self.assertEqual(len(edition.forecast_ids), len(development.forecast_ids))
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        self.assertTrue(edition.is_current)
        self.assertFalse(development.is_current)

    def test_a_rejected_scheme_ends_it(self):
        self.yard._return_to_ordinary("manual", "To begin with")
        development = self._filled()
        self.seen_by(self.rep_beijing, development).action_start()
        self.submit(development, self.rep_beijing)
        self.reject(development, self.supervisor_north)
        self.assertEqual(development.state, "cancelled")
        self.assertEqual(self.yard.state, "ordinary")

    def test_a_rejected_edition_leaves_the_one_before(self):
        development = self._approved()
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.submit(edition, self.rep_beijing)
        self.reject(edition, self.supervisor_north)
        self.assertEqual(development.state, "open")
        self.assertTrue(development.is_current)

    # ------------------------------------------------------------------
    # ending
    # ------------------------------------------------------------------

    def test_won_opens_the_screening(self):
        development = self._approved()
        record = self._ended(development)
        self.assertEqual(development.state, "won")
        self.assertIn(record.number, development.end_reason)
        screening = self.yard.screening_ids
        self.assertEqual((len(screening), screening.origin), (1, "development"))
        self.assertEqual((screening.stage, self.yard.state), ("analysis", "potential"))
        self.assertNotIn(self.director, screening._get_authors())

    def test_won_at_a_key_account_is_filed_only(self):
        development = self._approved(self.shop, self.rep_hangzhou)
        self._ended(development)
        self.assertEqual((development.state, self.shop.state), ("won", "key"))
        self.assertFalse(self.shop.screening_ids)

    def test_won_needs_an_approved_scheme(self):
        development = self._development()
        self.seen_by(self.rep_beijing, development).action_start()
        record = self._recorded(development)
        with self.assertRaisesRegex(UserError, "no approved scheme"):
            self.submit(record, self.rep_beijing)
        record.with_user(self.rep_beijing).write(
            {"result": "lost", "reason_ids": [Command.set(self._reasons("lost").ids)]}
        )
        self.submit(record, self.rep_beijing)

    def test_lost_returns_the_customer(self):
        self.yard._return_to_ordinary("manual", "To begin with")
        development = self._approved()
        self.assertEqual(self.yard.state, "potential")
        self._ended(development, "lost")
        self.assertEqual((development.state, self.yard.state), ("lost", "ordinary"))

    def test_lost_leaves_a_customer_who_was_potential_before(self):
        development = self._approved()
        self._ended(development, "lost")
        self.assertEqual(self.yard.state, "potential")

    def test_an_account_that_leaves_ends_it(self):
        development = self._approved()
        self.revise(development, self.rep_beijing)
        self.yard._return_to_ordinary("manual", "No more")
        self.assertEqual(development.state, "cancelled")
        self.assertIn("no potential or key account", development.end_reason)
        self.assertEqual(development.edition_ids.approval_state, "cancelled")
        with self.assertRaisesRegex(UserError, "nothing of it is changed"):
            self._recorded(development)

    def test_cancelling_wants_a_reason(self):
        development = self._development()
        seen = self.seen_by(self.rep_beijing, development)
        with self.assertRaisesRegex(UserError, "Reason"):
            seen.action_cancel(" ")
        seen.action_cancel("Bought by a rival")
        self.assertEqual(development.state, "cancelled")
        self.assertEqual(development.approval_state, "cancelled")

    def test_what_was_started_stays(self):
        development = self._development()
        self.seen_by(self.rep_beijing, development).action_start()
        with self.assertRaisesRegex(UserError, "stays in the records"):
            self.seen_by(self.rep_beijing, development).unlink()

    def test_process_fields_are_closed(self):
        development = self._development()
        seen = self.seen_by(self.rep_beijing, development)
        for vals in ({"state": "won"}, {"progress": "proposal"}, {"was_ordinary": True}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                seen.write(vals)

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_another_region_neither_reads_nor_begins(self):
        development = self._development()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, development).read(["meaning"])
        with self.assertRaises(AccessError):
            self._development(self.yard, self.rep_shanghai)

    def test_customer_of_nobody_goes_to_whoever_begins(self):
        customer = self.stranger.with_user(self.rep_beijing)
        action = customer.action_kam_develop()
        development = self.development_model.browse(action["res_id"])
        self.assertEqual(development.state, "open")
        account = development.account_id
        self.assertEqual((account.state, account.manager_id), ("potential", self.rep_beijing))

    def test_customer_of_others(self):
        with self.assertRaisesRegex(AccessError, "looked after by others"):
            self.yard.partner_id.with_user(self.rep_shanghai).action_kam_develop()

    def test_lines_name_what_is_of_the_account(self):
        development = self._development()
        rival = self.env["kam.competitor"].create({"name": "Rival", "account_id": self.shop.id})
        with self.assertRaises(UserError):
            self.seen_by(self.rep_beijing, development).write(
                {"competitor_ids": [Command.create({"competitor_id": rival.id})]}
            )
