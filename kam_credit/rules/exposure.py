"""What a customer owes, and is going to owe by what it has ordered."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple


class Exposure(NamedTuple):
    """The exposure of one debtor 信用敞口 in company currency.

    ``receivables`` is what is posted and open, less whatever was paid or credited and is matched to
    nothing; ``orders`` what confirmed orders still bring; ``drafts`` invoices without an order that
    are not posted yet. ``overdue`` is the part of the receivables that fell due longer ago than the
    tier tolerates, not disputed.
    """

    receivables: Decimal = Decimal(0)
    orders: Decimal = Decimal(0)
    drafts: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)

    @property
    def total(self):
        return self.receivables + self.orders + self.drafts


def last_day(day, horizon_days):
    """Return the last day on which a delivery counts that is still to come.

    :param date day: the day of the check
    :param int horizon_days: days ahead that count; 0 for all
    :return: a date; None where every day counts
    """
    return day + timedelta(days=horizon_days) if horizon_days else None


def overdue_before(day, overdue_days):
    """Return the day before which what fell due is overdue for the check.

    :param date day: the day of the check
    :param int overdue_days: days that are tolerated after the due date; 0 for none
    :rtype: date
    """
    return day - timedelta(days=overdue_days)


class Standing(NamedTuple):
    """How a customer stands against the limit that binds.

    ``available`` is what is left of it, negative beyond it; ``share`` what is used of it, 1 is all.
    Without a limit that binds nothing is limited, and both say nothing.
    """

    is_limited: bool
    available: Decimal = Decimal(0)
    share: Decimal = Decimal(0)

    @property
    def is_over(self):
        return self.is_limited and self.available < 0


def standing(limit, used):
    """Return how a customer stands against a limit.

    :param Decimal limit: the limit that binds; None where nothing limits. 0 is no credit: whatever
        is used of it is all of it
    :param Decimal used: what is used up of it
    :rtype: Standing
    """
    if limit is None:
        return Standing(False)
    used_up = max(used, Decimal(0))
    share = used_up / limit if limit else Decimal(bool(used_up))
    return Standing(True, limit - used, share)
