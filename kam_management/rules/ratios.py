"""Ratios of a customer's financial statement.

Scheme, development scheme, section 2.2 (大客户信息分类表, 客户经营信息). A ratio whose divisor is
zero, or negative where that makes no sense, has no value: ``None``, never 0.
"""

SHARE = "share"
DAYS = "days"

# kind -> unit, in the order of the scheme
UNITS = {
    "current_asset_ratio": SHARE,
    "net_profit_margin": SHARE,
    "return_on_assets": SHARE,
    "collection_days": DAYS,
    "inventory_days": DAYS,
}
KINDS = tuple(UNITS)


def share(part, whole):
    """Return which share a part is of a whole.

    :param float part: the part; may be negative, as a loss is
    :param float whole: the whole
    :return: 1.0 for all of it; None for a whole that is not positive
    """
    return part / whole if whole > 0 else None


def turnover_days(stock, flow, days):
    """Return for how many days a stock lasts at the flow of a period.

    :param float stock: what there was on the last day
    :param float flow: what went through in the period
    :param int days: length of the period, first and last day included
    :return: days; None for a flow or a length that is not positive, or a negative stock
    """
    return stock / flow * days if flow > 0 and days > 0 and stock >= 0 else None


def compute(figures, days):
    """Return the five ratios of a statement.

    :param dict figures: ``current_assets``, ``total_assets``, ``net_profit``, ``revenue``,
        ``cost_of_sales``, ``receivables`` and ``inventory``, all in one currency
    :param int days: length of the period, first and last day included
    :return: dict kind -> share (1.0 is all), days, or None for no value
    """
    return {
        "current_asset_ratio": share(figures["current_assets"], figures["total_assets"]),
        "net_profit_margin": share(figures["net_profit"], figures["revenue"]),
        "return_on_assets": share(figures["net_profit"], figures["total_assets"]),
        "collection_days": turnover_days(figures["receivables"], figures["revenue"], days),
        "inventory_days": turnover_days(figures["inventory"], figures["cost_of_sales"], days),
    }


def change(value, before):
    """Return by how much a ratio has changed.

    :param float value: the ratio now, or None
    :param float before: the ratio of the statement before, or None
    :return: the difference in the ratio's own unit; None when one of them has no value
    """
    return None if value is None or before is None else value - before
