"""Rules of the brief before a visit: what to ask there, and which promises are still open."""

from collections import namedtuple
from datetime import timedelta

# so many questions one keeps in mind
QUESTIONS = 3
# A statement that is out of date so soon is asked for now.
SOON_DAYS = 30

# What is not known, the weightiest first.
CODES = ("suggestion", "missing_role", "statement", "relationship", "vacant")

# One thing to ask: why (one of CODES), about what, and since or until when.
Gap = namedtuple("Gap", ["code", "subject", "day"])


def choose(gaps, count=QUESTIONS):
    """Return the gaps to ask about: of each kind one, the weightiest kinds first, then a second.

    Of a kind the oldest comes first.

    :param gaps: what is not known, each a ``Gap``
    :param int count: how many questions
    :return: list of gaps
    """
    queues = {code: [] for code in CODES}
    for gap in sorted(gaps, key=lambda gap: (gap.day, gap.subject)):
        queues[gap.code].append(gap)
    chosen = []
    while len(chosen) < count and any(queues.values()):
        chosen += [queue.pop(0) for queue in queues.values() if queue]
    return chosen[:count]


def is_asked_for(until, today):
    """Tell whether a newer statement is asked for: the newest is out of date, or will be soon.

    :param date until: the last day on which the newest one is not out of date
    :param date today: the day of the brief
    :rtype: bool
    """
    return until <= today + timedelta(days=SOON_DAYS)


def promise_states(days):
    """Return which promises are still open, by the days of the reports that hold them.

    A promise is open until a later visit was reported, which says what became of it; also one of
    the same day.

    :param list days: of the visits, the last one first
    :return: list of the day of the next later visit, None for what is still open
    """
    return [None, *days[:-1]] if days else []


def excerpt(text, length):
    """Return a text as one line that is not longer than said.

    :param str text: what somebody wrote, or a false value
    :param int length: the most characters
    :rtype: str
    """
    line = " ".join((text or "").split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
