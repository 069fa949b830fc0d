from ..common import day
from ..hold.common import KamCreditHoldCommon

# What the lists grant in force: code -> limit.
LIMITS = {"green": 4000, "yellow": 2000, "red": 1000, "black": 100}


class KamCreditSimulationCommon(KamCreditHoldCommon):
    """Customers of each list, and a draft edition of the scheme.

    ``make_draft`` begins an edition, ``simulate`` simulates it; ``told`` returns what that says of
    a customer, ``sell`` lets a customer buy, and pay a part of it on time.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code, limit in LIMITS.items():
            cls.tiers[code].write(
                {"credit_limit": limit, "order_policy": "hold", "overdue_tolerated": 10_000}
            )
        cls.env.flush_all()

    @classmethod
    def sell(cls, partner, amount, on_time=None):
        """Invoice a customer an amount that fell due, of which a part was paid on time."""
        invoice = cls.invoice(partner, amount, due=day(-40))
        paid = amount if on_time is None else on_time
        if paid:
            cls.pay(invoice, paid, on=day(-45))
        return invoice

    @classmethod
    def make_account(cls, name, code=None, amount=0, on_time=None, **options):
        """Return a key account that holds a list, and bought for an amount."""
        partner = cls.make_customer(name)
        if amount:
            cls.sell(partner, amount, on_time)
        cls.make_key(partner, tier=cls.tiers[code] if code else None, **options)
        return partner

    @classmethod
    def make_draft(cls, lists=None, **vals):
        """Return a draft edition of the scheme that differs from the settings in force.

        :param dict lists: code -> values of the list
        """
        policy = cls.root["kam.credit.policy"].create({"company_id": cls.company.id, **vals})
        for code, list_vals in (lists or {}).items():
            policy.tier_ids.filtered(lambda tier, code=code: tier.code == code).write(list_vals)
        cls.env.flush_all()
        return policy

    def simulate(self, policy=None, user=None):
        """Return what was simulated of an edition, or of the settings in force, as superuser."""
        model = self.root["kam.credit.policy.simulation"]
        if user:
            model = model.with_user(user)
        self.env.flush_all()
        return model._simulate(self.company.with_env(model.env), policy).sudo()

    def told(self, simulation, partner):
        """Return what a simulation says of a customer."""
        return simulation.line_ids.filtered(lambda line: line.partner_id.id == partner.id)

    def assertLine(self, line, **expected):
        for name, value in expected.items():
            found = line[name]
            with self.subTest(customer=line.partner_id.name, field=name):
                if isinstance(value, float):
                    self.assertAlmostEqual(found, value, 6)
                else:
                    self.assertEqual(found, value)
