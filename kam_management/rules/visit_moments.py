"""When and how a visit could be made (scheme, one.2, 2): moments to choose from, with reasons.

Times are local and naive: those of the company. What a moment is proposed for is a list of codes
with values, worded where it is read.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from .visits import LONGEST_DAYS

# How many moments are proposed.
PROPOSED = 3
# Moments lie this far apart.
STEP = timedelta(minutes=30)
# When customers are visited of whom it is not known when they receive visits: hours.
USUAL_HOURS = ((9.0, 11.5), (14.0, 17.0))
# Where a visit takes longer: half of the working day, or all of it.
HALF_DAYS = ((9.0, 13.0), (13.0, 17.0))
# A visit that is longer takes half a day or more, and the customer's noon with it.
LONG_VISIT = timedelta(hours=3)
# Longer than that, it takes several.
WORKING_DAY = timedelta(hours=8)
DAY = timedelta(days=1)
# Whoever stays longer stays over a weekend.
WORKING_WEEK = 5
NOON = time(12)
# Earlier visits say something about the rhythm from this many on.
FEWEST_HABITS = 2

# How much each thing weighs against a day more of waiting.
WEIGHT_WISH = 6.0
WEIGHT_WEEKDAY = 3.0
WEIGHT_HOUR = 2.0
WEIGHT_SEASON = -8.0
WEIGHT_DAY = -0.25
WEIGHT_HALF_HOUR = -0.01

# What people write about when they have time.
PARTS = {
    "morning": re.compile(r"morning|forenoon|before noon|上午|早上", re.IGNORECASE),
    "afternoon": re.compile(r"afternoon|after lunch|下午", re.IGNORECASE),
}
WEEKDAYS = tuple(
    re.compile(rf"\b{english}|(?:周|星期|礼拜){chinese}", re.IGNORECASE)
    for english, chinese in (
        ("mon(?:day)?s?\\b", "一"),
        ("tue(?:s|sday)?s?\\b", "二"),
        ("wed(?:nesday)?s?\\b", "三"),
        ("thu(?:rs|rsday)?s?\\b", "四"),
        ("fri(?:day)?s?\\b", "五"),
        ("sat(?:urday)?s?\\b", "六"),
        ("sun(?:day)?s?\\b", "[日天]"),
    )
)
NEGATION = re.compile(
    r"\b(?:not|no|never|except|but|busy|away)\b|不|除|非|避|忙|没空|开会", re.IGNORECASE
)
# A negation holds until the clause ends.
CLAUSE = re.compile(r"[,;.，；。、]|(?=\b(?:not|no|never|except|but)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """When people have time: parts of the day and weekdays they like, and those they do not."""

    parts: frozenset = frozenset()
    weekdays: frozenset = frozenset()
    not_parts: frozenset = frozenset()
    not_weekdays: frozenset = frozenset()

    def fits(self, moment):
        """Tell whether a moment is liked: True, False where it is not, None for what is not said.

        :param datetime moment: local
        """
        part = "morning" if moment.time() < NOON else "afternoon"
        weekday = moment.weekday()
        if part in self.not_parts or weekday in self.not_weekdays:
            return False
        if (self.parts and part not in self.parts) or (
            self.weekdays and weekday not in self.weekdays
        ):
            return False
        return True if self.parts or self.weekdays else None


@dataclass(frozen=True)
class Moment:
    """A moment that is proposed, and why: codes with values."""

    start: datetime
    stop: datetime
    score: float
    reasons: tuple = field(default=())


def read_wish(text):
    """Return what a text says about when somebody has time; what is not understood says nothing.

    :param str text: such as “mornings, not Mondays” or “上午，周一不行”
    :rtype: Wish
    """
    found = {True: (set(), set()), False: (set(), set())}
    for clause in CLAUSE.split(text or ""):
        parts, weekdays = found[not NEGATION.search(clause)]
        parts.update(part for part, pattern in PARTS.items() if pattern.search(clause))
        weekdays.update(day for day, pattern in enumerate(WEEKDAYS) if pattern.search(clause))
    (parts, weekdays), (not_parts, not_weekdays) = found[True], found[False]
    return Wish(*map(frozenset, (parts, weekdays, not_parts, not_weekdays)))


def choose_way(usual, preferred):
    """Return how a visit is best made, and why.

    In person is preferred. A visit that its type makes by phone stays one; where all whose wishes
    are known like another way, it is theirs.

    :param str usual: of the type of visit
    :param preferred: ways that the persons visited like, as far as they are known
    :return: channel, and the code of the reason
    """
    wishes = {*preferred}
    if len(wishes) == 1:
        return (*wishes, "way_wished")
    if usual != "person":
        return usual, "way_usual"
    return "person", "way_person"


def in_season(day, month_from, month_to):
    """Tell whether a day lies in a season, which may wrap over new year.

    :param date day: the day
    :param int month_from: first month
    :param int month_to: last month
    :rtype: bool
    """
    if month_from <= month_to:
        return month_from <= day.month <= month_to
    return day.month >= month_from or day.month <= month_to


def propose(days, minutes, *, windows=(), busy=(), habits=(), wishes=(), busy_days=()):
    """Return up to three moments for a visit, the best one first, each on another day.

    A visit that takes longer than people usually receive us is proposed for half a working day, for
    a whole one, or for several; it does not end at night.

    :param days: local dates on which we work, the next one first; those without visits left out
    :param int minutes: how long the visit takes
    :param windows: when the customer receives visits: weekday (0 Monday), hour from, hour to
    :param busy: when somebody of us has something else to do: local start and end
    :param habits: when earlier visits began, local
    :param wishes: :class:`Wish` of the persons visited
    :param busy_days: those days on which the customer has a busy season
    :rtype: list[Moment]
    """
    length, worked = timedelta(minutes=minutes), {*days}
    best = {}
    for number, day in enumerate(days):
        for start, stop, opening in _slots(day, length, windows, worked):
            if any(begin < stop and end > start for begin, end in busy):
                continue
            score, reasons = _judge(start, opening, habits, wishes, day in busy_days)
            score += WEIGHT_DAY * number + WEIGHT_HALF_HOUR * ((start - _at(day, 0)) / STEP)
            if day not in best or score > best[day].score:
                best[day] = Moment(start, stop, score, tuple(reasons))
    return sorted(best.values(), key=lambda moment: (-moment.score, moment.start))[:PROPOSED]


def _slots(day, length, windows, worked):
    """Yield when a visit could be made that begins on a day, and in which visiting time.

    Where it fits, in the visiting times of the customer or those usual; a long one in half of the
    day, or in the whole; one that is longer still on that day and those after it.
    """
    hours = _get_hours(day, windows)
    tiers = [hours]
    if length > LONG_VISIT:
        tiers += [() if windows else HALF_DAYS, _get_span(day, windows)]
    for number, tier in enumerate(tiers):
        fitting = [each for each in tier if _at(day, each[0]) + length <= _at(day, each[1])]
        for first, last in fitting:
            start, end = _at(day, first), _at(day, last)
            while start + length <= end:
                yield start, start + length, (first, last) if windows and not number else None
                start += STEP
        if fitting:
            return
    if length > WORKING_DAY:
        yield from _find_days(day, length, windows, worked)


def _get_hours(day, windows):
    """Return the visiting times of a day, those usual where the customer has not said any."""
    if not windows:
        return USUAL_HOURS
    return tuple((first, last) for weekday, first, last in windows if weekday == day.weekday())


def _get_span(day, windows):
    """Return a working day from its beginning to its end, as the only one of a tuple."""
    hours = _get_hours(day, windows)
    if not hours:
        return ()
    return ((min(first for first, _last in hours), max(last for _first, last in hours)),)


def _find_days(day, length, windows, worked):
    """Yield when a visit could be made that takes several days, the first of which is given.

    It begins in the morning, and takes whole days where it would end at night.
    """
    span = _get_span(day, windows)
    if not span:
        return
    start = _at(day, span[0][0])
    for ahead in range(1, LONGEST_DAYS):
        last = day + DAY * ahead
        span = _get_span(last, windows) if last in worked else ()
        if not span and ahead < WORKING_WEEK:
            return
        for begins, ends in span:
            if start + length <= _at(last, ends):
                is_over = _at(last, begins) < start + length
                yield start, start + length if is_over else _at(last, ends), None
                return


def _at(day: date, hour):
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))


def _judge(start, opening, habits, wishes, is_busy):
    """Return how good a moment is, and why."""
    score, reasons = 0.0, []
    if opening:
        reasons.append(("window", {"weekday": start.weekday(), "hours": opening}))
    answers = [wish.fits(start) for wish in wishes]
    if False in answers:
        score -= WEIGHT_WISH
    elif True in answers:
        score += WEIGHT_WISH
        reasons.append(("wish", {}))
    if len(habits) >= FEWEST_HABITS:
        same_day = Counter(moment.weekday() for moment in habits)[start.weekday()]
        score += WEIGHT_WEEKDAY * same_day / len(habits)
        if same_day >= FEWEST_HABITS:
            reasons.append(
                ("weekday", {"weekday": start.weekday(), "count": same_day, "of": len(habits)})
            )
        near = sum(abs(_hour(moment) - _hour(start)) <= 1 for moment in habits)
        score += WEIGHT_HOUR * near / len(habits)
        if near >= FEWEST_HABITS:
            reasons.append(("hour", {"count": near, "of": len(habits)}))
    if is_busy:
        score += WEIGHT_SEASON
        reasons.append(("season", {}))
    return score, reasons


def _hour(moment):
    return moment.hour + moment.minute / 60
