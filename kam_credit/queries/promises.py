"""The money of customers by its day, and what they owe: what promises to pay are judged by."""

from odoo.tools import SQL

from . import shares
from .scope import debtor, is_one_of


def receipts(scope, suspense_ids, partner_ids, first_day):
    """Return the query of the money of debtors from a day on, and of what they owe now.

    Money is what entries on receivables are worth as money: paid, withheld or set off, at the day
    of the entry, matched or not (see :mod:`.shares`); and bank lines that name the debtor and wait
    on a suspense account. What went back to the debtor is none, and neither is a payment that is
    registered and in no ledger.

    :param Scope scope: the ledger
    :param tuple suspense_ids: accounts on which bank lines wait
    :param partner_ids: ids of commercial partners
    :param date first_day: from when on
    :return: columns ``debtor_id``, ``money_id`` (null for what is owed), ``day``, ``item_id`` (the
        instalment that the money is matched with, or that is open) and ``amount`` (company
        currency, as text)
    :rtype: SQL
    """
    return SQL(
        "%s UNION ALL %s UNION ALL %s",
        _on_receivables(scope, partner_ids, first_day),
        _on_suspense(scope, suspense_ids, partner_ids, first_day),
        _owed(scope, partner_ids),
    )


def _on_receivables(scope, partner_ids, first_day):
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s AS debtor_id,
               line.id AS money_id,
               line.date AS day,
               part.item_id,
               (part.amount * share.honoured)::text AS amount
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
    CROSS JOIN LATERAL (%(share)s) AS share
    CROSS JOIN LATERAL (
               SELECT partial.debit_move_id AS item_id, partial.amount
                 FROM account_partial_reconcile AS partial
                 JOIN account_move_line AS debit ON debit.id = partial.debit_move_id
                WHERE partial.credit_move_id = line.id
                  AND debit.payment_id IS NULL
                  AND debit.statement_line_id IS NULL
            UNION ALL
               SELECT NULL, -line.amount_residual
                WHERE line.amount_residual < 0
               ) AS part
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(claims)s
           AND line.parent_state = 'posted'
           AND line.balance < 0
           AND line.date >= %(first)s
           AND share.honoured > 0
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        share=shares.of_entry(scope, "move", "line"),
        companies=scope.company_ids,
        claims=scope.claim_ids,
        first=first_day,
        is_asked=is_one_of(debtor_id, partner_ids),
    )


def _on_suspense(scope, suspense_ids, partner_ids, first_day):
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s, line.id, line.date, NULL, (-line.balance)::text
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(suspense)s
           AND line.parent_state = 'posted'
           AND line.statement_line_id IS NOT NULL
           AND line.balance < 0
           AND line.date >= %(first)s
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        companies=scope.company_ids,
        suspense=suspense_ids,
        first=first_day,
        is_asked=is_one_of(debtor_id, partner_ids),
    )


def _owed(scope, partner_ids):
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s, NULL, NULL, line.id, line.amount_residual::text
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(claims)s
           AND line.parent_state = 'posted'
           AND line.reconciled IS NOT TRUE
           AND line.amount_residual > 0
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        companies=scope.company_ids,
        claims=scope.claim_ids,
        is_asked=is_one_of(debtor_id, partner_ids),
    )
