"""Values as arrays of PostgreSQL, each array written as one text.

Written out value by value, as psycopg2 writes lists, PostgreSQL parses and casts each of tens of
thousands of values by itself, and takes longer for that than for using them.
"""

from odoo.tools import SQL


def integers(values):
    """Return numbers and ids as an array."""
    return array("int4", values)


def amounts(values):
    """Return exact numbers as an array."""
    return array("numeric", values)


def ticks(values):
    """Return booleans as an array."""
    return array("bool", values)


def texts(values):
    """Return codes and names as an array."""
    return array("varchar", values)


def array(kind, values):
    """Return values of one type as an array.

    :param str kind: the type
    :param values: numbers, booleans, dates or texts, None for no value
    :rtype: SQL
    """
    return SQL(f"%s::{kind}[]", f"{{{','.join(map(_element, values))}}}")


def _element(value):
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
