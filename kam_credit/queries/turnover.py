"""The transaction amount: net sales of posted customer invoices and credit notes."""

from odoo.tools import SQL

from .scope import debtors

MOVE_TYPES = ("out_invoice", "out_refund", "out_receipt")


def amount_column(with_tax):
    """Return the column of ``account_move`` that is summed: signed, in company currency.

    :param bool with_tax: the company's setting
    :rtype: SQL
    """
    return SQL.identifier("amount_total_signed" if with_tax else "amount_untaxed_signed")


def per_debtor(scope, window, amount, partner_ids):
    """Return the query of debtors with posted customer invoices and their transaction amount.

    Sales are summed up per partner first: whom a partner belongs to is then asked once, not per
    invoice. Whoever bought nothing in the window is asked for one older invoice, as a subquery of
    its own: a join (or EXISTS) would make PostgreSQL read the invoices of all years.

    :param Scope scope: the ledger
    :param Window window: the days that count
    :param SQL amount: see :func:`amount_column`
    :param partner_ids: ids of commercial partners; None for all
    :rtype: SQL
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS debtor_id, SUM(sold.amount) AS amount
          FROM res_partner AS partner
     LEFT JOIN (
               SELECT move.partner_id, SUM(move.%(amount)s) AS amount
                 FROM account_move AS move
                      %(selected)s
                WHERE move.invoice_date BETWEEN %(date_from)s AND %(date_to)s
                  AND %(is_sale)s
             GROUP BY move.partner_id
               ) AS sold ON sold.partner_id = partner.id
         WHERE %(debtors)s
           AND (
               sold.partner_id IS NOT NULL
               OR (
                  SELECT TRUE
                    FROM account_move AS move
                   WHERE move.partner_id = partner.id
                     AND %(is_sale)s
                   LIMIT 1
               )
           )
      GROUP BY partner.commercial_partner_id
        """,
        amount=amount,
        date_from=window.turnover_from,
        date_to=window.as_of,
        is_sale=SQL(
            "move.company_id IN %s AND move.state = 'posted' AND move.move_type IN %s",
            scope.company_ids,
            MOVE_TYPES,
        ),
        debtors=debtors(partner_ids),
        selected=SQL()
        if partner_ids is None
        else SQL(
            "JOIN res_partner AS partner ON partner.id = move.partner_id AND %s",
            debtors(partner_ids),
        ),
    )
