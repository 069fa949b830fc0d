"""What became of instalments that were invoiced from a day on: the outcome of a prediction.

Only what was invoiced and fell due on that day or later counts, and of it only what had its time
until the end: the day of each instalment and the days of grace behind it lie before the end, so
that late is what was not honoured by then, and not what may still be.
"""

from odoo.tools import SQL

from .due import date_due
from .figures import SUM_DIGITS
from .instalments import Choice
from .scope import is_one_of

# From a day to the same one of the next year.
YEAR = 366


def of_ledger(date_from, date_to, partner_ids, moved_ids=()):
    """Return the choice of the ledger's instalments, see :func:`.instalments.steps`.

    :param datetime.date date_from: from when on invoices count
    :param datetime.date date_to: the day of the figures
    :param partner_ids: ids of commercial partners; None for everybody
    :param moved_ids: for everybody the result of :func:`.due.moved_ids`
    :rtype: Choice
    """
    invoiced = SQL("COALESCE(move.invoice_date, move.date)")
    return _choice(date_from, date_to, partner_ids, moved_ids, (invoiced, date_due()))


def of_history(date_from, date_to, partner_ids):
    """Return the choice of history lines, see :func:`.history.instalments`.

    :param datetime.date date_from: from when on invoices count
    :param datetime.date date_to: the day of the figures
    :param partner_ids: ids of commercial partners; None for everybody
    :rtype: Choice
    """
    columns = SQL.identifier("past", "date_invoice"), SQL.identifier("past", "date_due")
    return _choice(date_from, date_to, partner_ids, (), columns)


def _choice(date_from, date_to, partner_ids, moved_ids, columns):
    return Choice(
        condition=lambda debtor_id: SQL(
            "%s >= %s AND %s >= %s AND %s",
            columns[0],
            date_from,
            columns[1],
            date_from,
            is_one_of(debtor_id, partner_ids),
        ),
        is_everybody=partner_ids is None,
        moved_ids=tuple(moved_ids),
        days=(date_to - date_from).days,
    )


def of_cases(cases):
    """Return the choices of cases that have days of their own: of the ledger, and of history lines.

    Each has the columns ``case_id`` and, for the steps, the last day ``asked.date_to``.

    :param cases: ``(id, debtor id, from when on invoices count, last day)`` rows, a year at most
    :rtype: tuple[Choice, Choice]
    """
    ids, debtor_ids, first_days, last_days = (list(column) for column in zip(*cases, strict=True))

    def source(debtor_id):
        return SQL(
            """
            JOIN unnest(%s::int[], %s::int[], %s::date[], %s::date[])
                 AS asked (id, debtor_id, date_from, date_to)
              ON asked.debtor_id = %s
            """,
            ids,
            debtor_ids,
            first_days,
            last_days,
            debtor_id,
        )

    def choice(invoiced, fell_due):
        return Choice(
            condition=lambda _debtor_id: SQL(
                "%s >= asked.date_from AND %s >= asked.date_from", invoiced, fell_due
            ),
            source=source,
            columns={"case_id": SQL.identifier("asked", "id")},
            days=YEAR,
        )

    return (
        choice(SQL("COALESCE(move.invoice_date, move.date)"), date_due()),
        choice(SQL.identifier("past", "date_invoice"), SQL.identifier("past", "date_due")),
    )


def sums(steps, past, share, key="debtor_id"):
    """Return the query of what became of instalments, by debtor or case; amounts travel as text.

    :param SQL steps: see :func:`.instalments.steps`, of the choice :func:`of_ledger`
    :param SQL past: see :func:`.history.instalments`, of the choice :func:`of_history`
    :param SQL share: part of an instalment from which on it counts as honoured
    :param str key: ``debtor_id``, or ``case_id`` for the choices of :func:`of_cases`
    :return: rows of the key, due, on time, count due, count honoured, written off
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(steps)s,
        lost AS (
            SELECT matched.%(key)s AS key,
                   SUM(
                       GREATEST(
                           matched.amount - COALESCE(special.money, 0)
                               - COALESCE(special.reduction, 0) - COALESCE(special.moved, 0),
                           0
                       )
                   ) AS amount
              FROM special
              JOIN matched ON matched.id = special.id
          GROUP BY matched.%(key)s
        ),
        outcome AS (
            SELECT key,
                   ROUND(SUM(base), %(digits)s) AS due,
                   ROUND(SUM(on_time), %(digits)s) AS on_time,
                   COUNT(*) FILTER (WHERE base > 0) AS count_due,
                   COUNT(*) FILTER (
                       WHERE base > 0
                         AND (
                             on_time >= base
                             OR ROUND(on_time, %(digits)s) >= base * %(share)s
                         )
                   ) AS count_honoured
              FROM (
                   SELECT %(key)s AS key, base, on_time FROM instalment
                UNION ALL
                   SELECT %(key)s, base, on_time FROM (%(past)s) AS past
                   ) AS owed
          GROUP BY key
        )
        SELECT outcome.key,
               outcome.due::text,
               outcome.on_time::text,
               outcome.count_due,
               outcome.count_honoured,
               COALESCE(ROUND(lost.amount, %(digits)s), 0)::text
          FROM outcome
     LEFT JOIN lost ON lost.key = outcome.key
      ORDER BY 1
        """,
        key=SQL.identifier(key),
        steps=steps,
        past=past,
        digits=SUM_DIGITS,
        share=share,
    )
