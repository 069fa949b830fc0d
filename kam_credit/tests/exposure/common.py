from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from ..bookkeeping import KamCreditBookkeeping
from ..common import TODAY, day
from ..oracle_exposure import ExposureOracle


class KamCreditExposureCommon(KamCreditBookkeeping):
    """Acme holds the red list, which grants 1000 to each of its customers.

    ``order`` confirms an order, ``bill`` invoices it, ``down_payment`` invoices a part of it in
    advance; ``assertExposure`` asks for the exposure, also by the slow way.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.red = cls.tiers["red"]
        cls.red.credit_limit = 1000
        cls.account = cls.make_key(cls.customer, tier=cls.red)
        cls.acme = cls.profile(cls.customer)
        cls.product = cls.make_product("Goods")
        cls.env.flush_all()

    @classmethod
    def make_product(cls, name, **vals):
        return cls.root["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
                **vals,
            }
        )

    @classmethod
    def make_pricelist(cls, currency):
        return cls.root["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id, "company_id": cls.company.id}
        )

    @classmethod
    def line(cls, amount, quantity=1, tax=None, **vals):
        """Return the values of an order line of ``quantity`` pieces that cost an amount each."""
        return Command.create(
            {
                "product_id": cls.product.id,
                "product_uom_qty": quantity,
                "price_unit": amount,
                "tax_ids": [Command.set(tax.ids if tax else [])],
                **vals,
            }
        )

    @classmethod
    def quotation(cls, *lines, partner=None, company=None, **vals):
        """Make an order of lines; an amount is a line of one piece."""
        orders = cls.root["sale.order"].with_company(company or cls.company)
        return orders.create(
            {
                "partner_id": (partner or cls.customer).id,
                "company_id": (company or cls.company).id,
                "order_line": [
                    cls.line(line) if isinstance(line, (int, float)) else line for line in lines
                ],
                **vals,
            }
        )

    @classmethod
    def order(cls, *lines, **vals):
        """Confirm an order, see :meth:`quotation`."""
        order = cls.quotation(*lines, **vals)
        order.action_confirm()
        return order

    @classmethod
    def bill(cls, order, post=True, final=True):
        """Invoice what is to invoice of an order."""
        invoice = order._create_invoices(final=final)
        invoice.invoice_date = TODAY
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def down_payment(cls, order, percent, post=True):
        """Invoice a part of an order in advance."""
        wizard = (
            cls.root["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": percent})
        )
        invoice = wizard._create_invoices(order)
        invoice.invoice_date = TODAY
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def refund(cls, invoice):
        """Give an invoice back by a posted credit note that is matched to nothing."""
        note = invoice.sudo()._reverse_moves([{"invoice_date": TODAY, "date": TODAY}])
        note.action_post()
        return note

    def at(self, offset, hour=10):
        """Freeze the clock, ``offset`` days after today."""
        midnight = datetime.combine(day(offset), datetime.min.time())
        return freeze_time(midnight + timedelta(hours=hour))

    # ------------------------------------------------------------------
    # asking
    # ------------------------------------------------------------------

    def dispute(self, lines):
        """Let items of the customer be in dispute from today on, without asking anybody."""
        form = (
            self.root["kam.credit.dispute"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.acme.id,
                    "receivable_ids": [Command.set(lines.ids)],
                    "cause": "quality",
                    "description": "Half of it was broken",
                }
            )
        )
        form.sudo()._protected_write({"date_first": TODAY})
        return form

    def exposure(self, partner=None, company=None):
        """Return the exposure of a customer as the check reads it."""
        profile = self.profile(partner or self.customer, company)
        return profile._get_exposures()[profile]

    def assertExposure(self, receivables=0, orders=0, drafts=0, overdue=0, partner=None):
        """Assert the parts of an exposure, found alike by the query and by the oracle."""
        partner = partner or self.customer
        found = self.exposure(partner)
        expected = (receivables, orders, drafts, overdue)
        self.assertEqual(tuple(float(amount) for amount in found), expected)
        self.assertEqual(float(found.total), receivables + orders + drafts)
        tier = self.profile(partner).tier_id
        debtor = partner.commercial_partner_id.id
        oracle = ExposureOracle(
            self.company,
            self.company._kam_today(),
            {debtor: tier.horizon_days},
            {debtor: tier.overdue_days if tier else 30},
        )
        slow = oracle.figures().get(debtor, [0, 0, 0, 0])
        self.assertEqual([float(amount) for amount in slow], list(expected), "The oracle")
        confirmed = self.root["sale.order"].search(
            [("kam_credit_debtor_id", "=", debtor), ("state", "=", "sale")]
        )
        added = [
            amount
            for order, amount in confirmed._get_commitments().items()
            if order.company_id.root_id == self.company
        ]
        self.assertEqual(float(sum(added)), orders, "Order by order")
