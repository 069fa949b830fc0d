"""The order of a time line that is read page by page from several sources, newest first.

Each row stands at a moment; of the same moment the sources come in their order, and within one the
row that was made last. A cursor names the last row that was shown.
"""

from datetime import datetime
from typing import NamedTuple


class Cursor(NamedTuple):
    """The last row of a page: its moment, the rank of its source, its id."""

    moment: datetime
    rank: int
    row_id: int


def newest_first(rows, key):
    """Return rows in the order of the time line.

    :param rows: any things
    :param key: function that returns moment, rank of the source and id of a row
    """
    # twice, for what is sorted keeps its order among equal moments
    by_source = sorted(rows, key=lambda row: (key(row)[1], -key(row)[2]))
    return sorted(by_source, key=lambda row: key(row)[0], reverse=True)


def at_that_moment(cursor, rank):
    """Tell which rows of a source that stand at the moment of the cursor come after it.

    :param Cursor cursor: the last row that was shown
    :param int rank: the source
    :return: ``all``, ``none``, or the id below which they lie
    """
    if rank == cursor.rank:
        return cursor.row_id
    return "all" if rank > cursor.rank else "none"
