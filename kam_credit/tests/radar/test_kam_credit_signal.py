from datetime import datetime, time

from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditRadarCommon


@tagged("post_install", "-at_install")
class TestKamCreditSignal(KamCreditRadarCommon):
    """What the radar finds in small ledgers, by hand."""

    def kinds(self, partner=None, on=None):
        return set(self.judge(partner, on))

    def test_who_owes_nothing_is_not_looked_at(self):
        self.paid(*range(0, 24, 2))
        self.assertEqual(self.judge(), {})
        self.debt(10)
        self.assertEqual(self.kinds(), {"slowing"})
        self.company.kam_credit_radar_minimum = 11
        self.assertEqual(self.judge(), {})

    def test_slower_month_by_month(self):
        self.slow()
        sign = self.judge()["slowing"]
        self.assertAlmostEqual(sign.figures["slope"], 2)
        self.assertEqual(sign.figures["count"], 12)
        self.assertEqual((sign.figures["first"], sign.figures["last"]), (2, 20))
        signal = self.watch()
        self.assertEqual(
            (signal.kind, signal.state, signal.date_since, signal.date_seen),
            ("slowing", "new", TODAY, TODAY),
        )
        self.assertEqual((signal.value, signal.strength, signal.urgency), (500, 1.2, 600))
        self.assertEqual(
            signal.reason,
            "Payments come later by 2.0 days each month: 2 days after the due date at first, "
            "20 in the last quarter (12 payments).",
        )
        self.assertEqual(sorted(signal.line_ids.mapped("days")), list(range(0, 24, 2)))
        self.assertEqual(signal.line_count, 12)
        self.assertEqual(len(signal.line_ids.filtered(lambda line: line.period == "recent")), 3)
        self.assertTrue(all(line.move_id and line.invoice_name for line in signal.line_ids))

    def test_amounts_weigh(self):
        # a small invoice that is paid late each month says little
        self.paid(*[0] * 12, amount=10_000)
        self.paid(*range(0, 36, 3), amount=10)
        self.debt()
        self.assertNotIn("slowing", self.kinds())

    def test_early_counts_as_on_time(self):
        self.paid(*range(-24, 0, 2))
        self.debt()
        self.assertEqual(self.judge(), {})

    def test_too_few_payments(self):
        self.paid(0, 10, 20, 30, 40)
        self.debt()
        self.assertEqual(self.judge(), {})
        self.company.kam_credit_radar_cases = 5
        self.assertIn("slowing", self.kinds())

    def test_credit_notes_are_no_payments(self):
        for number in range(6):
            invoice = self.owe(100, due=day(-300 + 50 * number), partner=self.beta)
            self.credit_note(invoice, 100, on=day(-290 + 50 * number))
        self.debt()
        self.assertEqual(self.facts().paid, {})

    def test_orders_grow_while_payments_slow(self):
        self.paid(*[0] * 9, 12, 12, 12)
        sold = self.paid(*[None] * 11, 12, amount=400)
        self.assertEqual(len(sold), 1)
        self.debt(300)
        sign = self.judge()["growing"]
        self.assertEqual((sign.figures["before"], sign.figures["now"]), (0, 12))
        self.assertGreater(sign.figures["growth"], 0.2)
        signal = self.watch().filtered(lambda signal: signal.kind == "growing")
        self.assertIn("Sales of the last three months", signal.reason)

    def test_orders_count_where_there_are_some(self):
        self.paid(*[0] * 9, 12, 12, 12)
        self.debt()
        product = self.root["product.product"].create({"name": "Goods", "taxes_id": False})
        for offset, amount in ((-200, 300), (-10, 200)):
            order = self.root["sale.order"].create(
                {
                    "partner_id": self.beta.id,
                    "company_id": self.company.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "price_unit": amount, "tax_ids": False})
                    ],
                }
            )
            order.action_confirm()
            order.date_order = day(offset)
        sign = self.judge()["growing"]
        self.assertAlmostEqual(sign.figures["growth"], 1)
        signal = self.watch().filtered(lambda signal: signal.kind == "growing")
        self.assertIn("Orders of the last three months are 100%", signal.reason)

    def test_who_stops_paying_is_slower(self):
        self.paid(*[0] * 9, None, None, None)
        self.owe(600, due=day(-40), partner=self.beta)
        sign = self.judge()["growing"]
        self.assertEqual(sign.figures["now"], 40)

    def test_more_comes_in_parts(self):
        self.paid(*[0] * 9, None, None, None)
        self.paid(*[None] * 9, 0, 0, 0, part=0.5)
        sign = self.judge()["parts"]
        self.assertEqual((sign.figures["before"], sign.figures["now"]), (0, 1))
        signal = self.watch().filtered(lambda signal: signal.kind == "parts")
        self.assertEqual(len(signal.line_ids), 3)
        self.assertEqual(signal.line_ids.mapped("amount"), [50, 50, 50])
        self.assertIn("100% of the money", signal.reason)

    def test_a_credit_note_makes_no_part(self):
        invoices = self.paid(*[0] * 9, None, None, None)
        self.assertTrue(invoices)
        for offset in (-80, -50, -20):
            invoice = self.owe(100, due=day(offset), partner=self.beta)
            self.credit_note(invoice, 40, on=day(offset - 5))
            self.pay(invoice, on=day(offset))
        self.debt()
        self.assertNotIn("parts", self.kinds())

    def test_late_for_the_first_time(self):
        self.paid(*[0] * 10, None, None)
        self.owe(700, due=day(-5), partner=self.beta)
        sign = self.judge()["first_late"]
        self.assertEqual(sign.figures, {"clean": 10, "days": 5, "amount": 700})
        signal = self.watch()
        self.assertEqual(signal.kind, "first_late")
        self.assertIn("Late for the first time after 10 on time", signal.reason)
        self.assertIn("700", signal.reason)
        self.assertEqual(signal.line_ids.mapped("amount"), [700])
        self.assertFalse(signal.line_ids.date_paid)

    def test_not_for_the_first_time_nor_a_day_or_two(self):
        self.paid(0, 9, *[0] * 8, None, None)
        self.owe(700, due=day(-30), partner=self.beta)
        self.assertNotIn("first_late", self.kinds())
        other = self.make_customer("Gamma")
        self.make_key(other)
        self.paid(*[0] * 10, None, None, partner=other)
        self.owe(700, due=day(-4), partner=other)
        self.assertEqual(self.judge(other), {})

    def test_long_ago_is_no_first_time(self):
        self.paid(*[0] * 8, 9, 0, 0, 0)
        self.debt()
        self.assertNotIn("first_late", self.kinds())

    def test_a_promise_not_kept(self):
        invoice = self.owe(700, due=day(-30), partner=self.beta)
        promise = (
            self.root["kam.credit.promise"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.beta_profile.id,
                    "amount": 700,
                    "date_promised": day(-20),
                    "date_until": day(-10),
                }
            )
        )
        promise.sudo()._judge()
        figures = self.judge()["promise"].figures
        self.assertEqual(figures, {"count": 1, "amount": 700, "idle": 0})
        self.assertEqual(self.watch().line_ids.mapped("amount"), [700])
        self.pay(invoice)
        self.debt()
        self.assertNotIn("promise", self.kinds())

    def test_money_that_is_matched_with_nothing_is_told(self):
        """Who has paid is not called, only because nobody has matched the payment."""
        invoice = self.owe(700, due=day(-30), partner=self.beta)
        promise = (
            self.root["kam.credit.promise"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.beta_profile.id,
                    "amount": 700,
                    "date_promised": day(-20),
                    "date_until": day(-10),
                    "receivable_ids": invoice.line_ids.filtered("date_maturity").ids,
                }
            )
        )
        promise.sudo()._judge()
        signal = self.watch().filtered(lambda signal: signal.kind == "promise")
        self.assertNotIn("matched", signal.reason)
        self.receive(self.beta, 650, on=day(-12))
        signal = self.watch().filtered(lambda signal: signal.kind == "promise")
        self.assertRegex(signal.reason, r"700\.00.* has not come, but .*650\.00.* matched with no")

    def test_nobody_looks(self):
        self.debt()
        self.assertEqual(self.judge(), {})
        with self.at(120):
            self.assertEqual(self.kinds(on=day(120)), {"unwatched"})
            signal = self.watch()
            self.assertEqual(signal.kind, "unwatched")
            self.assertIn("120 days", signal.reason)
            signal.with_user(self.credit_officer).action_look("Rang them up: all is well")
            self.assertFalse(self.watch())
        with self.at(119):
            self.assertEqual(self.judge(on=day(119)), {})

    def test_a_look_is_what_leaves_something_behind(self):
        self.debt()
        for offset, user in ((100, self.credit_officer), (110, self.representative)):
            with self.at(offset):
                self.root["kam.account.contact"].create(
                    {
                        "account_id": self.beta_account.id,
                        "user_id": user.id,
                        "channel": "phone",
                        "attitude": "neutral",
                        "date": datetime.combine(day(offset), time(9)),
                    }
                )
            self.assertEqual(self.beta_profile._find_watched()[self.beta_profile], day(100))
        with self.at(120):
            self.assertEqual(self.judge(on=day(120)), {})

    def test_only_what_was_known_counts(self):
        self.slow()
        late = self.owe(100, due=day(-60), partner=self.beta)
        before = self.facts(on=day(-30))
        judged = self.judge(on=day(-30))
        self.pay(late, on=day(-5))
        self.owe(5000, due=day(-1), date=day(-25), partner=self.beta)
        after = self.facts(on=day(-30))
        self.assertEqual(after.paid, before.paid)
        self.assertEqual(after.debts, before.debts)
        self.assertEqual(after.trade, before.trade)
        self.assertEqual(self.judge(on=day(-30)), judged)

    def test_nothing_is_compared_with_a_time_before_the_ledger(self):
        self.slow()
        self.company.kam_credit_complete_from = day(-200)
        self.assertEqual(self.judge(), {})
        self.company.kam_credit_complete_from = day(-400)
        self.assertIn("slowing", self.kinds())

    def test_the_same_for_everybody(self):
        others = [self.make_customer(f"Other {number}") for number in range(3)]
        for other in others:
            self.make_key(other)
        self.slow_of_late(others[0])
        self.paid(*[0] * 10, None, None, partner=others[1])
        self.owe(700, due=day(-5), partner=others[1])
        self.paid(*[0] * 9, 9, 9, 9, part=0.5, partner=others[2])
        profiles = self.signals.env["kam.credit.profile"].union(*map(self.profile, others))
        self.env.flush_all()
        some = self.signals._find_facts(self.company, profiles, TODAY)
        everybody = self.signals._find_facts(self.company, profiles, TODAY, is_everybody=True)
        for other in others:
            with self.subTest(other=other.name):
                mine, theirs = some.paid[other.id], everybody.paid[other.id]
                self.assertEqual(sorted(mine.months), sorted(theirs.months))
                self.assertEqual((mine.unpaid, mine.late), (theirs.unpaid, theirs.late))
                self.assertEqual(some.trade[other.id], everybody.trade[other.id])
