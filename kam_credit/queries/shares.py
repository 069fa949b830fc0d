"""What a whole entry is worth to the receivables it settles, without a look at each of them."""

from odoo.tools import SQL

from .scope import is_opening, treatment


def of_entry(scope, move, credit):
    """Return the query of ``honoured`` and ``neutral``: shares of 0 to 1 of what an entry settles.

    ``honoured`` is money, withheld or set off; ``neutral`` lowers what fell due: a credit note, an
    exchange difference, an assignment.

    :param Scope scope: the ledger
    :param str move: alias of the entry's ``account_move``
    :param str credit: alias of the ``account_move_line`` on the receivable
    :rtype: SQL
    """
    return SQL(
        """
        SELECT CASE
                 WHEN %(type)s = 'out_refund' THEN 0
                 WHEN %(is_opening)s THEN 1
                 ELSE COALESCE(LEAST(GREATEST(entry.money / entry.settled, 0), 1), 0)
               END AS honoured,
               CASE
                 WHEN %(type)s = 'out_refund' THEN 1
                 ELSE COALESCE(LEAST(GREATEST(entry.neutral / entry.settled, 0), 1), 0)
               END AS neutral
          FROM (
               SELECT SUM(-item.balance) FILTER (WHERE item.treatment = 'settled') AS settled,
                      COALESCE(
                          SUM(item.balance) FILTER (
                              WHERE item.treatment IN ('money', 'withheld')
                                 OR item.treatment = 'payable' AND item.partner_id = %(partner)s
                          ), 0
                      ) AS money,
                      COALESCE(
                          SUM(item.balance) FILTER (
                              WHERE item.treatment IN ('exchange', 'assigned')
                          ), 0
                      ) AS neutral
                 FROM (
                      SELECT line.balance, line.partner_id, %(treatment)s AS treatment
                        FROM account_move_line AS line
                       WHERE line.move_id = %(move)s
                      ) AS item
               ) AS entry
        """,
        type=SQL.identifier(move, "move_type"),
        move=SQL.identifier(move, "id"),
        partner=SQL.identifier(credit, "partner_id"),
        is_opening=is_opening(scope, move),
        treatment=treatment(scope, "line"),
    )
