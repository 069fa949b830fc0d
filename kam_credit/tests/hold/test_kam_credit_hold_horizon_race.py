import threading
from collections import Counter
from functools import partial

from odoo import SUPERUSER_ID, fields
from odoo.api import Environment
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.common import KamCommon
from odoo.addons.kam_management.tests.concurrency import ConcurrencyCase

LIMIT = 1000
HORIZON = 10
ROUNDS = 6


@tagged("post_install", "-at_install")
class TestKamCreditHoldHorizonRace(ConcurrencyCase):
    """The job looks at what comes within the horizon while orders of the debtor are confirmed."""

    guarded = (
        "kam.deadline",
        "kam.credit.release",
        "kam.credit.hold",
        "kam.credit.event",
        "kam.account.event",
        "kam.account",
    )
    unguarded = ("sale.order", "product.product", "res.users", "res.partner")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            env = world.env
            tier = env["kam.credit.tier"].search(
                [("company_id", "=", world.company.id), ("code", "=", "red")]
            )
            names = ["order_policy", "credit_limit", "horizon_days"]
            cls.tier_id, cls.before = tier.id, tier.read(names, load=None)[0]
            cls.before.pop("id")
            tier.write({"order_policy": "hold", "credit_limit": LIMIT, "horizon_days": HORIZON})
            account = world._key_account("Racing", world.hangzhou, world.rep_hangzhou)
            account.sudo().credit_profile_id._assign_tier(tier, "Racing")
            cls.partner_id = account.partner_id.id
            cls.product_id = env["product.product"].create({"name": "Goods", "type": "consu"}).id
            cls.company_id = world.company.id

    @classmethod
    def _remove_others(cls, env):
        env["kam.credit.tier"].browse(cls.tier_id).write(cls.before)

    def make_order(self, env, amount, **vals):
        return (
            env["sale.order"]
            .with_company(self.company_id)
            .create(
                {
                    "partner_id": self.partner_id,
                    "company_id": self.company_id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product_id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )

    def coming(self, amount):
        """Return the id of a confirmed order that counted for nothing and counts by now."""
        now = fields.Datetime.now()
        with self._new_env() as env:
            order = self.make_order(
                env, amount, commitment_date=fields.Datetime.add(now, days=HORIZON + 5)
            )
            order.action_confirm()
            env["kam.credit.hold"]._watch_horizon(order)
            env.flush_all()
            # as if the days had passed
            env.cr.execute(
                "UPDATE sale_order SET commitment_date = %s WHERE id = %s",
                [fields.Datetime.add(now, days=1), order.id],
            )
            return order.id

    def run_together(self, *calls):
        """Do things at once, each in its own transaction; return how each of them ended."""
        barrier = threading.Barrier(len(calls))
        ends = Counter()

        def run(call):
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})
                barrier.wait()
                try:
                    retrying(partial(call, env), env)
                except (ConcurrencyError, UserError):
                    ends["again"] += 1
                else:
                    ends["done"] += 1

        threads = [threading.Thread(target=run, args=(call,)) for call in calls]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return ends

    @staticmethod
    def watch(order_id, env):
        env["kam.credit.hold"]._watch_horizon(env["sale.order"].browse(order_id))

    @staticmethod
    def confirm(order_id, env):
        env["sale.order"].browse(order_id).action_confirm()

    def play(self, amount, *others):
        """Let an order come within the horizon while others are confirmed; return both."""
        coming = self.coming(amount)
        with self._new_env() as env:
            order_ids = [self.make_order(env, other).id for other in others]
        ends = self.run_together(
            partial(self.watch, coming), *(partial(self.confirm, one) for one in order_ids)
        )
        self.assertEqual(sum(ends.values()), 1 + len(others), "every caller ends")
        with self._new_env() as env:
            # whoever was told to try again does so, the job in its next run
            self.watch(coming, env)
        with self._new_env() as env:
            order, rest = env["sale.order"].browse(coming), env["sale.order"].browse(order_ids)
            kinds = order.kam_hold_ids.filtered(lambda hold: hold.state == "held").mapped("kind")
            total = sum(rest.filtered(lambda one: one.state == "sale").mapped("amount_total"))
            (order | rest)._action_cancel()
        return kinds, total

    def test_beyond_the_limit(self):
        for _round in range(ROUNDS):
            kinds, total = self.play(1200, 200, 300)
            self.assertEqual((kinds, total), (["horizon"], 0))

    def test_within_the_limit(self):
        for _round in range(ROUNDS):
            kinds, total = self.play(700, 200, 200, 200)
            self.assertEqual(kinds, [])
            self.assertLessEqual(total, LIMIT - 700)
