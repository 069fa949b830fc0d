"""The one place that reads Odoo's ledger for credit figures: definitions written as SQL.

``docs/credit-figures.md`` states the definitions in words. Every query is a chain of steps:

``due``         instalments of posted customer invoices that had fallen due
``matched``     what was reconciled with them up to the day of the figures
``written_off`` payments that also wrote something off, and the early-payment discount they granted
``netting``     entries that set a receivable off against a payable of the same debtor
``settlement``  each reconciliation: what kind it is, how much of it is money, what it takes off the
                amount due
``instalment``  per instalment: what fell due and what of it was honoured on time
"""

from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..rules.windows import FULFILMENT_DAYS

# Rounding of the sums: far below a cent, above the noise of shares such as one third.
SUM_DIGITS = 6

TURNOVER_TYPES = ("out_invoice", "out_refund", "out_receipt")

LEDGER_FIELDS = {
    "account.move": [
        "amount_total_signed",
        "amount_untaxed_signed",
        "company_id",
        "date",
        "invoice_date",
        "move_type",
        "name",
        "partner_id",
        "ref",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "balance",
        "company_id",
        "date",
        "date_maturity",
        "discount_balance",
        "discount_date",
        "move_id",
        "parent_state",
        "partner_id",
        "payment_id",
        "reconciled",
        "statement_line_id",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_move_id",
        "debit_move_id",
        "exchange_move_id",
        "max_date",
    ],
    "account.payment": ["company_id", "outstanding_account_id"],
    "res.partner": ["commercial_partner_id"],
}


class Scope(NamedTuple):
    """Whose ledger is read and how: literals that let PostgreSQL use Odoo's partial indexes."""

    company_id: int
    receivable_ids: tuple
    payable_ids: tuple
    # accounts on which a payment's debit is not a write-off
    harmless_ids: tuple


