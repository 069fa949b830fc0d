"""The exposures of some debtors as a function of the database.

PostgreSQL takes longer to plan the statement than to answer it for a few debtors, and keeps the
plan of a function for as long as a connection lives.
"""

from odoo.tools import SQL

from . import disputes
from .commitments import of_debtors_and_orders
from .exposure import exposures, told
from .parties import Claims, Ledger, array, asked_step

NAME = SQL("kam_credit_exposure")
# The parameters: name of the argument of :func:`call` that they come from -> type.
PARAMETERS = {
    "debtor_ids": "int[]",
    "last_days": "date[]",
    "overdue_before": "date[]",
    "company_ids": "int[]",
    "claim_ids": "int[]",
    "root_id": "int",
    "zone": "text",
    "unit": "numeric",
    "day": "date",
    "order_ids": "int[]",
    "rated_ids": "int[]",
    "rates": "numeric[]",
}


def definition(disputed_field):
    """Return the statement that makes the function.

    A plan for whatever debtors is enough: there are few, and all are found through indexes.
    Compiling it would take longer than running it.

    :param disputed_field: the relation of disputes to their instalments
    :rtype: SQL
    """
    given = {name: SQL(f"${place}") for place, name in enumerate(PARAMETERS, start=1)}
    ledger = Ledger(
        Claims(given["company_ids"], given["claim_ids"]),
        given["zone"],
        given["unit"],
        disputes.on_day(disputed_field, given["root_id"], given["day"]),
    )
    return SQL(
        """
        CREATE OR REPLACE FUNCTION %(name)s (%(types)s)
        RETURNS TABLE (
            order_id int, debtor_id int, receivables text, orders text, drafts text, overdue text
        ) AS $kam$
        #variable_conflict use_column
        BEGIN
            RETURN QUERY
            WITH %(asked)s,
            %(exposures)s
            %(told)s;
        END
        $kam$ LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off
        """,
        name=NAME,
        types=SQL(", ").join(map(SQL, PARAMETERS.values())),
        asked=asked_step(given["debtor_ids"], given["last_days"], given["overdue_before"]),
        exposures=exposures(
            ledger,
            given["debtor_ids"],
            of_debtors_and_orders(given["order_ids"]),
            today=given["day"],
            rates=(given["rated_ids"], given["rates"]),
        ),
        told=told(SQL("commitment.order_id = ANY(%s)", array(given["order_ids"], "int"))),
    )


def call(ledger, root_id, debtors, day, order_ids=(), rates=((), ())):
    """Return the query of the exposures of debtors, and of what some of their orders add to them.

    :param Ledger ledger: the legal entity
    :param int root_id: its root company
    :param debtors: list of :class:`queries.parties.Asked`, each debtor once
    :param datetime.date day: the day of the check, on which orders are confirmed that are not yet
    :param order_ids: ids of orders of these debtors, in whatever state
    :param rates: see :func:`queries.commitments.commitments`
    :return: see :func:`queries.exposure.told`
    :rtype: SQL
    """
    ids, last_days, overdue_before = zip(*debtors, strict=True)
    rated_ids, units = rates
    given = {
        "debtor_ids": ids,
        "last_days": last_days,
        "overdue_before": overdue_before,
        "company_ids": ledger.scope.company_ids,
        "claim_ids": ledger.scope.claim_ids,
        "root_id": root_id,
        "zone": ledger.zone,
        "unit": str(ledger.unit),
        "day": day,
        "order_ids": order_ids,
        "rated_ids": rated_ids,
        "rates": units,
    }
    values = (_value(kind, given[name]) for name, kind in PARAMETERS.items())
    return SQL("SELECT * FROM %s(%s)", NAME, SQL(", ").join(values))


def _value(kind, value):
    """Return an argument of the function."""
    if kind.endswith("[]"):
        return array(value, kind[:-2])
    return SQL(f"%s::{kind}", value)
