"""Failures that a person can mend, told in one line."""

import re

# What the programs we call print, and the words in which we pass it on.
_CAUSES = (
    (
        r"No space left on device|Disk quota exceeded",
        "the disk is full: free some space (make clean empties .odoo), then run the command again",
    ),
    (
        r"Temporary failure (in name resolution|resolving)|Could not resolve|Name or service not known"
        r"|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Failed to establish a new connection"
        r"|NewConnectionError|ConnectTimeoutError|Could not connect to|Unable to connect to"
        r"|Connection (failed|timed out|refused)",
        "no network: the package servers do not answer; connect to it (or set the proxy) and "
        "run the command again, what was already fetched is kept",
    ),
)


class Problem(Exception):
    """Something outside the program is missing; the text says in one line what to do."""


def known_cause(output):
    """Return the one-line cause that a program's output shows.

    :param output: what the program printed
    :return: the sentence, or None when the output shows no cause known here
    """
    for pattern, sentence in _CAUSES:
        if re.search(pattern, output):
            return sentence
    return None


def problem_from(output, otherwise):
    """Make the :class:`Problem` for a program that failed.

    :param output: what the program printed
    :param otherwise: the sentence to use when the output shows no known cause
    """
    return Problem(known_cause(output) or otherwise)
