"""How old what is owed is 账龄: the buckets, and the day from which days are counted."""

# What is not due yet, and what was paid or credited and is matched to nothing.
NOT_DUE = "not_due"
CREDIT = "credit"
# bucket -> its last day after the due date; None for no end
BUCKETS = (
    (NOT_DUE, 0),
    ("days_30", 30),
    ("days_60", 60),
    ("days_90", 90),
    ("over_90", None),
)


def bucket(amount, days_late):
    """Return the bucket of an open item.

    :param Decimal amount: what is open; negative for what is matched to nothing
    :param int days_late: days from its due date to the day of the table; negative before
    :rtype: str
    """
    if amount < 0:
        return CREDIT
    return next(name for name, last in BUCKETS if last is None or days_late <= last)
