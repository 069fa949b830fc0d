"""What callers hand to public methods: over RPC it may be anything, and is refused in words.

Functions of a module, not methods of models: nobody calls them over RPC.
"""

import reprlib

from odoo.exceptions import UserError

# the highest number that an id can have
LAST_ID = 2**31 - 1
_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = 60


def shown(value):
    """Return what was handed over as a text that is short however much was handed over.

    :param value: anything
    :rtype: str
    """
    return value[:60] if isinstance(value, str) else _short.repr(value)


def one(records):
    """Return the one record that a method is about.

    :param records: what the method was called with
    :raise UserError: for none, or several
    """
    if len(records) != 1:
        env = records.env
        raise UserError(
            env._(
                "Choose one “%(kind)s”: %(count)s are chosen.",
                kind=env["ir.model"]._get(records._name).name,
                count=len(records),
            )
        )
    return records


def text(env, label, value):
    """Return what somebody wrote, without the blanks around it.

    :param env: environment of the caller
    :param str label: what the text is called, for people
    :param value: what was handed over; a false value says nothing
    :rtype: str
    :raise UserError: for what is no text
    """
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise UserError(
            env._("“%(field)s” is %(value)s: enter a text.", field=label, value=shown(value))
        )
    return value.strip()


def ids(env, label, value):
    """Return the ids of a list, each once.

    :param env: environment of the caller
    :param str label: what the list holds, for people
    :param value: what was handed over; a false value says nothing
    :rtype: list
    :raise UserError: for what is no list of ids
    """
    if value is None or value is False:
        return []
    is_list = isinstance(value, (list, tuple))
    if not is_list or not all(type(number) is int and 0 < number <= LAST_ID for number in value):
        raise UserError(
            env._(
                "“%(field)s” is %(value)s: enter a list of ids, for example [7, 8].",
                field=label,
                value=shown(value),
            )
        )
    return list(dict.fromkeys(value))
