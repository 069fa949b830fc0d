"""What signs of deterioration rest on: payments by month, what is overdue, what is ordered, debts.

The steps stand behind those of :mod:`.instalments`, asked in detail:

``known``  instalments of which something was owed, those of history lines included
``paid``   money that came for them, each by the day on which it came, or was due if that is later;
           so what was paid early is asked for when it falls due, as what is paid late
``late``   debtors whose first late payment lies in the last quarter

A month is a twelfth of 365 days, counted back from the day of the figures.
"""

from odoo.tools import SQL

from ..rules.radar import MONTHS, QUARTER
from ..rules.windows import FULFILMENT_DAYS
from . import ageing, parties, turnover
from .scope import is_one_of

# What is settled counts if it fell due within so many days: who pays up to half a year late is seen
# in each month of the year.
DUE_DAYS = FULFILMENT_DAYS + 183
# Last day of the quarter, counted back.
QUARTER_DAYS = QUARTER * FULFILMENT_DAYS // MONTHS
# Less than this share of an instalment is no part of it: differences, fees of banks.
PART = SQL("0.05")


def months(steps, past, as_of, late_days):
    """Return the query of what debtors paid and owe, by month.

    :param SQL steps: see :func:`.instalments.steps`, in detail, over ``DUE_DAYS``
    :param SQL past: see :func:`.history.instalments`
    :param datetime.date as_of: the day
    :param int late_days: from how many days after the due date on a payment is late
    :return: rows of ``debtor_id``, ``what``, ``month``, ``count``, ``amount``, ``day_amount``,
        ``parts``: for ``paid`` and ``open`` one a month with the amount, the amount times days, and
        the amount that came in parts; for ``late`` the number of instalments before the first late
        one, the amount and the days of those that were late
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(steps)s, %(known)s, %(paid)s, %(late)s
        SELECT debtor_id,
               'paid',
               %(month_paid)s AS month,
               COUNT(*),
               SUM(amount)::float8,
               SUM(amount * days)::float8,
               COALESCE(SUM(amount) FILTER (WHERE is_part), 0)::float8
          FROM paid
         WHERE day > %(as_of)s - %(days)s
      GROUP BY debtor_id, month
     UNION ALL
        SELECT debtor_id,
               'open',
               %(month_due)s AS month,
               COUNT(*),
               SUM(open)::float8,
               SUM(open * (%(as_of)s - date_due))::float8,
               0
          FROM known
         WHERE open > 0
      GROUP BY debtor_id, month
     UNION ALL
        SELECT known.debtor_id,
               'late',
               NULL,
               COUNT(*) FILTER (WHERE known.date_due < late.first_due),
               COALESCE(SUM(base) FILTER (WHERE %(is_late)s), 0)::float8,
               COALESCE(MAX(%(days_late)s) FILTER (WHERE %(is_late)s), 0)::float8,
               0
          FROM known
          JOIN late ON late.debtor_id = known.debtor_id
      GROUP BY known.debtor_id
        """,
        steps=steps,
        known=_known(past),
        paid=_paid(),
        late=_late(as_of, late_days),
        month_paid=_month(as_of, SQL("day")),
        month_due=_month(as_of, SQL("date_due")),
        is_late=_is_late(as_of, late_days),
        days_late=_days_late(as_of),
        as_of=_day(as_of),
        days=FULFILMENT_DAYS,
    )


def evidence(steps, past, as_of):
    """Return the query of the payments of a year and of what is overdue, one row each.

    :param SQL steps: as :func:`months`
    :param SQL past: as :func:`months`
    :param datetime.date as_of: the day
    :return: columns ``debtor_id``, ``item_id`` (negative for a history line), ``move_id``,
        ``name``, ``date_due``, ``date_paid`` (null for what is overdue), ``days``, ``amount`` (as
        text), ``is_part`` and ``month``, the oldest first
    :rtype: SQL
    """
    return SQL(
        """
        WITH %(steps)s, %(known)s, %(paid)s,
        shown AS (
            SELECT debtor_id, item_id, move_id, date_due, date_paid, days, amount, is_part,
                   %(month_paid)s AS month
              FROM paid
             WHERE day > %(as_of)s - %(days)s
         UNION ALL
            SELECT debtor_id, id, move_id, date_due, NULL, %(as_of)s - date_due, open, FALSE,
                   %(month_due)s
              FROM known
             WHERE open > 0
        )
        SELECT shown.debtor_id,
               shown.item_id,
               shown.move_id,
               COALESCE(move.name, past.name) AS name,
               shown.date_due,
               shown.date_paid,
               shown.days,
               shown.amount::text AS amount,
               shown.is_part,
               shown.month
          FROM shown
     LEFT JOIN account_move AS move ON move.id = shown.move_id
     LEFT JOIN kam_credit_history_line AS past ON past.id = -shown.item_id
      ORDER BY shown.date_due, shown.date_paid, shown.item_id
        """,
        steps=steps,
        known=_known(past),
        paid=_paid(),
        month_paid=_month(as_of, SQL("day")),
        month_due=_month(as_of, SQL("date_due")),
        as_of=_day(as_of),
        days=FULFILMENT_DAYS,
    )


def _known(past):
    return SQL(
        """
        known AS MATERIALIZED (
            SELECT id, debtor_id, move_id, date_due, base, on_time, open, date_settled
              FROM instalment
             WHERE base > 0
         UNION ALL
            SELECT id, debtor_id, NULL, date_due, base, on_time, open, date_settled
              FROM (%s) AS past
             WHERE base > 0
        )
        """,
        past,
    )


