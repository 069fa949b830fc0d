"""The step ``after`` of :mod:`.treatments`: what became of debts moved to another receivable."""

from odoo.tools import SQL

from .scope import is_opening


def step(scope):
    """Return the step: per reconciliation that moved a debt, what was settled of it since.

    ``settled`` is what was reconciled there by the day of the figures, ``on_time`` the money of it
    that came by the last day of the instalment, ``reduction`` what was credited. All are the
    reconciliation's share of what the entry moved.

    :param Scope scope: the ledger
    :rtype: SQL
    """
    return SQL(
        """
        after AS MATERIALIZED (
            SELECT split.id,
                   split.moved / split.moved_total * SUM(came.amount) AS settled,
                   split.moved / split.moved_total
                       * SUM(came.money) FILTER (WHERE came.date <= split.last_day) AS on_time,
                   split.moved / split.moved_total * SUM(came.reduction) AS reduction
              FROM split
        CROSS JOIN LATERAL (%(came)s) AS came
             WHERE split.moved > 0
          GROUP BY split.id, split.moved, split.moved_total
        )
        """,
        came=_came(scope),
    )


def _came(scope):
    """Return the query of what was reconciled with the debts that ``split`` moved."""
    return SQL(
        """
        SELECT partial.amount,
               credit.date,
               CASE
                 WHEN move.move_type = 'out_refund' THEN 0
                 WHEN %(is_opening)s THEN partial.amount
                 ELSE partial.amount * LEAST(GREATEST(entry.money / entry.settled, 0), 1)
               END AS money,
               CASE
                 WHEN move.move_type = 'out_refund' THEN partial.amount
                 ELSE partial.amount * LEAST(GREATEST(entry.neutral / entry.settled, 0), 1)
               END AS reduction
          FROM account_move_line AS debt
          JOIN account_partial_reconcile AS partial
            ON partial.debit_move_id = debt.id
           AND partial.max_date <= split.as_of
          JOIN account_move_line AS credit
            ON credit.id = partial.credit_move_id
           AND credit.parent_state = 'posted'
          JOIN account_move AS move ON move.id = credit.move_id
    CROSS JOIN LATERAL (
               SELECT SUM(-line.balance) FILTER (
                          WHERE line.account_id IN %(claims)s AND line.balance < 0
                      ) AS settled,
                      COALESCE(
                          SUM(line.balance) FILTER (
                              WHERE line.account_id IN %(honoured)s
                                 OR line.tax_line_id IN %(taxes)s
                          ), 0
                      ) AS money,
                      COALESCE(
                          SUM(line.balance) FILTER (WHERE line.account_id IN %(neutral)s), 0
                      ) AS neutral
                 FROM account_move_line AS line
                WHERE line.move_id = credit.move_id
               ) AS entry
         WHERE debt.move_id = split.move_id
           AND debt.account_id IN %(claims)s
           AND debt.balance > 0
        """,
        is_opening=is_opening(scope, "move"),
        claims=scope.claim_ids,
        honoured=scope.money_ids + scope.withheld_ids,
        neutral=scope.exchange_ids + scope.assigned_ids,
        taxes=scope.withholding_tax_ids,
    )
