"""The transaction amount: net sales of posted customer invoices and credit notes."""

from odoo.tools import SQL

from . import history
from .scope import is_one_of

MOVE_TYPES = ("out_invoice", "out_refund", "out_receipt")


def amount_column(with_tax):
    """Return the column of ``account_move`` that is summed: signed, in company currency.

    :param bool with_tax: the company's setting
    :rtype: SQL
    """
    return SQL.identifier("amount_total_signed" if with_tax else "amount_untaxed_signed")


def is_sale(scope):
    """Return the condition that ``move`` counts, whatever its day.

    :param Scope scope: the ledger
    :rtype: SQL
    """
    return SQL(
        "move.company_id IN %s AND move.state = 'posted' AND move.move_type IN %s",
        scope.company_ids,
        MOVE_TYPES,
    )


def per_debtor(scope, window, with_tax, partner_ids):
    """Return the query of debtors with posted customer invoices and their transaction amount.

    Only the invoices of the window are summed up. Whoever bought nothing in it is asked for one
    older invoice, as a subquery of its own: a join (or EXISTS) would make PostgreSQL read the
    invoices of all years.

    :param Scope scope: the ledger
    :param Window window: the days that count
    :param bool with_tax: the company's setting
    :param partner_ids: ids of commercial partners; None for all
    :rtype: SQL
    """
    past = SQL.identifier("past", "commercial_partner_id")
    return SQL(
        """
        SELECT partner.id AS debtor_id,
               CASE
                 WHEN bought.amount IS NULL THEN sold.amount
                 ELSE COALESCE(sold.amount, 0) + bought.amount
               END AS amount
          FROM res_partner AS partner
     LEFT JOIN (
               SELECT move.commercial_partner_id, SUM(move.%(amount)s) AS amount
                 FROM account_move AS move
                WHERE move.invoice_date BETWEEN %(date_from)s AND %(date_to)s
                  AND %(is_sale)s
                  AND %(is_asked)s
             GROUP BY move.commercial_partner_id
               ) AS sold ON sold.commercial_partner_id = partner.id
     LEFT JOIN (
               SELECT past.commercial_partner_id,
                      COALESCE(
                          SUM(%(past_amount)s) FILTER (
                              WHERE past.date_invoice BETWEEN %(date_from)s AND %(date_to)s
                          ), 0
                      ) AS amount
                 FROM kam_credit_history_line AS past
                WHERE past.company_id = %(root)s
                  AND %(is_past_asked)s
             GROUP BY past.commercial_partner_id
               ) AS bought ON bought.commercial_partner_id = partner.id
         WHERE %(debtors)s
           AND (
               sold.commercial_partner_id IS NOT NULL
               OR bought.commercial_partner_id IS NOT NULL
               OR (
                  SELECT TRUE
                    FROM account_move AS move
                   WHERE move.commercial_partner_id = partner.id
                     AND %(is_sale)s
                   LIMIT 1
               )
           )
        """,
        amount=amount_column(with_tax),
        past_amount=history.amount_column(with_tax),
        date_from=window.turnover_from,
        date_to=window.as_of,
        is_sale=is_sale(scope),
        is_asked=is_one_of(SQL.identifier("move", "commercial_partner_id"), partner_ids),
        is_past_asked=is_one_of(past, partner_ids),
        root=scope.root_id,
        debtors=is_one_of(SQL.identifier("partner", "id"), partner_ids),
    )
