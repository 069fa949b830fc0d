"""What a customer's statement says of its ability to pay.

Ratios rest on like figures: those of a period are never set against those of another length. A
statement of less than a year is annualised, or refused where only years count.
"""

from decimal import Decimal
from typing import NamedTuple

# What grows with the length of the period; the rest is of its last day.
FLOWS = frozenset({"revenue", "cost_of_sales", "net_profit", "operating_profit"})
DAYS_OF_YEAR = 365
# a year with its leap day, and one that was closed a few days early or late
SHORTEST_YEAR, LONGEST_YEAR = 350, 380

PERCENT = "percent"
TIMES = "times"
DAYS = "days"


class Ratio(NamedTuple):
    """How a ratio is computed: from which figures, in which unit, by which function of a dict."""

    figures: tuple
    unit: str
    compute: callable


def _altman(figures):
    """Return Altman's Z″ of firms that are not listed, whatever their trade (Altman, 1995)."""
    assets = figures["total_assets"]
    capital = figures["current_assets"] - figures["current_liabilities"]
    return (
        Decimal("6.56") * capital / assets
        + Decimal("3.26") * figures["retained_earnings"] / assets
        + Decimal("6.72") * figures["operating_profit"] / assets
        + Decimal("1.05") * figures["equity"] / figures["total_liabilities"]
    )


RATIOS = {
    "current_ratio": Ratio(
        ("current_assets", "current_liabilities"),
        TIMES,
        lambda figures: figures["current_assets"] / figures["current_liabilities"],
    ),
    "debt_ratio": Ratio(
        ("total_liabilities", "total_assets"),
        PERCENT,
        lambda figures: figures["total_liabilities"] / figures["total_assets"] * 100,
    ),
    "return_on_assets": Ratio(
        ("net_profit", "total_assets"),
        PERCENT,
        lambda figures: figures["net_profit"] / figures["total_assets"] * 100,
    ),
    "net_profit_margin": Ratio(
        ("net_profit", "revenue"),
        PERCENT,
        lambda figures: figures["net_profit"] / figures["revenue"] * 100,
    ),
    "collection_days": Ratio(
        ("receivables", "revenue"),
        DAYS,
        lambda figures: figures["receivables"] / figures["revenue"] * DAYS_OF_YEAR,
    ),
    "altman_z": Ratio(
        (
            "current_assets",
            "current_liabilities",
            "total_assets",
            "retained_earnings",
            "operating_profit",
            "equity",
            "total_liabilities",
        ),
        TIMES,
        _altman,
    ),
}


def is_year(days):
    """Tell whether a period is a year.

    :param int days: its length, first and last day included
    """
    return SHORTEST_YEAR <= days <= LONGEST_YEAR


def annualised(figures, days):
    """Return the figures of a statement as if its period were a year.

    :param dict figures: name -> Decimal
    :param int days: length of the period, first and last day included; above 0
    :return: dict name -> Decimal; those of a year, and those of the last day, as they are
    """
    if is_year(days):
        return dict(figures)
    factor = Decimal(DAYS_OF_YEAR) / days
    return {name: value * factor if name in FLOWS else value for name, value in figures.items()}


def missing(kind, figures):
    """Return the figures that a ratio needs and a statement does not say: those that are 0.

    :param str kind: a key of ``RATIOS``
    :param dict figures: name -> Decimal
    :return: list of names
    """
    return [name for name in RATIOS[kind].figures if not figures[name]]


def compute(kind, figures, days):
    """Return a ratio of a statement.

    :param str kind: a key of ``RATIOS``
    :param dict figures: name -> Decimal, none of those that the ratio needs missing
    :param int days: length of the period, first and last day included
    :return: percent, times or days, see the ratio's unit
    :rtype: Decimal
    """
    return RATIOS[kind].compute(annualised(figures, days))
