"""Whether it was right to give a customer another tier than the figures led to."""

OPEN, RIGHT, WRONG, UNKNOWN = "open", "right", "wrong", "unknown"
UP, DOWN = "up", "down"


def direction(rank_led, rank_given):
    """Return whether people were kinder or stricter than the figures, False when neither.

    :param rank_led: rank of the tier to which the figures led, 0 the best; None for no tier
    :param rank_given: rank of the tier that was given, likewise
    :return: ``up``, ``down`` or False
    """
    if rank_led == rank_given:
        return False
    if rank_given is None:
        return DOWN
    return UP if rank_led is None or rank_given < rank_led else DOWN


def judge(way, is_over, has_business, is_bad):
    """Return what became of an override.

    Who was given a better tier than the figures led to was to pay well, who was given a worse one
    badly.

    :param str way: ``up`` or ``down``
    :param bool is_over: whether the time that is looked at has passed
    :param bool has_business: whether there was anything in it by which to judge
    :param bool is_bad: whether the customer turned out badly
    :return: ``open``, ``unknown``, ``right`` or ``wrong``
    :rtype: str
    """
    if not is_over:
        return OPEN
    if is_bad:
        return WRONG if way == UP else RIGHT
    if not has_business:
        return UNKNOWN
    return RIGHT if way == UP else WRONG
