"""The sums behind transaction amount and fulfilment rate, one row per debtor."""

from odoo.tools import SQL

# Rounding of the sums: far below a cent, above the noise of shares such as one third.
SUM_DIGITS = 6


def per_debtor(steps, past, turnover, share):
    """Return the query; amounts travel as text, because the cursor turns numbers into floats.

    :param SQL steps: see :func:`.instalments.steps`
    :param SQL past: see :func:`.history.instalments`
    :param SQL turnover: see :func:`.turnover.per_debtor`
    :param SQL share: part of an instalment from which on it counts as honoured
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(steps)s,
        fulfilment AS (
            SELECT debtor_id,
                   ROUND(SUM(base), %(digits)s) AS due,
                   ROUND(SUM(on_time), %(digits)s) AS on_time,
                   COUNT(*) FILTER (WHERE base > 0) AS count_due,
                   COUNT(*) FILTER (
                       WHERE base > 0
                         AND (
                             on_time >= base
                             OR ROUND(on_time, %(digits)s) >= base * %(share)s
                         )
                   ) AS count_honoured,
                   ROUND(SUM(open), %(digits)s) AS overdue
              FROM (
                   SELECT debtor_id, base, on_time, open FROM instalment
                UNION ALL
                   SELECT debtor_id, base, on_time, open FROM (%(past)s) AS past
                   ) AS owed
          GROUP BY debtor_id
        ),
        turnover AS (%(turnover)s)
        SELECT COALESCE(turnover.debtor_id, fulfilment.debtor_id),
               COALESCE(turnover.amount, 0)::text,
               COALESCE(fulfilment.due, 0)::text,
               COALESCE(fulfilment.on_time, 0)::text,
               COALESCE(fulfilment.count_due, 0),
               COALESCE(fulfilment.count_honoured, 0),
               COALESCE(fulfilment.overdue, 0)::text
          FROM turnover
     FULL JOIN fulfilment ON fulfilment.debtor_id = turnover.debtor_id
      ORDER BY 1
        """,
        steps=steps,
        past=past,
        turnover=turnover,
        digits=SUM_DIGITS,
        share=share,
    )
