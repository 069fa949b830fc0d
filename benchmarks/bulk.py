"""Filling Odoo's tables with many rows at once."""

from contextlib import contextmanager

from odoo.tools import SQL


def clone(cr, table, source, values):
    """Insert rows that are copies of prototypes, but for some columns.

    The prototypes were made by Odoo itself, so that every column the seed does not care about
    holds what Odoo stores there.

    :param cr: a cursor
    :param str table: name of the table
    :param SQL source: a query with a column ``prototype``, the id of the row to copy; the rows
        are inserted in its order
    :param dict values: column -> SQL for the columns that differ; may use ``seed``, the source,
        and ``model``, the prototype
    :return: number of rows inserted
    """
    cr.execute(
        SQL(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = ''",
            table,
        )
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM (%s) AS seed JOIN %s AS model"
            " ON model.id = seed.prototype ORDER BY seed.id",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                values.get(column) or SQL.identifier("model", column) for column in columns
            ),
            source,
            SQL.identifier(table),
        )
    )
    return cr.rowcount


@contextmanager
def without_indexes(cr, tables, show):
    """Drop the indexes and foreign keys of tables, and make the same ones again afterwards.

    :param cr: a cursor
    :param tables: names of tables
    :param show: called with a few words on how far it is
    """
    cr.execute(
        SQL(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            list(tables),
        )
    )
    keys = cr.fetchall()
    cr.execute(
        SQL(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS ("
            "   SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
            list(tables),
        )
    )
    indexes = cr.fetchall()
    for table, name, _definition in keys:
        cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        )
    for name, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for number, (_name, definition) in enumerate(indexes, 1):
        show(f"index {number} of {len(indexes)}")
        cr.execute(definition)
    for number, (table, name, definition) in enumerate(keys, 1):
        show(f"foreign key {number} of {len(keys)}")
        cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                SQL.identifier(table),
                SQL.identifier(name),
                # what PostgreSQL itself wrote a moment ago
                SQL(definition.replace("%", "%%")),
            )
        )
