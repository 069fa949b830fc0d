"""What debtors have not paid yet, item by item."""

from odoo.tools import SQL

from .scope import debtor, is_one_of


def owed(claims, partner_ids):
    """Return the query of what is posted, owed and open: one row per item.

    :param Claims claims: the ledger
    :param partner_ids: ids of commercial partners
    :return: columns ``debtor_id``, ``id`` of the item, ``name`` of its document, ``due`` and
        ``amount`` (company currency, as text), the oldest first
    :rtype: SQL
    """
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s AS debtor_id,
               line.id,
               move.name,
               COALESCE(line.date_maturity, line.date) AS due,
               line.amount_residual::text AS amount
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(claims)s
           AND line.parent_state = 'posted'
           AND line.reconciled IS NOT TRUE
           AND line.amount_residual > 0
           AND %(is_asked)s
      ORDER BY due, line.id
        """,
        debtor=debtor_id,
        companies=claims.company_ids,
        claims=claims.claim_ids,
        is_asked=is_one_of(debtor_id, partner_ids),
    )
