"""What waits for one person: one statement over the open duties of the relation to workers."""

from odoo.tools import SQL


def my_day(user_id, todays):
    """Return the statement that lists the open duties a user works on, late ones first.

    :param int user_id: the user
    :param dict todays: id of each company the user looks at -> the date it is there
    :return: an ``SQL`` with the columns id, code, res_model, res_id, title, company_id, date_due,
        days left (negative when its day has passed) and is_late
    """
    companies = SQL(", ").join(SQL("(%s, %s::date)", *item) for item in todays.items())
    return SQL(
        """
        SELECT d.id, d.code, d.res_model, d.res_id, d.title, d.company_id, d.date_due,
               d.date_due - c.today AS days,
               d.date_due < c.today OR d.days_late_before > 0 AS is_late
        FROM kam_deadline_worker_rel AS r
        JOIN kam_deadline AS d ON d.id = r.deadline_id AND d.state = 'open'
        JOIN (VALUES %(companies)s) AS c (id, today) ON c.id = d.company_id
        WHERE r.user_id = %(user)s
        ORDER BY d.date_due, d.id
        """,
        companies=companies,
        user=user_id,
    )
