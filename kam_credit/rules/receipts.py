"""Money received but not yet matched to invoices: what it could do for a fulfilment rate."""

from decimal import Decimal


def possible_on_time(open_instalments, receipts):
    """Return how much more could count as honoured on time if the receipts were allocated best.

    A receipt makes an instalment honoured on time only if it came no later than the instalment's
    last day. A later receipt therefore serves a subset of what an earlier one serves, and giving
    the latest receipts out first, to the latest instalments first, yields the maximum.

    :param open_instalments: ``(last day on time, open amount in company currency)`` pairs
    :param receipts: ``(day received, unallocated amount in company currency)`` pairs
    :return: amount in company currency per instalment, in the order given
    :rtype: list[Decimal]
    """
    gains = [Decimal(0)] * len(open_instalments)
    order = sorted(range(len(open_instalments)), key=lambda i: open_instalments[i][0], reverse=True)
    for received_on, amount in sorted(receipts, key=lambda receipt: receipt[0], reverse=True):
        left = amount
        for index in order:
            last_day, open_amount = open_instalments[index]
            if left <= 0 or last_day < received_on:
                break
            gain = min(left, open_amount - gains[index])
            gains[index] += gain
            left -= gain
    return gains


def possible_honoured(missing, receipts):
    """Return how many more instalments could be honoured if the receipts were allocated well.

    The smallest gaps are closed first, each as long as all chosen gaps can be closed together.

    :param missing: ``(last day on time, amount missing to be honoured)`` pairs, company currency
    :param receipts: as for :func:`possible_on_time`
    :return: number of instalments
    :rtype: int
    """
    chosen = []
    for gap in sorted(missing, key=lambda pair: pair[1]):
        attempt = [*chosen, gap]
        if sum(possible_on_time(attempt, receipts)) >= sum(amount for _day, amount in attempt):
            chosen = attempt
    return len(chosen)
