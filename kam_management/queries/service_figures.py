"""Services as figures: one row for each service asked for and approved, what is not known as NULL.

``judged``  per request how its customer has judged it, over all evaluations that cover it
``known``   whether it was carried out by its day: 1, 0, or NULL while it may still be either

Nothing is stored: what depends on today is right whenever it is read.
"""

from odoo.tools import SQL


def figures(clock, readable):
    """Return the statement with one row per service of an approved request.

    :param list clock: one tuple per company: its id, and the day it is there
    :param SQL readable: the ids of the requests that the reader may see
    :rtype: SQL
    """
    return SQL(
        """
        WITH clock (company_id, today) AS (VALUES %(clock)s),
        judged AS (
            SELECT ending.res_id AS request_id,
                   avg(NULLIF(form.customer_points, 0)) AS points,
                   avg(NULLIF(form.our_points, 0)) AS ours
              FROM kam_service_ending AS ending
              JOIN kam_service_evaluation_ending_rel AS rel ON rel.ending_id = ending.id
              JOIN kam_service_evaluation AS form ON form.id = rel.evaluation_id
             WHERE ending.res_model = 'kam.service.request'
               AND form.approval_state NOT IN ('rejected', 'cancelled')
          GROUP BY ending.res_id
        )
        SELECT line.id,
               request.id AS request_id,
               line.company_id,
               company.currency_id,
               line.account_id,
               account.partner_id,
               request.unit_id,
               account.class_id,
               line.content_id,
               request.applicant_id,
               COALESCE(part.state, 'done') AS state,
               request.date_requested,
               line.date_wanted,
               part.date_done,
               CASE WHEN line.is_used THEN line.times ELSE 0 END AS times_used,
               CASE WHEN line.is_used THEN line.amount ELSE 0 END AS amount_used,
               CASE WHEN part.state = 'done' THEN part.cost END AS cost,
               100 * known.in_time AS in_time,
               CASE known.in_time WHEN 1 THEN 'kept' WHEN 0 THEN 'late' ELSE 'open' END
                   AS punctuality,
               judged.points AS customer_points,
               judged.ours AS our_points
          FROM kam_service_request_line AS line
          JOIN kam_service_request AS request ON request.id = line.request_id
          JOIN clock ON clock.company_id = line.company_id
          JOIN res_company AS company ON company.id = line.company_id
          JOIN kam_account AS account ON account.id = line.account_id
     LEFT JOIN kam_service_execution AS part ON part.line_id = line.id
     LEFT JOIN judged ON judged.request_id = request.id
    CROSS JOIN LATERAL (
                    SELECT CASE WHEN part.state = 'done'
                                    THEN (part.date_done <= line.date_wanted)::int
                                WHEN part.state = 'open' AND clock.today > line.date_wanted THEN 0
                           END AS in_time
               ) AS known
         WHERE request.approval_state = 'approved'
           AND request.id IN %(readable)s
        """,
        clock=SQL(", ").join(SQL("(%s, %s::date)", *row) for row in clock),
        readable=readable,
    )
