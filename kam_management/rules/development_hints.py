"""What it would be good to do next in a development: conditions over plain facts (开发提示).

Each condition is a code of this registry; companies set its threshold, and its sentence.
"""

from typing import NamedTuple


class Facts(NamedTuple):
    """What is known of one development on a day; None where there is no such figure."""

    # whole days since the start, and since the last contact (since the start where there was none)
    days_since_start: int | None = None
    days_since_contact: int | None = None
    contacts: int = 0
    visits: int = 0
    # people who decide, of whom somebody is known by name, and those of them who speak for us
    deciders: int = 0
    supporters: int = 0
    # headings of the advantages that have a value in money
    valued: frozenset = frozenset()
    # whether the forecast is worth it; None where it says nothing yet
    is_worth: bool | None = None
    has_scheme: bool = False
    satisfaction_days: int | None = None
    # competitors of high threat to whom the scheme has no answer
    unanswered_threats: int = 0
    is_falling: bool = False
    progress: str | None = None
    # letters whose day has passed without an answer
    overdue_letters: int = 0


class Rule(NamedTuple):
    """A condition, and what a company starts with."""

    fires: callable
    # None: the condition has no number
    threshold: int | None
    # what of the development is opened
    link: str
    # which of the facts is shown beside the threshold
    figure: str | None = None


def _more(value, threshold):
    return value is not None and value > threshold


RULES = {
    "no_decider": Rule(
        lambda facts, _number: not facts.deciders,
        None,
        "stakeholders",
    ),
    "no_supporter": Rule(
        lambda facts, _number: facts.deciders and not facts.supporters,
        None,
        "stakeholders",
        "deciders",
    ),
    "falling": Rule(lambda facts, _number: facts.is_falling, None, "contacts"),
    "no_contact": Rule(
        lambda facts, number: _more(facts.days_since_contact, number),
        30,
        "contacts",
        "days_since_contact",
    ),
    "no_visit": Rule(
        lambda facts, number: not facts.visits and _more(facts.days_since_start, number),
        14,
        "contacts",
        "days_since_start",
    ),
    "no_progress": Rule(
        lambda facts, number: (
            facts.progress in (None, False, "contact") and _more(facts.days_since_start, number)
        ),
        90,
        "contacts",
        "days_since_start",
    ),
    "letters": Rule(
        lambda facts, number: _more(facts.overdue_letters, number),
        0,
        "letters",
        "overdue_letters",
    ),
    "no_scheme": Rule(
        lambda facts, number: not facts.has_scheme and _more(facts.days_since_start, number),
        14,
        "scheme",
        "days_since_start",
    ),
    "not_worth": Rule(lambda facts, _number: facts.is_worth is False, None, "scheme"),
    "price_only": Rule(lambda facts, _number: facts.valued == {"cost"}, None, "scheme"),
    "no_value": Rule(
        lambda facts, number: not facts.valued and _more(facts.days_since_start, number),
        30,
        "scheme",
        "days_since_start",
    ),
    "threats": Rule(
        lambda facts, number: _more(facts.unanswered_threats, number),
        0,
        "scheme",
        "unanswered_threats",
    ),
    "satisfaction": Rule(
        lambda facts, number: _more(facts.satisfaction_days, number),
        365,
        "scheme",
        "satisfaction_days",
    ),
}


def fires(code, facts, threshold):
    """Tell whether a condition holds.

    :param str code: of ``RULES``
    :param Facts facts: what is known
    :param int threshold: the number of the condition; what has none leaves it out of account
    """
    return bool(RULES[code].fires(facts, threshold))
