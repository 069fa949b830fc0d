"""What debtors paid or were credited that nobody has matched to their invoices yet."""

from odoo.tools import SQL

from . import shares
from .scope import debtor, is_one_of


def unallocated(scope, suspense_ids, partner_ids):
    """Return the query: per item its debtor, day, amount, and what of it would be money or credit.

    Items are what is open on the credit side of receivables (payments, bank lines, credit notes,
    entries by hand, the opening), bank lines that name the debtor and wait on a suspense account,
    and payments that were registered and are not booked yet.

    :param Scope scope: the ledger
    :param tuple suspense_ids: accounts on which bank lines wait
    :param partner_ids: ids of commercial partners
    :return: columns ``debtor_id``, ``day``, ``amount``, ``money``, ``reduction`` (company currency,
        as text), ``currency_id``, ``amount_currency`` (as text)
    :rtype: SQL
    """
    return SQL(
        """
        SELECT debtor_id,
               day,
               amount::text,
               (amount * honoured)::text AS money,
               (amount * neutral)::text AS reduction,
               currency_id,
               amount_currency::text
          FROM (%s UNION ALL %s UNION ALL %s) AS item
      ORDER BY debtor_id, day, amount
        """,
        _on_receivables(scope, partner_ids),
        _on_suspense(scope, suspense_ids, partner_ids),
        _registered(scope, partner_ids),
    )


def _on_receivables(scope, partner_ids):
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s AS debtor_id,
               line.date AS day,
               -line.amount_residual AS amount,
               share.honoured,
               share.neutral,
               line.currency_id,
               -line.amount_residual_currency AS amount_currency
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
    CROSS JOIN LATERAL (%(share)s) AS share
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(claims)s
           AND line.parent_state = 'posted'
           AND line.reconciled IS NOT TRUE
           AND line.amount_residual < 0
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        share=shares.of_entry(scope, "move", "line"),
        companies=scope.company_ids,
        claims=scope.claim_ids,
        is_asked=is_one_of(debtor_id, partner_ids),
    )


def _on_suspense(scope, suspense_ids, partner_ids):
    debtor_id = debtor("move", "line")
    return SQL(
        """
        SELECT %(debtor)s,
               line.date,
               -line.balance,
               1,
               0,
               line.currency_id,
               -line.amount_currency
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(suspense)s
           AND line.parent_state = 'posted'
           AND line.statement_line_id IS NOT NULL
           AND line.balance < 0
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        companies=scope.company_ids,
        suspense=suspense_ids,
        is_asked=is_one_of(debtor_id, partner_ids),
    )


def _registered(scope, partner_ids):
    debtor_id = SQL.identifier("partner", "commercial_partner_id")
    return SQL(
        """
        SELECT %(debtor)s,
               payment.date,
               payment.amount_company_currency_signed,
               1,
               0,
               payment.currency_id,
               payment.amount
          FROM account_payment AS payment
          JOIN res_partner AS partner ON partner.id = payment.partner_id
         WHERE payment.company_id IN %(companies)s
           AND payment.move_id IS NULL
           AND payment.state = 'in_process'
           AND payment.amount_company_currency_signed > 0
           AND %(is_asked)s
        """,
        debtor=debtor_id,
        companies=scope.company_ids,
        is_asked=is_one_of(debtor_id, partner_ids),
    )
