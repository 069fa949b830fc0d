"""The steps ``unusual`` to ``special`` of :mod:`.instalments`: what is not plainly money.

An entry that settles receivables is split by the treatment of its accounts, netted per treatment,
and each reconciliation gets its share by amount; ``docs/credit-figures.md`` has the table.
"""

from odoo.tools import SQL

from . import moved
from .scope import is_opening, treatment


def steps(scope, as_of):
    """Return these steps.

    :param Scope scope: the ledger
    :param SQL as_of: the day of the figures, a literal or a column of ``matched``
    :rtype: SQL
    """
    return SQL(", ").join(
        [
            _unusual(scope, as_of),
            _item(scope),
            _netting(),
            _pool(),
            _discount(),
            _split(),
            moved.step(scope),
            _special(),
        ]
    )


def _unusual(scope, as_of):
    """Return the step that finds what is not plainly money, with all that tells what it is.

    ``discount`` is the share of the instalment that its terms let go for paying by that day, in
    the currency of the invoice: rates that moved since do not touch it.
    """
    return SQL(
        """
        unusual AS MATERIALIZED (
            SELECT matched.id,
                   matched.balance,
                   matched.amount,
                   matched.last_day,
                   matched.counterpart_id AS move_id,
                   %(as_of)s AS as_of,
                   counterpart.*,
                   CASE
                     WHEN line.discount_date >= counterpart.date
                     THEN (line.amount_currency - line.discount_amount_currency)
                          / NULLIF(line.amount_currency, 0)
                     ELSE 0
                   END AS discount
              FROM matched
        CROSS JOIN LATERAL (
                   SELECT credit.date,
                          party.commercial_partner_id AS party_id,
                          CASE
                            WHEN move.move_type = 'out_refund' THEN 'credit_note'
                            WHEN EXISTS (
                                 SELECT 1
                                   FROM account_partial_reconcile AS origin
                                  WHERE origin.exchange_move_id = move.id
                            ) THEN 'exchange'
                            WHEN %(is_opening)s THEN 'opening'
                          END AS whole
                     FROM account_partial_reconcile AS partial
                     JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                     JOIN account_move AS move ON move.id = credit.move_id
                LEFT JOIN res_partner AS party ON party.id = credit.partner_id
                    WHERE partial.id = matched.id
                   OFFSET 0
                   ) AS counterpart
        CROSS JOIN LATERAL (
                   SELECT instalment.amount_currency,
                          instalment.discount_amount_currency,
                          instalment.discount_date
                     FROM account_move_line AS instalment
                    WHERE instalment.id = matched.instalment_id
                   OFFSET 0
                   ) AS line
             WHERE matched.is_money IS NULL
               AND matched.amount IS NOT NULL
        )
        """,
        as_of=as_of,
        is_opening=is_opening(scope, "move"),
    )


def _item(scope):
    """Return the step with the journal items of the entries that are split."""
    return SQL(
        """
        item AS MATERIALIZED (
            SELECT line.move_id,
                   party.commercial_partner_id AS party_id,
                   line.balance,
                   line.amount_currency,
                   line.currency_id,
                   %(treatment)s AS treatment
              FROM account_move_line AS line
         LEFT JOIN res_partner AS party ON party.id = line.partner_id
             WHERE line.move_id IN (SELECT move_id FROM unusual WHERE whole IS NULL)
               AND line.balance != 0
        )
        """,
        treatment=treatment(scope, "line"),
    )


def _netting():
    """Return the step that sets off, per entry, what a debtor owes against what is owed to it."""
    return SQL(
        """
        netting AS MATERIALIZED (
            SELECT move_id,
                   party_id,
                   settled,
                   LEAST(GREATEST(payable, 0), settled) AS netted
              FROM (
                   SELECT move_id,
                          party_id,
                          SUM(-balance) FILTER (WHERE treatment = 'settled') AS settled,
                          SUM(balance) FILTER (WHERE treatment = 'payable') AS payable
                     FROM item
                    WHERE treatment IN ('settled', 'payable')
                 GROUP BY move_id, party_id
                   ) AS both_sides
             WHERE settled > 0
               AND payable > 0
        )
        """
    )


def _pool():
    """Return the step that nets each entry per treatment, without what was set off.

    Payables beyond that are somebody else's: they settle nothing and stand with the write-offs.
    ``lost`` is what was written off in the currency of the entry, if it has one.
    """
    return SQL(
        """
        pool AS MATERIALIZED (
            SELECT summed.*,
                   NULLIF(
                       GREATEST(money, 0) + GREATEST(withheld, 0) + GREATEST(exchange, 0)
                       + GREATEST(assigned, 0) + GREATEST(moved, 0) + GREATEST(written_off, 0),
                       0
                   ) AS total
              FROM (
                   SELECT item.move_id,
                          SUM(-balance) FILTER (WHERE treatment = 'settled') AS settled,
                          SUM(-amount_currency) FILTER (WHERE treatment = 'settled')
                              AS settled_currency,
                          COALESCE(SUM(balance) FILTER (WHERE treatment = 'money'), 0) AS money,
                          COALESCE(SUM(balance) FILTER (WHERE treatment = 'withheld'), 0)
                              AS withheld,
                          COALESCE(SUM(balance) FILTER (WHERE treatment = 'exchange'), 0)
                              AS exchange,
                          COALESCE(SUM(balance) FILTER (WHERE treatment = 'assigned'), 0)
                              AS assigned,
                          COALESCE(SUM(balance) FILTER (WHERE treatment = 'moved'), 0) AS moved,
                          COALESCE(
                              SUM(balance) FILTER (WHERE treatment IN ('written_off', 'payable')), 0
                          ) - COALESCE(
                              (
                                  SELECT SUM(netted)
                                    FROM netting
                                   WHERE netting.move_id = item.move_id
                              ), 0
                          ) AS written_off,
                          CASE
                            WHEN MIN(currency_id) = MAX(currency_id)
                            THEN SUM(amount_currency) FILTER (WHERE treatment = 'written_off')
                          END AS lost
                     FROM item
                 GROUP BY item.move_id
                   ) AS summed
        )
        """
    )


