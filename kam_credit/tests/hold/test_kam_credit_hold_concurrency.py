import os
import random
import threading
from collections import Counter
from contextlib import suppress
from functools import partial

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kam_management.tests.common import KamCommon
from odoo.addons.kam_management.tests.concurrency import ConcurrencyCase

LIMIT = 1000
ROUNDS = 20
# how much happens at random; more is asked for by hand
WORKERS = int(os.environ.get("KAM_WORKERS") or 4)
STEPS = int(os.environ.get("KAM_STEPS") or 15)
ORDERS = 12


@tagged("post_install", "-at_install")
class TestKamCreditHoldConcurrency(ConcurrencyCase):
    """Orders of one debtor, or of a group, are confirmed at the same moment."""

    guarded = (
        "kam.deadline",
        "kam.credit.release",
        "kam.credit.hold",
        "kam.credit.group.event",
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
            cls.tier_id, cls.before = tier.id, tier.read(["order_policy", "credit_limit"])[0]
            tier.write({"order_policy": "hold", "credit_limit": LIMIT})
            cls.partner_ids = []
            for name in ("Racing", "Racing Sister"):
                account = world._key_account(name, world.hangzhou, world.rep_hangzhou)
                account.sudo().credit_profile_id._assign_tier(tier, "Racing")
                cls.partner_ids.append(account.partner_id.id)
            cls.product_id = env["product.product"].create({"name": "Goods", "type": "consu"}).id
            cls.company_id = world.company.id

    @classmethod
    def _remove_others(cls, env):
        env["kam.credit.tier"].browse(cls.tier_id).write(
            {name: cls.before[name] for name in ("order_policy", "credit_limit")}
        )

    def make_orders(self, *amounts, partner_ids=None):
        """Return the ids of new quotations, of the customers in turn."""
        partner_ids = partner_ids or self.partner_ids[:1]
        with self._new_env() as env:
            orders = (
                env["sale.order"]
                .with_company(self.company_id)
                .create(
                    [
                        {
                            "partner_id": partner_ids[number % len(partner_ids)],
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
                        }
                        for number, amount in enumerate(amounts)
                    ]
                )
            )
            return orders.ids

    def confirm_together(self, order_ids):
        """Confirm orders at once, each in its own transaction; return how each caller ended."""
        barrier = threading.Barrier(len(order_ids))
        ends = []

        def confirm(order_id):
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})
                barrier.wait()
                try:
                    retrying(env["sale.order"].browse(order_id).action_confirm, env)
                except (ConcurrencyError, UserError):
                    ends.append("again")
                    return
            with self._new_env() as after:
                order = after["sale.order"].browse(order_id)
                ends.append(order.kam_credit_state or order.state)

        threads = [threading.Thread(target=confirm, args=(order_id,)) for order_id in order_ids]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return Counter(ends)

    def total(self, order_ids):
        with self._new_env() as env:
            orders = env["sale.order"].browse(order_ids)
            return sum(orders.filtered(lambda order: order.state == "sale").mapped("amount_total"))

    def clean(self, order_ids):
        with self._new_env() as env:
            orders = env["sale.order"].browse(order_ids)
            orders._action_cancel()

    def race(self, *amounts, partner_ids=None):
        order_ids = self.make_orders(*amounts, partner_ids=partner_ids)
        ends = self.confirm_together(order_ids)
        total = self.total(order_ids)
        self.clean(order_ids)
        self.assertEqual(sum(ends.values()), len(amounts), "every caller ends")
        self.assertFalse(ends.keys() - {"sale", "held", "again"})
        return total, ends

    def test_two_of_one_debtor(self):
        for number in range(ROUNDS):
            with self.subTest(round=number):
                total, ends = self.race(690, 690)
                self.assertEqual((total, ends["sale"]), (690, 1))

    def test_ten_of_one_debtor(self):
        total, ends = self.race(*[300] * 10)
        self.assertLessEqual(total, LIMIT)
        self.assertGreaterEqual(ends["sale"], 1)

    def test_two_of_different_debtors(self):
        total, ends = self.race(690, 690, partner_ids=self.partner_ids)
        self.assertEqual((total, ends["sale"]), (1380, 2))

    def test_a_group(self):
        with self._new_env() as env:
            profiles = env["kam.credit.profile"].search(
                [("partner_id", "in", self.partner_ids), ("company_id", "=", self.company_id)]
            )
            group = env["kam.credit.group"].create(
                {
                    "name": "Racing",
                    "company_id": self.company_id,
                    "credit_limit": LIMIT,
                    "reason": "Same owner",
                }
            )
            group.change("Same owner", added_ids=profiles.ids)
        self.addCleanup(self.dissolve, group.id)
        for number in range(5):
            with self.subTest(round=number):
                total, ends = self.race(690, 690, partner_ids=self.partner_ids)
                self.assertEqual((total, ends["sale"]), (690, 1))

    def test_random_interleavings(self):
        """Workers confirm, change, release and cancel orders of the same few debtors at random."""
        seed = random.randrange(10**6)
        order_ids = self.make_orders(*[300] * ORDERS, partner_ids=self.partner_ids)
        workers = [
            threading.Thread(target=self.work, args=(order_ids, random.Random(f"{seed}{number}")))
            for number in range(WORKERS)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        with self._new_env() as env:
            orders = env["sale.order"].browse(order_ids)
            confirmed = orders.filtered(lambda order: order.state == "sale")
            # what was released may go beyond; nothing else
            plain = confirmed - confirmed.kam_hold_ids.release_ids.order_id
            for own in plain.grouped("partner_id").values():
                self.assertLessEqual(sum(own.mapped("amount_total")), LIMIT, f"seed {seed}")
        self.clean(order_ids)

    def work(self, order_ids, draw):
        """Do things with orders, one after the other; whatever is refused is left."""
        for _step in range(STEPS):
            order_id, act = draw.choice(order_ids), draw.choice(ACTS)
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})
                with suppress(ConcurrencyError, UserError, OperationalError):
                    retrying(partial(act, self, env["sale.order"].browse(order_id)), env)

    def confirm(self, order):
        if order.state == "draft":
            order.action_confirm()

    def cancel(self, order):
        if order.state == "sale":
            order._action_cancel()
            order.action_draft()

    def change(self, order):
        if order.state == "draft" and not order.kam_credit_state:
            order.order_line.price_unit = 600

    def recheck(self, order):
        order.kam_hold_ids.filtered(lambda hold: hold.state == "held")._refresh()

    def dissolve(self, group_id):
        with self._new_env() as env:
            env.cr.execute(
                "UPDATE kam_credit_profile SET credit_group_id = NULL WHERE credit_group_id = %s",
                [group_id],
            )
            self._delete(env.cr, "kam_credit_group", SQL("id = %s", group_id))


# what workers do with an order; confirming more often than all else
ACTS = (
    TestKamCreditHoldConcurrency.confirm,
    TestKamCreditHoldConcurrency.confirm,
    TestKamCreditHoldConcurrency.confirm,
    TestKamCreditHoldConcurrency.cancel,
    TestKamCreditHoldConcurrency.change,
    TestKamCreditHoldConcurrency.recheck,
)
