"""Rules of service events: how one goes on, what each guest costs, and its calendar file."""

from calendar import timegm
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

PLANNED, INVITED, HELD = "planned", "invited", "held"
ENDED, CANCELLED = "ended", "cancelled"
OPEN_STATES = frozenset({PLANNED, INVITED, HELD})

# step -> from which states it is taken, and where it leads
STEPS = {
    "invite": (OPEN_STATES, {PLANNED: INVITED}),
    "hold": (frozenset({INVITED}), {INVITED: HELD}),
    "attend": (frozenset({INVITED, HELD}), {INVITED: HELD}),
    "end": (frozenset({HELD}), {HELD: ENDED}),
    "cancel": (frozenset({PLANNED, INVITED}), {PLANNED: CANCELLED, INVITED: CANCELLED}),
}
# what each kind of event counts as: the external id of its content
CONTENTS = {
    "seminar": "exchange",
    "exchange": "exchange",
    "appreciation": "appreciation",
    "other": "demonstration",
}

# 2020-01-01: versions of a calendar file are counted by the seconds since then
EPOCH = 1577836800
# bytes of a line of a calendar file, its end left out
LINE_BYTES = 75


def advance(state, step):
    """Return the state into which a step leads.

    :param str state: PLANNED, INVITED, HELD, ENDED or CANCELLED
    :param str step: ``invite``, ``hold``, ``attend``, ``end`` or ``cancel``
    :return: the state, which may be the present one; None where the step is not possible
    """
    possible, leads_to = STEPS[step]
    return leads_to.get(state, state) if state in possible else None


def share(amount, heads, digits=2):
    """Return what each head bears of an amount; the shares add up to it.

    :param Decimal amount: in company currency
    :param int heads: how many came
    :param int digits: decimals of the currency
    :return: list of Decimal, one for each head; the first ones bear what is left by rounding
    """
    if not heads:
        return []
    unit = Decimal(1).scaleb(-digits)
    each = (amount / heads).quantize(unit, ROUND_DOWN)
    left = int((amount - each * heads) / unit)
    return [each + unit if place < left else each for place in range(heads)]


def calendar_file(uid, title, start, stop, place, made, is_cancelled=False):
    """Return the calendar file (RFC 5545) of an event for one guest: it names nobody.

    :param str uid: by which calendars know it again
    :param str title: what the event is called
    :param datetime start: naive UTC
    :param datetime stop: naive UTC
    :param str place: where, or empty
    :param datetime made: when this version was made, naive UTC; the latest one counts
    :param bool is_cancelled: whether it does not take place
    :rtype: str
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kam_management//service event//EN",
        f"METHOD:{'CANCEL' if is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_escaped(uid)}",
        f"DTSTAMP:{_moment(made)}",
        f"SEQUENCE:{max(timegm(made.timetuple()) - EPOCH, 0)}",
        f"DTSTART:{_moment(start)}",
        f"DTEND:{_moment(max(stop, start + timedelta(minutes=1)))}",
        f"SUMMARY:{_escaped(title)}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(moment):
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _escaped(text):
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line):
    """Yield a line in parts of at most 75 bytes, none of which cuts a character."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE_BYTES:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
