"""Who may release what 放行权限: in money, and in percent of the customer's limit."""

from decimal import Decimal
from typing import NamedTuple


class Authority(NamedTuple):
    """What a role may release: up to ``amount`` and up to ``share`` of the limit (1 is all).

    Both hold. None is without an end.
    """

    role: str
    amount: Decimal | None
    share: Decimal | None


class Stake(NamedTuple):
    """What a release lets go beyond what is granted, and the limit of the customer.

    ``limit`` is None where nothing limits: a share of it says nothing then.
    """

    amount: Decimal
    limit: Decimal | None


def covers(authority, stakes):
    """Tell whether an authority is enough for releasing everything at once.

    The amounts are added up: who may release 100 does not release ten times 100 in one go. The
    share is asked of each customer.

    :param Authority authority: what somebody may release
    :param dict stakes: customer -> list of its :class:`Stake`
    :rtype: bool
    """
    total = sum((stake.amount for some in stakes.values() for stake in some), Decimal(0))
    if authority.amount is not None and total > authority.amount:
        return False
    if authority.share is None:
        return True
    return all(_fits_share(authority.share, some) for some in stakes.values())


def _fits_share(share, stakes):
    limit = stakes[0].limit
    if limit is None:
        return True
    return sum((stake.amount for stake in stakes), Decimal(0)) <= share * limit


def find_room(authorities, stakes, customer):
    """Return how much more somebody may let go of a customer, on top of what is released.

    :param authorities: of :class:`Authority`, those that the person holds: the best one counts
    :param dict stakes: as for :func:`covers`
    :param customer: of whom more is let go
    :return: 0 where nothing more is covered; None without an end
    """
    total = sum((stake.amount for some in stakes.values() for stake in some), Decimal(0))
    own = stakes[customer]
    of_customer = sum((stake.amount for stake in own), Decimal(0))
    best = Decimal(0)
    for authority in authorities:
        rooms = []
        if authority.amount is not None:
            rooms.append(authority.amount - total)
        if authority.share is not None and own[0].limit is not None:
            rooms.append(authority.share * own[0].limit - of_customer)
        if not rooms:
            return None
        best = max(best, min(rooms))
    return best


def find_lowest(authorities, stakes):
    """Return the first authority that is enough, or None.

    :param authorities: of :class:`Authority`, the lowest first
    :param dict stakes: as for :func:`covers`
    """
    return next((authority for authority in authorities if covers(authority, stakes)), None)
