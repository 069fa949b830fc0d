from odoo.tools import SQL, sql


def migrate(cr, version):
    """Members of service teams are there since they were entered, and until further notice."""
    if sql.column_exists(cr, "kam_account_team", "date_from"):
        return
    cr.execute(
        SQL(
            """
            ALTER TABLE kam_account_team
            ADD COLUMN date_from date, ADD COLUMN active boolean, ADD COLUMN is_current boolean
            """
        )
    )
    # the day it was where the company works
    cr.execute(
        SQL(
            """
            UPDATE kam_account_team AS member
               SET date_from = (
                       coalesce(member.create_date, now() AT TIME ZONE 'UTC')
                       AT TIME ZONE 'UTC' AT TIME ZONE coalesce(calendar.tz, 'UTC')
                   )::date,
                   active = TRUE,
                   is_current = TRUE
              FROM res_company AS company
         LEFT JOIN resource_calendar AS calendar ON calendar.id = company.resource_calendar_id
             WHERE company.id = member.company_id
            """
        )
    )
    # the same member and duty may come again later
    cr.execute(
        SQL(
            "ALTER TABLE kam_account_team"
            " DROP CONSTRAINT IF EXISTS kam_account_team_account_user_duty_uniq"
        )
    )
