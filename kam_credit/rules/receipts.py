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
        for index in order:
            last_day, open_amount = open_instalments[index]
            if amount <= 0 or last_day < received_on:
                break
            gain = min(amount, open_amount - gains[index])
            gains[index] += gain
            amount -= gain
    return gains
