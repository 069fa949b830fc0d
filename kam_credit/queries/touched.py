"""Whose figures may be others than they were: by what was booked, and by the days that passed.

Rather too many than too few: who is named here is evaluated again.
"""

from odoo.tools import SQL

from .scope import debtor, is_opening
from .turnover import MOVE_TYPES

# An entry tells of a debt that another one moved, and that one of the instalment.
STEPS = 2


def of_items(scope, item_ids, entry_ids):
    """Return the query of the debtors whose figures rest on journal items or entries.

    What settles an instalment is split by its whole entry, and a debt that was moved is followed
    to what was reconciled with it there: from each item to the receivables of its entry, and to
    what these are reconciled with. Items of the opening count by themselves.

    :param Scope scope: the ledger
    :param item_ids: ids of journal items
    :param entry_ids: ids of journal entries
    :rtype: SQL
    """
    steps = [
        SQL(
            """
            reached_0 AS (
                SELECT line.id, line.move_id
                  FROM account_move_line AS line
                 WHERE line.id = ANY(%(items)s)
             UNION
                SELECT line.id, line.move_id
                  FROM account_move_line AS line
                 WHERE line.move_id = ANY(%(entries)s)
            )
            """,
            items=list(item_ids),
            entries=list(entry_ids),
        ),
        *(_step(scope, number) for number in range(1, STEPS + 1)),
    ]
    last = SQL.identifier(f"reached_{STEPS}")
    return SQL(
        """
        WITH %(steps)s
        SELECT DISTINCT %(debtor)s
          FROM %(last)s AS reached
          JOIN account_move_line AS line ON line.id = reached.id
          JOIN account_move AS move ON move.id = line.move_id
        """,
        steps=SQL(", ").join(steps),
        last=last,
        debtor=debtor("move", "line"),
    )


def _step(scope, number):
    return SQL(
        """
        %(entered)s AS MATERIALIZED (
            SELECT id, move_id FROM %(before)s
         UNION
            SELECT line.id, line.move_id
              FROM (SELECT DISTINCT move_id AS id FROM %(before)s) AS entry
              JOIN account_move AS move ON move.id = entry.id AND NOT %(is_opening)s
              JOIN account_move_line AS line
                ON line.move_id = move.id
               AND line.account_id IN %(claims)s
        ),
        %(after)s AS MATERIALIZED (
            SELECT id, move_id FROM %(entered)s
         UNION
            SELECT line.id, line.move_id
              FROM %(entered)s AS entered
              JOIN account_partial_reconcile AS partial ON partial.debit_move_id = entered.id
              JOIN account_move_line AS line ON line.id = partial.credit_move_id
             WHERE line.account_id IN %(claims)s
         UNION
            SELECT line.id, line.move_id
              FROM %(entered)s AS entered
              JOIN account_partial_reconcile AS partial ON partial.credit_move_id = entered.id
              JOIN account_move_line AS line ON line.id = partial.debit_move_id
             WHERE line.account_id IN %(claims)s
        )
        """,
        entered=SQL.identifier(f"entered_{number}"),
        before=SQL.identifier(f"reached_{number - 1}"),
        after=SQL.identifier(f"reached_{number}"),
        is_opening=is_opening(scope, "move"),
        claims=scope.claim_ids,
    )


def by_passing(scope, before, now):
    """Return the query of the debtors for whom days that passed change something by themselves.

    Invoices enter and leave the window of the transaction amount; instalments fall due, and leave
    the window of the fulfilment rate; what was dated ahead begins to count.

    :param Scope scope: the ledger
    :param Window before: the days that counted
    :param Window now: the days that count, of a later day
    :rtype: SQL
    """
    return SQL(
        """
        SELECT move.commercial_partner_id
          FROM account_move AS move
         WHERE move.company_id IN %(companies)s
           AND move.state = 'posted'
           AND move.move_type IN %(sales)s
           AND (
               move.invoice_date >= %(sold_before)s AND move.invoice_date < %(sold_now)s
               OR move.invoice_date > %(day_before)s AND move.invoice_date <= %(day)s
               )
     UNION
        SELECT %(debtor)s
          FROM account_move_line AS line
          JOIN account_move AS move ON move.id = line.move_id
         WHERE line.company_id IN %(companies)s
           AND line.account_id IN %(claims)s
           AND line.parent_state = 'posted'
           AND line.balance > 0
           AND (
               line.date_maturity > %(due_before)s AND line.date_maturity <= %(due_now)s
               OR line.date_maturity >= %(recent_before)s AND line.date_maturity < %(recent_now)s
               OR line.kam_date_missed > %(due_before)s AND line.kam_date_missed <= %(due_now)s
               OR line.kam_date_missed >= %(recent_before)s
                  AND line.kam_date_missed < %(recent_now)s
               OR line.date_maturity IS NULL
                  AND (
                      line.date > %(due_before)s AND line.date <= %(due_now)s
                      OR line.date >= %(recent_before)s AND line.date < %(recent_now)s
                  )
               OR line.date > %(day_before)s AND line.date <= %(day)s
               )
     UNION
        SELECT past.commercial_partner_id
          FROM kam_credit_history_line AS past
         WHERE past.company_id = %(root)s
           AND (
               past.date_invoice >= %(sold_before)s AND past.date_invoice < %(sold_now)s
               OR past.date_invoice > %(day_before)s AND past.date_invoice <= %(day)s
               OR past.date_due > %(due_before)s AND past.date_due <= %(due_now)s
               OR past.date_due >= %(recent_before)s AND past.date_due < %(recent_now)s
               OR past.date_settled > %(day_before)s AND past.date_settled <= %(day)s
               )
        """,
        companies=scope.company_ids,
        claims=scope.claim_ids,
        root=scope.root_id,
        sales=MOVE_TYPES,
        debtor=debtor("move", "line"),
        sold_before=before.turnover_from,
        sold_now=now.turnover_from,
        day_before=before.as_of,
        day=now.as_of,
        due_before=before.due_to,
        due_now=now.due_to,
        recent_before=before.due_from,
        recent_now=now.due_from,
    )


def matched_between(before, now):
    """Return the query of the journal items whose reconciliation begins to count meanwhile.

    :param Window before: the days that counted
    :param Window now: the days that count, of a later day
    :rtype: SQL
    """
    return SQL(
        """
        SELECT unnest(ARRAY[partial.debit_move_id, partial.credit_move_id])
          FROM account_partial_reconcile AS partial
         WHERE partial.max_date > %s
           AND partial.max_date <= %s
        """,
        before.as_of,
        now.as_of,
    )
