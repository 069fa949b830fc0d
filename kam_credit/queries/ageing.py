"""What was open at the end of a day, and how old it was."""

from odoo.tools import SQL

from ..rules.ageing import BUCKETS, CREDIT
from .exposure import date_due
from .scope import debtor


def items(ledger, day):
    """Return the steps up to ``aged``: the items of the debtors ``asked`` that were open on a day.

    Known on the day is what was booked until then, and matched with what was booked until then:
    what was paid later is open, whatever is open today. Items that are open by now are read through
    their index; only those of the others that were matched later are looked up by their ids.

    :param queries.parties.Ledger ledger: the legal entity
    :param datetime.date day: the day
    :rtype: SQL
    """
    return SQL(
        """
        candidate AS (
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.account_id IN %(claims)s
               AND line.reconciled IS NOT TRUE
         UNION ALL
            SELECT line.*
              FROM account_move_line AS line
             WHERE line.account_id IN %(claims)s
               AND line.reconciled
               AND line.id IN (
                   SELECT unnest(ARRAY[partial.debit_move_id, partial.credit_move_id])
                     FROM account_partial_reconcile AS partial
                    WHERE partial.max_date > %(day)s
               )
        ),
        owed AS MATERIALIZED (
            SELECT line.id,
                   line.move_id,
                   line.balance,
                   %(debtor)s AS debtor_id,
                   %(due)s AS date_due,
                   line.id IN (%(disputed)s) AS is_disputed
              FROM candidate AS line
              JOIN account_move AS move ON move.id = line.move_id
             WHERE line.company_id IN %(companies)s
               AND line.parent_state = 'posted'
               AND line.date <= %(day)s
        ),
        aged AS (
            SELECT owed.id,
                   owed.move_id,
                   owed.debtor_id,
                   left_over.amount,
                   owed.date_due,
                   %(day)s::date - owed.date_due AS days_late,
                   owed.is_disputed
              FROM owed
              JOIN asked ON asked.debtor_id = owed.debtor_id
        CROSS JOIN LATERAL (
                   SELECT owed.balance
                          - COALESCE((
                              SELECT SUM(partial.amount)
                                FROM account_partial_reconcile AS partial
                               WHERE partial.debit_move_id = owed.id
                                 AND partial.max_date <= %(day)s
                          ), 0)
                          + COALESCE((
                              SELECT SUM(partial.amount)
                                FROM account_partial_reconcile AS partial
                               WHERE partial.credit_move_id = owed.id
                                 AND partial.max_date <= %(day)s
                          ), 0) AS amount
                       -- summed up once, not wherever it is used
                       OFFSET 0
                   ) AS left_over
             WHERE left_over.amount != 0
        )
        """,
        claims=ledger.scope.claim_ids,
        companies=ledger.scope.company_ids,
        day=day,
        due=date_due("line"),
        disputed=ledger.disputed,
        debtor=debtor("move", "line"),
    )


def bucket(amount, days_late):
    """Return the bucket of an item, as :func:`rules.ageing.bucket` says.

    :param SQL amount: what is open
    :param SQL days_late: days after the due date
    :rtype: SQL
    """
    bounds = [SQL("WHEN %s <= %s THEN %s", days_late, last, name) for name, last in BUCKETS[:-1]]
    return SQL(
        "CASE WHEN %s < 0 THEN %s %s ELSE %s END",
        amount,
        CREDIT,
        SQL(" ").join(bounds),
        BUCKETS[-1][0],
    )
