"""Gives the documents of a batch their numbers in one go."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError

_INDEX = "account_move_unique_name"


def assign(env, vals_list):
    """Number documents that are about to be created, as Odoo would when it posts them.

    Odoo looks up the last number anew for each document, which takes a fifth of a load. The
    documents of one period follow each other here: one look for all of them.

    :param env: an Odoo environment
    :param vals_list: values of ``account.move`` with a ``journal_id`` and, as ``date`` or
        ``invoice_date``, the day; each is given its ``name``
    """
    moves = env["account.move"]
    periods = {}
    # The order in which Odoo numbers what is posted together.
    for vals in sorted(vals_list, key=lambda vals: (_day(vals), vals.get("ref") or "")):
        known = periods.setdefault(vals["journal_id"], [])
        period = next((one for one in known if one[0] <= _day(vals) <= one[1]), None)
        if not period:
            header = {name: value for name, value in vals.items() if name != "line_ids"}
            period = _period(moves.new({**header, "date": _day(vals)}))
            known.append(period)
        _start, _end, text, values = period
        values["seq"] += 1
        vals["name"] = text.format(**values)


def _day(vals):
    return vals.get("date") or vals["invoice_date"]


def _period(move):
    """Return the first and last day that share a document's numbers, their format and values."""
    text, values = move._get_next_sequence_format()
    reset = move._deduce_sequence_number_reset(text.format(**{**values, "seq": values["seq"] + 1}))
    start, end, *_forced = move._get_sequence_date_range(reset)
    return start, end, text, values


@contextmanager
def taken_means_again():
    """Let a batch be repeated when somebody else has posted under one of its numbers.

    :raises ConcurrencyError: which Odoo answers by repeating the transaction
    """
    try:
        yield
    except UniqueViolation as error:
        if not (error.diag.constraint_name or "").startswith(_INDEX):
            raise
        raise ConcurrencyError(str(error)) from error
