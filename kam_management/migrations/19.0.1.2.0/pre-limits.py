from odoo.tools import SQL, sql

# table, column, least and most of the numbers of days that the version before did not bound
LIMITS = (
    ("kam_approval_route", "correction_days", 0, 3650),
    ("kam_approval_route", "total_days", 0, 3650),
    ("kam_approval_step", "deadline_days", 1, 3650),
    ("kam_approval_step", "extension_max_days", 0, 3650),
    ("res_company", "kam_archive_days", 0, 3650),
    ("res_company", "kam_completion_days", 0, 3650),
)
# what a route says of its form follows from the form
FOLLOWING = """
    UPDATE kam_approval_route AS route
       SET model = model.model
      FROM ir_model AS model
     WHERE model.id = route.model_id
       AND route.model IS DISTINCT FROM model.model
"""


def migrate(cr, version):
    """Bring numbers of days between their limits, and routes back to their forms."""
    for table, column, least, most in LIMITS:
        if sql.column_exists(cr, table, column):
            name = SQL.identifier(column)
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = LEAST(GREATEST(%s, %s), %s) WHERE %s NOT BETWEEN %s AND %s",
                    SQL.identifier(table),
                    name,
                    name,
                    least,
                    most,
                    name,
                    least,
                    most,
                )
            )
    if sql.column_exists(cr, "kam_approval_route", "model"):
        cr.execute(SQL(FOLLOWING))
