"""Who is due for a visit, and what each person can manage: one statement for all accounts.

``season``  per account with seasons the interval of each month: NULL where no season says anything
``visit``   per account when the last counted visit ended, and when the next one is planned
``due``     what :mod:`rules.visit_due` says of one account
``need``    per account and month how often it falls due, and what its account manager has too many

Visits are read once, whatever is asked. A day begins where the company works.
"""

from odoo.tools import SQL

from ..rules import visit_due, visits


def due(clock):
    """Return the statement with one row per potential or key account that has an interval.

    :param list clock: one tuple per company: its id, its time zone, the day it is there, and the
        moment at which that day began
    :rtype: SQL
    """
    return SQL(
        """
        WITH clock (company_id, zone, today, begins) AS (VALUES %(clock)s),
        season AS (%(season)s),
        visit AS (
            SELECT v.account_id,
                   max(v.date_ended) FILTER (WHERE v.state IN %(done)s) AS ended,
                   min(v.date_start)
                       FILTER (WHERE v.state IN %(open)s AND v.date_start >= clock.begins)
                       AS next_planned
              FROM kam_visit AS v
              JOIN clock ON clock.company_id = v.company_id
             WHERE v.purpose IN %(purposes)s
          GROUP BY v.account_id
        )
        SELECT account.id,
               account.id AS account_id,
               account.company_id,
               account.partner_id,
               account.manager_id,
               account.unit_id,
               account.class_id,
               account.state AS account_state,
               clock.today,
               visit.ended IS NOT NULL AS is_visited,
               pace.origin,
               pace.reopens AS date_reopens,
               pace.days AS visit_interval,
               pace.base,
               season.months,
               known.last_visit,
               clock.today - known.since AS days_since,
               said.date_due,
               said.date_due - clock.today AS days_left,
               visit.next_planned,
               stand.standing,
               array_position(%(standings)s::varchar[], stand.standing) AS urgency
          FROM kam_account AS account
          JOIN clock ON clock.company_id = account.company_id
     LEFT JOIN kam_customer_class AS class ON class.id = account.class_id
     LEFT JOIN season ON season.account_id = account.id
     LEFT JOIN visit ON visit.account_id = account.id
    CROSS JOIN LATERAL (%(known)s) AS known
    CROSS JOIN LATERAL (%(pace)s) AS pace
    CROSS JOIN LATERAL (SELECT known.since + pace.days AS day) AS bare
    CROSS JOIN LATERAL (
                    SELECT CASE WHEN pace.origin = 'closed' AND pace.reopens IS NULL THEN NULL
                                ELSE greatest(%(opened)s, pace.reopens)
                           END AS date_due
               ) AS said
    CROSS JOIN LATERAL (%(stand)s) AS stand
         WHERE account.active
           AND account.state IN ('potential', 'key')
           AND pace.days > 0
        """,
        clock=SQL(", ").join(
            SQL("(%s::int, %s::varchar, %s::date, %s::timestamp)", *row) for row in clock
        ),
        season=_season(),
        done=visits.DONE_STATES,
        open=visits.OPEN_STATES,
        purposes=visit_due.COUNTED_PURPOSES,
        standings=list(visit_due.STANDINGS),
        known=_known(),
        pace=_pace(),
        opened=_open_day(SQL("bare.day")),
        stand=_stand(),
    )


def _season():
    """Return the step with the interval of each month, for accounts that have seasons."""
    return SQL(
        """
        SELECT monthly.account_id, array_agg(monthly.days ORDER BY monthly.month) AS months
          FROM (
               SELECT s.account_id, m AS month,
                      min(s.visit_interval) FILTER (
                          WHERE CASE WHEN s.month_from::int <= s.month_to::int
                                     THEN m BETWEEN s.month_from::int AND s.month_to::int
                                     ELSE m >= s.month_from::int OR m <= s.month_to::int
                                END
                      ) AS days
                 FROM kam_visit_season AS s
           CROSS JOIN generate_series(1, 12) AS m
             GROUP BY s.account_id, m
               ) AS monthly
      GROUP BY monthly.account_id
        """
    )


def _known():
    """Return the step with the day of the last visit, and the day from which days are counted."""
    return SQL(
        """
        SELECT (visit.ended AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date AS last_visit,
               coalesce(
                   (visit.ended AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date,
                   account.date_state,
                   (account.create_date AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
               ) AS since
        """
    )


def _pace():
    """Return the step that says how often the account is visited now."""
    return SQL(
        """
        SELECT base.days AS base,
               coalesce(nullif(lately.days, 0), base.days) AS days,
               CASE WHEN lately.days = 0 THEN 'closed'
                    WHEN lately.days > 0 THEN 'season'
                    WHEN account.visit_interval > 0 THEN 'account'
                    ELSE 'class'
               END AS origin,
               CASE WHEN lately.days = 0 THEN %(reopens)s END AS reopens
          FROM (
               SELECT coalesce(nullif(account.visit_interval, 0), class.visit_interval, 0) AS days
               ) AS base,
               (SELECT season.months[extract(month FROM clock.today)::int] AS days) AS lately
        """,
        reopens=_open_day(SQL("clock.today")),
    )


