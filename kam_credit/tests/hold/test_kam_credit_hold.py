from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_management.tests.my_day import told

from ..common import TODAY, day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHold(KamCreditHoldCommon):
    """What becomes of a hold: released, refused, or cleared by itself."""

    def notices(self, user):
        return (
            self.root["mail.notification"]
            .search([("res_partner_id", "=", user.partner_id.id)])
            .mail_message_id.sorted("id")
            .mapped("body")
        )

    def test_released_and_confirmed_by_hand(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        self.release(hold)
        self.assertEqual(hold.state, "released")
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.kam_credit_state)
        self.assertIn("go on", self.notices(self.seller)[-1])
        release = hold.release_ids
        self.assertEqual(
            (release.user_id, release.role, release.stake, release.ceiling, release.date_until),
            (self.credit_approver, "credit_approver", 200, 1260, day(30)),
        )
        order.action_confirm()
        self.assertConfirmed(order)
        self.assertEqual(self.exposure().total, 1200)
        event = self.acme.event_ids[:1]
        self.assertEqual((event.kind, event.res_id), ("released", hold.id))

    def test_released_and_confirmed_at_once(self):
        order = self.try_order(1200)
        hold = self.hold(order).with_user(self.credit_approver)
        hold.action_release_and_confirm(self.reason.id)
        self.assertConfirmed(order)

    def test_a_release_is_for_one_order_up_to_its_ceiling(self):
        order = self.try_order(1200)
        self.release(self.hold(order))
        order.order_line.price_unit = 1260.01
        order.action_confirm()
        self.assertHeld(order, "over_limit")
        other = self.try_order(1100)
        self.assertHeld(other, "over_limit")

    def test_a_release_is_over_after_its_day(self):
        order = self.try_order(1200)
        self.release(self.hold(order), date_until=day(1))
        with self.at(2, hour=0):
            order.action_confirm()
            self.assertHeld(order, "over_limit")

    def test_what_a_release_asks_for(self):
        hold = self.hold(self.try_order(1200))
        other = self.root["kam.credit.release.reason"].search(
            [("company_id", "!=", self.company.id)], limit=1
        )
        for vals in (
            {"reason_id": False},
            {"reason_id": other.id},
            {"reason_id": "x"},
            {"reason_id": 2**40},
            {"ceiling": 1199},
            {"ceiling": 1260.01},
            {"ceiling": "much"},
            {"ceiling": float("nan")},
            {"ceiling": 10**400},
            {"date_until": day(-1)},
            {"date_until": "soon"},
            {"date_until": day(366)},
            {"note": 5},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                self.release(hold, **vals)
        self.assertEqual(hold.state, "held")

    def test_refused(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        with self.assertRaisesRegex(UserError, "one sentence"):
            hold.with_user(self.credit_officer).action_refuse(" ")
        hold.with_user(self.credit_officer).action_refuse("Please agree on a prepayment")
        self.assertEqual((hold.state, order.kam_credit_state), ("refused", "refused"))
        self.assertIn("prepayment", order.with_user(self.seller).kam_credit_sentence)
        self.assertIn("prepayment", self.notices(self.seller)[-1])
        order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertEqual(hold.attempt_count, 2)

    def test_authority_in_money_and_in_share(self):
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id), ("role", "=", "credit_officer")]
        )
        authority.write({"amount": 150, "share": 0.1})
        small, large = self.try_order(1100), self.try_order(1100.01)
        self.assertTrue(self.hold(small).with_user(self.credit_officer).can_release)
        self.assertFalse(self.hold(large).with_user(self.credit_officer).can_release)
        self.assertEqual(self.hold(large).needed_role, "credit_reviewer")
        with self.assertRaisesRegex(AccessError, "more than your authority"):
            self.release(self.hold(large), self.credit_officer)
        self.release(self.hold(small), self.credit_officer)
        self.assertEqual(self.hold(small), self.root["kam.credit.hold"])

    def test_the_sum_of_a_bulk_counts(self):
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id), ("role", "=", "credit_officer")]
        )
        authority.write({"amount": 150, "share": 0})
        other = self.make_customer("Mill")
        self.make_key(other, tier=self.red)
        holds = self.hold(self.try_order(1080)) | self.hold(self.try_order(1080, partner=other))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.release(holds, self.credit_officer)
        self.assertEqual(set(holds.mapped("state")), {"held"})
        # nor one after the other for the same customer
        again = self.hold(self.try_order(1080))
        self.release(holds[0], self.credit_officer)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.release(again, self.credit_officer)
        self.release(holds[1], self.credit_reviewer)

    def test_what_is_released_takes_the_room_of_the_next(self):
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id), ("role", "=", "credit_officer")]
        )
        authority.write({"amount": 100, "share": 0})
        self.try_order(950)
        orders = [self.try_order(60) for _number in range(4)]
        holds = self.root["kam.credit.hold"].union(*(self.hold(order) for order in orders))
        self.assertEqual(holds.mapped("stake"), [10] * 4)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.release(holds, self.credit_officer)
        # nor one after the other
        self.release(holds[0], self.credit_officer)
        self.assertEqual(holds[0].release_ids.stake, 10)
        self.release(holds[1], self.credit_officer)
        self.assertEqual(holds[1].release_ids.stake, 60)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.release(holds[2], self.credit_officer)

    def test_what_was_seen_is_released(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        order.order_line.price_unit = 90_000
        with self.assertRaisesRegex(UserError, "Check Again"), self.cr.savepoint():
            self.release(hold)
        hold.with_user(self.credit_approver).action_check_again()
        self.release(hold)
        self.assertEqual(hold.release_ids.stake, 89_000)

    def test_releases_for_others_do_not_count(self):
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id), ("role", "=", "credit_officer")]
        )
        authority.write({"amount": 150, "share": 0})
        other = self.make_customer("Mill")
        self.make_key(other, tier=self.red)
        self.release(self.hold(self.try_order(1100)), self.credit_officer)
        self.release(self.hold(self.try_order(1100, partner=other)), self.credit_officer)

    def test_a_payment_clears_it(self):
        invoice = self.invoice(self.customer, 500, due=day(20))
        order = self.try_order(700)
        hold = self.hold(order)
        self.assertEqual(hold.stake, 200)
        cron = self.env.ref("kam_credit.ir_cron_kam_credit_hold_recheck").sudo()
        triggers = self.root["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.pay(invoice, amount=199.99)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))
        self.recheck()
        self.assertHeld(order, "over_limit")
        self.assertAlmostEqual(hold.stake, 0.01)
        self.pay(invoice, amount=0.01)
        self.recheck()
        self.assertEqual(hold.state, "cleared")
        self.assertEqual(order.state, "draft", "clearing confirms nothing")
        self.assertIn("No credit release is needed any more", self.notices(self.seller)[-1])
        order.action_confirm()
        self.assertConfirmed(order)

    def test_nothing_is_triggered_for_others(self):
        self.try_order(1200)
        other = self.make_customer("Other")
        cron = self.env.ref("kam_credit.ir_cron_kam_credit_hold_recheck").sudo()
        triggers = self.root["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.pay(self.invoice(other, 500, due=day(20)), amount=100)
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))

    def test_another_limit_clears_it(self):
        order = self.try_order(1200)
        self.red.credit_limit = 1200
        self.recheck()
        self.assertFalse(self.hold(order))

    def test_let_go_by_hand(self):
        self.acme.with_user(self.credit_officer).action_block("Insolvent")
        order = self.try_order(10)
        self.assertIn("Insolvent", self.hold(order).reason_note)
        self.acme.with_user(self.credit_officer).action_unblock("A mistake")
        self.recheck()
        self.assertFalse(self.hold(order))
        kinds = self.acme.event_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds[-2:], ["blocked", "unblocked"])

    def test_downgraded_nothing_is_checked(self):
        order = self.try_order(1200)
        self.account.sudo()._downgrade("credit", "Below")
        self.recheck()
        self.assertFalse(self.hold(order))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_check_again(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        hold.with_user(self.credit_officer).action_check_again()
        self.assertEqual(hold.state, "held")
        self.red.credit_limit = 1300
        hold.with_user(self.credit_officer).action_check_again()
        self.assertEqual(hold.state, "cleared")
        with self.assertRaisesRegex(UserError, "not held any more"):
            self.release(hold)

    def test_it_is_a_duty_of_who_may_release(self):
        hold = self.hold(self.try_order(1250))
        duty = hold.open_deadline_ids
        self.assertEqual((duty.code, duty.date_due), ("credit_hold", TODAY))
        self.assertEqual(duty.role, "credit_reviewer")
        self.assertEqual(duty.user_ids, self.credit_reviewer)
        self.release(hold, self.credit_reviewer)
        self.assertEqual(duty.state, "kept")

    def test_released_from_my_day(self):
        hold = self.hold(self.try_order(1200))
        duty = hold.open_deadline_ids
        holds = self.env["kam.credit.hold"].with_user(self.credit_approver)
        [said] = told(self.credit_approver, duty).values()
        self.assertEqual([action["key"] for action in said["actions"]], ["release"])
        action = holds._settle_duties(duty, "release")
        self.assertEqual(
            (action["res_model"], action["context"]["default_hold_ids"]),
            ("kam.credit.hold.release", hold.ids),
        )
        with self.assertRaises(AccessError):
            told(self.representative, duty)

    def test_deleted_with_its_order(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        duty = hold.open_deadline_ids
        order.sudo().unlink()
        self.assertFalse(hold.exists())
        self.assertEqual(duty.state, "cancelled")
        released = self.try_order(1300)
        self.release(self.hold(released))
        with self.assertRaisesRegex(UserError, "stays in the records"):
            released.sudo().unlink()

    def test_money_times_waiting_time(self):
        with self.at(-10):
            old = self.try_order(1100)
        new, newest = self.try_order(9000), self.try_order(1200)
        holds = self.hold(old) | self.hold(new) | self.hold(newest)
        with self.at(1):
            found = self.root["kam.credit.hold"].search([("id", "in", holds.ids)])
            self.assertEqual(found.order_id, old | new | newest)

    def test_queries_do_not_grow(self):
        def judged(count):
            orders = self.root["sale.order"].union(*(self.quotation(700) for _ in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders._judge_credit()
            return self.cr.sql_log_count - before

        judged(2)
        self.assertLessEqual(judged(10), judged(3))

    def test_the_workbench_asks_as_much_for_many(self):
        def read(holds):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            holds.with_user(self.credit_officer).read(
                ["document_name", "reason_note", "clearing_note", "history_note", "amount"]
            )
            return self.cr.sql_log_count - before

        invoice = self.invoice(self.customer, 500, due=day(20))
        self.assertTrue(invoice)
        holds = self.root["kam.credit.hold"].union(
            *(self.hold(self.try_order(1200)) for _ in range(8))
        )
        read(holds[:1])
        self.assertLessEqual(read(holds), read(holds[:3]))

    def test_web_orders_are_kept(self):
        order = self.quotation(1200)
        order.transaction_ids = [Command.create(self._transaction_vals(order))]
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.kam_credit_state, "held")

    def _transaction_vals(self, order):
        provider = self.root["payment.provider"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.root["payment.provider"].create({"name": "Pay", "company_id": self.company.id})
        method = self.root["payment.method"].search([], limit=1) or self.root[
            "payment.method"
        ].create({"name": "Pay", "code": "kam_pay"})
        return {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "reference": order.name,
            "amount": 10,
            "currency_id": order.currency_id.id,
            "partner_id": order.partner_id.id,
        }
