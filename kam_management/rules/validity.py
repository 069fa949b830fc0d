"""Dates of validity. Both ends belong to the period."""


def is_current(date_from, date_to, today):
    """Tell whether a period contains a day.

    :param date date_from: first day, or a false value for "since ever"
    :param date date_to: last day, or a false value for "until further notice"
    :param date today: the day asked for
    :return: True when ``date_from <= today <= date_to``
    """
    if date_from and today < date_from:
        return False
    return not date_to or today <= date_to


def overlap(first, second):
    """Tell whether two periods share a day.

    :param tuple first: ``(date_from, date_to)``, open ends as false values
    :param tuple second: the same
    :return: True when at least one day belongs to both
    """
    (first_from, first_to), (second_from, second_to) = first, second
    starts_in_time = not first_to or not second_from or second_from <= first_to
    ends_in_time = not second_to or not first_from or first_from <= second_to
    return starts_in_time and ends_in_time
