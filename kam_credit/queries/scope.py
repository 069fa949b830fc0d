"""Whose ledger is read, and what its accounts mean."""

import datetime
from typing import NamedTuple

from odoo.tools import SQL

# An id that no row has, so that a list of ids is never empty.
NOBODY = (0,)


class Scope(NamedTuple):
    """A legal entity: the companies whose ledgers are one, and their accounts by treatment.

    Ids are literals, which lets PostgreSQL use Odoo's indexes. Treatments are those of
    ``docs/credit-figures.md``; an account that stands in none of the lists is written off.
    """

    root_id: int
    company_ids: tuple
    # receivables: credits settle, debits are moved there and stay owed
    claim_ids: tuple
    # those of them that invoices are due on: not what is only moved to
    trade_ids: tuple
    payable_ids: tuple
    money_ids: tuple
    withheld_ids: tuple
    exchange_ids: tuple
    assigned_ids: tuple
    moved_ids: tuple
    withholding_tax_ids: tuple
    opening_move_ids: tuple
    opening_journal_ids: tuple
    general_journal_ids: tuple
    complete_from: datetime.date | None
    # what is disputed: ids of journal items, the first day, and the day that is no longer, or None
    disputed: tuple = ()


def debtor(move, line):
    """Return whose document a journal item belongs to.

    The debtor that Odoo stored with the document stays its debtor, whatever becomes of the
    contact; an entry without one is the partner's of its item.

    :param str move: alias of ``account_move``
    :param str line: alias of its ``account_move_line``
    :rtype: SQL
    """
    return SQL(
        "COALESCE(%s, (SELECT party.commercial_partner_id FROM res_partner AS party"
        " WHERE party.id = %s))",
        SQL.identifier(move, "commercial_partner_id"),
        SQL.identifier(line, "partner_id"),
    )


def is_opening(scope, move):
    """Return the condition that an entry brings in what a former system knew.

    :param Scope scope: the ledger
    :param str move: alias of ``account_move``
    :rtype: SQL
    """
    return SQL(
        "(%(type)s = 'entry' AND (%(id)s IN %(moves)s OR %(journal)s IN %(journals)s%(before)s))",
        type=SQL.identifier(move, "move_type"),
        id=SQL.identifier(move, "id"),
        journal=SQL.identifier(move, "journal_id"),
        moves=scope.opening_move_ids,
        journals=scope.opening_journal_ids,
        before=SQL(
            " OR %s IN %s AND %s < %s",
            SQL.identifier(move, "journal_id"),
            scope.general_journal_ids,
            SQL.identifier(move, "date"),
            scope.complete_from,
        )
        if scope.complete_from
        else SQL(),
    )


def has_opening(scope):
    """Tell whether there may be opening entries at all."""
    return bool(
        scope.complete_from
        or scope.opening_move_ids != NOBODY
        or scope.opening_journal_ids != NOBODY
    )


def treatment(scope, line):
    """Return the treatment of a journal item of an entry that settles receivables.

    :param Scope scope: the ledger
    :param str line: alias of ``account_move_line``
    :rtype: SQL
    """
    account = SQL.identifier(line, "account_id")
    return SQL(
        """
        CASE
          WHEN %(account)s IN %(claims)s
          THEN CASE WHEN %(balance)s < 0 THEN 'settled' ELSE 'moved' END
          WHEN %(account)s IN %(payable)s THEN 'payable'
          WHEN %(account)s IN %(money)s THEN 'money'
          WHEN %(account)s IN %(withheld)s OR %(tax)s IN %(taxes)s THEN 'withheld'
          WHEN %(account)s IN %(exchange)s THEN 'exchange'
          WHEN %(account)s IN %(assigned)s THEN 'assigned'
          ELSE 'written_off'
        END
        """,
        account=account,
        balance=SQL.identifier(line, "balance"),
        tax=SQL.identifier(line, "tax_line_id"),
        claims=scope.claim_ids,
        payable=scope.payable_ids,
        money=scope.money_ids,
        withheld=scope.withheld_ids,
        taxes=scope.withholding_tax_ids,
        exchange=scope.exchange_ids,
        assigned=scope.assigned_ids,
    )


def is_disputed(scope, line_id, day):
    """Return the condition that an instalment is in dispute on a day.

    Disputes have a day on which they begin and one on which they are over, so that figures as of
    days before are what they were.

    :param Scope scope: the ledger
    :param SQL line_id: the journal item
    :param SQL day: the day, a literal or a column
    :rtype: SQL
    """
    if not scope.disputed:
        return SQL("FALSE")
    line_ids, first_days, end_days = zip(*scope.disputed, strict=True)
    return SQL(
        """
        EXISTS (
            SELECT 1
              FROM unnest(%(lines)s::int[], %(firsts)s::date[], %(ends)s::date[])
                   AS dispute (line_id, first_day, end_day)
             WHERE dispute.line_id = %(line)s
               AND dispute.first_day <= %(day)s
               AND (dispute.end_day IS NULL OR dispute.end_day > %(day)s)
        )
        """,
        lines=list(line_ids),
        firsts=list(first_days),
        ends=list(end_days),
        line=line_id,
        day=day,
    )


def is_one_of(column, partner_ids):
    """Return the condition that limits debtors to some.

    :param SQL column: the debtor
    :param partner_ids: ids of commercial partners; None for all
    :rtype: SQL
    """
    if partner_ids is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", column, list(partner_ids))
