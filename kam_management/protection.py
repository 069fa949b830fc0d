"""The key that opens protected records: for one call of a process, and for nobody else.

The key is in no context and in no database: what a client sends, and what automation rules,
computed fields or other records see of a process, never holds it. It names the call, and the mixin
of protected fields takes it from its place as soon as that call arrives.
"""

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from odoo import models
from odoo.exceptions import AccessError
from odoo.modules.module import Manifest
from odoo.tools import SQL

ADDON = __name__.split(".")[2]
# Transaction-local setting that lets the trigger of a guarded table pass the next statement.
SETTING = "kam.process"

_key = ContextVar("kam_key", default=None)
_order = ContextVar("kam_order", default=None)


class _Key:
    """Opens one call: a method of a model, on certain records, with certain values."""

    def __init__(self, method, records, values):
        self.lock = (method, records._name)
        self.ids = frozenset(records._ids)
        # as they are now: on their way, extensions may add to what they are handed
        self.values = [dict(vals) for vals in values] if method == "create" else dict(values)
        self.is_spent = False

    def fits(self, method, records):
        return (
            not self.is_spent
            and self.lock == (method, records._name)
            and self.ids.issuperset(records._ids)
        )


class _Order:
    """What a process has just been allowed to store in a guarded table, until it is stored."""

    def __init__(self, records, names, new):
        self.model = records._name
        self.ids = frozenset(records._ids)
        self.names = frozenset(names)
        self.new = new


@contextmanager
def opened(method, records, values=()):
    """Let one call pass the protection, as long as the block runs.

    Only for Python code of addons, which has to know that the call is the business of a process.

    :param str method: ``write``, ``create`` or ``unlink``
    :param records: the records, or the model for ``create``
    :param values: what the call is going to be given
    """
    token = _key.set(_Key(method, records, values))
    try:
        yield
    finally:
        _key.reset(token)


def write_each(vals_by_record):
    """Write protected fields of many records of one model; those with the same values together.

    :param dict vals_by_record: record -> values as for ``write``
    """
    alike = {}
    for record, vals in vals_by_record.items():
        alike.setdefault(repr(sorted(vals.items())), []).append(record)
    for records in alike.values():
        first = records[0]
        first.concat(*records[1:])._protected_write(vals_by_record[first])


def take_for_write(records, vals):
    """Take the key of a write.

    :param records: what is being written
    :param dict vals: with which values
    :return: the values that no key opens; None when nothing was opened at all
    """
    key = _key.get()
    if key is None or not key.fits("write", records):
        return None
    rest = _without(vals, key.values)
    if len(rest) == len(vals):
        return None
    key.is_spent = True
    return rest


def take_for_create(model, vals_list):
    """Take the key of a creation.

    :param model: of which records are being created
    :param list vals_list: with which values
    :return: the values that no key opens, one dict per record; None when nothing was opened
    """
    key = _key.get()
    fits = key is not None and key.fits("create", model.browse())
    if not fits or len(vals_list) != len(key.values):
        return None
    key.is_spent = True
    return [_without(vals, opened) for vals, opened in zip(vals_list, key.values, strict=True)]


def take_for_unlink(records):
    """Take the key of a deletion, and tell whether there was one."""
    key = _key.get()
    if key is None or not key.fits("unlink", records):
        return False
    key.is_spent = True
    return True


def _without(vals, opened):
    return {
        name: value
        for name, value in vals.items()
        if name not in opened or not (value is opened[name] or value == opened[name])
    }


# ----------------------------------------------------------------------
# whose call it is
# ----------------------------------------------------------------------


def check_caller(env, method):
    """Refuse a method of processes to code that was typed in, and to callbacks.

    Server actions, automation rules and templates may call what their texts name, private methods
    included. Passed are Python modules of this addon and of those built on it, and scripts, where
    the calling code itself names the method.

    :param env: environment of the call
    :param str method: name of the method, which calls this function itself
    :raise AccessError: for everybody else
    """
    frame = sys._getframe(2)
    # code that was typed in has no module, and cannot give itself one
    module = frame.f_globals.get("__name__", "")
    if method not in frame.f_code.co_names or not _is_trusted(module):
        raise AccessError(
            env._(
                "“%(method)s” is for the Python code of processes. Call the method behind the "
                "button instead: it checks who may, and writes down who did it.",
                method=method,
            )
        )


@cache
def _is_trusted(module):
    path = module.split(".")
    if path[:2] != ["odoo", "addons"]:
        return module == "__main__"
    return len(path) > 2 and _builds_on_this_addon(path[2])


@cache
def _builds_on_this_addon(addon):
    if addon == ADDON:
        return True
    manifest = Manifest.for_addon(addon, display_warning=False)
    return bool(manifest) and any(map(_builds_on_this_addon, manifest["depends"]))


# ----------------------------------------------------------------------
# what reaches a guarded table
# ----------------------------------------------------------------------


@contextmanager
def storing(records, names=(), new=()):
    """Let what a process gives reach a guarded table, as long as the block runs.

    :param records: those that are written; the model when rows are added
    :param names: names of the fields written
    :param new: values of the rows that are added, one dict per row
    """
    token = _order.set(_Order(records, names, new))
    try:
        yield
    finally:
        _order.reset(token)


def may_update(records, names):
    """Tell whether a process has just been allowed to store these fields of these records."""
    order = _order.get()
    return (
        order is not None
        and order.model == records._name
        and order.ids.issuperset(records._ids)
        and order.names.issuperset(names)
    )


def may_insert(model, rows):
    """Tell whether a process has just been allowed to add these rows; it is so once.

    :param model: the model
    :param list rows: what is going to be stored, one dict per row: what was given, and defaults
    """
    order = _order.get()
    if order is None or order.model != model._name or not rows or len(order.new) != len(rows):
        return False
    for row, given in zip(rows, order.new, strict=True):
        if _without(given, row).keys() & row.keys():
            return False
    order.new = ()
    return True


def announce_statement(records):
    """Let the trigger of a guarded table pass the next statement on it."""
    records.env.cr.execute(SQL("SELECT set_config(%s, %s, TRUE)", SETTING, records._table))


def own_default(model, name):
    """Return the default that the code gives to a field.

    Odoo takes defaults from the context of the call and from what each user has stored
    as a default first; neither may reach a field that only processes set.

    :param model: a recordset of the model
    :param str name: a field of the model
    :return: the default as a value for ``create``, or False
    """
    default = model._fields[name].default
    value = default(model) if default else False
    return (value.id if isinstance(value, models.BaseModel) else value) or False
