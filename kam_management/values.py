"""What callers give as values of fields: over RPC it may be anything, and is refused in words.

Functions of a module, not methods of models: nobody calls them over RPC.
"""

import base64
import binascii
import datetime
import math
from collections.abc import Mapping

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyGettext

from . import arguments, wording
from .arguments import LAST_ID, shown
from .rules import texts

# no figure of ours is larger, and floating point numbers are exact up to there
LARGEST = 10**15
FIRST_YEAR, LAST_YEAR = 1900, 2999
COMMANDS = range(7)


def check(model, vals, names=None):
    """Refuse values that the fields of a model cannot take.

    :param model: a recordset of the model
    :param vals: names of fields -> what somebody gave
    :param names: only these fields; by default all
    :raise ValidationError: naming the field, the value and what would be right
    """
    check_shape(model, vals)
    for name, value in vals.items():
        if names is not None and name not in names:
            continue
        field = model._fields.get(name)
        if field is None:
            raise ValidationError(
                model.env._(
                    "%(model)s has no field “%(field)s”: leave it out.",
                    model=model.env["ir.model"]._get(model._name).name,
                    field=shown(name),
                )
            )
        if value is None or value is False:
            continue
        remedy = _find_fault(model, field, value)
        if remedy:
            raise ValidationError(
                model.env._(
                    "“%(field)s” cannot be %(value)s: %(remedy)s",
                    field=field._description_string(model.env),
                    value=described(model.env, value),
                    remedy=remedy,
                )
            )


def described(env, value):
    """Return what was handed over as a text for people: of days and moments as they are written.

    :param env: environment of the reader
    :param value: anything
    :rtype: str
    """
    if not isinstance(value, datetime.date):
        return shown(value)
    is_moment = isinstance(value, datetime.datetime)
    try:
        return (wording.format_datetime if is_moment else wording.format_date)(env, value)
    except (OverflowError, ValueError):
        # of the first or last days that there are, none in another time zone
        return str(value)


def check_shape(model, vals):
    """Refuse what holds no values of fields by their names.

    :raise ValidationError: naming the model
    """
    if not isinstance(vals, Mapping) or not all(isinstance(name, str) for name in vals):
        raise ValidationError(
            model.env._(
                "%(model)s: the values of a record are names of fields with what they hold. "
                "Give one such dictionary for each record.",
                model=model.env["ir.model"]._get(model._name).name,
            )
        )


def _find_fault(model, field, value):
    """Return what would be right instead of a value, or None where it is right."""
    env = model.env
    kind = field.type
    if kind in ("char", "text", "html"):
        if not is_text(value):
            return env._("enter a text.")
        # blanks are refused in words of their own, see the models
        is_checked = field.required and isinstance(value, str)
        if is_checked and value.strip() and not texts.trimmed(value):
            return env._("enter a text that is seen.")
    elif kind in ("many2one", "many2one_reference"):
        if not _is_id(value):
            return env._("this names no record. Give the number of one record.")
    elif kind in ("one2many", "many2many"):
        if not _are_commands(value):
            return env._("give a list of commands, for example [[6, 0, [7, 8]]].")
    elif kind in ("date", "datetime"):
        # a model may refuse days in its own words
        is_own = field.name in model._kam_own_days
        if not _is_day(field, value, is_own):
            return env._(
                "enter a day of the years %(first)s to %(last)s, as YYYY-MM-DD.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
    elif kind in ("integer", "float", "monetary"):
        if not _is_number(kind, value):
            return _number_remedy(env, kind)
    elif kind == "selection":
        values = field.get_values(env)
        # a reference names a model as well
        if not isinstance(value, str) or value not in values:
            return env._("choose one of: %s.", wording.listed(env, values))
    elif kind == "binary" and not _is_file(value):
        return env._("give the content of a file in base64.")
    elif kind == "boolean" and not isinstance(value, (bool, int, str)):
        return env._("give true or false.")
    return None


def _number_remedy(env, kind):
    if kind == "integer":
        return env._("enter a whole number of at most nine digits.")
    return env._("enter a number; at most 15 digits stand before the decimal point.")


def is_text(value):
    """Tell whether the database can keep something as a text.

    :param value: anything
    :rtype: bool
    """
    return isinstance(value, LazyGettext) or arguments.is_text(value)


def _is_id(value):
    # Python code of addons may give a record instead of its number
    if isinstance(value, models.BaseModel):
        return len(value) <= 1
    return type(value) is int and 0 < value <= LAST_ID


def _are_commands(value):
    if not isinstance(value, (list, tuple)):
        return False
    return all(
        (type(command) is int and 0 < command <= LAST_ID)
        or (
            isinstance(command, (list, tuple))
            and 1 <= len(command) <= 3
            and isinstance(command[0], int)
            and command[0] in COMMANDS
            and _is_command(*command)
        )
        for command in value
    )


def _is_command(code, number=0, rest=None):
    if code in (fields.Command.CREATE, fields.Command.UPDATE) and not isinstance(rest, dict):
        return False
    if code == fields.Command.SET:
        return isinstance(rest, (list, tuple)) and all(
            type(record_id) is int and 0 < record_id <= LAST_ID for record_id in rest
        )
    if code in (fields.Command.UPDATE, fields.Command.DELETE, fields.Command.UNLINK):
        return type(number) is int or isinstance(number, str)
    if code == fields.Command.LINK:
        return type(number) is int and 0 < number <= LAST_ID
    return True


def _is_day(field, value, is_any):
    if not isinstance(value, (str, datetime.date)):
        return False
    try:
        day = (
            fields.Date.to_date(value)
            if field.type == "date"
            else fields.Datetime.to_datetime(value)
        )
    except (ValueError, TypeError, OverflowError):
        return False
    return day is None or is_any or FIRST_YEAR <= day.year <= LAST_YEAR


def _is_number(kind, value):
    if isinstance(value, (bool, list, tuple, dict, bytes)):
        return False
    try:
        number = float(value)
        # Odoo cuts what stands behind the point, and fails where it is a text
        is_whole = kind != "integer" or int(value) == number
    except (ValueError, TypeError, OverflowError):
        return False
    if not (is_whole and math.isfinite(number)):
        return False
    return abs(number) <= (LAST_ID if kind == "integer" else LARGEST)


def _is_file(value):
    if isinstance(value, memoryview):
        return True
    if isinstance(value, str):
        try:
            value = value.encode("ascii")
        except UnicodeEncodeError:
            return False
    if not isinstance(value, bytes):
        return False
    try:
        base64.b64decode(value)
    except binascii.Error:
        return False
    return True