class KamCreditLedger(models.AbstractModel):
    _name = "kam.credit.ledger"
    _description = "Credit figures read from the ledger"

    # ------------------------------------------------------------------
    # scope
    # ------------------------------------------------------------------

    @api.model
    def _scope(self, company):
        """Return the :class:`Scope` of a company: its receivable, payable and money accounts.

        As in ``account.payment._seek_for_lines`` a payment's line is liquidity when its account
        belongs to a bank journal, one of its payment methods or the payment itself; whatever is
        neither that nor receivable, payable or in transit is written off.
        """
        # Which accounts exist is no secret of accounting's: only their ids enter the query.
        accounts = self.env["account.account"].sudo().with_company(company)
        own = accounts._check_company_domain(company)
        receivable = accounts.search([*own, ("account_type", "=", "asset_receivable")])
        payable = accounts.search([*own, ("account_type", "=", "liability_payable")])
        money = accounts.search([*own, ("account_type", "in", ("asset_cash", "liability_credit_card"))])
        money |= accounts.search(
            [*own, ("account_type", "=", "asset_current"), ("reconcile", "=", True)]
        )
        journals = self.env["account.journal"].sudo().search(  # as above
            [*accounts._check_company_domain(company), ("type", "in", ("bank", "cash", "credit"))]
        )
        methods = journals.inbound_payment_method_line_ids | journals.outbound_payment_method_line_ids
        money |= journals.default_account_id | journals.suspense_account_id
        money |= methods.payment_account_id | company.sudo().transfer_account_id  # as above
        money |= accounts.browse(self._outstanding_account_ids(company))
        return Scope(
            company_id=company.id,
            receivable_ids=tuple(receivable.ids) or (0,),
            payable_ids=tuple(payable.ids) or (0,),
            harmless_ids=tuple((money | receivable | payable).ids) or (0,),
        )

    @api.model
    def _outstanding_account_ids(self, company):
        """Return the accounts that payments of the company ever used as their liquidity account."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id
                  FROM account_account AS account
                 WHERE EXISTS (
                       SELECT 1
                         FROM account_payment AS payment
                        WHERE payment.outstanding_account_id = account.id
                          AND payment.company_id = %s
                       )
                """,
                company.id,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _flush(self):
        """Bring the ledger's tables up to date before they are read with SQL."""
        for name, fnames in self._ledger_fields().items():
            self.env[name].flush_model(fnames)

    @api.model
    def _ledger_fields(self):
        """Return the fields that the queries read, per model: also the views' ``_depends``."""
        return LEDGER_FIELDS

    # ------------------------------------------------------------------
    # steps
    # ------------------------------------------------------------------

    @api.model
    def _due_step(self, scope, as_of, grace_days, source, condition):
        """Return the step ``due``.

        :param Scope scope: the ledger
        :param SQL as_of: day of the figures, a literal or a column of ``source``
        :param SQL grace_days: days of grace, likewise
        :param SQL source: further joins; may use ``line``, ``partner`` and ``move``
        :param SQL condition: which debtors
        """
        return SQL(
            """
            due AS MATERIALIZED (
                SELECT line.id,
                       line.move_id,
                       partner.commercial_partner_id AS debtor_id,
                       COALESCE(line.date_maturity, line.date) AS date_due,
                       COALESCE(line.date_maturity, line.date) + %(grace)s AS last_day,
                       line.balance,
                       line.discount_date,
                       line.balance - line.discount_balance AS discount,
                       %(as_of)s AS as_of
                  FROM account_move_line AS line
                  JOIN account_move AS move ON move.id = line.move_id
                  JOIN res_partner AS partner ON partner.id = line.partner_id
                       %(source)s
                 WHERE line.company_id = %(company)s
                   AND line.account_id IN %(receivable)s
                   AND line.parent_state = 'posted'
                   AND line.balance > 0
                   AND move.move_type = 'out_invoice'
                   AND COALESCE(move.invoice_date, move.date) <= %(as_of)s
                   AND COALESCE(line.date_maturity, line.date) < %(as_of)s - %(grace)s
                   AND %(condition)s
                   AND (
                        COALESCE(line.date_maturity, line.date) >= %(as_of)s - %(days)s
                        OR line.reconciled IS NOT TRUE
                        OR EXISTS (
                           SELECT 1
                             FROM account_partial_reconcile AS later
                            WHERE later.debit_move_id = line.id
                              AND later.max_date > %(as_of)s
                        )
                   )
            )
            """,
            as_of=as_of,
            grace=grace_days,
            source=source,
            condition=condition,
            company=scope.company_id,
            receivable=scope.receivable_ids,
            days=FULFILMENT_DAYS,
        )

    @api.model
    def _settlement_steps(self, scope):
        """Return the steps ``matched`` to ``settlement``; they follow the step ``due``."""
        return SQL(
            """
            matched AS MATERIALIZED (
                SELECT due.id AS instalment_id,
                       due.debtor_id,
                       due.last_day,
                       due.balance,
                       due.discount,
                       due.discount_date >= partial.max_date AS in_discount_time,
                       partial.id,
                       partial.amount,
                       partial.max_date,
                       counterpart.move_id,
                       COALESCE(counterpart.payment_id, counterpart.statement_line_id) IS NOT NULL
                           AS is_payment
                  FROM due
                  JOIN account_partial_reconcile AS partial ON partial.debit_move_id = due.id
                  JOIN account_move_line AS counterpart ON counterpart.id = partial.credit_move_id
                 WHERE partial.max_date <= due.as_of
                   AND counterpart.parent_state = 'posted'
            ),
            impure AS MATERIALIZED (
                SELECT line.move_id, SUM(line.balance) AS amount
                  FROM account_move_line AS line
                 WHERE line.move_id IN (SELECT move_id FROM matched WHERE is_payment)
                   AND line.balance > 0
                   AND line.account_id NOT IN %(harmless)s
              GROUP BY line.move_id
            ),
            written_off AS MATERIALIZED (
                SELECT impure.move_id,
                       impure.amount,
                       SUM(-receipt.balance) AS received,
                       COALESCE(SUM(granted.discount), 0) AS discount
                  FROM impure
                  JOIN account_move_line AS receipt
                    ON receipt.move_id = impure.move_id
                   AND receipt.account_id IN %(receivable)s
                   AND receipt.balance < 0
             LEFT JOIN LATERAL (
                       SELECT SUM(
                              (line.balance - line.discount_balance)
                              * partial.amount / line.balance
                              ) AS discount
                         FROM account_partial_reconcile AS partial
                         JOIN account_move_line AS line ON line.id = partial.debit_move_id
                        WHERE partial.credit_move_id = receipt.id
                          AND line.balance > 0
                          AND line.discount_date >= partial.max_date
                       ) AS granted ON TRUE
              GROUP BY impure.move_id, impure.amount
            ),
            netting AS MATERIALIZED (
                SELECT entry.move_id,
                       partner.commercial_partner_id AS debtor_id,
                       SUM(line.balance) FILTER (
                           WHERE line.account_id IN %(payable)s AND line.balance > 0
                       ) AS payable,
                       SUM(-line.balance) FILTER (
                           WHERE line.account_id IN %(receivable)s AND line.balance < 0
                       ) AS receivable
                  FROM (SELECT DISTINCT move_id FROM matched WHERE NOT is_payment) AS entry
                  JOIN account_move AS move
                    ON move.id = entry.move_id
                   AND move.move_type = 'entry'
                  JOIN account_move_line AS line ON line.move_id = entry.move_id
                  JOIN res_partner AS partner ON partner.id = line.partner_id
              GROUP BY entry.move_id, partner.commercial_partner_id
            ),
            classified AS (
                SELECT matched.*,
                       CASE
                         WHEN matched.is_payment THEN 'payment'
                         WHEN move.move_type = 'out_refund' THEN 'credit_note'
                         WHEN EXISTS (
                              SELECT 1
                                FROM account_partial_reconcile AS exchange
                               WHERE exchange.exchange_move_id = matched.move_id
                         ) THEN 'exchange'
                         WHEN netting.payable > 0 THEN 'netting'
                         ELSE 'write_off'
                       END AS kind,
                       CASE
                         WHEN written_off.discount > 0 AND matched.in_discount_time
                         THEN matched.discount * matched.amount / matched.balance
                              * LEAST(written_off.amount / written_off.discount, 1)
                         ELSE 0
                       END AS discounted,
                       CASE
                         WHEN written_off.amount > written_off.discount
                         THEN matched.amount
                              * LEAST(written_off.amount - written_off.discount, written_off.received)
                              / written_off.received
                         ELSE 0
                       END AS lost,
                       matched.amount * LEAST(netting.payable, netting.receivable)
                              / netting.receivable AS netted
                  FROM matched
             LEFT JOIN account_move AS move ON move.id = matched.move_id AND NOT matched.is_payment
             LEFT JOIN written_off ON written_off.move_id = matched.move_id
             LEFT JOIN netting
                    ON netting.move_id = matched.move_id
                   AND netting.debtor_id = matched.debtor_id
            ),
            settlement AS (
                SELECT classified.id,
                       classified.instalment_id,
                       classified.debtor_id,
                       classified.move_id,
                       classified.max_date,
                       classified.amount,
                       classified.kind,
                       classified.max_date <= classified.last_day AS is_on_time,
                       CASE classified.kind
                         WHEN 'payment'
                         THEN classified.amount - classified.discounted - classified.lost
                         WHEN 'netting' THEN classified.netted
                         ELSE 0
                       END AS money,
                       CASE
                         WHEN classified.kind IN ('credit_note', 'exchange') THEN classified.amount
                         ELSE classified.discounted
                       END AS reduction
                  FROM classified
            )
            """,
            harmless=scope.harmless_ids,
            receivable=scope.receivable_ids,
            payable=scope.payable_ids,
        )

    @api.model
    def _instalment_step(self):
        """Return the step ``instalment``: one row per instalment that belongs to the due set."""
        return SQL(
            """
            instalment AS (
                SELECT due.*,
                       due.balance - COALESCE(settled.amount, 0) AS open,
                       COALESCE(settled.reduction, 0) AS reduction,
                       GREATEST(due.balance - COALESCE(settled.reduction, 0), 0) AS base,
                       LEAST(
                           COALESCE(settled.on_time, 0),
                           GREATEST(due.balance - COALESCE(settled.reduction, 0), 0)
                       ) AS on_time,
                       COALESCE(settled.money, 0) AS money,
                       settled.date_settled
                  FROM due
             LEFT JOIN (
                       SELECT instalment_id,
                              SUM(amount) AS amount,
                              SUM(reduction) AS reduction,
                              SUM(money) AS money,
                              SUM(money) FILTER (WHERE is_on_time) AS on_time,
                              MAX(max_date) FILTER (WHERE money > 0) AS date_settled
                         FROM settlement
                     GROUP BY instalment_id
                       ) AS settled ON settled.instalment_id = due.id
                 WHERE due.date_due >= due.as_of - %(days)s
                    OR due.balance > COALESCE(settled.amount, 0)
            )
            """,
            days=FULFILMENT_DAYS,
        )

    @api.model
    def _turnover_query(self, scope, window, amount, partner_ids):
        """Return debtors with posted customer invoices and their net sales in the window."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS debtor_id,
                   SUM(move.%(amount)s) FILTER (
                       WHERE move.invoice_date BETWEEN %(date_from)s AND %(date_to)s
                   ) AS amount
              FROM account_move AS move
              JOIN res_partner AS partner ON partner.id = move.partner_id
             WHERE move.company_id = %(company)s
               AND move.state = 'posted'
               AND move.move_type IN %(types)s
               AND %(condition)s
          GROUP BY partner.commercial_partner_id
            """,
            amount=SQL.identifier(amount),
            date_from=window.turnover_from,
            date_to=window.as_of,
            company=scope.company_id,
            types=TURNOVER_TYPES,
            condition=self._debtor_condition(partner_ids),
        )

    @api.model
    def _debtor_condition(self, partner_ids):
        if partner_ids is None:
            return SQL("TRUE")
        return SQL("partner.commercial_partner_id IN %s", tuple(partner_ids) or (0,))

    # ------------------------------------------------------------------
    # questions
    # ------------------------------------------------------------------

    @api.model
    def _figures(self, company, window, partner_ids=None):
        """Return the sums behind transaction amount and fulfilment rate, one row per debtor.

        One statement, whatever the number of debtors. Amounts come as text, so that they stay exact
        decimals.

        :param res.company company: whose ledger, and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners; None for every debtor
        :return: ``(debtor id, transaction amount, due, on time, count due, count honoured)`` rows
        :rtype: list[tuple]
        """
        self._flush()
        scope = self._scope(company)
        amount = "amount_total_signed" if company.kam_credit_with_tax else "amount_untaxed_signed"
        query = SQL(
            """
            WITH %(due)s, %(settlement)s, %(instalment)s,
            fulfilment AS (
                SELECT debtor_id,
                       ROUND(SUM(base), %(digits)s) AS due,
                       ROUND(SUM(on_time), %(digits)s) AS on_time,
                       COUNT(*) FILTER (WHERE base > 0) AS count_due,
                       COUNT(*) FILTER (
                           WHERE base > 0 AND ROUND(on_time, %(digits)s) >= base * %(share)s
                       ) AS count_honoured
                  FROM instalment
              GROUP BY debtor_id
            ),
            turnover AS (%(turnover)s)
            SELECT COALESCE(turnover.debtor_id, fulfilment.debtor_id),
                   COALESCE(turnover.amount, 0)::text,
                   COALESCE(fulfilment.due, 0)::text,
                   COALESCE(fulfilment.on_time, 0)::text,
                   COALESCE(fulfilment.count_due, 0),
                   COALESCE(fulfilment.count_honoured, 0)
              FROM turnover
         FULL JOIN fulfilment ON fulfilment.debtor_id = turnover.debtor_id
          ORDER BY 1
            """,
            due=self._due_step(
                scope,
                SQL("%s::date", window.as_of),
                SQL("%s", company.kam_credit_grace_days),
                SQL(),
                self._debtor_condition(partner_ids),
            ),
            settlement=self._settlement_steps(scope),
            instalment=self._instalment_step(),
            turnover=self._turnover_query(scope, window, amount, partner_ids),
            digits=SUM_DIGITS,
            share=SQL("%s::numeric", str(company.kam_credit_honoured_share)),
        )
        return self.env.execute_query(query)

    @api.model
    def _unallocated_receipts(self, company, partner_ids):
        """Return money received from debtors that is not matched to invoices yet.

        :param res.company company: whose ledger
        :param partner_ids: ids of commercial partners
        :return: ``(debtor id, day received, unallocated amount in company currency as text)`` rows
        :rtype: list[tuple]
        """
        self._flush()
        scope = self._scope(company)
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, line.date, (-line.amount_residual)::text
                  FROM account_move_line AS line
                  JOIN res_partner AS partner ON partner.id = line.partner_id
                 WHERE line.company_id = %(company)s
                   AND line.account_id IN %(receivable)s
                   AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE
                   AND line.amount_residual < 0
                   AND COALESCE(line.payment_id, line.statement_line_id) IS NOT NULL
                   AND %(condition)s
                """,
                company=scope.company_id,
                receivable=scope.receivable_ids,
                condition=self._debtor_condition(partner_ids),
            )
        )
