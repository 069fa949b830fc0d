import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, day
from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamCreditChange(KamCreditChangeCommon):
    """What becomes of a request: applied, returned, withdrawn, rejected, overtaken."""

    def test_by_hand(self):
        change = self.request("red")
        self.assertTrue(change.number)
        self.assertEqual(change.origin, "manual")
        self.assertEqual(change.date_standard_met, TODAY)
        self.assertEqual(change.unit_id, self.area)
        self.assertEqual(change.direction, "first")
        self.assertEqual(change.stage, "prepare")

    def test_first_tier(self):
        change = self.approved("red")
        self.assertEqual(self.acme.tier_id, self.tiers["red"])
        self.assertEqual(change.date_applied.date(), TODAY)
        event = self.assertEvent(change, "assigned", None, "red")
        self.assertEqual(event.user_id, self.credit_approver)
        self.assertEqual(event.reason, "Bought a lot")

    def test_better_and_worse(self):
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        change = self.approved("yellow")
        self.assertEqual(change.direction, "up")
        self.assertEvent(change, "changed", "red", "yellow")
        self.confirm(change)
        change = self.approved("black")
        self.assertEqual(change.direction, "down")
        self.assertEvent(change, "changed", "yellow", "black")

    def test_end_of_tier(self):
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        change = self.approved(None)
        self.assertEqual(change.direction, "end")
        self.assertFalse(self.acme.tier_id)
        self.assertEqual(self.acme.account_state, "key")
        self.assertEvent(change, "ended", "red", None)

    def test_terms_apply_at_approval_and_end_with_the_tier(self):
        own = self.split_term((100, 10))
        granted = self.split_term((100, 60))
        pricelist = self.root["product.pricelist"].create({"name": "Red"})
        self.customer.property_payment_term_id = own
        before = self.customer.property_product_pricelist
        self.tiers["red"].write(
            {
                "payment_term_id": granted.id,
                "pricelist_id": pricelist.id,
                "credit_limit": 700,
            }
        )
        change = self.submitted("red")
        self.verify(change)
        self.assertEqual(self.customer.property_payment_term_id, own)
        self.assertEqual(self.acme.credit_limit, 0)
        self.sign(change)
        self.assertEqual(self.customer.property_payment_term_id, granted)
        self.assertEqual(self.customer.property_product_pricelist, pricelist)
        self.assertEqual(self.acme.credit_limit, 700)
        self.assertEqual(self.assertEvent(change, "assigned", None, "red").credit_limit, 700)
        self.confirm(change)
        change = self.approved(None)
        self.assertEqual(self.customer.property_payment_term_id, own)
        self.assertEqual(self.customer.property_product_pricelist, before)
        self.assertEqual(self.acme.credit_limit, 0)
        self.assertEqual(self.assertEvent(change, "ended", "red", None).credit_limit, 0)

    def test_the_limit_of_a_tier_reaches_its_holders(self):
        self.tiers["red"].credit_limit = 700
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        other = self.make_customer("Other")
        self.make_key(other, tier=self.tiers["black"])
        self.tiers["red"].with_user(self.credit_admin).credit_limit = 800
        self.assertEqual(self.acme.credit_limit, 800)
        event = self.acme.event_ids.sorted("id")[-1]
        self.assertEqual((event.kind, event.credit_limit), ("limited", 800))
        self.assertEqual((event.tier_from_id, event.tier_to_id), (self.tiers["red"],) * 2)
        self.assertEqual(event.user_id, self.credit_admin)
        count = len(self.acme.event_ids)
        self.tiers["red"].credit_limit = 800
        self.assertEqual(len(self.acme.event_ids), count)
        self.tiers["red"].has_unlimited_credit = True
        self.assertTrue(self.acme.has_unlimited_credit)
        self.assertTrue(self.acme.event_ids.sorted("id")[-1].has_unlimited_credit)
        self.assertFalse(self.profile(other).credit_limit)
        self.assertNotIn("limited", self.profile(other).event_ids.mapped("kind"))
        self.acme._drop_tier("Over")
        self.assertFalse(self.acme.has_unlimited_credit)

    def test_limit_is_no_field_to_write(self):
        for name, value in {"credit_limit": 10**9, "has_unlimited_credit": True}.items():
            with self.subTest(field=name), self.assertRaises(UserError):
                self.acme.write({name: value})

    # ------------------------------------------------------------------
    # after approval
    # ------------------------------------------------------------------

    def test_confirmation_task(self):
        change = self.approved()
        self.assertEqual(change.stage, "confirm")
        self.assertEqual(
            self.tasks(change),
            {(self.credit_officer, day(10), "Confirm that management follows the new tier")},
        )
        self.confirm(change)
        self.assertEqual(change.stage, "done")
        self.assertEqual(change.confirmed_by_id, self.credit_officer)
        self.assertEqual(change.date_confirmed, TODAY)
        self.assertFalse(self.tasks(change))
        with self.assertRaisesRegex(UserError, "already"):
            change.with_user(self.credit_officer).action_confirm()

    def test_confirmed_by_the_area_and_nobody_else(self):
        change = self.approved()
        change.with_user(self.credit_officer).write({"is_customer_told": True, "measures": "None"})
        other = self.make_user("other_officer", self.other_area, "credit_officer")
        for user in self.credit_reviewer | self.credit_approver | self.director | other:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_confirm()
        self.assertFalse(change.date_confirmed)

    def test_confirmed_after_the_customer_was_told(self):
        change = self.request()
        change.with_user(self.credit_officer).is_customer_told = True
        self.submit(change)
        self.verify(change)
        self.sign(change)
        with self.assertRaisesRegex(UserError, "Customer Told"):
            change.with_user(self.credit_officer).action_confirm()
        change.with_user(self.credit_officer).is_customer_told = True
        with self.assertRaisesRegex(UserError, "Measures Adjusted"):
            change.with_user(self.credit_officer).action_confirm()
        change.with_user(self.credit_officer).write(
            {"is_customer_told": True, "measures": "Longer terms"}
        )
        change.with_user(self.credit_officer).action_confirm()
        with self.assertRaisesRegex(UserError, "Measures"):
            change.with_user(self.credit_officer).measures = "Changed my mind"

    def test_measures_are_filled_in_by_the_area_only(self):
        change = self.approved()
        for user in self.credit_reviewer | self.credit_approver:
            with self.subTest(user=user.login), self.assertRaises(UserError):
                change.with_user(user).measures = "None"

    def test_not_confirmed_before_approval(self):
        change = self.submitted()
        with self.assertRaisesRegex(UserError, "In review"):
            change.with_user(self.credit_officer).action_confirm()

    # ------------------------------------------------------------------
    # not approved
    # ------------------------------------------------------------------

    def test_returned_and_submitted_again(self):
        change = self.submitted("yellow")
        with self.at(1):
            self.review(change, self.credit_reviewer).action_return("Red is enough")
        self.assertEqual(change.stage, "prepare")
        self.assertEqual(
            self.tasks(change), {(self.credit_officer, day(10), "Correction after a return")}
        )
        with self.at(2):
            change.with_user(self.credit_officer).tier_to_id = self.tiers["red"]
            self.submit(change)
        self.assertFalse(self.tasks(change))
        self.assertEqual(change.approval_round, 2)
        self.assertEqual(change.date_total_due, day(10))
        self.verify(change)
        self.sign(change)
        self.assertEqual(self.acme.tier_id, self.tiers["red"])
        first = change.review_ids.filtered(lambda review: review.round == 1)
        self.assertEqual(set(first.mapped("state")), {"returned", "cancelled"})
        self.assertIn("Red is enough", first.mapped("opinion"))

    def test_withdrawn(self):
        change = self.submitted()
        for user in self.credit_reviewer | self.credit_approver:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_withdraw()
        change.with_user(self.credit_officer).action_withdraw()
        self.assertEqual(change.stage, "prepare")
        self.assertFalse(self.review(change))
        self.assertFalse(self.acme.tier_id)
        with self.assertRaisesRegex(UserError, "stays in the records"):
            change.with_user(self.credit_officer).unlink()

    def test_rejected(self):
        change = self.submitted()
        self.verify(change)
        with self.assertRaisesRegex(UserError, "Opinion"):
            self.review(change, self.credit_approver).action_reject()
        self.review(change, self.credit_approver).action_reject("Too early")
        self.assertEqual(change.stage, "rejected")
        self.assertFalse(self.acme.tier_id)
        self.assertFalse(self.acme.event_ids)
        self.assertFalse(self.tasks(change))
        self.assertTrue(self.request("yellow"))

    def test_superseded_by_the_downgrade(self):
        for prepare in (self.request, self.submitted):
            partner = self.make_falling(f"Late {prepare.__name__}", 5000, tier=self.tiers["red"])
            change = prepare("yellow", partner=partner)
            with self.subTest(state=change.approval_state):
                self.store(partner)
                self.assertEqual(self.profile(partner).account_state, "ordinary")
                self.assertEqual(change.stage, "cancelled")
                self.assertIn("Superseded", change.cancel_reason)
                self.assertFalse(self.review(change))
                self.assertFalse(self.tasks(change))
                self.assertFalse(self.profile(partner).tier_id)
                with self.assertRaises(UserError):
                    self.submit(change)

    def test_what_was_approved_is_not_superseded(self):
        change = self.approved()
        self.account._downgrade("screening", "Left")
        self.assertEqual(change.approval_state, "approved")

    # ------------------------------------------------------------------
    # one at a time
    # ------------------------------------------------------------------

    def test_one_open_request_per_customer(self):
        first = self.request("red")
        for state in ("draft", "in_review"):
            self.assertEqual(first.approval_state, state)
            with (
                self.subTest(state=state),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.cr.savepoint(),
            ):
                self.request("yellow")
            if state == "draft":
                self.submit(first)
        self.verify(first)
        self.sign(first)
        self.assertTrue(self.request("yellow"))

    # ------------------------------------------------------------------
    # what cannot be submitted
    # ------------------------------------------------------------------

    def assertNotSubmitted(self, change, message):
        with self.assertRaisesRegex(UserError, message):
            self.submit(change)
        self.assertEqual(change.approval_state, "draft")

    def test_the_tier_that_is_held(self):
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        self.assertNotSubmitted(self.request("red"), "it holds")

    def test_no_tier_for_a_customer_without_one(self):
        self.assertNotSubmitted(self.request(None), "it holds")

    def test_without_justification(self):
        self.assertNotSubmitted(self.request(justification="  "), "Justification")

    def test_no_key_account(self):
        partner = self.make_customer("Potential")
        account = self.root["kam.account"]._get_or_create(partner, self.company)
        account._enter_potential("manual", "Large", self.area, self.representative)
        self.assertNotSubmitted(self.request(partner=partner), "no key account")

    def test_tier_out_of_use(self):
        change = self.request("black")
        self.tiers["black"].active = False
        self.assertNotSubmitted(change, "no longer in use")

    def test_tier_of_another_company(self):
        other = self.setup_other_company()
        tier = self.root["kam.credit.tier"].search([("company_id", "=", other.id)], limit=1)
        with self.assertRaises(UserError):
            self.request(None, tier_to_id=tier.id)

    def test_standard_met_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self.request(date_standard_met=day(1))

    def test_standard_met_in_a_year_that_is_a_slip_of_the_pen(self):
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self.request(date_standard_met="9999-12-31")

    def test_account_moved_before_submission(self):
        change = self.request()
        self.account._change_owner(unit=self.south_area, reason="Moved")
        self.assertEqual(change.unit_id, self.south_area)
        officer = self.make_user("south_officer", self.south_area, "credit_officer")
        south_reviewer = self.make_user("south_reviewer", self.south, "credit_reviewer")
        self.submit(change, officer)
        self.assertEqual(self.review(change).review_unit_id, self.south)
        self.assertEqual(self.review(change).candidate_ids, south_reviewer)
        self.account._change_owner(unit=self.area, reason="Moved back")
        self.assertEqual(change.unit_id, self.south_area)
        # who decides is looked for where the account is by now
        self.assertEqual(self.review(change).review_unit_id, self.area.parent_id)
        self.assertEqual(self.review(change).candidate_ids, self.credit_reviewer)

    def test_who_is_told_of_a_step_reads_its_number_only(self):
        change = self.submitted()
        south_reviewer = self.make_user("south_reviewer", self.south, "credit_reviewer")
        self.account._change_owner(unit=self.south_area, reason="Moved")
        for user, text in (
            (south_reviewer, "You decide from now on"),
            (self.credit_reviewer, "Others decide from now on"),
        ):
            message = self.root["mail.message"].search(
                [("notified_partner_ids", "in", user.partner_id.ids), ("body", "ilike", text)]
            )
            with self.subTest(user=user.login):
                self.assertIn(change.number, message.body)
                self.assertNotIn(change.partner_id.name, message.body)

    def test_lists_are_grouped_by_each_thing_once(self):
        for name in ("kam.credit.change", "kam.credit.event"):
            described = self.env[name].with_user(self.supervisor).fields_get()
            labels = [field["string"] for field in described.values() if field["groupable"]]
            with self.subTest(model=name):
                self.assertEqual(len(labels), len(set(labels)))
        groupable = {
            name
            for name, field in self.env["kam.credit.change"].fields_get().items()
            if field["groupable"]
        }
        self.assertLessEqual({"profile_id", "tier_from_id"}, groupable)
        self.assertFalse({"account_id", "held_tier_id", "partner_id"} & groupable)

    def test_the_time_line_tells_what_was_filed_when(self):
        change = self.approved()
        readers = self.account.with_user(self.supervisor)

        def filed():
            self.env.flush_all()
            self.env.invalidate_all()
            return [row["text"] for row in readers.get_timeline(kinds=["form"])["rows"]]

        self.assertEqual(filed(), ["Approved"])
        self.confirm(change)
        self.assertEqual(filed(), ["Confirmed: management follows the new tier", "Approved"])
        with self.at(40):
            change.with_user(self.credit_officer).action_revise()
            change.with_user(self.credit_officer).justification = "Bought a lot, and paid"
            self.submit(change)
            self.verify(change)
            self.sign(change)
        self.assertEqual(filed()[0], "Approved")

    # ------------------------------------------------------------------
    # revision
    # ------------------------------------------------------------------

    def test_revised(self):
        change = self.approved()
        self.confirm(change)
        with self.at(40):
            change.with_user(self.credit_officer).action_revise()
            self.assertEqual(change.stage, "prepare")
            self.assertEqual(change.date_standard_met, day(40))
            change.with_user(self.credit_officer).justification = "Bought a lot, and paid"
            self.submit(change)
            self.assertEqual(change.date_total_due, day(50))
            self.verify(change)
            self.sign(change)
            self.assertEqual(change.stage, "confirm")
            self.assertEqual(change.revision_mark, "A")
            self.assertFalse(change.date_confirmed)
        # approved, confirmed, approved again
        self.assertEqual(len(change.archive_entry_ids), 3)
        self.assertEqual(self.acme.event_ids.mapped("kind"), ["assigned"])
