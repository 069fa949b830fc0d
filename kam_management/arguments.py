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
from odoo.tools import LazyTranslate, OrderedSet

from .rules import texts

# the highest number that an id can have
LAST_ID = 2**31 - 1
_lt = LazyTranslate(__name__)
# what stays as it is in an answer
PLAIN = frozenset({bool, float, int, str})
_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = 60


def shown(value):
    """Return what was handed over as a text that is short however much was handed over.

    :param value: anything
    :rtype: str
    """
    if not isinstance(value, str):
        return _short.repr(value)
    short = value[:60]
    # what cannot be kept cannot be shown as it is either
    return short if is_text(short) else ascii(short)


def one(records):
    """Return the one record that a method is about.

    :param records: what the method was called with
    :raise UserError: for none, or several
    """
    # an abstract model keeps no records that could be chosen
    count = 0 if records._abstract else len(records)
    if count != 1:
        env = records.env
        raise UserError(
            env._(
                "Choose one “%(kind)s”: %(count)s are chosen.",
                kind=env["ir.model"]._get(records._name).name,
                count=count,
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


def check_context(env, value):
    """Refuse a context that programs cannot go by: over RPC each call brings its own.

    :param env: environment of the caller
    :param value: what was handed over
    :raise UserError: naming the key, its value and what would be right
    """
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise UserError(
            env._(
                "The context is %(value)s: give names with their values, for example "
                "{'lang': 'en_US'}.",
                value=shown(value),
            )
        )
    for key, given in value.items():
        is_right, remedy = _CONTEXT_KEYS.get(key, (None, None))
        if is_right and given is not None and given is not False and not is_right(given):
            raise UserError(
                env._(
                    "“%(key)s” of the context is %(value)s: give %(remedy)s.",
                    key=key,
                    value=shown(given),
                    remedy=env._(remedy),
                )
            )


def _is_id(value):
    return type(value) is int and 0 < value <= LAST_ID


def _are_ids(value):
    return isinstance(value, (list, tuple)) and all(map(_is_id, value))


# what programs read from a context, and would break on
_CONTEXT_KEYS = {
    "allowed_company_ids": (_are_ids, _lt("a list of ids, for example [7, 8]")),
    "lang": (is_text, _lt("the code of a language, for example en_US")),
    "tz": (is_text, _lt("the name of a time zone, for example Asia/Shanghai")),
}


def check_searched(records, asked):
    """Refuse to search by what the database can keep in no text.

    :param records: of the model that is searched
    :param Domain asked: by what
    :raise UserError: naming the field and the value
    """
    for condition in asked.iter_conditions():
        value = condition.value
        if isinstance(value, Domain):
            check_searched(records, value)
            continue
        for part in (value,) if isinstance(value, str) else value if _is_several(value) else ():
            if isinstance(part, str) and not is_text(part):
                name, _point, _path = condition.field_expr.partition(".")
                field = records._fields.get(name)
                env = records.env
                raise UserError(
                    env._(
                        "“%(field)s” is %(value)s: enter a text.",
                        field=field._description_string(env) if field else shown(name),
                        value=shown(part),
                    )
                )


def _is_several(value):
    return isinstance(value, (list, tuple, set, frozenset, OrderedSet))


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
        raise UserError(
            env._("“%(field)s” is %(value)s: enter a text.", field=label, value=shown(value))
        )
    return texts.trimmed(value)


def flag(env, label, value):
    """Return whether somebody says yes.

    :param env: environment of the caller
    :param str label: what is asked, for people
    :param value: what was handed over
    :rtype: bool
    :raise UserError: for what is neither true nor false
    """
    if not isinstance(value, bool):
        raise UserError(
            env._("“%(field)s” is %(value)s: give true or false.", field=label, value=shown(value))
        )
    return value


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


def is_id_text(text):
    """Tell whether a text of an address is an id.

    :param str text: a part of an address
    :rtype: bool
    """
    # ten digits make an id, more make none
    return text.isdecimal() and len(text) <= 10 and int(text) <= LAST_ID


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
