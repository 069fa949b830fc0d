"""The step ``after`` of :mod:`.treatments`: what became of debts moved to another receivable."""

from odoo.tools import SQL

from . import shares


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
               partial.amount * share.honoured AS money,
               partial.amount * share.neutral AS reduction
          FROM account_move_line AS debt
          JOIN account_partial_reconcile AS partial
            ON partial.debit_move_id = debt.id
           AND partial.max_date <= split.as_of
          JOIN account_move_line AS credit
            ON credit.id = partial.credit_move_id
           AND credit.parent_state = 'posted'
          JOIN account_move AS move ON move.id = credit.move_id
    CROSS JOIN LATERAL (%(share)s) AS share
         WHERE debt.move_id = split.move_id
           AND debt.account_id IN %(claims)s
           AND debt.balance > 0
        """,
        share=shares.of_entry(scope, "move", "credit"),
        claims=scope.claim_ids,
    )
