from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, ormcache

from ...queries import commitments, exposure, exposure_function, parties
from ...queries.scope import NOBODY
from ...rules.exposure import Exposure
from ..evaluation.kam_credit_treatment import CLAIM, MOVED

# From so many debtors on all open items are read, not those of each.
ALL_FROM = 3000

NO_ORDERS = SQL("NULL")

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

    def init(self):
        """Make the function that the exposures of some debtors are asked of."""
        super().init()
        field = self.env["kam.credit.dispute"]._fields["receivable_ids"]
        self.env.cr.execute(exposure_function.definition(field))

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
        :rtype: queries.parties.Ledger
        """
        # sudo: the currency of a company is no secret
        root = company.sudo().root_id
        return parties.Ledger(
            self._claims(root.id),
            root._kam_timezone().zone,
            root._kam_credit_unit(),
            self._disputed(root, day),
            count < ALL_FROM,
        )

    @api.model
    @ormcache("root_id")
    def _claims(self, root_id):
        """Return the companies of a legal entity, and the accounts that hold its claims.

        Kept from one check to the next: see ``kam.credit.claims.mixin``.

        :param int root_id: the root company
        :rtype: queries.parties.Claims
        """
        companies = self._legal_entity(self.env["res.company"].browse(root_id))
        ids = self._account_ids(companies)
        claim_ids = tuple(sorted({*ids[CLAIM], *ids[MOVED]})) or NOBODY
        return parties.Claims(tuple(companies.ids), claim_ids)

    @api.model
    def _exposures(self, company, day, debtors):
        """Return the exposures of debtors, in one statement.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check
        :param debtors: list of :class:`queries.parties.Asked`, each debtor once
        :return: dict debtor id -> :class:`rules.exposure.Exposure`; nothing for who owes nothing
        """
        return self._exposures_and_orders(company, day, debtors, NO_ORDERS)[0]

    @api.model
    def _exposures_and_orders(self, company, day, debtors, orders):
        """Return the exposures of debtors, few or many, and what some orders add to them.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check
        :param debtors: as for :meth:`_exposures`
        :param SQL orders: query of the ids of confirmed orders; those of other debtors are not
            told of
        :return: see :meth:`_split_exposures`
        :rtype: tuple
        """
        if not debtors:
            return {}, {}
        if len(debtors) < ALL_FROM:
            ids = []
            if orders is not NO_ORDERS:
                self._flush_exposure()
                ids = [order_id for [order_id] in self.env.execute_query(orders)]
            return self._exposures_with_orders(company, day, debtors, ids)
        self._flush_exposure()
        ledger = self._exposure_ledger(company, day, len(debtors))
        return self._split_exposures(
            self.env.execute_query(exposure.per_debtor(ledger, debtors, orders))
        )

    @api.model
    def _exposures_with_orders(self, company, day, debtors, order_ids=(), rates=((), ())):
        """Return the exposures of debtors and what orders add to them, in one statement.

        :param res.company company: the root or one of its branches
        :param datetime.date day: as for :meth:`_commitments`
        :param debtors: as for :meth:`_exposures`
        :param order_ids: as for :meth:`_commitments`
        :param rates: as for :meth:`_commitments`
        :return: see :meth:`_split_exposures`
        :rtype: tuple
        """
        query = self._prepare_exposures(company, day, debtors, order_ids, rates)
        return self._split_exposures(self.env.execute_query(query))

    @api.model
    def _prepare_exposures(self, company, day, debtors, order_ids=(), rates=((), ())):
        """Return the query of :meth:`_exposures_with_orders`; tables are up to date for it."""
        self._flush_exposure()
        # sudo: which companies are one is no secret
        root_id = company.sudo().root_id.id
        self.env["kam.credit.dispute"].flush_model(["company_id", "date_first", "date_ended"])
        ledger = self._exposure_ledger(company, day)
        return exposure_function.call(ledger, root_id, debtors, day, order_ids, rates)

    @api.model
    def _split_exposures(self, rows):
        """Return the rows of the query as exposures by debtor and as what each order adds.

        :return: what :meth:`_exposures` and what :meth:`_commitments` return
        :rtype: tuple
        """
        found = {
            debtor_id: Exposure(*(Decimal(amount) for amount in amounts))
            for order_id, debtor_id, *amounts in rows
            if order_id is None and debtor_id is not None
        }
        added = {
            order_id: Decimal(amount)
            for order_id, _debtor_id, _owed, amount, *_others in rows
            if order_id is not None
        }
        return found, added

    @api.model
    def _commitments(self, company, day, debtors, order_ids, rates):
        """Return what orders add to the exposure of their debtors, in one statement.

        :param res.company company: the root or one of its branches
        :param datetime.date day: the day of the check, on which they are confirmed if they are not
        :param debtors: list of :class:`queries.parties.Asked`: those of the orders
        :param order_ids: ids of orders of the legal entity, in whatever state
        :param rates: ids of orders that get another rate when they are confirmed, and the rates
        :return: dict order id -> Decimal, in company currency
        """
        if not order_ids:
            return {}
        self._flush_exposure()
        step = commitments.commitments(
            self._exposure_ledger(company, day), commitments.of_orders(order_ids), day, rates
        )
        rows = self.env.execute_query(
            SQL(
                "WITH %s, %s SELECT order_id, amount::text FROM commitment",
                parties.asked(debtors),
                step,
            )
        )
        return {order_id: Decimal(amount) for order_id, amount in rows}
