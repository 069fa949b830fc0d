"""The steps ``unusual`` to ``special`` of :mod:`.instalments`: what is not plainly money."""

from odoo.tools import SQL


def steps(scope):
    """Return these steps.

    :param Scope scope: the ledger
    :rtype: SQL
    """
    return SQL(", ").join([_unusual(), _written_off(scope), _netting(scope), _special()])


def _unusual():
    """Return the step that finds what is not plainly money, with all that tells what it is.

    A document of which one line is unusual is so as a whole.
    """
    return SQL(
        """
        unusual AS MATERIALIZED (
            SELECT matched.id,
                   matched.debtor_id,
                   matched.balance,
                   matched.amount,
                   matched.counterpart_id AS move_id,
                   counterpart.is_payment,
                   counterpart.move_type,
                   line.balance - line.discount_balance AS discount,
                   line.discount_date >= counterpart.max_date AS in_discount_time
              FROM matched
        CROSS JOIN LATERAL (
                   SELECT COALESCE(credit.payment_id, credit.statement_line_id) IS NOT NULL
                              AS is_payment,
                          move.move_type,
                          partial.max_date
                     FROM account_partial_reconcile AS partial
                     JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                     JOIN account_move AS move ON move.id = credit.move_id
                    WHERE partial.id = matched.id
                   OFFSET 0
                   ) AS counterpart
        CROSS JOIN LATERAL (
                   SELECT instalment.balance,
                          instalment.discount_balance,
                          instalment.discount_date
                     FROM account_move_line AS instalment
                    WHERE instalment.id = matched.instalment_id
                   OFFSET 0
                   ) AS line
             WHERE matched.counterpart_id IN (
                   SELECT counterpart_id FROM matched WHERE is_money IS NULL
                   )
        )
        """
    )


def _written_off(scope):
    """Return the steps that find what of a payment is no money.

    Where the money equals what it settled there is nothing to find: only unusual ones are opened.
    """
    return SQL(
        """
        impure AS MATERIALIZED (
            SELECT line.move_id, SUM(line.balance) AS amount
              FROM account_move_line AS line
             WHERE line.move_id IN (SELECT move_id FROM unusual WHERE is_payment)
               AND line.balance > 0
               AND line.account_id NOT IN %(harmless)s
          GROUP BY line.move_id
        ),
        written_off AS MATERIALIZED (
            SELECT impure.move_id,
                   impure.amount,
                   SUM(-receipt.balance) AS received,
                   COALESCE(SUM(granted.discount), 0) AS discount
              FROM impure
              JOIN account_move_line AS receipt
                ON receipt.move_id = impure.move_id
               AND receipt.account_id IN %(receivable)s
               AND receipt.balance < 0
         LEFT JOIN LATERAL (
                   SELECT SUM(
                          (line.balance - line.discount_balance)
                          * partial.amount / line.balance
                          ) AS discount
                     FROM account_partial_reconcile AS partial
                     JOIN account_move_line AS line ON line.id = partial.debit_move_id
                    WHERE partial.credit_move_id = receipt.id
                      AND line.balance > 0
                      AND line.discount_date >= partial.max_date
                   ) AS granted ON TRUE
          GROUP BY impure.move_id, impure.amount
        )
        """,
        harmless=scope.harmless_ids,
        receivable=scope.receivable_ids,
    )


def _netting(scope):
    """Return the step that finds entries which set a debtor's two sides off."""
    return SQL(
        """
        netting AS MATERIALIZED (
            SELECT entry.move_id,
                   partner.commercial_partner_id AS debtor_id,
                   SUM(line.balance) FILTER (
                       WHERE line.account_id IN %(payable)s AND line.balance > 0
                   ) AS payable,
                   SUM(-line.balance) FILTER (
                       WHERE line.account_id IN %(receivable)s AND line.balance < 0
                   ) AS receivable
              FROM (SELECT DISTINCT move_id FROM unusual WHERE move_type = 'entry') AS entry
              JOIN account_move_line AS line ON line.move_id = entry.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
          GROUP BY entry.move_id, partner.commercial_partner_id
        )
        """,
        payable=scope.payable_ids,
        receivable=scope.receivable_ids,
    )


def _special():
    """Return the steps that tell what each unusual reconciliation is, and what it comes to."""
    return SQL(
        """
        classified AS (
            SELECT unusual.id,
                   unusual.amount,
                   CASE
                     WHEN unusual.is_payment THEN 'payment'
                     WHEN unusual.move_type = 'out_refund' THEN 'credit_note'
                     WHEN unusual.move_id IN (
                          SELECT exchange_move_id
                            FROM account_partial_reconcile
                           WHERE exchange_move_id IS NOT NULL
                     ) THEN 'exchange'
                     WHEN netting.payable > 0 THEN 'netting'
                     ELSE 'write_off'
                   END AS kind,
                   CASE
                     WHEN written_off.discount > 0 AND unusual.in_discount_time
                     THEN unusual.discount * unusual.amount / unusual.balance
                          * LEAST(written_off.amount / written_off.discount, 1)
                     ELSE 0
                   END AS discounted,
                   CASE
                     WHEN written_off.amount > written_off.discount
                     THEN unusual.amount
                          * LEAST(written_off.amount - written_off.discount, written_off.received)
                          / written_off.received
                     ELSE 0
                   END AS lost,
                   unusual.amount * LEAST(netting.payable, netting.receivable)
                          / netting.receivable AS netted
              FROM unusual
         LEFT JOIN written_off ON written_off.move_id = unusual.move_id
         LEFT JOIN netting
                ON netting.move_id = unusual.move_id
               AND netting.debtor_id = unusual.debtor_id
        ),
        special AS MATERIALIZED (
            SELECT classified.id,
                   classified.kind,
                   CASE classified.kind
                     WHEN 'payment'
                     THEN classified.amount - classified.discounted - classified.lost
                     WHEN 'netting' THEN classified.netted
                     ELSE 0
                   END AS money,
                   CASE
                     WHEN classified.kind IN ('credit_note', 'exchange') THEN classified.amount
                     ELSE classified.discounted
                   END AS reduction
              FROM classified
        )
        """
    )
