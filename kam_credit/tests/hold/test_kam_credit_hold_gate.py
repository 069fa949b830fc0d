from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldGate(KamCreditHoldCommon):
    """No door confirms an order that the customer's credit does not cover."""

    def test_what_fits_is_confirmed(self):
        order = self.try_order(1000)
        self.assertConfirmed(order)
        self.assertEqual(order.kam_credit_passed, 1000)

    def test_what_does_not_fit_is_held(self):
        order = self.try_order(1000.01)
        self.assertHeld(order, "over_limit")
        hold = self.hold(order)
        self.assertEqual((hold.value, hold.amount), (1000.01, 1000.01))
        self.assertAlmostEqual(hold.stake, 0.01)
        self.assertEqual(hold.attempted_by_id, self.seller)
        self.assertIn("0.01 over the limit", hold.reason_note.replace("$\xa0", ""))

    def test_ordinary_customers(self):
        """They are looked at where the company says so: by its limit, and by what is overdue."""
        other = self.make_customer("Ordinary")
        self.root["kam.account"]._get_or_create(other, self.company)
        company = self.company.sudo()
        self.assertEqual(self.profile(other).account_state, "ordinary")

        def try_order(amount):
            return self.try_order(amount, partner=other)

        self.assertConfirmed(try_order(5000))
        company.write(
            {
                "kam_credit_ordinary_policy": "hold",
                "kam_credit_ordinary_is_limited": True,
                "kam_credit_ordinary_limit": 6000,
            }
        )
        self.assertConfirmed(try_order(1000))
        held = try_order(1)
        self.assertHeld(held, "over_limit")
        company.kam_credit_ordinary_is_limited = False
        self.recheck()
        self.assertFalse(self.hold(held))
        late = self.invoice(other, 10, due=day(-40))
        self.assertHeld(try_order(1), "overdue")
        company.kam_credit_ordinary_tolerated = 10
        self.assertConfirmed(try_order(1))
        self.pay(late)
        company.kam_credit_ordinary_policy = "warn"
        company.write({"kam_credit_ordinary_is_limited": True, "kam_credit_ordinary_limit": 0})
        noted = try_order(1)
        self.assertConfirmed(noted)
        self.assertIn("Ordinary customers", noted.sudo().kam_hold_ids.reason_note)
        # key accounts go by their tier, and customers without a file by nothing
        self.assertConfirmed(self.try_order(900))
        company.kam_credit_ordinary_policy = "hold"
        self.assertConfirmed(self.try_order(9000, partner=self.make_customer("Unknown")))

    def test_a_batch_is_decided_one_after_the_other(self):
        first, second = self.quotation(600), self.quotation(600)
        (first | second).with_user(self.seller).action_confirm()
        self.assertConfirmed(first)
        self.assertHeld(second, "over_limit")

    def test_one_that_is_held_holds_nobody_else_up(self):
        other = self.make_customer("Other")
        orders = self.quotation(2000) | self.quotation(5000, partner=other) | self.quotation(900)
        orders.with_user(self.seller).action_confirm()
        self.assertEqual(orders.mapped("state"), ["draft", "sale", "sale"])

    def test_write_and_create_are_refused_whatever_the_amount(self):
        orders = self.root["sale.order"].with_user(self.seller)
        for amount in (1, 2000):
            order = self.quotation(amount).with_user(self.seller)
            vals = {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "state": "sale",
                "order_line": [self.line(amount)],
            }
            for records, name, given in (
                (order, "write", {"state": "sale"}),
                (orders, "create", vals),
            ):
                with self.subTest(amount=amount, name=name):
                    with self.assertRaisesRegex(UserError, "by “Confirm” only"):
                        with self.cr.savepoint():
                            getattr(records, name)(given)
        free = self.quotation(5000, partner=self.make_customer("Free")).with_user(self.seller)
        free.write({"state": "sale"})
        self.assertEqual(free.state, "sale")

    def test_programs_pass_with_what_is_covered(self):
        fits, beyond = self.quotation(900), self.quotation(2000)
        fits.write({"state": "sale"})
        self.assertEqual((fits.state, fits.kam_credit_passed), ("sale", 900))
        with self.assertRaisesRegex(UserError, "needs a credit release"), self.cr.savepoint():
            beyond.write({"state": "sale"})

    def test_another_debtor_in_the_same_write(self):
        order = self.quotation(5000, partner=self.make_customer("Free")).with_user(self.seller)
        for name in ("partner_invoice_id", "partner_id"):
            vals = {"state": "sale", "partner_invoice_id": self.customer.id}
            with self.subTest(name=name), self.assertRaises(UserError), self.cr.savepoint():
                order.write({**vals, name: self.customer.id})

    def test_who_may_not_write_is_told_so_first(self):
        order = self.quotation(2000)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).write({"state": "sale"})

    def test_no_context_opens_it(self):
        order = self.quotation(2000).with_user(self.seller)
        order.with_context(
            bypass_risk=True, kam_credit_passing=order.ids, skip_credit=True, active_test=False
        ).action_confirm()
        self.assertHeld(order, "over_limit")

    def test_nobody_enters_what_only_the_gate_writes(self):
        order = self.quotation(100).with_user(self.seller)
        for vals in (
            {"kam_credit_passed": 9},
            {"kam_credit_state": "held"},
            {"kam_credit_debtor_id": self.make_customer("Free").id},
            {"kam_credit_debtor_id": False},
            {"currency_rate": 10**9},
            {"amount_total": 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                order.write(vals)
        line = order.order_line
        for vals in (
            {"price_total": 0.01},
            {"invoice_lines": [Command.clear()]},
            {"is_downpayment": True},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                line.write(vals)
            with self.subTest(create=vals), self.assertRaises(UserError), self.cr.savepoint():
                line.create({**self.line(5)[2], "order_id": order.id, **vals})

    def test_running_orders_come_in_during_golive(self):
        self.company.kam_takeover_open = True
        vals = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "state": "sale",
            "order_line": [self.line(2000)],
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            self.root["sale.order"].with_user(self.seller).create(vals)
        self.kam_admin.group_ids = [Command.link(self.ref("sales_team.group_sale_manager"))]
        order = self.root["sale.order"].with_user(self.kam_admin).create(vals)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.exposure().orders, 2000)
        self.company.kam_takeover_open = False
        with self.assertRaises(UserError), self.cr.savepoint():
            self.root["sale.order"].with_user(self.kam_admin).create(vals)

    def test_halving_finds_nothing(self):
        order = self.try_order(1200)
        order.order_line.product_uom_qty = 0.5
        order.action_confirm()
        self.assertHeld(order, "over_limit")
        hold = self.hold(order)
        self.assertEqual(hold.attempt_count, 2)

    def test_copy_is_asked_again(self):
        order = self.try_order(600)
        copied = order.copy()
        self.assertFalse(copied.kam_credit_passed)
        copied.action_confirm()
        self.assertHeld(copied, "over_limit")

    def test_cancelling_is_no_way_to_be_looked_at_anew(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        hold.with_user(self.credit_officer).action_refuse("No")
        order.order_line.price_unit = 100
        order._action_cancel()
        self.assertEqual(hold.state, "cancelled")
        order.action_draft()
        order.action_confirm()
        self.assertHeld(order, "over_limit")
        self.assertEqual(self.hold(order), hold)
        self.assertEqual(hold.attempt_count, 2)
        self.assertTrue(hold.open_deadline_ids)

    def test_cancelled_and_confirmed_again(self):
        order = self.try_order(600)
        order._action_cancel()
        self.assertEqual(self.exposure().total, 0)
        self.try_order(700)
        order.action_draft()
        order.action_confirm()
        self.assertHeld(order, "over_limit")
        order._action_cancel()
        self.assertFalse(self.hold(order))
        self.assertEqual(order.sudo().kam_hold_ids.state, "cancelled")

    def test_portal_confirms_nothing_that_is_held(self):
        order = self.quotation(2000, require_signature=True)
        order.sudo()._validate_order()
        self.assertHeld(order, "over_limit")

    def test_who_may_not_change_an_order_makes_no_hold(self):
        order = self.quotation(2000)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).action_confirm()
        self.assertFalse(self.hold(order))

    def test_the_sentence_tells_nothing(self):
        self.company.kam_credit_release_hours = 6
        first = self.try_order(2000)
        self.acme.with_user(self.credit_officer).action_block("Insolvent")
        second = self.try_order(10)
        self.assertHeld(second, "blocked")
        sentence = "This document needs a credit release, usually decided within 6 hours."
        for order in (first, second):
            self.assertEqual(order.kam_credit_sentence, sentence)

    def test_warn_confirms_and_notes(self):
        self.red.order_policy = "warn"
        order = self.try_order(2000)
        self.assertConfirmed(order)
        noted = order.sudo().kam_hold_ids
        self.assertEqual((noted.state, noted.reason_ids.code), ("warned", "over_limit"))

    def test_none_is_not_looked_at(self):
        self.red.order_policy = "none"
        order = self.try_order(2000)
        self.assertConfirmed(order)
        self.assertFalse(order.sudo().kam_hold_ids)

    def test_without_a_tier_nothing_is_checked(self):
        for partner in (self.make_customer("Ordinary"), self.make_customer("No tier")):
            if partner.name == "No tier":
                self.make_key(partner)
            with self.subTest(partner=partner.name):
                self.assertConfirmed(self.try_order(5000, partner=partner))

    def test_stopped_by_hand_whatever_the_policy(self):
        self.red.order_policy = "none"
        self.acme.with_user(self.credit_officer).action_block("Insolvent")
        self.assertHeld(self.try_order(1), "blocked")

    def test_unlimited_and_no_credit(self):
        self.red.credit_limit = 0
        self.assertHeld(self.try_order(1), "no_credit")
        self.red.has_unlimited_credit = True
        self.assertConfirmed(self.try_order(10**6))

    def test_overdue(self):
        self.invoice(self.customer, 100, due=day(-1))
        self.assertHeld(self.try_order(10), "overdue")
        self.red.overdue_tolerated = 100
        self.assertConfirmed(self.try_order(11))
        self.red.write({"overdue_tolerated": 0, "overdue_days": 1})
        self.assertConfirmed(self.try_order(12))

    def test_temporary_limit_over(self):
        form = (
            self.root["kam.credit.temporary.limit"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.acme.id,
                    "amount": 1500,
                    "date_from": TODAY,
                    "date_to": day(5),
                    "needed_for": "Season",
                    "reason": "Season",
                }
            )
        )
        form.action_submit()
        form.sudo().review_ids.filtered(lambda review: review.state == "pending").with_user(
            self.credit_reviewer
        ).action_approve("Agreed")
        form.sudo().review_ids.filtered(lambda review: review.state == "pending").with_user(
            self.credit_approver
        ).action_approve("Agreed")
        self.assertConfirmed(self.try_order(1200))
        with self.at(6):
            self.assertHeld(self.try_order(100), "temporary_ended")
            self.assertHeld(self.try_order(400), "over_limit")

    def test_group_limit(self):
        sister = self.make_customer("Sister")
        self.make_key(sister, tier=self.red)
        group = self.root["kam.credit.group"].create(
            {
                "name": "Family",
                "company_id": self.company.id,
                "credit_limit": 1200,
                "reason": "Same owner",
                "responsible_id": self.credit_approver.id,
            }
        )
        group.change("Same owner", added_ids=[self.acme.id, self.profile(sister).id])
        self.assertConfirmed(self.try_order(800))
        held = self.try_order(500, partner=sister)
        self.assertHeld(held, "over_limit")
        self.assertIn("Family", self.hold(held).reason_note)
        # a batch takes from the group as well
        first = self.quotation(150)
        second = self.quotation(300, partner=sister)
        (first | second).with_user(self.seller).action_confirm()
        self.assertConfirmed(first)
        self.assertHeld(second, "over_limit")

    def test_branch(self):
        branch = self.root["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.seller.company_ids = [Command.link(branch.id)]
        order = self.quotation(2000, company=branch).with_user(self.seller)
        order.with_context(allowed_company_ids=(self.company | branch).ids).action_confirm()
        self.assertHeld(order, "over_limit")

    def test_another_invoice_address(self):
        other = self.make_customer("Payer")
        self.assertConfirmed(self.try_order(5000, partner_invoice_id=other.id))
        self.assertHeld(
            self.try_order(5000, partner=other, partner_invoice_id=self.customer.id), "over_limit"
        )
