"""Which tier the figures of a customer lead to, and why."""

# Why a customer's figures lead where they lead; the codes are stored and shown translated.
BELOW_THRESHOLD = "below_threshold"
BELOW_LOWEST = "below_lowest"
BY_AMOUNT = "by_amount"
BY_SCORE = "by_score"
# what the figures rest on is not all known yet: they are shown, and nothing follows from them
INCOMPLETE = "incomplete"

STRICTER = "stricter"
SCORE = "score"
AMOUNT = "amount"


def combine(policy, by_amount, by_score, has_score):
    """Return the tier that transaction amount and score lead to together.

    The scheme defines each list by its amount and rates by the score, and both hold at once: the
    stricter of the two decides unless the company chose one of them. Without an approved score the
    amount decides alone.

    :param str policy: ``stricter``, ``score`` or ``amount``
    :param by_amount: rank of the tier by amount, 0 the best; None below the lowest interval
    :param by_score: rank of the tier by score, 0 the best; None below the lowest interval
    :param bool has_score: whether the customer has an approved score
    :return: ``(rank, reason)``: the rank of the tier or None, and one of the codes above
    """
    if not has_score or policy == AMOUNT:
        return by_amount, BELOW_LOWEST if by_amount is None else BY_AMOUNT
    if policy == SCORE:
        return by_score, BELOW_LOWEST if by_score is None else BY_SCORE
    if by_amount is None or by_score is None:
        return None, BELOW_LOWEST
    if by_score > by_amount:
        return by_score, BY_SCORE
    return by_amount, BY_AMOUNT


def lead(policy, by_amount, by_score, has_score, is_below_threshold):
    """Return the tier that all figures of a customer lead to.

    A fulfilment rate below the threshold leads to an ordinary customer, who has no tier, whatever
    the amount (scheme, credit management, section 4).

    :param bool is_below_threshold: result of :func:`rules.fulfilment.is_below_threshold`
    :return: ``(rank, reason)`` as :func:`combine`
    """
    if is_below_threshold:
        return None, BELOW_THRESHOLD
    return combine(policy, by_amount, by_score, has_score)
