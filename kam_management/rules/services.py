"""Rules of service: what a customer is entitled to, and what a concession costs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

INCLUDED, APPROVAL = "included", "approval"
REQUESTABLE, NOT_OFFERED = "requestable", "not_offered"
# what a customer has without and with somebody's approval
OFFERED = frozenset({INCLUDED, APPROVAL})
# what somebody may ask for
ASKABLE = frozenset({INCLUDED, APPROVAL, REQUESTABLE})

# Why an answer is what it is, besides the source of an offer.
NO_STATE, USED_UP, BY_GRANT, NOWHERE = "no_state", "used_up", "by_grant", "nowhere"

# Nobody is served before the first of these days, or plans beyond the last.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
# From when on the end of a member of the service team is shown, in days.
ENDING_DAYS = 30
DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class Offer:
    """What holds for a customer on a day.

    :param str source: what it comes from: ``class``, ``grant``, or what extensions add
    :param str verdict: INCLUDED or APPROVAL
    :param allowance: Decimal, how much of it a calendar year holds; None for as much as is needed
    """

    source: str
    verdict: str
    allowance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer is entitled to.

    :param str verdict: INCLUDED, APPROVAL, REQUESTABLE or NOT_OFFERED
    :param str reason: the source of the offer that decides, or one of the reasons above
    :param allowance: Decimal of the calendar year; None where nothing limits it, or is included
    :param left: Decimal of it that is left; as above
    """

    verdict: str
    reason: str
    allowance: Decimal | None = None
    left: Decimal | None = None


def judge(is_served, offers, used=Decimal(0), wanted=Decimal(0), is_requestable=False):
    """Return what a customer is entitled to of one content on a day.

    What is included goes before what needs approval; the allowances of all that is included add up.
    What goes beyond them needs approval.

    :param bool is_served: whether the customer is served as a key account on that day
    :param offers: list of :class:`Offer` that hold on that day
    :param Decimal used: how much of the calendar year's allowance is used up
    :param Decimal wanted: how much is asked for now
    :param bool is_requestable: whether it could be granted to customers of its class
    :rtype: Answer
    """
    if not is_served:
        return Answer(NOT_OFFERED, NO_STATE)
    included = [offer for offer in offers if offer.verdict == INCLUDED]
    if included:
        if any(offer.allowance is None for offer in included):
            unlimited = next(offer for offer in included if offer.allowance is None)
            return Answer(INCLUDED, unlimited.source)
        allowance = sum((offer.allowance for offer in included), Decimal(0))
        left = max(allowance - used, Decimal(0))
        # without an amount it is asked whether anything is left
        if left >= wanted and left > 0:
            return Answer(INCLUDED, included[0].source, allowance, left)
        return Answer(APPROVAL, USED_UP, allowance, left)
    if offers:
        return Answer(APPROVAL, offers[0].source)
    if is_requestable:
        return Answer(REQUESTABLE, BY_GRANT)
    return Answer(NOT_OFFERED, NOWHERE)


def within(day):
    """Return the day for which it is answered: days far out are as the first or last that count.

    :param date day: any day
    :rtype: date
    """
    return min(max(day, FIRST_DAY), LAST_DAY)


def concession_cost(amount, yearly_rate, days):
    """Return what it costs to let a customer pay later than its own term says.

    Scheme, service, two.5: special payment terms. Simple interest: amount × rate × days / 365.

    :param Decimal amount: money that is paid later, in company currency
    :param Decimal yearly_rate: interest of a year as a share, 0.06 for 6 %
    :param days: by how many days it is paid later; fewer than none cost nothing
    :rtype: Decimal
    """
    return amount * yearly_rate * max(Decimal(days), Decimal(0)) / DAYS_OF_YEAR


def term_days(parts):
    """Return after how many days a payment term lets an amount be paid, on average of the money.

    :param parts: iterable of ``(share, days)``: shares of the amount, which add up to 1
    :rtype: Decimal
    """
    parts = list(parts)
    whole = sum((share for share, _days in parts), Decimal(0))
    if not whole:
        return Decimal(0)
    return sum((share * days for share, days in parts), Decimal(0)) / whole