def _open_day(day):
    """Return the first day from a day on at which the account receives visits.

    :param SQL day: expression of the day
    """
    return SQL(
        """
        CASE WHEN season.months[extract(month FROM %(day)s)::int] = 0
             THEN (date_trunc('month', %(day)s::timestamp) + interval '1 month' * (
                      SELECT min(ahead)
                        FROM generate_series(1, 11) AS ahead
                       WHERE season.months[
                                 (extract(month FROM %(day)s)::int - 1 + ahead) %% 12 + 1
                             ] IS DISTINCT FROM 0
                  ))::date
             ELSE %(day)s
        END
        """,
        day=day,
    )


def _stand():
    """Return the step that says how the account stands, see :func:`rules.visit_due.standing`."""
    return SQL(
        """
        SELECT CASE WHEN said.date_due IS NULL THEN 'none'
                    WHEN (visit.next_planned AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                         <= greatest(said.date_due, clock.today) + %(grace)s THEN 'planned'
                    WHEN said.date_due < clock.today THEN 'late'
                    WHEN said.date_due < clock.today + %(due)s THEN 'due'
                    WHEN said.date_due < clock.today + %(soon)s THEN 'soon'
                    ELSE 'none'
               END::varchar AS standing
        """,
        grace=visit_due.GRACE_DAYS,
        due=visit_due.DUE_DAYS,
        soon=visit_due.SOON_DAYS,
    )


# ----------------------------------------------------------------------
# whether we can manage it
# ----------------------------------------------------------------------


def coverage(clock, months):
    """Return the statement with one row per person, unit of their accounts and month.

    :param list clock: as for :func:`due`
    :param list months: see :func:`needs`
    :rtype: SQL
    """
    return SQL(
        """
        SELECT min(need.account_id) * %(count)s + need.number AS id,
               need.manager_id AS user_id,
               need.unit_id,
               need.company_id,
               need.first AS date_month,
               need.last AS date_end,
               need.days_left,
               need.capacity,
               count(*) FILTER (WHERE need.times > 0) AS accounts,
               sum(need.times)::int AS needed,
               sum(need.planned)::int AS planned,
               sum(need.done)::int AS done,
               sum(need.unserved)::int AS gap,
               count(*) FILTER (WHERE need.unserved > 0) AS missed
          FROM (%(needs)s) AS need
      GROUP BY need.manager_id, need.unit_id, need.company_id, need.number, need.first, need.last,
               need.days_left, need.capacity
        """,
        count=max((number for _company, number, *_rest in months), default=0) + 1,
        needs=needs(clock, months),
    )


