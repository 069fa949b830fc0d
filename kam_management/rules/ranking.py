"""Who ranks above whom: whose forms somebody may decide."""

# Roles that are not listed stand beside the ladder and rank neither above nor below anybody.
RANKS = {
    "representative": 1,
    "supervisor": 2,
    "manager": 3,
    "development_manager": 3,
    "director": 4,
    "vice_president": 5,
    "general_manager": 6,
}
BESIDE = 0


def highest_rank(roles, ranks=RANKS):
    """Return the rank of somebody who holds some roles.

    :param roles: iterable of roles
    :param dict ranks: role -> rank
    :return: the highest rank of the roles; 0 for somebody who stands beside the ladder
    :rtype: int
    """
    return max((ranks.get(role, BESIDE) for role in roles), default=BESIDE)


def roles_above(rank, supervising, ranks=RANKS):
    """Return the roles that rank above somebody, the next one first.

    :param int rank: of whoever ranks highest among those who wrote a form
    :param supervising: roles that lead others
    :param dict ranks: role -> rank
    :return: list of sets of roles that rank equally
    """
    by_rank = {}
    for role in supervising:
        by_rank.setdefault(ranks.get(role, BESIDE), set()).add(role)
    return [by_rank[above] for above in sorted(by_rank) if above > rank]


def is_below(rank, other):
    """Tell whether somebody ranks below somebody else; nobody does who stands beside the ladder."""
    return BESIDE < rank < other
