"""What callers hand to public methods: over RPC it may be anything, and is refused in words.

And what they are told.

Functions of a module, not methods of models: nobody calls them over RPC.
"""

import reprlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from odoo.api import NewId
from odoo.exceptions import UserError
from odoo.fields import Date, Domain

from .rules import texts

# the highest number that an id can have
LAST_ID = 2**31 - 1
# what stays as it is in an answer
PLAIN = frozenset({bool, float, int, str})
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


def check_ids(records):
    """Refuse records whose ids are none: over RPC a method is called on whatever is given.

    :param records: what a method was called on
    :raise UserError: naming the first of them
    """
    for number in records._ids:
        # rows that are computed may have negative ones
        is_id = type(number) is int and 0 < abs(number) <= LAST_ID
        if not is_id and not isinstance(number, NewId):
            env = records.env
            raise UserError(
                env._(
                    "%(value)s is no id of “%(kind)s”: ids are whole numbers.",
                    value=shown(number),
                    kind=env["ir.model"]._get(records._name).name,
                )
            )


def domain(records, value):
    """Return a domain that somebody gave.

    :param records: of the model that is searched
    :param value: what was handed over; a false value asks for everything
    :rtype: Domain
    :raise UserError: for what is no domain of this model
    """
    try:
        asked = Domain(value or Domain.TRUE)
        asked.validate(records)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        env = records.env
        raise UserError(
            env._(
                "%(value)s is no condition on “%(kind)s”.",
                value=shown(value),
                kind=env["ir.model"]._get(records._name).name,
            )
        ) from error
    return asked


def is_text(value):
    """Tell whether the database can keep something as a text.

    :param value: anything
    :rtype: bool
    """
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


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
    if not is_text(value):
        # what cannot be kept cannot be shown as it is either
        what = ascii(value[:60]) if isinstance(value, str) else shown(value)
        raise UserError(env._("“%(field)s” is %(value)s: enter a text.", field=label, value=what))
    return texts.trimmed(value)


def day(env, label, value):
    """Return a day that somebody gave.

    :param env: environment of the caller
    :param str label: what the day is called, for people
    :param value: what was handed over: a date, or its text; a false value for none
    :rtype: date | False
    :raise UserError: for what is no day
    """
    if value is None or value is False or value == "":
        return False
    found = None
    if isinstance(value, str | date):
        with suppress(ValueError):
            found = Date.to_date(value)
    if not found:
        raise UserError(
            env._(
                "“%(field)s” is %(value)s: enter a day, for example 2026-03-31.",
                field=label,
                value=ascii(shown(value)) if isinstance(value, str) else shown(value),
            )
        )
    return found


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


def told(answer):
    """Return an answer in which False stands for nothing, as with Odoo's own methods.

    Plain XML-RPC can say None of nothing; a false value is told from 0 by its type.

    :param answer: dicts, lists and plain values, however deep
    """
    if answer is None:
        return False
    if isinstance(answer, Mapping):
        # a call for each of the plain values costs more than all else about a long answer
        return {
            key: value if type(value) in PLAIN else told(value) for key, value in answer.items()
        }
    if isinstance(answer, (list, tuple)):
        return [told(value) for value in answer]
    return answer
