"""What callers hand to public methods: over RPC it may be anything, and is refused in words.

Functions of a module, not methods of models: nobody calls them over RPC.
"""

from odoo.exceptions import UserError


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
            env._("“%(field)s” is %(value)s: enter a text.", field=label, value=repr(value))
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
    if not is_list or not all(type(number) is int and number > 0 for number in value):
        raise UserError(
            env._(
                "“%(field)s” is %(value)s: enter a list of ids, for example [7, 8].",
                field=label,
                value=repr(value),
            )
        )
    return list(dict.fromkeys(value))
