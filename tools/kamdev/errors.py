"""Failures that a person can mend, told in one line."""

import re

# What the programs we call print, and the words in which we pass it on.
_DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|ENOSPC|EDQUOT")
_NO_NETWORK = re.compile(
    r"Temporary failure (in name resolution|resolving)|Could not resolve|ConnectTimeoutError"
    r"|Name or service not known|Network is unreachable|Connection (failed|timed out|refused)"
    r"|Failed to establish a new connection|NewConnectionError|Could not connect to"
    r"|Unable to connect to|Cannot connect to proxy|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT"
)
DISK_FULL = (
    "the disk is full: free some space (make clean empties .odoo), then run the command again"
)
NO_NETWORK = (
    "no network: the package servers do not answer; connect (or set the proxy) and run the "
    "command again, what was fetched is kept"
)


class Problem(Exception):
    """Something outside the program is missing; the text says in one line what to do."""


def known_cause(output, *, fetches=False):
    """Return the one-line cause that a program's output shows.

    :param output: what the program printed
    :param fetches: whether the program fetches packages; others may also find a connection
        refused, but for other reasons
    :return: the sentence, or None when the output shows no cause known here
    """
    if _DISK_FULL.search(output):
        return DISK_FULL
    if fetches and _NO_NETWORK.search(output):
        return NO_NETWORK
    return None
