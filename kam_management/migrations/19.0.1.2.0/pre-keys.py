from odoo.tools import sql

from odoo.addons.kam_management import migration

# table, what people write, and what two ways of writing have in common
KEYS = (("kam_unit", "code", "code_key"), ("kam_account", "number", "number_key"))


def migrate(cr, version):
    """Numbers and codes are the same in whatever case, width and blanks.

    Where two were told apart by these, the older one keeps the key; the other one stays as it is,
    and is named in the log.
    """
    cr.execute("ALTER TABLE kam_unit DROP CONSTRAINT IF EXISTS kam_unit_code_company_uniq")
    cr.execute("DROP INDEX IF EXISTS kam_account_number_company_uniq")
    for table, column, key_column in KEYS:
        if not sql.column_exists(cr, table, key_column):
            sql.create_column(cr, table, key_column, "varchar")
            migration.fill_keys(cr, table, column, key_column)
