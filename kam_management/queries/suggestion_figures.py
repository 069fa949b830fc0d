"""Suggestions as figures: one row each, what is not known yet as NULL.

``day``   when it was received and answered, by the calendar where the company works
``task``  per suggestion whether all of it was carried out, and by its days
``known`` what was kept and what was not: 1, 0, or NULL while it may still be either

Nothing is stored: what depends on today is right whenever it is read.
"""

from odoo.tools import SQL

from ..rules import suggestions


def figures(clock, readable, accounts):
    """Return the statement with one row per suggestion that was not withdrawn.

    :param list clock: one tuple per company: its id, its time zone, and the day it is there
    :param SQL readable: the ids of the suggestions that the reader may see
    :rtype: SQL
    """
    return SQL(
        """
        WITH clock (company_id, zone, today) AS (VALUES %(clock)s),
        task AS (
            SELECT t.suggestion_id,
                   bool_or(t.state = 'open') AS is_left,
                   bool_or(
                       CASE WHEN t.state = 'open' THEN clock.today > t.date_due_first
                            ELSE (t.date_done AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                                 > t.date_due_first
                       END
                   ) AS is_late
              FROM kam_suggestion_task AS t
              JOIN clock ON clock.company_id = t.company_id
             WHERE t.state != 'cancelled'
          GROUP BY t.suggestion_id
        )
        SELECT s.id,
               s.id AS suggestion_id,
               s.company_id,
               account.id AS account_id,
               s.partner_id,
               s.unit_id,
               account.class_id,
               s.kind_id,
               s.channel,
               s.product_tmpl_id,
               s.author_id,
               s.state,
               s.decision,
               day.received AS date_received,
               day.answered - day.received AS days_to_answer,
               CASE WHEN s.state IN %(open)s THEN clock.today - day.received END AS age,
               100 * known.first AS kept_first,
               100 * known.last AS kept_last,
               100 * known.adopted AS adopted,
               100 * known.implemented AS implemented,
               CASE known.first WHEN 1 THEN 'kept' WHEN 0 THEN 'broken' ELSE 'open' END
                   AS first_promise,
               CASE known.last WHEN 1 THEN 'kept' WHEN 0 THEN 'broken' ELSE 'open' END
                   AS last_promise,
               CASE known.implemented WHEN 1 THEN 'kept' WHEN 0 THEN 'broken' ELSE 'open' END
                   AS implementation
          FROM kam_suggestion AS s
          JOIN clock ON clock.company_id = s.company_id
     LEFT JOIN task ON task.suggestion_id = s.id
     LEFT JOIN kam_account AS account ON account.id = s.account_id AND account.id IN %(accounts)s
    CROSS JOIN LATERAL (
                    SELECT (s.date_received AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                               AS received,
                           (s.date_replied_first AT TIME ZONE 'UTC' AT TIME ZONE clock.zone)::date
                               AS answered,
                           CASE WHEN s.state NOT IN %(open)s
                                THEN (s.date_replied AT TIME ZONE 'UTC'
                                      AT TIME ZONE clock.zone)::date
                           END AS answered_last
               ) AS day
    CROSS JOIN LATERAL (
                    SELECT %(first)s AS first,
                           %(last)s AS last,
                           CASE WHEN s.decision = 'adopted' THEN 1
                                WHEN s.decision IS NOT NULL THEN 0
                           END AS adopted,
                           CASE WHEN task.is_late THEN 0
                                WHEN NOT task.is_left THEN 1
                           END AS implemented
               ) AS known
         WHERE s.state != 'cancelled'
           AND s.id IN %(readable)s
        """,
        clock=SQL(", ").join(SQL("(%s, %s, %s::date)", *row) for row in clock),
        open=suggestions.OPEN_STATES,
        first=_kept(SQL("s.date_promise_first"), SQL("day.answered")),
        last=_kept(SQL("s.date_promise"), SQL("day.answered_last")),
        readable=readable,
        accounts=accounts,
    )


def _kept(promise, answered):
    """Return whether a promise was kept, as ``rules.suggestions.is_in_time`` says it."""
    return SQL(
        "CASE WHEN %(answered)s IS NOT NULL THEN (%(answered)s <= %(promise)s)::int"
        " WHEN clock.today > %(promise)s THEN 0 END",
        promise=promise,
        answered=answered,
    )
