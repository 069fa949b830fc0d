"""The key that opens protected records.

JSON, XML-RPC and the forms of the web client can carry text, numbers and lists, but
never *this* object. A context that holds it was therefore made by code on the server,
whatever the caller has put into the context of the call.
"""

from odoo import models

SENTINEL = object()
CONTEXT_KEY = "kam_protected_write"


def is_open(records):
    """Tell whether the environment of ``records`` was opened by server code.

    :param records: any recordset
    :return: True when its context holds the very sentinel object
    """
    return records.env.context.get(CONTEXT_KEY) is SENTINEL


def opened(records):
    """Return ``records`` in an environment that may do one protected write.

    :param records: any recordset
    :return: the same records, with the sentinel in their context
    """
    return records.with_context(**{CONTEXT_KEY: SENTINEL})


def closed(records):
    """Return ``records`` without the sentinel in their context.

    :param records: any recordset
    :return: the same records; a forged value of the key is dropped as well
    """
    context = {key: value for key, value in records.env.context.items() if key != CONTEXT_KEY}
    return records.with_context(context)


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
