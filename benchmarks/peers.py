"""The same answer in the best bare SQL: what the evaluation is measured against.

It knows only what the seed holds: invoices, credit notes and payments, one currency, no write-off,
no netting, no early-payment discount, nothing booked after the day, no access rights.
"""

import datetime

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

_STATEMENT = """
    WITH due AS MATERIALIZED (
        SELECT id, partner_id, balance, date_maturity
          FROM account_move_line
         WHERE account_id IN %(receivable)s
           AND company_id = %(company)s
           AND parent_state = 'posted'
           AND display_type = 'payment_term'
           AND balance > 0
           AND date_maturity < %(day)s
           AND (date_maturity >= %(due_from)s OR reconciled IS NOT TRUE)
    ),
    base AS (
        SELECT partner_id, SUM(balance) AS amount FROM due GROUP BY partner_id
    ),
    settled AS (
        SELECT due.partner_id,
               SUM(partial.amount) FILTER (
                   WHERE credit.payment_id IS NOT NULL AND partial.max_date <= due.date_maturity
               ) AS on_time,
               SUM(partial.amount) FILTER (WHERE credit.payment_id IS NULL) AS credited
          FROM due
          JOIN account_partial_reconcile AS partial ON partial.debit_move_id = due.id
          JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
      GROUP BY due.partner_id
    ),
    turnover AS (
        SELECT commercial_partner_id AS partner_id,
               SUM(amount_untaxed_signed) FILTER (
                   WHERE invoice_date BETWEEN %(turnover_from)s AND %(day)s
               ) AS amount
          FROM account_move
         WHERE company_id = %(company)s
           AND state = 'posted'
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
      GROUP BY commercial_partner_id
    )
    SELECT partner_id,
           COALESCE(turnover.amount, 0),
           COALESCE(base.amount, 0) - COALESCE(settled.credited, 0),
           COALESCE(settled.on_time, 0)
      FROM turnover
 LEFT JOIN base USING (partner_id)
 LEFT JOIN settled USING (partner_id)
  ORDER BY partner_id
"""


def statement(env, company, day):
    """Return the statement for all customers, with accounts as literals.

    :param env: an environment
    :param res.company company: whose ledger
    :param datetime.date day: the day of the figures
    :rtype: SQL
    """
    accounts = env["account.account"].search(
        [
            *env["account.account"]._check_company_domain(company),
            ("account_type", "=", "asset_receivable"),
        ]
    )
    return SQL(
        _STATEMENT,
        receivable=tuple(accounts.ids),
        company=company.id,
        day=day,
        due_from=day - datetime.timedelta(days=365),
        turnover_from=day - relativedelta(months=12) + datetime.timedelta(days=1),
    )


def differences(rows, figures):
    """Return the debtors whose figures differ from those of the bare statement.

    :param rows: rows of the statement
    :param figures: result of ``evaluate``
    :return: ids of debtors
    :rtype: list[int]
    """
    peers = {row[0]: tuple(map(float, row[1:])) for row in rows}
    ours = {
        row["partner_id"]: (row["transaction_amount"], row["amount_due"], row["amount_on_time"])
        for row in figures
    }
    return sorted(
        debtor_id
        for debtor_id in peers.keys() | ours.keys()
        if debtor_id not in peers
        or debtor_id not in ours
        or any(
            abs(ours_value - peers_value) > 0.005
            for ours_value, peers_value in zip(ours[debtor_id], peers[debtor_id], strict=True)
        )
    )