def _paid():
    return SQL(
        """
        paid AS (
            SELECT known.debtor_id,
                   known.id AS item_id,
                   known.move_id,
                   known.date_due,
                   settlement.date AS date_paid,
                   GREATEST(settlement.date, known.date_due) AS day,
                   GREATEST(settlement.date - known.date_due, 0) AS days,
                   settlement.money AS amount,
                   settlement.money < known.base * (1 - %(part)s) AS is_part
              FROM settlement
              JOIN known ON known.id = settlement.instalment_id
             WHERE settlement.money > 0
         UNION ALL
            SELECT debtor_id,
                   id,
                   NULL,
                   date_due,
                   date_settled,
                   GREATEST(date_settled, date_due),
                   GREATEST(date_settled - date_due, 0),
                   base,
                   FALSE
              FROM known
             WHERE id < 0
               AND date_settled IS NOT NULL
        )
        """,
        part=PART,
    )


def _late(as_of, late_days):
    return SQL(
        """
        late AS (
            SELECT debtor_id, MIN(date_due) AS first_due
              FROM known
             WHERE %(is_late)s
          GROUP BY debtor_id
            HAVING MIN(date_due) + %(late_days)s >= %(as_of)s - %(days)s
        )
        """,
        is_late=_is_late(as_of, late_days),
        late_days=late_days,
        as_of=_day(as_of),
        days=QUARTER_DAYS,
    )


def _is_late(as_of, late_days):
    """Return the condition that more than a trifle of an instalment came late, or has not come."""
    return SQL(
        "(known.base - known.on_time > known.base * %s AND %s >= %s)",
        PART,
        _days_late(as_of),
        late_days,
    )


def _days_late(as_of):
    return SQL(
        "((CASE WHEN known.open <= 0 AND known.date_settled IS NOT NULL"
        " THEN known.date_settled ELSE %s END) - known.date_due)",
        _day(as_of),
    )


def _month(as_of, day):
    return SQL("(%s - %s) * %s / %s", _day(as_of), day, MONTHS, FULFILMENT_DAYS)


def _day(as_of):
    return SQL("%s::date", as_of)


def trade(scope, zone, as_of, partner_ids):
    """Return the query of what debtors ordered and were invoiced, in the last quarter and before.

    :param Scope scope: the ledger
    :param str zone: the time zone of the company
    :param datetime.date as_of: the day
    :param partner_ids: ids of commercial partners; None for everybody
    :return: columns ``debtor_id``, ``ordered``, ``ordered_before``, ``invoiced``,
        ``invoiced_before``: untaxed, company currency, as numbers of the database
    :rtype: SQL
    """
    return SQL(
        """
        SELECT debtor_id,
               COALESCE(SUM(amount) FILTER (WHERE is_order AND %(recent)s), 0)::float8,
               COALESCE(SUM(amount) FILTER (WHERE is_order AND NOT %(recent)s), 0)::float8,
               COALESCE(SUM(amount) FILTER (WHERE NOT is_order AND %(recent)s), 0)::float8,
               COALESCE(SUM(amount) FILTER (WHERE NOT is_order AND NOT %(recent)s), 0)::float8
          FROM (
               SELECT ordered.kam_credit_debtor_id AS debtor_id,
                      (ordered.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                      ordered.amount_untaxed / COALESCE(NULLIF(ordered.currency_rate, 0), 1)
                          AS amount,
                      TRUE AS is_order
                 FROM sale_order AS ordered
                WHERE ordered.state = 'sale'
                  AND ordered.company_id IN %(companies)s
                  AND %(is_orderer)s
            UNION ALL
               SELECT move.commercial_partner_id,
                      move.invoice_date,
                      move.amount_untaxed_signed,
                      FALSE
                 FROM account_move AS move
                WHERE move.invoice_date > %(as_of)s - %(days)s
                  AND move.invoice_date <= %(as_of)s
                  AND %(is_sale)s
                  AND %(is_invoiced)s
            UNION ALL
               SELECT past.commercial_partner_id, past.date_invoice, past.amount_untaxed, FALSE
                 FROM kam_credit_history_line AS past
                WHERE past.company_id = %(root)s
                  AND %(is_past)s
               ) AS part
         WHERE day > %(as_of)s - %(days)s
           AND day <= %(as_of)s
      GROUP BY debtor_id
        """,
        recent=SQL("day >= %s - %s", _day(as_of), QUARTER_DAYS),
        zone=zone,
        companies=scope.company_ids,
        root=scope.root_id,
        as_of=_day(as_of),
        days=FULFILMENT_DAYS,
        is_sale=turnover.is_sale(scope),
        is_orderer=is_one_of(SQL.identifier("ordered", "kam_credit_debtor_id"), partner_ids),
        is_invoiced=is_one_of(SQL.identifier("move", "commercial_partner_id"), partner_ids),
        is_past=is_one_of(SQL.identifier("past", "commercial_partner_id"), partner_ids),
    )


def debts(ledger, as_of, debtors):
    """Return the query of what debtors owed at the end of a day: ``debtor_id``, amount as text.

    :param queries.parties.Ledger ledger: the legal entity
    :param datetime.date as_of: the day
    :param debtors: list of :class:`queries.parties.Asked`
    :rtype: SQL
    """
    return SQL(
        "WITH %s, %s SELECT debtor_id, SUM(amount)::text FROM aged GROUP BY debtor_id",
        parties.asked(debtors),
        ageing.items(ledger, as_of),
    )
