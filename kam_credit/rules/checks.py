"""Whether a document is held for want of credit, and why (scheme, credit management, section 6.1).

Every reason is a fact of its own: none is said twice.
"""

from decimal import Decimal
from typing import NamedTuple

from . import limits

# What a tier does with a document that its customer's credit does not cover.
NONE = "none"
WARN = "warn"
HOLD = "hold"

# Documents are looked at under these.
LOOKING = (WARN, HOLD)

# The reasons.
OVER_LIMIT = "over_limit"
NO_CREDIT = "no_credit"
TEMPORARY_ENDED = "temporary_ended"
OVERDUE = "overdue"
PROMISE = "promise_broken"
DOCUMENT = "document"
BLOCKED = "blocked"
TERM = "term"
PRICE = "price"
GROWN = "grown"
HORIZON = "horizon"
# What says that a limit is exceeded.
BEYOND = frozenset({OVER_LIMIT, TEMPORARY_ENDED, NO_CREDIT})
# What holds a document that asks for no credit as well.
ALWAYS = frozenset({BLOCKED, DOCUMENT})


class Room(NamedTuple):
    """What a debtor's limits leave, in company currency.

    ``own`` and ``group`` are :class:`limits.Held`, or None for none; ``used`` says per source of a
    limit what is used up of it.
    """

    own: limits.Held | None
    group: limits.Held | None
    used: dict


class Excess(NamedTuple):
    """By how much a document is beyond what is granted: the reason, and the limit that binds."""

    code: str
    amount: Decimal
    limit: Decimal
    used: Decimal
    source: str


class Case(NamedTuple):
    """A document that asks for credit, and what is known of its debtor.

    ``needed`` is what it takes of the credit, ``room`` what the limits leave without it;
    ``overdue`` and ``tolerated`` what is overdue for the check, and what of it the tier lets be.
    """

    needed: Decimal
    room: Room
    overdue: Decimal = Decimal(0)
    tolerated: Decimal = Decimal(0)
    is_blocked: bool = False
    has_broken_promise: bool = False
    lacks_document: bool = False


def find_codes(case):
    """Return why the debtor's credit does not cover a document, terms and prices left aside.

    :param Case case: the document, and its debtor
    :return: list of the codes above, each once
    """
    excess = find_excess(case.room, case.needed)
    found = {
        BLOCKED: case.is_blocked,
        excess.code if excess else OVER_LIMIT: excess is not None,
        OVERDUE: is_overdue(case.overdue, case.tolerated),
        PROMISE: case.has_broken_promise,
        DOCUMENT: case.lacks_document,
    }
    asks = case.needed > 0
    return [code for code, is_so in found.items() if is_so and (asks or code in ALWAYS)]


def is_looked_at(is_blocked, policy):
    """Tell whether documents of a debtor are looked at.

    What is stopped by hand is stopped for everybody, whatever the policy.

    :param bool is_blocked: whether its orders are stopped by hand
    :param str policy: what is done with such documents; a false value where nothing says so
    :rtype: bool
    """
    return is_blocked or policy in LOOKING


def is_held(codes, policy):
    """Tell whether a document is held.

    :param codes: what was found about it
    :param str policy: what the tier of its debtor does with such documents
    :rtype: bool
    """
    return bool(codes) if policy == HOLD else BLOCKED in codes


def find_excess(room, added):
    """Return by how much a document goes beyond the limit that leaves the least room.

    :param Room room: what is granted, and what is used of it without the document
    :param Decimal added: what the document adds; nothing is asked for with 0 or less
    :return: an :class:`Excess`, or None where it fits
    """
    if added <= 0:
        return None
    held = limits.binding([room.own, room.group], room.used)
    if held is None:
        return None
    used = room.used.get(held.source, Decimal(0))
    amount = used + added - held.amount
    if amount <= 0:
        return None
    is_none = not held.amount and held.source != limits.GROUP
    code = NO_CREDIT if is_none else OVER_LIMIT
    return Excess(code, amount, held.amount, used, held.source)


def name_former(excess, former, needed):
    """Return an excess, called by the temporary limit that ended where that had covered it.

    :param Excess excess: by how much a document goes beyond the limit
    :param former: the amount of the temporary limit that ended last, a Decimal; None without one
    :param Decimal needed: what the document takes of the credit
    :rtype: Excess
    """
    is_covered = former is not None and excess.used + needed <= former
    if is_covered and excess.source == limits.TIER:
        return excess._replace(code=TEMPORARY_ENDED)
    return excess


def grow(room, amount):
    """Return what limits leave once a document was let pass.

    :param Room room: what they left before
    :param Decimal amount: what the document adds
    :rtype: Room
    """
    sources = {held.source for held in (room.own, room.group) if held is not None}
    used = {source: room.used.get(source, Decimal(0)) + amount for source in sources}
    return room._replace(used=used)


def is_overdue(overdue, tolerated):
    """Tell whether so much is overdue that nothing more is granted.

    :param Decimal overdue: what fell due longer ago than the tier tolerates
    :param Decimal tolerated: the amount up to which the tier lets it be
    :rtype: bool
    """
    return overdue > tolerated


def has_grown(value, passed, tolerance):
    """Tell whether a document that was let pass has become more than that.

    :param Decimal value: what it is worth now
    :param Decimal passed: what it was worth when it was let pass
    :param Decimal tolerance: share of it up to which nobody asks; 0.05 is 5 %
    :rtype: bool
    """
    return value > passed * (1 + tolerance)


def average_days(parts):
    """Return after how many days an amount is due on average, weighted by amount.

    :param parts: iterable of ``(amount, days)`` of its instalments, Decimals and numbers of days
    :return: days, 0 for nothing
    :rtype: Decimal
    """
    parts = list(parts)
    total = sum((amount for amount, _days in parts), Decimal(0))
    if not total:
        return Decimal(0)
    return sum((amount * days for amount, days in parts), Decimal(0)) / total
