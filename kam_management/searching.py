"""Searching by a tick that is computed, by the one domain that says where it is set."""

from odoo.fields import Domain


def by_tick(operator, value, ticked):
    """Return what the search method of a computed tick answers.

    :param str operator: as Odoo asks; it derives all others from ``in``
    :param value: what is looked for: ticked, not ticked, or both
    :param Domain ticked: where it is set
    :return: a domain; NotImplemented for operators that Odoo derives itself
    """
    if operator != "in":
        return NotImplemented
    if len(set(value)) > 1:
        return Domain.TRUE
    return ticked if True in value else ~ticked
