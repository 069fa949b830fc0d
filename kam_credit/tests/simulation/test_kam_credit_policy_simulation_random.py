from fractions import Fraction

from odoo.tests import tagged

from odoo.addons.kam_management.tests.seeds import seeds

from ..common import TODAY
from ..exposure.test_kam_credit_exposure_random import Clerk
from ..oracle_simulation import Policy, SimulationOracle, exact
from .common import KamCreditSimulationCommon

FEW = 1
ROUNDS = 60
HELD = ("red", "yellow", None, "black", "red")
LIST_VALUES = (
    "amount_from",
    "amount_to",
    "limit_method",
    "credit_limit",
    "limit_share",
    "horizon_days",
    "overdue_days",
    "overdue_tolerated",
    "order_policy",
)


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulationRandom(KamCreditSimulationCommon):
    """Orders and a ledger nobody thought of, under two policies, calculated twice."""

    def test_against_the_slow_calculation(self):
        self.set_bands(green=4000, yellow=2500, red=1000, black=200)
        self.tiers["red"].write(
            {"limit_method": "turnover", "limit_share": 0.4, "horizon_days": 10}
        )
        for seed in seeds(FEW):
            with self.subTest(seed=seed):
                self.play(seed)

    def play(self, seed):
        partners = self.env["res.partner"]
        accounts = self.env["res.partner"]
        for number, code in enumerate(HELD):
            partner = self.make_customer(f"Debtor {seed} {number}")
            self.make_key(partner, tier=self.tiers[code] if code else None)
            accounts |= partner
            partners |= partner | self.make_customer(f"Contact {seed} {number}", parent=partner)
        clerk = Clerk(self, seed)
        clerk.run(partners, ROUNDS)
        draft = self.make_draft(
            {
                "green": {"amount_from": 3000, "horizon_days": 9},
                "yellow": {"amount_to": 3000, "amount_from": 1800},
                "red": {"amount_to": 1800, "limit_share": 0.39, "overdue_days": 40},
                "black": {"credit_limit": 70, "overdue_tolerated": 0, "overdue_days": 5},
            },
            threshold=0.4,
            grace_days=15,
            with_tax=True,
        )
        self.company.sudo().kam_credit_threshold = 0.2
        simulation = self.simulate(draft)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", accounts.ids), ("company_id", "=", self.company.id)]
        )
        tiers = self.root["kam.credit.tier"].union(*self.tiers.values())
        now = Policy(Fraction(2, 10), self.read_lists(tiers))
        then = Policy(Fraction(4, 10), self.read_lists(draft.tier_ids), grace=15, with_tax=True)
        oracle = SimulationOracle(self.company, TODAY, now, then)
        for profile, (move, *sides) in oracle.tell(profiles).items():
            line = self.told(simulation, profile.partner_id)
            with self.subTest(customer=profile.partner_id.name):
                self.assertEqual(line.move, move)
                for name, side in zip(("now", "then"), sides, strict=True):
                    self.assertSide(simulation, line, name, side)

    @staticmethod
    def read_lists(tiers):
        return {
            tier.code: {name: tier[name] for name in LIST_VALUES}
            for tier in tiers.sorted("amount_from", reverse=True)
        }

    def assertSide(self, simulation, line, name, side):
        self.assertEqual(line[f"tier_{name}"], side.code or "none")
        self.assertEqual(line[f"is_below_{name}"], side.is_below)
        self.assertEqual(line[f"has_rate_{name}"], side.rate is not None)
        self.assertAlmostEqual(line[f"rate_{name}"], float(side.rate or 0), 8)
        self.assertEqual(line[f"has_limit_{name}"], side.limit is not None)
        for figure, expected in (
            ("transaction_amount", side.amount),
            ("limit", side.limit or 0),
            ("exposure", side.exposure),
            ("overdue", side.overdue),
            ("held_amount", sum(side.held.values())),
        ):
            self.assertAlmostEqual(line[f"{figure}_{name}"], float(expected), 2, figure)
        if side.limit is not None:
            self.assertAlmostEqual(line[f"available_{name}"], float(side.limit - side.exposure), 2)
        held = simulation.hold_ids.filtered(
            lambda hold: hold.profile_id == line.profile_id and hold[f"is_held_{name}"]
        )
        self.assertEqual(held.order_id, line.env["sale.order"].union(*side.held))
        self.assertEqual(exact(line[f"held_count_{name}"]), len(side.held))
