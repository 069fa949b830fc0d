import random
from collections import defaultdict
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_management.tests.seeds import seeds

from ..common import TODAY, day
from ..oracle_exposure import ExposureOracle, exact
from .common import KamCreditExposureCommon

FEW = 2
ROUNDS = 60
DEBTORS = 4
DAYS = (TODAY, day(-20), day(-70), day(-200), day(30))


class Clerk:
    """Sells, delivers, invoices and gets paid at random."""

    def __init__(self, test, seed):
        self.test = test
        self.random = random.Random(seed)
        self.orders = test.root["sale.order"]
        self.done = defaultdict(int)
        self.tax = test.env["account.tax"].create(
            {
                "name": f"Seven {seed}",
                "amount": 7,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": test.company.id,
            }
        )
        self.pricelist = test.make_pricelist(test.eur)
        self.actions = [
            (8, self.sell),
            (5, self.deliver),
            (6, self.bill),
            (2, self.advance),
            (2, self.give_back),
            (5, self.pay),
            (3, self.receive),
            (3, self.owe),
            (2, self.draft),
            (1, self.cancel),
            (1, self.release),
            (2, self.move_contact),
        ]

    def run(self, partners, number):
        self.partners = partners
        for _number in range(number):
            weights, actions = zip(*self.actions, strict=True)
            action = self.random.choices(actions, weights)[0]
            action(self.random.choice(partners))
            self.done[action.__name__] += 1

    def amount(self):
        return round(self.random.uniform(1, 900), 2)

    def some_order(self):
        confirmed = self.orders.filtered(lambda order: order.state == "sale")
        return self.random.choice(confirmed) if confirmed else confirmed

    def line(self):
        chance = self.random.random()
        tax = self.tax if chance < 0.5 else None
        quantity = self.random.choice((1, 3, 7))
        amount = -self.amount() / 10 if chance > 0.9 else self.amount()
        lead = self.random.choice((0, 0, 9, 11, 40))
        return self.test.line(round(amount, 2), quantity, tax, customer_lead=lead)

    def sell(self, partner):
        vals = {"pricelist_id": self.pricelist.id} if self.random.random() < 0.3 else {}
        if self.random.random() < 0.2:
            vals["commitment_date"] = f"{day(self.random.randint(-5, 30))} 12:00:00"
        lines = [self.line() for _number in range(self.random.randint(1, 3))]
        quotation = self.test.quotation(*lines, partner=partner, **vals)
        if self.random.random() < 0.85:
            quotation.action_confirm()
        self.orders |= quotation

    def deliver(self, _partner):
        for line in self.some_order().order_line.filtered("product_id"):
            if not line.is_downpayment:
                line.qty_delivered = self.random.choice((0, 1, 2, 5, 9))

    def bill(self, _partner):
        order = self.some_order()
        if not order or order.invoice_status != "to invoice":
            return
        invoice = self.test.bill(order, post=False)
        if self.random.random() < 0.3:
            invoice.invoice_line_ids[0].quantity = 1
        if self.random.random() < 0.15:
            invoice.currency_id = self.test.eur
        if invoice.move_type == "out_invoice" and self.random.random() < 0.75:
            invoice.action_post()

    def advance(self, _partner):
        order = self.some_order()
        if order and order.amount_total > 0:
            self.test.down_payment(order, self.random.choice((10, 30)))

    def invoices(self):
        return self.orders.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )

    def give_back(self, _partner):
        invoices = self.invoices()
        if invoices:
            self.test.refund(self.random.choice(invoices))

    def pay(self, _partner):
        invoices = self.invoices().filtered(lambda move: move.amount_residual > 0)
        if invoices:
            invoice = self.random.choice(invoices)
            part = round(invoice.amount_residual * self.random.choice((1, 0.4)), 2)
            self.test.pay(invoice, max(part, 0.01), currency=invoice.currency_id)

    def receive(self, partner):
        on = day(-self.random.randint(0, 100))
        self.test.receive(partner, self.amount(), on=on)

    def owe(self, partner):
        due = day(self.random.randint(-150, 20))
        currency = self.test.eur if self.random.random() < 0.3 else None
        invoice = self.test.invoice(partner, self.amount(), due=due, currency=currency)
        for _number in range(self.random.randint(0, 2)):
            if invoice.amount_residual > 1:
                on = invoice.invoice_date + timedelta(days=self.random.randint(0, 90))
                self.test.pay(
                    invoice,
                    round(invoice.amount_residual / 2, 2),
                    on=min(on, TODAY),
                    currency=invoice.currency_id,
                )

    def draft(self, partner):
        self.test.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.test.journal("sale").id,
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "x", "price_unit": self.amount(), "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )

    def cancel(self, _partner):
        order = self.some_order()
        if order and not order.invoice_ids:
            order._action_cancel()

    def release(self, _partner):
        order = self.some_order()
        if order:
            order.action_release_rest("Nothing more will come")

    def move_contact(self, _partner):
        contact = self.random.choice(self.partners.filtered("parent_id"))
        contact.parent_id = self.random.choice(self.partners - self.partners.filtered("parent_id"))


