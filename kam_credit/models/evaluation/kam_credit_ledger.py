from odoo import api, models
from odoo.tools import SQL

from ...queries import instalments, turnover
from ...queries.scope import Scope, debtors

# Rounding of the sums: far below a cent, above the noise of shares such as one third.
SUM_DIGITS = 6

# What the queries read: flushed before they run, and what the views over them depend on.
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
        "company_currency_id",
        "company_id",
        "currency_id",
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
    "account.bank.statement.line": ["amount"],
    "account.payment": [
        "amount_company_currency_signed",
        "company_id",
        "outstanding_account_id",
    ],
    "res.partner": ["commercial_partner_id"],
}


class KamCreditLedger(models.AbstractModel):
    """Answers the questions of the evaluation from Odoo's ledger, one statement each."""

    _name = "kam.credit.ledger"
    _description = "Credit Figures from the Ledger"

    @api.model
    def _scope(self, companies):
        """Return the companies' receivable, payable and money accounts.

        As in ``account.payment._seek_for_lines`` a payment's line is liquidity when its account
        belongs to a bank journal, one of its payment methods or the payment itself; whatever is
        neither that nor receivable, payable or in transit is written off.

        :param res.company companies: whose ledger is read
        :rtype: Scope
        """
        # Accounts are archived with old entries on them: these count as ever.
        # sudo: which accounts exist is no secret; only their ids enter the queries
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        own = accounts._check_company_domain(companies)
        by_type = {
            kind: accounts.browse(ids)
            for kind, ids in accounts._read_group(
                [*own, ("account_type", "in", ("asset_receivable", "liability_payable"))],
                ["account_type"],
                ["id:array_agg"],
            )
        }
        receivable = by_type.get("asset_receivable", accounts)
        payable = by_type.get("liability_payable", accounts)
        harmless = receivable | payable | self._money_accounts(companies)
        return Scope(
            company_ids=tuple(companies.ids) or (0,),
            receivable_ids=tuple(receivable.ids) or (0,),
            payable_ids=tuple(payable.ids) or (0,),
            harmless_ids=tuple(harmless.ids) or (0,),
        )

    @api.model
    def _money_accounts(self, companies):
        # sudo: as in _scope
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        money = accounts.search(
            [
                *accounts._check_company_domain(companies),
                ("account_type", "in", ("asset_cash", "liability_credit_card")),
            ]
        )
        journals = self._bank_journals(companies)
        money |= journals.default_account_id | journals.suspense_account_id
        money |= journals.inbound_payment_method_line_ids.payment_account_id
        money |= journals.outbound_payment_method_line_ids.payment_account_id
        money |= companies.sudo().transfer_account_id  # sudo: as above
        return money | accounts.browse(self._outstanding_account_ids(companies))

    @api.model
    def _bank_journals(self, companies):
        """Return the companies' journals of money, archived ones included."""
        # sudo: as in _scope
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        return journals.search(
            [
                *journals._check_company_domain(companies),
                ("type", "in", ("bank", "cash", "credit")),
            ]
        )

    @api.model
    def _outstanding_account_ids(self, companies):
        """Return the accounts that payments of the companies ever used as liquidity account."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id
                  FROM account_account AS account
                 WHERE EXISTS (
                       SELECT 1
                         FROM account_payment AS payment
                        WHERE payment.outstanding_account_id = account.id
                          AND payment.company_id IN %s
                       )
                """,
                tuple(companies.ids) or (0,),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _flush(self):
        """Bring the ledger's tables up to date before they are read with SQL."""
        for name, fnames in LEDGER_FIELDS.items():
            self.env[name].flush_model(fnames)

    @api.model
    def _figures(self, company, window, partner_ids=None):
        """Return the sums behind transaction amount and fulfilment rate, one row per debtor.

        One statement, whatever the number of debtors. Amounts travel as text, because the cursor
        turns numbers of the database into floats.

        :param res.company company: whose ledger, and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners; None for every debtor
        :return: ``(debtor id, transaction amount, due, on time, count due, count honoured)`` rows,
            amounts in company currency as text
        :rtype: list[tuple]
        """
        self._flush()
        scope = self._scope(company)
        # sudo: figures follow from the policy, whoever has them computed
        policy_sudo = company.sudo()
        return self.env.execute_query(
            SQL(
                """
                WITH %(steps)s,
                fulfilment AS (
                    SELECT debtor_id,
                           ROUND(SUM(base), %(digits)s) AS due,
                           ROUND(SUM(on_time), %(digits)s) AS on_time,
                           COUNT(*) FILTER (WHERE base > 0) AS count_due,
                           COUNT(*) FILTER (
                               WHERE base > 0
                                 AND (
                                     on_time >= base
                                     OR ROUND(on_time, %(digits)s) >= base * %(share)s
                                 )
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
                steps=self._steps_of(company, scope, window, partner_ids),
                turnover=turnover.per_debtor(
                    scope,
                    window,
                    turnover.amount_column(policy_sudo.kam_credit_with_tax),
                    partner_ids,
                ),
                digits=SUM_DIGITS,
                share=SQL("%s::numeric", str(policy_sudo.kam_credit_honoured_share)),
            )
        )

    @api.model
    def _instalments(self, company, window, partner_ids):
        """Return the instalments behind the fulfilment rates of debtors.

        :param res.company company: whose ledger, and whose policy
        :param Window window: the days that count
        :param partner_ids: ids of commercial partners
        :return: one dict per instalment: ``debtor_id``, ``line_id``, ``move_id``, ``name``,
            ``date_due``, ``last_day``, and ``amount``, ``base``, ``on_time``, ``open`` in company
            currency, as text
        :rtype: list[dict]
        """
        self._flush()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %(steps)s
                SELECT instalment.debtor_id,
                       instalment.id AS line_id,
                       instalment.move_id,
                       move.name,
                       instalment.date_due,
                       instalment.last_day,
                       instalment.balance::text AS amount,
                       instalment.base::text,
                       instalment.on_time::text,
                       instalment.open::text
                  FROM instalment
                  JOIN account_move AS move ON move.id = instalment.move_id
              ORDER BY instalment.date_due, instalment.id
                """,
                steps=self._steps_of(
                    company, self._scope(company), window, partner_ids, in_detail=True
                ),
            )
        )

    @api.model
    def _steps_of(self, company, scope, window, partner_ids, in_detail=False):
        return instalments.steps(
            scope,
            as_of=SQL("%s::date", window.as_of),
            # sudo: as in _figures
            grace_days=SQL("%s", company.sudo().kam_credit_grace_days),
            condition=None if partner_ids is None else debtors(partner_ids),
            in_detail=in_detail,
        )

    @api.model
    def _unallocated_receipts(self, company, partner_ids):
        """Return money received from debtors that is not matched to invoices yet.

        Payments, and lines of bank statements that name the debtor and still wait on the suspense
        account.

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
                SELECT partner.commercial_partner_id,
                       line.date,
                       CASE
                         WHEN line.account_id IN %(receivable)s THEN -line.amount_residual
                         ELSE -line.balance
                       END::text
                  FROM account_move_line AS line
                  JOIN res_partner AS partner ON partner.id = line.partner_id
                 WHERE line.company_id IN %(companies)s
                   AND line.parent_state = 'posted'
                   AND %(debtors)s
                   AND (
                        (
                            line.account_id IN %(receivable)s
                            AND line.reconciled IS NOT TRUE
                            AND line.amount_residual < 0
                            AND COALESCE(line.payment_id, line.statement_line_id) IS NOT NULL
                        )
                        OR (
                            line.account_id IN %(suspense)s
                            AND line.statement_line_id IS NOT NULL
                            AND line.balance < 0
                        )
                   )
                """,
                companies=scope.company_ids,
                receivable=scope.receivable_ids,
                suspense=tuple(self._bank_journals(company).suspense_account_id.ids) or (0,),
                debtors=debtors(partner_ids),
            )
        )
