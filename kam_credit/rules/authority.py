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


def find_lowest(authorities, stakes):
    """Return the first authority that is enough, or None.

    :param authorities: of :class:`Authority`, the lowest first
    :param dict stakes: as for :func:`covers`
    """
    return next((authority for authority in authorities if covers(authority, stakes)), None)
