"""How much of what a customer owes may be in dispute before nothing follows by itself any more."""


def is_too_much(disputed, due, share):
    """Tell whether so much is in dispute that people decide instead of the evaluation.

    :param Decimal disputed: what had fallen due and is in dispute, credit notes deducted
    :param Decimal due: what had fallen due and is not in dispute
    :param Decimal share: part of all that had fallen due which may be in dispute, 0 to 1
    :rtype: bool
    """
    return disputed > 0 and disputed > share * (due + disputed)
