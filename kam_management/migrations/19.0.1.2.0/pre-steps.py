from odoo.tools import SQL, sql

# Roles and departments of a step, as the version before had them.
STEPS = """
    UPDATE kam_approval_step
       SET roles = role,
           assign = CASE WHEN per_department THEN 'department' ELSE 'role' END
"""


def migrate(cr, version):
    """Steps may ask for several roles, for an opinion, and may lapse; those there are decide.

    Columns that are added with a default are filled without an update: reviews that are final
    stay as they are.
    """
    for table in ("kam_approval_step", "kam_approval_review"):
        if not sql.column_exists(cr, table, "kind"):
            name = SQL.identifier(table)
            cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN kind varchar DEFAULT 'decide',"
                    " ADD COLUMN on_due varchar DEFAULT 'wait'",
                    name,
                )
            )
            cr.execute(
                SQL(
                    "ALTER TABLE %s ALTER COLUMN kind DROP DEFAULT,"
                    " ALTER COLUMN on_due DROP DEFAULT",
                    name,
                )
            )
    if not sql.column_exists(cr, "kam_approval_step", "assign"):
        cr.execute(
            SQL("ALTER TABLE kam_approval_step ADD COLUMN roles varchar, ADD COLUMN assign varchar")
        )
        cr.execute(SQL(STEPS))
        # from now on they follow from what was filled
        cr.execute(
            SQL("ALTER TABLE kam_approval_step DROP COLUMN role, DROP COLUMN per_department")
        )