def _discount():
    """Return the step with the early-payment discount that each entry may grant, and how much of
    it it does: never more than was written off. Both in the currency of the entry.

    ``worth`` is the discount at the rate of the entry: an exchange line that makes up what is
    missing to it belongs to the discount and lowers nothing by itself.
    """
    return SQL(
        """
        discount AS MATERIALIZED (
            SELECT pool.move_id,
                   granted.allowed,
                   granted.allowed * pool.settled / pool.settled_currency AS worth,
                   COALESCE(
                       pool.lost, pool.written_off * pool.settled_currency / pool.settled
                   ) AS lost
              FROM pool
        CROSS JOIN LATERAL (
                   SELECT SUM(
                              (instalment.amount_currency - instalment.discount_amount_currency)
                              / instalment.amount_currency * partial.credit_amount_currency
                          ) AS allowed
                     FROM account_move_line AS credit
                     JOIN account_partial_reconcile AS partial ON partial.credit_move_id = credit.id
                     JOIN account_move_line AS instalment ON instalment.id = partial.debit_move_id
                    WHERE credit.move_id = pool.move_id
                      AND instalment.discount_date >= credit.date
                      AND instalment.amount_currency > 0
                   ) AS granted
             WHERE pool.written_off > 0
               AND granted.allowed > 0
        )
        """
    )


def _split():
    """Return the step that shares each entry over its reconciliations, by amount.

    What was written off beyond the discount is shared by all; ``settled`` may be more than the
    total where an entry also repays money: that lowers everything alike.
    """
    return SQL(
        """
        split AS MATERIALIZED (
            SELECT shared.*,
                   amount - netted - granted - withheld - exchange - assigned - moved - lost
                       AS money
              FROM (
                   SELECT unusual.id,
                          unusual.move_id,
                          unusual.amount,
                          unusual.last_day,
                          unusual.as_of,
                          pooled.netted,
                          unusual.amount * unusual.discount
                              * COALESCE(LEAST(GREATEST(discount.lost, 0) / discount.allowed, 1), 0)
                              AS granted,
                          pooled.unit * GREATEST(pool.withheld, 0) AS withheld,
                          pooled.unit * GREATEST(
                              GREATEST(pool.exchange, 0)
                                  - GREATEST(COALESCE(discount.worth - pool.written_off, 0), 0),
                              0
                          ) AS exchange,
                          pooled.unit * GREATEST(pool.assigned, 0) AS assigned,
                          pooled.unit * GREATEST(pool.moved, 0) AS moved,
                          pool.moved AS moved_total,
                          CASE
                            WHEN pool.total IS NULL THEN pooled.rest
                            WHEN discount.lost <= discount.allowed + 0.005 THEN 0
                            ELSE pooled.unit * GREATEST(pool.written_off, 0)
                                 * COALESCE(1 - discount.allowed / discount.lost, 1)
                          END AS lost
                     FROM unusual
                     JOIN pool ON pool.move_id = unusual.move_id
                LEFT JOIN discount ON discount.move_id = unusual.move_id
                LEFT JOIN netting
                       ON netting.move_id = unusual.move_id
                      AND netting.party_id = unusual.party_id
               CROSS JOIN LATERAL (
                          SELECT own.netted,
                                 unusual.amount - own.netted AS rest,
                                 COALESCE((unusual.amount - own.netted) / pool.total, 0) AS unit
                            FROM (
                                 SELECT COALESCE(
                                            unusual.amount * netting.netted / netting.settled, 0
                                        ) AS netted
                                 ) AS own
                          ) AS pooled
                    WHERE unusual.whole IS NULL
                   ) AS shared
        )
        """
    )


def _special():
    """Return the step that tells what each unusual reconciliation is, and what it comes to.

    ``money`` counts as honoured on the counterpart's own day: paid, set off or withheld.
    ``reduction`` lowers what fell due. ``owed`` was moved to another receivable and is still owed
    there; ``followed`` is the money that came there by the last day.
    """
    return SQL(
        """
        special AS MATERIALIZED (
            SELECT unusual.id,
                   unusual.whole AS kind,
                   CASE unusual.whole WHEN 'opening' THEN unusual.amount ELSE 0 END AS money,
                   CASE unusual.whole WHEN 'opening' THEN NULL ELSE unusual.amount END
                       AS reduction,
                   NULL::numeric AS moved,
                   NULL::numeric AS owed,
                   NULL::numeric AS followed
              FROM unusual
             WHERE unusual.whole IS NOT NULL
         UNION ALL
            SELECT split.id,
                   CASE GREATEST(split.money + split.granted, netted, withheld, exchange,
                                 assigned, moved, lost)
                     WHEN split.money + split.granted THEN 'payment'
                     WHEN netted THEN 'netting'
                     WHEN withheld THEN 'withheld'
                     WHEN exchange THEN 'exchange'
                     WHEN assigned THEN 'assigned'
                     WHEN moved THEN 'moved'
                     ELSE 'write_off'
                   END,
                   split.money + netted + withheld,
                   NULLIF(granted + exchange + assigned + COALESCE(after.reduction, 0), 0),
                   moved,
                   moved - COALESCE(after.settled, 0),
                   after.on_time
              FROM split
         LEFT JOIN after ON after.id = split.id
        )
        """
    )