@tagged("post_install", "-at_install")
class TestKamCreditExposureRandom(KamCreditExposureCommon):
    """Orders and a ledger nobody thought of, calculated twice."""

    def test_against_the_slow_calculation(self):
        self.red.write({"horizon_days": 10, "overdue_days": 15})
        for seed in seeds(FEW):
            with self.subTest(seed=seed):
                self.play(seed)

    def play(self, seed):
        partners = self.env["res.partner"]
        for number in range(DEBTORS):
            partner = self.make_customer(f"Debtor {seed} {number}")
            self.make_key(partner, tier=self.red if number % 2 else None)
            partners |= partner | self.make_customer(f"Contact {seed} {number}", parent=partner)
        clerk = Clerk(self, seed)
        clerk.run(partners, ROUNDS)
        self.assertGreater(len(clerk.done), 8)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(profiles), DEBTORS)
        horizons, tolerated = {}, {}
        for profile in profiles.filtered("tier_id"):
            horizons[profile.partner_id.id], tolerated[profile.partner_id.id] = 10, 15
        oracle = ExposureOracle(self.company, TODAY, horizons, tolerated)
        slow = oracle.figures()
        for profile, found in profiles._get_exposures().items():
            expected = slow.get(profile.partner_id.id, [0, 0, 0, 0])
            self.assertEqual(
                [float(amount) for amount in found], [float(amount) for amount in expected]
            )
        confirmed = clerk.orders.filtered(lambda order: order.state == "sale")
        for order, amount in confirmed._get_commitments().items():
            self.assertEqual(float(amount), float(oracle.commitment(order)), order.name)
        for as_of in DAYS:
            self.assertAgeing(profiles, as_of)

    def assertAgeing(self, profiles, as_of):
        """Assert what was open on a day, item by item."""
        # rows of another day have the same ids
        self.env.invalidate_all()
        rows = (
            self.root["kam.credit.ageing"]
            .with_context(kam_credit_as_of=str(as_of), allowed_company_ids=self.company.ids)
            .search([("profile_id", "in", profiles.ids)])
        )
        found = {row.id: (row.amount, row.partner_id) for row in rows}
        expected = {}
        for line in self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", as_of),
            ]
        ):
            debtor = line.move_id.commercial_partner_id or line.partner_id.commercial_partner_id
            left = exact(line.balance)
            for partial in line.matched_credit_ids | line.matched_debit_ids:
                if partial.max_date <= as_of:
                    sign = 1 if partial.debit_move_id == line else -1
                    left -= sign * exact(partial.amount)
            if left and debtor in profiles.partner_id:
                expected[line.id] = (float(left), debtor)
        self.assertEqual(found, expected, as_of)
        if as_of == TODAY:
            now = sum(found.receivables for found in profiles._get_exposures().values())
            self.assertEqual(round(sum(rows.mapped("amount")), 2), float(now))
