"""What migrations of both addons do with the tables of the database."""

from odoo.tools import SQL, sql

# Columns that name a model by its technical name.
MODEL_NAMES = (
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
    ("ir_ui_view", "model"),
    ("ir_act_window", "res_model"),
    ("ir_act_report_xml", "model"),
    ("ir_attachment", "res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
)
# Objects of PostgreSQL whose names begin with the name of their table.
RELATED_OBJECTS = """
    SELECT 'INDEX', index.relname FROM pg_index
    JOIN pg_class AS index ON index.oid = pg_index.indexrelid
    WHERE pg_index.indrelid = %(table)s::regclass
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = index.oid)
    UNION ALL
    SELECT 'CONSTRAINT', conname FROM pg_constraint WHERE conrelid = %(table)s::regclass
    UNION ALL
    SELECT 'TRIGGER', tgname FROM pg_trigger
    WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal
    UNION ALL
    SELECT 'SEQUENCE', relname FROM pg_class
    WHERE oid = pg_get_serial_sequence(%(table)s, 'id')::regclass
"""


def rename_model(cr, old, new):
    """Rename a model with its table, rows that name it, and external ids that contain its name.

    Called before the addon loads. A database that never had the model is left as it is.

    :param cr: cursor
    :param str old: technical name until now
    :param str new: technical name from now on
    """
    old_table, new_table = old.replace(".", "_"), new.replace(".", "_")
    if not sql.table_exists(cr, old_table) or sql.table_exists(cr, new_table):
        return
    _rename_table(cr, old_table, new_table)
    for table, column in MODEL_NAMES:
        if sql.column_exists(cr, table, column):
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    new,
                    SQL.identifier(column),
                    old,
                )
            )
    cr.execute(
        SQL(
            "UPDATE ir_model_data SET name = regexp_replace(name, %s, %s) WHERE name ~ %s",
            rf"(^|_){old_table}(_|$)",
            rf"\1{new_table}\2",
            rf"(^|_){old_table}(_|$)",
        )
    )


def _rename_table(cr, old, new):
    cr.execute(RELATED_OBJECTS, {"table": old})
    objects = [(kind, name) for kind, name in cr.fetchall() if name.startswith(old)]
    table = SQL.identifier(old)
    for kind, name in objects:
        target = SQL.identifier(name), SQL.identifier(new + name.removeprefix(old))
        if kind == "INDEX":
            cr.execute(SQL("ALTER INDEX %s RENAME TO %s", *target))
        elif kind == "SEQUENCE":
            cr.execute(SQL("ALTER SEQUENCE %s RENAME TO %s", *target))
        elif kind == "CONSTRAINT":
            cr.execute(SQL("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table, *target))
        else:
            cr.execute(SQL("ALTER TRIGGER %s ON %s RENAME TO %s", target[0], table, target[1]))
    cr.execute(SQL("ALTER TABLE %s RENAME TO %s", table, SQL.identifier(new)))


def align_drafts(cr, table, follows_unit=False):
    """Let drafts of a form be as they are when they come back by now.

    Called after the addon has loaded.

    :param cr: cursor
    :param str table: table of the form
    :param bool follows_unit: the unit of a draft is that of its account
    """
    cr.execute(
        SQL(
            "UPDATE %s SET date_total_due = NULL"
            " WHERE approval_state = 'draft' AND date_first_submitted IS NULL",
            SQL.identifier(table),
        )
    )
    if follows_unit:
        cr.execute(
            SQL(
                "UPDATE %s AS form SET unit_id = account.unit_id FROM kam_account AS account"
                " WHERE account.id = form.account_id AND form.approval_state = 'draft'"
                " AND account.unit_id IS NOT NULL",
                SQL.identifier(table),
            )
        )
