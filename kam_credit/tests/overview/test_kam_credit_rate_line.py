from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditRateLine(KamCreditCommon):
    """A customer's rate at the ends of the last 12 months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        for due, paid in ((-200, -200), (-150, -100), (-100, -100), (-60, -10), (-30, None)):
            invoice = cls.invoice(cls.customer, 1_000, date=day(due - 10), due=day(due))
            if paid:
                cls.pay(invoice, on=day(paid))
        cls.make_key(cls.customer)
        cls.acme = cls.profile(cls.customer)

    def line(self, user=None):
        return self.acme.with_user(user or self.supervisor).get_rate_line()

    def test_each_point_is_what_the_evaluation_says_of_that_day(self):
        line = self.line()
        points = line["points"]
        self.assertEqual(len(points), 13)
        self.assertEqual((points[0]["date"], points[-1]["date"]), ("2024-06-30", str(TODAY)))
        self.assertEqual(line["threshold"], 0.75)
        rates = set()
        for point in points:
            row = self.evaluate(self.customer, as_of=point["date"])
            with self.subTest(day=point["date"]):
                expected = row["fulfilment_rate"]
                self.assertIs(type(point["rate"]), bool if expected is None else float)
                self.assertEqual(point["rate"] or None, expected or None)
                self.assertEqual(point["transaction_amount"], row["transaction_amount"])
                self.assertEqual(point["is_complete"], row["is_complete"])
            rates.add(point["rate"])
        # before anything was due there is none
        self.assertTrue(any(rate is False for rate in rates))
        self.assertGreater(len(rates), 3)

    def test_what_was_not_known_then_does_not_count(self):
        before = self.line()["points"]
        # paid today: no past point moves
        invoice = self.root["account.move"].search(
            [("partner_id", "=", self.customer.id), ("invoice_date_due", "=", day(-30))]
        )
        self.pay(invoice, on=TODAY)
        self.assertEqual(self.line()["points"][:-1], before[:-1])

    def test_incomplete_figures_say_so(self):
        self.company.sudo().kam_credit_complete_from = date(2024, 1, 1)
        complete = [point["is_complete"] for point in self.line()["points"]]
        self.assertEqual(complete, [False] * 6 + [True] * 7)

    def test_only_who_sees_the_customer(self):
        for user in (self.south_supervisor, self.representative, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.line(user)
        for user in (self.credit_officer, self.director, self.credit_admin):
            with self.subTest(user=user.login):
                self.assertEqual(len(self.line(user)["points"]), 13)

    def test_one_customer_at_a_time(self):
        with self.assertRaises(UserError):
            self.acme.browse().with_user(self.supervisor).get_rate_line()
