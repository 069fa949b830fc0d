"""Which debtors are asked about, and in which legal entity."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from . import arrays


class Asked(NamedTuple):
    """A debtor whose exposure is asked for.

    ``last_day`` is the last day on which a delivery counts that is still to come, None for every
    day; what was due before ``overdue_before`` is overdue for the check.
    """

    debtor_id: int
    last_day: datetime.date | None
    overdue_before: datetime.date


class Claims(NamedTuple):
    """The companies of a legal entity, and the accounts that hold its claims."""

    company_ids: tuple
    claim_ids: tuple


class Ledger(NamedTuple):
    """A legal entity whose exposures are asked for.

    ``zone`` names its time zone, ``unit`` is the smallest unit of its currency, ``disputed`` the
    query of the journal items in dispute. With ``is_narrow`` the open items are looked up debtor by
    debtor, otherwise all are read. The values may be parameters of a function as well.
    """

    scope: Claims
    zone: str
    unit: Decimal
    disputed: SQL
    is_narrow: bool = True


def array(values, kind):
    """Return values as an array, or the parameter that stands for one.

    :param values: ids, days …, or SQL
    :param str kind: the type of each
    :rtype: SQL
    """
    if isinstance(values, SQL):
        return SQL(f"%s::{kind}[]", values)
    return arrays.array(kind, values)


def asked(debtors):
    """Return the step ``asked``.

    :param debtors: list of :class:`Asked`
    :rtype: SQL
    """
    ids, last_days, overdue = zip(*debtors, strict=True) if debtors else ((), (), ())
    return asked_step(ids, last_days, overdue)


def asked_step(ids, last_days, overdue):
    """Return the step ``asked``, from the columns of :class:`Asked`.

    :rtype: SQL
    """
    return SQL(
        "asked AS MATERIALIZED ("
        "SELECT * FROM unnest(%s, %s, %s) AS asked (debtor_id, last_day, overdue_before))",
        array(ids, "int"),
        array(last_days, "date"),
        array(overdue, "date"),
    )


def unit(ledger):
    """Return the smallest unit of the currency."""
    smallest = ledger.unit
    return SQL("%s::numeric", smallest if isinstance(smallest, SQL) else str(smallest))
