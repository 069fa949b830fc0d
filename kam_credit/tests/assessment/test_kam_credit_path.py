from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditPath(KamCreditAssessmentCommon):
    """What would move a customer: doing it moves the tier, doing less does not."""

    @classmethod
    def make_scorecard(cls, criteria=None, **vals):
        levels = [(100, 0), (80, 0), (60, 0), (40, 0), (20, 0)]
        return super().make_scorecard(
            [
                ("Operator", 40, None, levels),
                ("Bank", 20, None, levels),
                ("Rate", 20, "fulfilment_rate", [(100, 95), (60, 75), (0, 0)]),
                ("Amount", 20, "transaction_amount", [(100, 10_000), (50, 1_000), (0, 0)]),
            ]
        )

    def score(self, operator, bank):
        """Assess the customer anew."""
        sheet = self.assess()
        self.judge(sheet, operator)
        self.judge(sheet, bank, name="Bank")
        self.submit(sheet)
        self.verify(sheet)
        self.sign(sheet)
        return sheet

    def led(self):
        self.store(self.customer)
        return self.acme.tier_led_id

    def buy(self, amount):
        self.pay(self.invoice(self.customer, amount, due=day(-9)), on=day(-9))

    def test_by_amount_alone(self):
        self.assertEqual(self.led(), self.tiers["red"])
        found = self.acme._find_path()
        self.assertEqual((found["goal"], found["amount"]), (self.tiers["yellow"], Decimal(2000)))
        self.buy(1999.99)
        self.assertEqual(self.led(), self.tiers["red"])
        self.buy(0.01)
        self.assertEqual(self.led(), self.tiers["yellow"])

    def test_by_score(self):
        self.buy(2000)
        self.store(self.customer)
        # 16 + 8 + 20 + 10: below the 60 of the red list
        sheet = self.score(40, 40)
        self.assertEqual(sheet.score, 54)
        self.assertEqual(self.led(), self.tiers["black"])
        found = self.acme._find_path()
        self.assertEqual((found["goal"], found["amount"]), (self.tiers["red"], 0))
        self.assertEqual(found["points"], 6)
        # one level of the operator is worth 8 points, one of the bank 4
        [rise] = found["cheapest"]
        self.assertEqual(found["lines"][rise.key].name, "Operator")
        self.assertEqual(rise.gain, 8)
        # less does not move it
        self.score(40, 60)
        self.assertEqual(self.led(), self.tiers["black"])
        self.score(60, 40)
        self.assertEqual(self.led(), self.tiers["red"])

    def test_amount_and_score_together(self):
        self.store(self.customer)
        # 24 + 12 + 20 + 10
        self.score(60, 60)
        self.assertEqual(self.led(), self.tiers["red"])
        found = self.acme._find_path()
        self.assertEqual(found["goal"], self.tiers["yellow"])
        self.assertEqual((found["amount"], found["points"]), (2000, 4))
        [rise] = found["cheapest"]
        self.assertIn(rise.gain, (4, 8))
        self.buy(2000)
        self.assertEqual(self.led(), self.tiers["red"])
        self.score(60, 80)
        self.assertEqual(self.led(), self.tiers["yellow"])

    def test_what_the_amount_adds_to_the_score(self):
        self.buy(6999)
        self.store(self.customer)
        # 32 + 12 + 20 + 10, and yellow by its amount of 9999
        self.score(80, 60)
        found = self.acme._find_path()
        self.assertEqual((found["goal"], found["amount"]), (self.tiers["green"], 1))
        # with 10,000 the amount gives 20 instead of 10: 84 of 85
        self.assertEqual(found["points"], 1)

    def test_by_waiting(self):
        # due 300 days ago and paid a day late: it leaves the window in 66 days
        self.pay(self.invoice(self.customer, 900, due=day(-300)), on=day(-299))
        self.store(self.customer)
        # rate 3000 of 3900: 60 points. 24 + 12 + 12 + 10
        sheet = self.score(60, 60)
        self.assertEqual(sheet.score, 58)
        self.assertEqual(self.led(), self.tiers["black"])
        found = self.acme._find_path()
        [rise] = found["cheapest"]
        day_reached = TODAY + timedelta(days=66)
        self.assertEqual((found["lines"][rise.key].name, rise.day), ("Rate", day_reached))
        [rise] = found["earliest"]
        self.assertEqual((found["lines"][rise.key].kind, rise.day), ("manual", TODAY))
        # and so it is: on that day, not the day before
        line = self.line(sheet, "Rate").sudo()
        for offset, points in ((65, 60), (66, 100)):
            with self.at(offset):
                row = self.evaluate(self.customer)
                value = Decimal(str(row["fulfilment_rate"])) * 100
                self.assertEqual(line._get_points_at(value), points)

    def test_the_best_has_nowhere_to_go(self):
        self.buy(9000)
        self.store(self.customer)
        self.score(100, 100)
        self.assertEqual(self.led(), self.tiers["green"])
        self.assertFalse(self.acme._find_path()["goal"])
        self.assertIn("best tier", self.acme.path_table)

    def test_what_cannot_be_reached_is_said(self):
        self.store(self.customer)
        self.score(100, 100)
        self.tiers["green"]._write_bands(
            {
                self.tiers["green"]: {"score_from": 100},
                self.tiers["yellow"]: {"score_from": 99, "score_to": 100},
                self.tiers["red"]: {"score_to": 99},
            }
        )
        found = self.acme._find_path()
        # 90 points, of which no level gives more but the amount: 5,000 is not 10,000
        self.assertEqual(found["points"], 9)
        [rise] = found["cheapest"]
        self.assertEqual(found["lines"][rise.key].name, "Amount")
        self.assertIn("7,000.00", self.acme.path_table)

    def test_the_amount_is_that_of_today(self):
        self.buy(6000)
        self.store(self.customer)
        # 32 + 12 + 20 + 10 by an amount of 9000
        self.score(80, 60)
        self.buy(500)
        self.store(self.customer)
        found = self.acme._find_path()
        # 500 more are 10,000, which is the best level of the amount
        self.assertEqual((found["amount"], found["points"]), (500, 1))

    def test_a_rate_that_no_payment_makes(self):
        self.pay(self.invoice(self.customer, 900, due=day(-300)), on=day(-299))
        self.store(self.customer)
        sheet = self.score(60, 60)
        line = self.line(sheet, "Rate").sudo()
        content = line.content
        content["levels"][0]["value_from"] = 100
        line._protected_write({"content": content})
        rises = self.find_rises(sheet, line)
        # it is late for 100 %: what was missed has to leave the window
        self.assertEqual([rise.day for rise in rises], [TODAY + timedelta(days=66)])

    def test_the_lowest_level_of_a_rate_is_always_there(self):
        self.store(self.customer)
        sheet = self.score(60, 60)
        line = self.line(sheet, "Rate").sudo()
        content = line.content
        for level, low in zip(content["levels"], (0, 75, 95), strict=True):
            level["value_from"] = low
        line._protected_write({"content": content})
        self.assertEqual(line.points, 0)
        self.assertTrue(self.find_rises(sheet, line))
        self.assertTrue(self.acme.path_table)

    def test_what_is_unknown_is_told_by_what_is_better(self):
        self.store(self.customer)
        line = self.line(self.score(60, 60), "Rate").sudo()
        content = line.content
        for points, expected in (((100, 60, 0), "less than 95"), ((0, 60, 100), "at least 75")):
            for level, low, given in zip(content["levels"], (0, 75, 95), points, strict=True):
                level.update(value_from=low, points=given)
            line._protected_write({"content": content, "has_value": False, "formula": "debt_ratio"})
            [rise] = [rise for rise in self.find_rises(line.assessment_id, line) if rise.level == 1]
            self.assertIn(expected, self.acme._word_rise(line, rise))

    def find_rises(self, sheet, line):
        criteria = self.acme._get_path_criteria(sheet, 0)
        return [rise for rise in self.acme._find_rises(criteria, sheet) if rise.key == line.id]
