"""What was expected of customers on a day, set against what became of them."""

from typing import NamedTuple

from .discrimination import Group

# Figures by which customers are placed, and what is then asked of them.
RATE, TIER, SCORE = "rate", "tier", "score"
INSTALMENT, LATE, BELOW, WRITTEN_OFF = "instalment", "late", "below", "written_off"
PREDICTORS = (RATE, TIER, SCORE)
OUTCOMES = (INSTALMENT, BELOW, LATE, WRITTEN_OFF)


class Case(NamedTuple):
    """One customer.

    ``rate``, ``rank`` (0 the best tier) and ``score`` are those of the day, None without one;
    ``count`` and ``count_late`` its later instalments and those that were late; ``is_below``
    whether its later rate is below the threshold, None without one; ``is_written_off`` whether
    something was written off.
    """

    rate: float | None
    rank: int | None
    score: float | None
    count: int
    count_late: int
    is_below: bool | None
    is_written_off: bool


def groups(cases, predictor, outcome, tiers):
    """Return the cases that are told apart, see :func:`.discrimination.discriminate`.

    Left out is whoever has nothing to be placed by, or of whom nothing became known.

    :param cases: :class:`Case` in any order
    :param str predictor: one of ``PREDICTORS``
    :param str outcome: one of ``OUTCOMES``: each instalment by itself, or the customer
    :param int tiers: number of tiers: who holds none is placed behind them
    :rtype: list[Group]
    """
    found = []
    for case in cases:
        value, counts = _place(case, predictor, tiers), _count(case, outcome)
        if value is not None and counts is not None:
            found.append(Group(value, *counts))
    return found


def _place(case, predictor, tiers):
    """Return the value by which a customer is placed, the higher the worse; None without one."""
    if predictor == TIER:
        return tiers if case.rank is None else case.rank
    value = case.rate if predictor == RATE else case.score
    return None if value is None else -value


def _count(case, outcome):
    """Return how many bad and good cases a customer stands for; None of whom nothing is known."""
    if outcome == BELOW:
        return None if case.is_below is None else _alone(case.is_below)
    if not case.count:
        return None
    if outcome == INSTALMENT:
        return case.count_late, case.count - case.count_late
    return _alone(case.count_late > 0 if outcome == LATE else case.is_written_off)


def _alone(is_bad):
    return int(is_bad), int(not is_bad)


def expectations(cases):
    """Return what the rates of customers say of their instalments, for calibration.

    A rate of 80 % expects one of five instalments late.

    :param cases: :class:`Case` in any order
    :return: ``(expected share of late ones, late, not late)`` of each customer with a rate and
        later instalments
    :rtype: list[tuple]
    """
    return [
        (1 - case.rate, case.count_late, case.count - case.count_late)
        for case in cases
        if case.rate is not None and case.count
    ]
