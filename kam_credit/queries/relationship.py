"""Since when a customer buys: the day of the first invoice, in the ledger or before it."""

from odoo.tools import SQL

from .turnover import MOVE_TYPES


def first_day(company_ids, root_id, partner_id):
    """Return the query of the first day on which a debtor was invoiced.

    :param tuple company_ids: the companies of the legal entity
    :param int root_id: the root company, to which history lines belong
    :param int partner_id: the commercial partner
    :rtype: SQL
    """
    return SQL(
        """
        SELECT MIN(day)
          FROM (
               SELECT MIN(move.invoice_date) AS day
                 FROM account_move AS move
                WHERE move.commercial_partner_id = %(partner)s
                  AND move.company_id IN %(companies)s
                  AND move.state = 'posted'
                  AND move.move_type IN %(types)s
            UNION ALL
               SELECT MIN(past.date_invoice)
                 FROM kam_credit_history_line AS past
                WHERE past.commercial_partner_id = %(partner)s
                  AND past.company_id = %(root)s
               ) AS known
        """,
        partner=partner_id,
        companies=company_ids,
        types=MOVE_TYPES,
        root=root_id,
    )
