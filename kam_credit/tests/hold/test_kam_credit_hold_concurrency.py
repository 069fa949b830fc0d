import os
import random
import threading
from collections import Counter
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from unittest.mock import patch

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
# how much happens at random; more is asked for by hand, also that whoever comes too late waits as
# long as Odoo lets him
WORKERS = int(os.environ.get("KAM_WORKERS") or 4)
STEPS = int(os.environ.get("KAM_STEPS") or 15)
DEBTORS = int(os.environ.get("KAM_DEBTORS") or 2)
WAITS = bool(os.environ.get("KAM_WAITS"))
ORDERS = 6
real_uniform = random.uniform


def report(text):
    """Write down how calls ended, where somebody wants to know."""
    if path := os.environ.get("KAM_REPORT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")


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
            names = ["Racing", "Racing Sister", *(f"Racing {one}" for one in range(2, DEBTORS))]
            for name in names:
                account = world._key_account(name, world.hangzhou, world.rep_hangzhou)
                account.sudo().credit_profile_id._assign_tier(tier, "Racing")
                cls.partner_ids.append(account.partner_id.id)
            cls.product_id = env["product.product"].create({"name": "Goods", "type": "consu"}).id
            cls.company_id = world.company.id
            cls.reason_id = (
                env["kam.credit.release.reason"]
                .search([("company_id", "=", world.company.id)], limit=1)
                .id
            )
            cls.journal_id = (
                env["account.journal"]
                .search([("type", "=", "bank"), ("company_id", "=", world.company.id)], limit=1)
                .id
            )
            cls.seller_id = (
                env["res.users"]
                .create(
                    {
                        "name": "Racer",
                        "login": "racer",
                        "company_id": world.company.id,
                        "company_ids": [Command.set(world.company.ids)],
                        "group_ids": [
                            Command.set(env.ref("sales_team.group_sale_salesman_all_leads").ids)
                        ],
                    }
                )
                .id
            )

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
        waiting = patch("odoo.service.model.random.uniform", real_uniform)
        with waiting if WAITS else nullcontext(), mute_logger("odoo.sql_db", "odoo.service.model"):
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
            payments = env["account.payment"].search([("partner_id", "in", self.partner_ids)])
            payments.action_draft()
            payments.unlink()

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
        all_ends = Counter()
        for _round in range(ROUNDS if WAITS else 1):
            total, ends = self.race(*[300] * 10)
            self.assertLessEqual(total, LIMIT)
            self.assertGreaterEqual(ends["sale"], 1)
            all_ends += ends
        report(f"ten of one debtor: {dict(all_ends)}")

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
        """Workers confirm, pay, cancel, change and release orders of the same debtors at random.

        Whatever is committed is looked at right before: no debtor is ever over its limit.
        """
        seed = random.randrange(10**6)
        partner_ids = self.partner_ids[:DEBTORS]
        order_ids = self.make_orders(*[300] * ORDERS * DEBTORS, partner_ids=partner_ids)
        ends, over = Counter(), []
        workers = [
            threading.Thread(
                target=self.work, args=(order_ids, random.Random(f"{seed}{number}"), ends, over)
            )
            for number in range(WORKERS)
        ]
        waiting = patch("odoo.service.model.random.uniform", real_uniform)
        with waiting if WAITS else nullcontext(), mute_logger("odoo.sql_db", "odoo.service.model"):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        report(f"{WORKERS * STEPS} steps: {dict(sorted(ends.items()))}")
        self.assertEqual(sum(ends.values()), WORKERS * STEPS, f"every step ends, seed {seed}")
        self.assertFalse(over, f"seed {seed}")
        self.clean(order_ids)

    def work(self, order_ids, draw, ends, over):
        """Do things with orders, one after the other; write down how each step ended."""
        for _step in range(STEPS):
            order_id, act = draw.choice(order_ids), draw.choice(ACTS)
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [self.company_id]})
                order = env["sale.order"].browse(order_id)
                try:
                    end = retrying(partial(self.do, act, order, over), env)
                except (ConcurrencyError, OperationalError, UserError) as error:
                    # as whoever calls from outside: nothing of it is kept
                    cr.rollback()
                    end = "refused"
                    if isinstance(error, (ConcurrencyError, OperationalError)):
                        end = "try again"
            ends[f"{act.__name__}: {end}"] += 1

    def do(self, act, order, over):
        """Do something with an order; look at its debtor before it is committed."""
        end = act(self, order) or "nothing to do"
        order.env.flush_all()
        order.env.cr.execute(OVER, {"partner": order.partner_id.id, "limit": LIMIT})
        [[is_over]] = order.env.cr.fetchall()
        if is_over:
            over.append((order.partner_id.id, act.__name__))
        return end

    def confirm(self, order):
        if order.state == "draft":
            order.action_confirm()
            return order.kam_credit_state or "confirmed"
        return None

    def cancel(self, order):
        if order.state == "sale":
            order._action_cancel()
            order.action_draft()
            return "done"
        return None

    def change(self, order):
        """Let an order become more, as a salesperson does: one that is confirmed is asked about."""
        if order.kam_credit_state or order.order_line.price_unit != 300:
            return None
        order.with_user(self.seller_id).order_line.write({"price_unit": 600})
        return "done"

    def pay(self, order):
        """Let the customer pay something in advance."""
        payment = order.env["account.payment"].create(
            {
                "amount": 50,
                "partner_id": order.partner_id.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal_id,
            }
        )
        payment.action_post()
        return "done"

    def release(self, order):
        """Let an order pass that is held, as who decides on it does."""
        holds = order.kam_hold_ids.filtered(lambda hold: hold.state == "held")
        holds._serialise()
        left = holds._refresh(is_releasing=True)
        for hold in left:
            hold._release(
                "credit_approver",
                {
                    "reason_id": self.reason_id,
                    "ceiling": hold.value,
                    "date_until": hold.company_id._kam_today(),
                },
            )
        return (left and "released") or (holds and "cleared")

    def recheck(self, order):
        holds = order.kam_hold_ids.filtered(lambda hold: hold.state == "held")
        left = holds._refresh()
        return (left and "still held") or (holds and "cleared")

    def dissolve(self, group_id):
        with self._new_env() as env:
            env.cr.execute(
                "UPDATE kam_credit_profile SET credit_group_id = NULL WHERE credit_group_id = %s",
                [group_id],
            )
            self._delete(env.cr, "kam_credit_group", SQL("id = %s", group_id))


# what workers do with an order; confirming more often than all else
ACTS = (
    *[TestKamCreditHoldConcurrency.confirm] * 8,
    *[TestKamCreditHoldConcurrency.cancel] * 3,
    *[TestKamCreditHoldConcurrency.change] * 2,
    TestKamCreditHoldConcurrency.pay,
    TestKamCreditHoldConcurrency.release,
    TestKamCreditHoldConcurrency.recheck,
)
# What was released may go beyond the limit; nothing else.
OVER = """
    SELECT COALESCE((
               SELECT SUM(ordered.amount_total)
                 FROM sale_order AS ordered
                WHERE ordered.kam_credit_debtor_id = %(partner)s
                  AND ordered.state = 'sale'
                  AND NOT EXISTS (
                      SELECT FROM kam_credit_release AS release
                       WHERE release.order_id = ordered.id
                  )
           ), 0)
           > %(limit)s + COALESCE((
               SELECT SUM(payment.amount)
                 FROM account_payment AS payment
                WHERE payment.partner_id = %(partner)s
                  AND payment.state IN ('in_process', 'paid')
           ), 0)
"""
