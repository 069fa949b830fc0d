"""How punctual units and people were: one statement over the duties that were due in a period."""

from odoo.tools import SQL

# Of whom a duty tells. A unit counts each once. A person counts what they did, or a delegate did
# for them; what fell late is told of a person only who owed it alone.
KEYS = {
    "unit": SQL("d.unit_id"),
    "user": SQL(
        """
        CASE WHEN d.state = 'kept' THEN coalesce(d.on_behalf_of_id, d.done_by_id)
             ELSE (SELECT min(r.user_id) FROM kam_deadline_user_rel AS r
                    WHERE r.deadline_id = d.id HAVING count(*) = 1)
        END
        """
    ),
}


def punctuality(duties, todays, by):
    """Return the statement that counts duties by unit or person.

    What was cancelled is not counted, nor what is open and not late yet.

    :param SQL duties: statement that gives the ids of the duties
    :param dict todays: id of each company -> the date it is there
    :param str by: ``unit`` or ``user``
    :return: an ``SQL`` with the columns key, due, kept, late, missed and open_late
    """
    companies = SQL(", ").join(SQL("(%s, %s::date)", *item) for item in todays.items())
    return SQL(
        """
        SELECT told.key,
               count(*) AS due,
               count(*) FILTER (WHERE told.state = 'kept') AS kept,
               count(*) FILTER (WHERE told.state = 'late') AS late,
               count(*) FILTER (WHERE told.state = 'missed') AS missed,
               count(*) FILTER (WHERE told.state = 'open') AS open_late
          FROM (
               SELECT d.state, %(key)s AS key
                 FROM kam_deadline AS d
                 JOIN kam_deadline_kind AS k ON k.id = d.kind_id AND k.is_counted
                 JOIN (VALUES %(companies)s) AS c (id, today) ON c.id = d.company_id
                WHERE d.id IN (%(duties)s)
                  AND d.state <> 'cancelled'
                  AND (d.state <> 'open' OR d.date_due < c.today OR d.days_late_before > 0)
               ) AS told
         WHERE told.key IS NOT NULL
         GROUP BY told.key
        """,
        key=KEYS[by],
        companies=companies,
        duties=duties,
    )