def needs(clock, months):
    """Return the statement with one row per account that somebody manages, and month.

    Accounts of which no visit falls due have rows for the months in which they are visited: that
    takes its time as well. A month that is running counts from today on, and each month from the
    last visit that falls due before it: one that a season without visits puts off moves those that
    follow. ``unserved`` are the visits that are too many for the account manager, who makes those
    that are planned, then those due first.

    :param list clock: as for :func:`due`
    :param list months: one tuple per company and month: id of the company, number of the month from
        0 without gaps, its first and last day, the working days that are left, and how many visits
        one person makes on them
    :rtype: SQL
    """
    return SQL(
        """
        WITH RECURSIVE due AS (%(due)s),
        month (company_id, number, first, last, days_left, capacity) AS (VALUES %(months)s),
        zone (company_id, name, begins) AS (VALUES %(zones)s),
        made AS (%(made)s),
        fall AS (
            SELECT due.account_id,
                   due.manager_id,
                   due.unit_id,
                   due.company_id,
                   due.months,
                   due.base,
                   due.today,
                   greatest(due.date_due, due.today) AS start,
                   month.number,
                   month.first,
                   month.last,
                   month.days_left,
                   month.capacity,
                   step.*
              FROM due
              JOIN month ON month.company_id = due.company_id AND month.number = 0
        CROSS JOIN LATERAL (%(first_step)s) AS step
             WHERE due.manager_id IS NOT NULL
               AND due.date_due IS NOT NULL
         UNION ALL
            SELECT fall.account_id,
                   fall.manager_id,
                   fall.unit_id,
                   fall.company_id,
                   fall.months,
                   fall.base,
                   fall.today,
                   fall.start,
                   month.number,
                   month.first,
                   month.last,
                   month.days_left,
                   month.capacity,
                   step.*
              FROM fall
              JOIN month
                ON month.company_id = fall.company_id
               AND month.number = fall.number + 1
        CROSS JOIN LATERAL (%(next_step)s) AS step
        ),
        asked AS (
            SELECT fall.account_id,
                   fall.manager_id,
                   fall.unit_id,
                   fall.company_id,
                   fall.start,
                   fall.number,
                   fall.first,
                   fall.last,
                   fall.days_left,
                   fall.capacity,
                   fall.days,
                   fall.first_day,
                   fall.times,
                   coalesce(made.planned, 0) AS planned,
                   coalesce(made.done, 0) AS done
              FROM fall
         LEFT JOIN made ON made.account_id = fall.account_id AND made.number = fall.number
         UNION ALL
            SELECT account.id,
                   account.manager_id,
                   account.unit_id,
                   account.company_id,
                   NULL::date,
                   month.number,
                   month.first,
                   month.last,
                   month.days_left,
                   month.capacity,
                   0,
                   NULL::date,
                   0,
                   made.planned,
                   made.done
              FROM made
              JOIN kam_account AS account ON account.id = made.account_id
              JOIN month
                ON month.company_id = account.company_id
               AND month.number = made.number
             WHERE account.manager_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM fall WHERE fall.account_id = made.account_id)
        )
        SELECT asked.*,
               coalesce(missed.number_of, 0) AS unserved
          FROM asked
     LEFT JOIN (
               SELECT placed.account_id,
                      placed.number,
                      count(*) AS number_of
                 FROM (
                      SELECT asked.account_id,
                             asked.number,
                             asked.capacity,
                             visit.nth > asked.planned AS is_free,
                             row_number() OVER (
                                 PARTITION BY asked.company_id, asked.manager_id, asked.number
                                 ORDER BY visit.nth > asked.planned,
                                          asked.first_day + (visit.nth - 1) * asked.days,
                                          asked.account_id
                             ) AS place
                        FROM asked
                  CROSS JOIN LATERAL generate_series(
                                 1, greatest(asked.times, asked.planned)::int
                             ) AS visit (nth)
                      ) AS placed
                WHERE placed.is_free
                  AND placed.place > placed.capacity
             GROUP BY placed.account_id, placed.number
               ) AS missed
            ON missed.account_id = asked.account_id
           AND missed.number = asked.number
        """,
        due=due(clock),
        months=SQL(", ").join(
            SQL("(%s::int, %s::int, %s::date, %s::date, %s::int, %s::int)", *row) for row in months
        ),
        zones=SQL(", ").join(
            SQL("(%s::int, %s::varchar, %s::timestamp)", company_id, zone, begins)
            for company_id, zone, _today, begins in clock
        ),
        made=_made(),
        first_step=_step("due", SQL("due.today - due.days_since")),
        next_step=_step("fall", SQL("fall.since")),
    )


def _step(account, since):
    """Return the step from one month to the next, see :func:`rules.visit_due.falls_due`.

    :param str account: name of the table that knows the account
    :param SQL since: expression of the day of the visit before
    """
    return SQL(
        """
        SELECT pace.days,
               nearest.day AS first_day,
               often.times,
               CASE WHEN often.times > 0 THEN nearest.day + (often.times - 1) * pace.days
                    ELSE %(since)s
               END AS since
          FROM (
               SELECT coalesce(
                          %(account)s.months[extract(month FROM month.first)::int],
                          %(account)s.base
                      ) AS days
               ) AS pace
    CROSS JOIN LATERAL (
                    SELECT greatest(month.first, %(account)s.today, %(since)s + pace.days) AS day
               ) AS nearest
    CROSS JOIN LATERAL (
                    SELECT CASE WHEN pace.days > 0 AND nearest.day <= month.last
                                THEN (month.last - nearest.day) / pace.days + 1
                                ELSE 0
                           END AS times
               ) AS often
        """,
        account=SQL.identifier(account),
        since=since,
    )


def _made():
    """Return the step that counts visits planned and done, by account and month."""
    return SQL(
        """
        SELECT v.account_id,
               month.number,
               count(*) FILTER (WHERE v.state IN %(open)s) AS planned,
               count(*) FILTER (WHERE v.state IN %(done)s) AS done
          FROM kam_visit AS v
          JOIN zone ON zone.company_id = v.company_id
          JOIN month
            ON month.company_id = v.company_id
           AND (CASE WHEN v.state IN %(open)s THEN v.date_start ELSE v.date_ended END
                AT TIME ZONE 'UTC' AT TIME ZONE zone.name)::date
               BETWEEN month.first AND month.last
         WHERE v.purpose IN %(purposes)s
           AND coalesce(v.date_ended, v.date_start) >= (SELECT min(first) - 1 FROM month)
           AND (v.state IN %(done)s OR v.state IN %(open)s AND v.date_start >= zone.begins)
      GROUP BY v.account_id, month.number
        """,
        open=visits.OPEN_STATES,
        done=visits.DONE_STATES,
        purposes=visit_due.COUNTED_PURPOSES,
    )
