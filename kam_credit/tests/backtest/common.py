from ..common import KamCreditCommon, day

CUT = day(-100)


class KamCreditBacktestCommon(KamCreditCommon):
    """Three key accounts with a past and a later time, and one that came later.

    ======  =======================  ===================================================
    who     before the cut           invoiced from the cut on
    ======  =======================  ===================================================
    good    1200 on time             100 on time, 100 on time
    fair    60 on time, 40 late      100 on time, 100 five days late
    bad     100 late                 100 paid 80 late and 20 written off, 100 unpaid
    new     nothing                  100 on time
    ======  =======================  ===================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.good, cls.fair, cls.bad, cls.new = (
            cls.make_customer(name) for name in ("Good", "Fair", "Bad", "New")
        )
        for partner, unit in (
            (cls.good, cls.area),
            (cls.fair, cls.area),
            (cls.bad, cls.south_area),
            (cls.new, cls.area),
        ):
            cls.make_key(partner, unit=unit)
        cls.bill_and_pay(cls.good, 1200, -150)
        cls.bill_and_pay(cls.fair, 60, -150)
        cls.bill_and_pay(cls.fair, 40, -150, late=3)
        cls.bill_and_pay(cls.bad, 100, -150, late=20)
        cls.bill_and_pay(cls.good, 100, -60)
        cls.bill_and_pay(cls.good, 100, -40)
        cls.bill_and_pay(cls.fair, 100, -60)
        cls.bill_and_pay(cls.fair, 100, -50, late=5)
        cls.bill_and_pay(cls.new, 100, -50)
        lossy = cls.invoice(cls.bad, 100, due=day(-60))
        cls.pay(lossy, 80, on=day(-35), write_off=True)
        cls.invoice(cls.bad, 100, due=day(-50))
        # what had not its time yet is no outcome
        cls.invoice(cls.bad, 999, due=day(5), date=day(-10))
        cls.env.flush_all()

    @classmethod
    def bill_and_pay(cls, partner, amount, due, late=0):
        """Book an invoice due on a day, and its payment some days later."""
        invoice = cls.invoice(partner, amount, due=day(due))
        cls.pay(invoice, on=day(due + late))

    def backtest(self, user=None, minimum=1, **vals):
        """Return a backtest that a user ran, as the user sees it."""
        model = self.root["kam.credit.backtest"].with_user(user or self.credit_admin)
        days = vals.get("date_cut", CUT), vals.get("date_to", day(0))
        return model._run(self.company, days, vals.get("late_days", 0), minimum)

    def figure(self, backtest, predictor="rate", outcome="instalment"):
        """Return one figure of a backtest."""
        return backtest.figure_ids.filtered(
            lambda figure: (figure.predictor, figure.outcome) == (predictor, outcome)
        )
