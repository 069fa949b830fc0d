"""Figures of an account's page: the months of a turnover, how it changed, how old a contact is."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

# so many months are shown, and compared with as many before
MONTHS = 12
# a contact older than these days is worth a word, and is too old
AGEING_DAYS = 30
OLD_DAYS = 90


def month_starts(today, months):
    """Return the first day of each of the last months, the oldest first, and the day after.

    A month ends with a day like ``today``: the last one is the month up to and with today.

    :param date today: the last day that counts
    :param int months: how many months
    :return: list of ``months + 1`` dates
    """
    return [
        today - relativedelta(months=back) + timedelta(days=1) for back in range(months, -1, -1)
    ]


def change(now, before):
    """Return by what share an amount changed, or None where nothing can be said.

    :param float now: the amount
    :param float before: the amount of the year before
    """
    if before <= 0:
        return None
    return (now - before) / before


def tone_of_change(share):
    """Return how a change is shown: growth is good news.

    :param share: what :func:`change` returned
    :return: success, danger or muted
    """
    if not share:
        return "muted"
    return "success" if share > 0 else "danger"


def tone_of_age(days):
    """Return how the age of the last contact is shown.

    :param days: days since, or None when there was none
    :return: success, warning, danger or muted
    """
    if days is None:
        return "muted"
    if days > OLD_DAYS:
        return "danger"
    return "warning" if days > AGEING_DAYS else "success"
