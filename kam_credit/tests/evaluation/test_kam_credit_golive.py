import base64
import io
from datetime import timedelta
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged

from odoo.addons.kam_management.tests.workbooks import WorkbookAssertions

from ..common import TODAY, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditComplete(KamCreditCommon):
    """Figures that look back to days before all is known are shown, and never acted upon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()

    def test_the_window_must_lie_after_the_day(self):
        self.owe()
        for offset, is_complete in ((None, True), (-365, True), (-364, False), (0, False)):
            self.company.kam_credit_complete_from = offset is not None and day(offset)
            row = self.evaluate(self.customer)
            with self.subTest(offset=offset):
                self.assertIs(row["is_complete"], is_complete)
                reason = "below_threshold" if is_complete else "incomplete"
                self.assertEqual(row["reason"], reason)
                self.assertEqual(row["fulfilment_rate"], 0)

    def test_a_past_day_looks_further_back(self):
        self.owe()
        self.company.kam_credit_complete_from = day(-400)
        self.assertTrue(self.evaluate(self.customer)["is_complete"])
        self.assertTrue(self.evaluate(self.customer, as_of=day(-35))["is_complete"])
        self.assertFalse(self.evaluate(self.customer, as_of=day(-36))["is_complete"])

    def test_nobody_is_downgraded_by_incomplete_figures(self):
        partner = self.make_falling()
        self.company.kam_credit_complete_from = day(-100)
        self.store(partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "key")
        self.assertTrue(profile.is_incomplete and profile.is_below_threshold)
        self.assertFalse(profile.is_falling)
        self.assertEqual(profile.reason, "incomplete")
        self.assertFalse(profile.snapshot_ids)
        profiles = self.root["kam.credit.profile"]
        self.assertIn(profile, profiles.search([("is_incomplete", "=", True)]))
        self.assertNotIn(profile, profiles.search([("is_falling", "=", True)]))
        self.company.kam_credit_complete_from = day(-365)
        self.store(partner)
        self.assertEqual(profile.account_state, "ordinary")

    def test_accounting_is_not_asked(self):
        self.company.kam_credit_allocation_user_id = self.accountant
        partner = self.make_falling()
        self.receive(partner, 1000, on=day(-15))
        self.company.kam_credit_complete_from = day(-100)
        self.store(partner)
        self.assertFalse(self.profile(partner).date_allocation_due)
        self.company.kam_credit_complete_from = False
        self.store(partner)
        self.assertTrue(self.profile(partner).date_allocation_due)
        self.company.kam_credit_complete_from = day(-100)
        self.store(partner)
        self.assertFalse(self.profile(partner).date_allocation_due)

    def test_proposals_lead_up_and_never_down(self):
        down, up = self.make_customer("Down"), self.make_customer("Up")
        for partner in (down, up):
            self.pay(self.invoice(partner, 3000, due=day(-10)), on=day(-11))
        self.make_key(down, tier=self.tiers["yellow"])
        self.make_key(up, tier=self.tiers["black"])
        self.company.kam_credit_complete_from = day(-100)
        self.store(down, up)
        self.assertEqual(self.profile(down).tier_led_id, self.tiers["red"])
        changes = self.root["kam.credit.change"]
        made = changes.search([("profile_id", "in", (self.profile(down) | self.profile(up)).ids)])
        self.assertEqual(made.profile_id, self.profile(up))
        self.company.kam_credit_complete_from = False
        self.store(down)
        self.assertTrue(changes.search([("profile_id", "=", self.profile(down).id)]))

    def test_a_simulation_says_so(self):
        self.owe()
        self.company.kam_credit_complete_from = day(-100)
        simulation = self.env["kam.credit.simulation"].with_user(self.credit_admin)
        simulation = simulation.create(
            {"company_id": self.company.id, "partner_ids": self.customer.ids}
        )
        simulation.action_simulate()
        self.assertFalse(simulation.line_ids.is_complete)
        self.assertEqual(simulation.line_ids.reason, "incomplete")

    def test_a_day_that_is_none(self):
        for value in (TODAY + timedelta(days=1), "0001-01-01"):
            with self.subTest(value=value), self.assertRaises(ValidationError):
                self.company.sudo().kam_credit_complete_from = value


@tagged("post_install", "-at_install")
class TestKamCreditSwitch(WorkbookAssertions, KamCreditCommon):
    """Automatic downgrades are off until somebody has seen whom they would hit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.company.sudo().kam_credit_auto_downgrade = False
        cls.late = cls.make_falling("Late", tier=cls.tiers["red"])
        cls.prepaid = cls.make_falling("Prepaid")
        cls.receive(cls.prepaid, 1000, on=day(-15))
        cls.punctual = cls.make_customer("Punctual")
        cls.pay(cls.invoice(cls.punctual, 1000, due=day(-10)), on=day(-10))
        cls.make_key(cls.punctual)

    def open_list(self, user=None):
        lists = self.env["kam.credit.downgrade.list"].with_user(user or self.credit_admin)
        return lists.browse(lists.with_company(self.company).action_open()["res_id"])

    def switches(self):
        return self.root["kam.credit.switch"].search([("company_id", "=", self.company.id)])

    def test_a_new_company_begins_switched_off(self):
        self.assertFalse(self.root["res.company"].create({"name": "New"}).kam_credit_auto_downgrade)

    def test_off_the_figures_are_written_and_nothing_follows(self):
        self.store(self.late, self.prepaid)
        profile = self.profile(self.late)
        self.assertEqual((profile.account_state, profile.tier_id.code), ("key", "red"))
        self.assertEqual(profile.date_figures, TODAY)
        self.assertTrue(profile.is_falling)
        self.assertFalse(profile.has_auto_downgrade)
        self.assertIn(profile, self.root["kam.credit.profile"].search([("is_falling", "=", True)]))
        self.assertFalse(self.profile(self.prepaid).date_allocation_due)

    def test_the_list_says_whom_and_why(self):
        found = self.open_list()
        self.assertEqual((found.line_count, found.account_count), (2, 3))
        self.assertEqual(found.threshold, 0.75)
        lines = found.line_ids
        self.assertEqual(lines.partner_id, self.late | self.prepaid)
        late = lines.filtered(lambda line: line.partner_id == self.late)
        self.assertEqual(
            (late.fulfilment_rate, late.amount_due, late.has_receipts), (0, 1000, False)
        )
        self.assertEqual(late.tier_id, self.tiers["red"])
        self.assertTrue((lines - late).has_receipts)
        action = found.action_show()
        shown = self.env[action["res_model"]].with_user(self.credit_admin).search(action["domain"])
        self.assertEqual(shown, lines)
        self.assertIn("export_file", found.action_export()["url"])
        book = load_workbook(io.BytesIO(base64.b64decode(found.export_file)))
        self.assertLaidOut(book.active, "B2")
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[0][:2], ("Customer", "Unit"))
        self.assertIn(("Late", 0, 0.75), [(row[0], row[-3], row[-2]) for row in rows])
        drill = late.action_open_instalments()
        self.assertEqual(drill["context"]["kam_credit_profile_id"], self.profile(self.late).id)
        # nothing was stored
        self.assertFalse(self.profile(self.late).date_figures)

    def test_it_is_switched_on_from_the_list_and_recorded(self):
        found = self.open_list()
        before = self.switches()
        with self.assertRaisesRegex(UserError, "not seen"):
            found.action_switch_on()
        self.assertFalse(self.company.kam_credit_auto_downgrade)
        found.action_show()
        found.action_switch_on()
        self.assertTrue(self.company.kam_credit_auto_downgrade)
        row = self.switches() - before
        self.assertEqual((row.is_on, row.customer_count), (True, 2))
        self.assertEqual(row.user_id, self.credit_admin)
        self.store(self.late)
        self.assertEqual(self.profile(self.late).account_state, "ordinary")
        found.action_switch_off()
        self.assertFalse(self.company.kam_credit_auto_downgrade)
        self.assertEqual(len(self.switches() - before), 2)

    def test_a_list_of_another_day_or_threshold_does_not_do(self):
        found = self.open_list()
        found.action_show()
        self.company.kam_credit_threshold = 0.9
        with self.assertRaises(UserError):
            found.action_switch_on()
        self.company.kam_credit_threshold = 0.75
        company_class = self.registry["res.company"]
        with (
            patch.object(company_class, "_kam_today", lambda company: day(1)),
            self.assertRaisesRegex(UserError, "This list is of"),
        ):
            found.action_switch_on()

    def test_no_other_way_leads_there(self):
        company = self.company.sudo(False).with_user(self.bookkeeper)
        with self.assertRaisesRegex(UserError, "from the list"):
            company.kam_credit_auto_downgrade = True
        with self.assertRaisesRegex(UserError, "from the list"):
            company.create({"name": "New", "kam_credit_auto_downgrade": True})
        for user in (self.director, self.kam_admin, self.accountant, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.open_list(user)
        with self.assertRaises(AccessError):
            self.open_list().with_user(self.director).action_switch_on()

    def test_the_settings_are_known_to_readers_of_credit_only(self):
        for name in ("kam_credit_auto_downgrade", "kam_credit_complete_from"):
            for user in (self.clerk, self.portal, self.representative):
                with self.subTest(name=name, user=user.login), self.assertRaises(AccessError):
                    self.company.with_user(user).read([name])
            self.assertTrue(self.company.with_user(self.director).read([name]))

    def test_code_that_switches_is_recorded_as_well(self):
        before = self.switches()
        self.store(self.late)
        self.company.sudo().kam_credit_auto_downgrade = True
        row = self.switches() - before
        self.assertEqual((row.is_on, row.customer_count), (True, 1))
        self.company.sudo().write({"kam_credit_auto_downgrade": True})
        self.assertEqual(self.switches() - before, row)

    def test_an_upgraded_company_that_was_evaluated_goes_on(self):
        script = load_script(
            f"{get_module_path('kam_credit')}/migrations/19.0.1.1.0/post-golive.py", "post_golive"
        )
        self.store(self.late)
        other = self.root["res.company"].create({"name": "Never evaluated"})
        script.migrate(self.cr, "19.0.1.0.1")
        self.env.invalidate_all()
        self.assertTrue(self.company.kam_credit_auto_downgrade)
        self.assertFalse(other.kam_credit_auto_downgrade)
