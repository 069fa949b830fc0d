from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, ormcache

from ...queries import exposure
from ...queries.scope import NOBODY
from ...rules.exposure import Exposure
from ..evaluation.kam_credit_treatment import CLAIM, MOVED

# From so many debtors on all open items are read, not those of each.
ALL_FROM = 1000

# What the queries read: flushed before they run.
EXPOSURE_FIELDS = {
    "account.move": [
        "amount_total_signed",
        "commercial_partner_id",
        "company_id",
        "invoice_currency_rate",
        "move_type",
        "partner_id",
        "payment_state",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "kam_date_missed",
        "move_id",
        "parent_state",
        "partner_id",
        "price_total",
        "reconciled",
    ],
    "account.payment": ["move_id", "state"],
    "account.tax": ["amount", "amount_type", "price_include_override"],
    "payment.transaction": [
        "amount",
        "currency_id",
        "operation",
        "payment_id",
        "source_transaction_id",
        "state",
    ],
    "res.company": ["account_price_include"],
    "res.partner": ["commercial_partner_id"],
    "sale.order": [
        "amount_total",
        "commitment_date",
        "company_id",
        "currency_id",
        "currency_rate",
        "date_order",
        "kam_credit_debtor_id",
        "kam_credit_released_rest",
        "state",
    ],
    "sale.order.line": [
        "customer_lead",
        "discount",
        "display_type",
        "is_downpayment",
        "order_id",
        "price_total",
        "price_unit",
        "product_uom_qty",
        "qty_delivered",
    ],
}


class KamCreditLedger(models.AbstractModel):
    """What debtors owe and have ordered, one statement for each legal entity."""

    _inherit = "kam.credit.ledger"

    @api.model
    def _flush_exposure(self):
        """Bring the tables up to date that the queries of exposures read."""
        for name, fnames in EXPOSURE_FIELDS.items():
            self.env[name].flush_model(fnames)

    @api.model
    def _exposure_ledger(self, company, day, count=0):
        """Return the legal entity as the queries of exposures take it.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check
        :param int count: how many debtors are asked for
        :rtype: queries.exposure.Ledger
        """
        # sudo: the currency of a company is no secret
        root = company.sudo().root_id
        return exposure.Ledger(
            self._claims(root.id),
            root._kam_timezone().zone,
            root._kam_credit_unit(),
            tuple(self._get_disputed_ids(root, day)),
            count < ALL_FROM,
        )

    @api.model
    @ormcache("root_id")
    def _claims(self, root_id):
        """Return the companies of a legal entity, and the accounts that hold its claims.

        Kept from one check to the next: see ``kam.credit.claims.mixin``.

        :param int root_id: the root company
        :rtype: queries.exposure.Claims
        """
        companies = self._legal_entity(self.env["res.company"].browse(root_id))
        ids = self._account_ids(companies)
        claim_ids = tuple(sorted({*ids[CLAIM], *ids[MOVED]})) or NOBODY
        return exposure.Claims(tuple(companies.ids), claim_ids)

    @api.model
    def _exposures(self, company, day, debtors):
        """Return the exposures of debtors, in one statement.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check
        :param debtors: list of :class:`queries.exposure.Asked`, each debtor once
        :return: dict debtor id -> :class:`rules.exposure.Exposure`; nothing for who owes nothing
        """
        if not debtors:
            return {}
        self._flush_exposure()
        ledger = self._exposure_ledger(company, day, len(debtors))
        rows = self.env.execute_query(exposure.per_debtor(ledger, debtors))
        return {
            debtor_id: Exposure(*(Decimal(amount) for amount in amounts))
            for debtor_id, *amounts in rows
        }

    @api.model
    def _commitments(self, company, day, debtors, order_ids, rates):
        """Return what orders add to the exposure of their debtors, in one statement.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check, on which they are confirmed if they are not
        :param debtors: list of :class:`queries.exposure.Asked`: those of the orders
        :param order_ids: ids of orders of the legal entity, in whatever state
        :param rates: ``(order id, rate)`` pairs of orders that get another rate when confirmed
        :return: dict order id -> Decimal, in company currency
        """
        if not order_ids:
            return {}
        self._flush_exposure()
        step = exposure.commitments(
            self._exposure_ledger(company, day), exposure.of_orders(order_ids), day, rates
        )
        rows = self.env.execute_query(
            SQL(
                "WITH %s, %s SELECT order_id, amount::text FROM commitment",
                exposure.asked(debtors),
                step,
            )
        )
        return {order_id: Decimal(amount) for order_id, amount in rows}
