"""What waits for people: statements over the open duties of the relation to workers."""

from odoo.tools import SQL

# What comes after this many days is later.
WEEK_DAYS = 7


def my_day(user_id, todays, readable=None):
    """Return the statement that lists the open duties a user works on, the most urgent first.

    :param int user_id: the user
    :param dict todays: id of each company that is looked at -> the date it is there
    :param SQL readable: statement in brackets that gives the ids of those that may be read
    :return: an ``SQL`` with the columns id, code, res_model, res_id, title, company_id, date_due,
        days left (negative when its day has passed) and is_late
    """
    return SQL(
        """
        SELECT d.id, d.code, d.res_model, d.res_id, d.title, d.company_id, d.date_due,
               d.date_due - c.today AS days,
               d.date_due < c.today OR d.days_late_before > 0 AS is_late
        FROM kam_deadline_worker_rel AS r
        JOIN kam_deadline AS d ON d.id = r.deadline_id AND d.state = 'open'
        JOIN (VALUES %(companies)s) AS c (id, today) ON c.id = d.company_id
        WHERE r.user_id = %(user)s%(readable)s
        ORDER BY d.date_due, d.id
        """,
        companies=_list_companies(todays),
        user=user_id,
        readable=_keep_readable(readable),
    )


def page(mine, user_id, limit):
    """Return the statement that gives the first duties of a day, and how many there are in all.

    :param SQL mine: statement of :func:`my_day`
    :param int user_id: whose day it is
    :param int limit: how many duties
    :return: an ``SQL`` with the columns id, days, is_late, is_acting (others owe it), and of all of
        them late, today, week and later
    """
    return SQL(
        """
        SELECT shown.id, shown.days, shown.is_late,
               NOT EXISTS (
                   SELECT FROM kam_deadline_user_rel AS o
                   WHERE o.deadline_id = shown.id AND o.user_id = %(user)s
               ) AS is_acting,
               shown.late, shown.today, shown.week, shown.later
        FROM (
            SELECT id, days, is_late, date_due,
                   count(*) FILTER (WHERE is_late) OVER mine AS late,
                   count(*) FILTER (WHERE NOT is_late AND days = 0) OVER mine AS today,
                   count(*) FILTER (WHERE NOT is_late AND days BETWEEN 1 AND %(week)s) OVER mine
                       AS week,
                   count(*) FILTER (WHERE NOT is_late AND days > %(week)s) OVER mine AS later
            FROM (%(mine)s) AS mine
            WINDOW mine AS ()
            ORDER BY NOT is_late, date_due, id
            LIMIT %(limit)s
        ) AS shown
        ORDER BY NOT shown.is_late, shown.date_due, shown.id
        """,
        mine=mine,
        user=user_id,
        week=WEEK_DAYS,
        limit=limit,
    )


def by_company(mine):
    """Return the statement that counts duties by company.

    :param SQL mine: statement of :func:`my_day`
    :return: an ``SQL`` with the columns company_id and number
    """
    return SQL("SELECT company_id, count(*) FROM (%s) AS mine GROUP BY company_id", mine)


def by_person(user_ids, todays, readable):
    """Return the statement that counts the open duties that wait for each of some people.

    :param list user_ids: the people
    :param dict todays: as in :func:`my_day`
    :param SQL readable: as in :func:`my_day`
    :return: an ``SQL`` with the columns user_id, late, today, week and later
    """
    return SQL(
        """
        SELECT mine.user_id,
               count(*) FILTER (WHERE is_late) AS late,
               count(*) FILTER (WHERE NOT is_late AND days = 0) AS today,
               count(*) FILTER (WHERE NOT is_late AND days BETWEEN 1 AND %(week)s) AS week,
               count(*) FILTER (WHERE NOT is_late AND days > %(week)s) AS later
        FROM (
            SELECT r.user_id, d.date_due - c.today AS days,
                   d.date_due < c.today OR d.days_late_before > 0 AS is_late
            FROM kam_deadline_worker_rel AS r
            JOIN kam_deadline AS d ON d.id = r.deadline_id AND d.state = 'open'
            JOIN (VALUES %(companies)s) AS c (id, today) ON c.id = d.company_id
            WHERE r.user_id = ANY(%(users)s)%(readable)s
        ) AS mine
        GROUP BY mine.user_id
        """,
        week=WEEK_DAYS,
        companies=_list_companies(todays),
        users=list(user_ids),
        readable=_keep_readable(readable),
    )


def _list_companies(todays):
    return SQL(", ").join(SQL("(%s, %s::date)", *item) for item in todays.items())


def _keep_readable(readable):
    return SQL(" AND d.id IN %s", readable) if readable else SQL()
