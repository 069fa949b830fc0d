"""Whether an account is worth developing (development scheme, 2.6).

A forecast is a list of years. What is earned and spent in a year counts at its end, what the
development itself costs at its beginning; month by month, what counts at the end is spread evenly.
The risk coefficient lessens what is earned, never what is spent or lost: costs are certain. Amounts
are in one currency and exact; they are rounded for display, and compared as they are shown.
"""

from typing import NamedTuple

DAYS_PER_YEAR = 365
MONTHS_PER_YEAR = 12
# how many decimals are shown: of amounts, and of a share as a percentage with two
CENTS, SHARE = 2, 4


class Year(NamedTuple):
    """What one year of a forecast brings and takes, in one currency."""

    sales: float = 0.0
    # gross margin: sales less what the goods cost
    margin: float = 0.0
    # value of the stock kept for the customer, on the average of the year
    stock: float = 0.0
    staff: float = 0.0
    travel: float = 0.0
    # management and operating cost
    management: float = 0.0
    # seminars, samples, gifts: what it costs to win the customer
    development: float = 0.0


class Rates(NamedTuple):
    """Yearly rates as shares: 0.08 is 8 %."""

    # what money in stock costs
    stock: float = 0.0
    # at which later money is discounted
    discount: float = 0.0
    # share of the margin that is not to be counted on, 0 to 1
    risk: float = 0.0


class Thresholds(NamedTuple):
    """What a company asks of an account that is worth developing."""

    least_value: float = 0.0
    least_return: float = 0.0
    # 0: whenever
    most_months: int = 0


class Worth(NamedTuple):
    """What a forecast comes to; None where there is no such figure."""

    contribution: float
    rate_of_return: float | None
    break_even_month: int | None
    present_value: float


def stock_interest(stock, rate, days=DAYS_PER_YEAR):
    """Return what money that lies in stock costs: average stock × yearly rate × time.

    :param float stock: value of the stock on the average
    :param float rate: yearly rate as a share
    :param int days: how long it lies there
    """
    return stock * rate * days / DAYS_PER_YEAR


def earned(year, rates):
    """Return what a year earns that is to be counted on; a loss is counted on as a whole.

    :param Year year: the year
    :param Rates rates: the risk counts
    """
    return year.margin * (1 - rates.risk) if year.margin > 0 else year.margin


def running_cost(year, rates):
    """Return what a year takes besides the development itself.

    :param Year year: the year
    :param Rates rates: the rate of stock counts
    """
    interest = stock_interest(year.stock, rates.stock)
    return interest + year.staff + year.travel + year.management


def contribution(year, rates):
    """Return what a year contributes: the margin less its risk, less all costs.

    :param Year year: the year
    :param Rates rates: risk and rate of stock count
    """
    return earned(year, rates) - running_cost(year, rates) - year.development


def rate_of_return(years, rates):
    """Return what is earned on what is spent: total contribution ÷ total cost.

    :return: a share, or None where nothing is spent
    """
    spent = sum(running_cost(year, rates) + year.development for year in years)
    if not spent:
        return None
    return sum(contribution(year, rates) for year in years) / spent


def monthly(years, rates):
    """Return what each month contributes, from the first one on.

    :return: list of floats, twelve a year
    """
    months = []
    for year in years:
        running = earned(year, rates) - running_cost(year, rates)
        months += [running / MONTHS_PER_YEAR] * MONTHS_PER_YEAR
        months[-MONTHS_PER_YEAR] -= year.development
    return months


def break_even_month(years, rates):
    """Return the month by whose end what was earned covers what was spent, and goes on doing so.

    :return: number of the month from 1 on; None where that does not come within the forecast
    """
    total, reached = 0.0, None
    for number, amount in enumerate(monthly(years, rates), 1):
        total += amount
        if total < -1e-9:
            reached = None
        elif reached is None:
            reached = number
    return reached


def present_value(years, rates):
    """Return the net present value of a forecast at the first day of its first year.

    Year t: (margin × (1 − risk) − running cost) ÷ (1 + rate)^t − development ÷ (1 + rate)^(t − 1).
    """
    total = 0.0
    for number, year in enumerate(years, 1):
        running = earned(year, rates) - running_cost(year, rates)
        total += running / (1 + rates.discount) ** number
        total -= year.development / (1 + rates.discount) ** (number - 1)
    return total


def worth(years, rates):
    """Return all that a forecast comes to.

    :param years: list of :class:`Year`
    :param Rates rates: the rates
    :rtype: Worth
    """
    return Worth(
        contribution=sum(contribution(year, rates) for year in years),
        rate_of_return=rate_of_return(years, rates),
        break_even_month=break_even_month(years, rates) if years else None,
        present_value=present_value(years, rates),
    )


def failures(figures, thresholds):
    """Return which thresholds a forecast does not reach; none of them: worth developing.

    :param Worth figures: what the forecast comes to
    :param Thresholds thresholds: what the company asks
    :return: list of ``value``, ``return``, ``months``
    """
    failed = []
    if round(figures.present_value, CENTS) < round(thresholds.least_value, CENTS):
        failed.append("value")
    if figures.rate_of_return is not None and (
        round(figures.rate_of_return, SHARE) < round(thresholds.least_return, SHARE)
    ):
        failed.append("return")
    if thresholds.most_months and (
        figures.break_even_month is None or figures.break_even_month > thresholds.most_months
    ):
        failed.append("months")
    return failed
