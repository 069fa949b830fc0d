"""In whose voice something is said in the conversation of a record of ours.

What people say themselves are comments, said now and in their own name, whatever else a call over
RPC asks for. Processes note what was decided or changed, and the mail gateway passes on what came
by mail: each says so around the one call, and no context or argument can.
"""

from contextlib import contextmanager
from contextvars import ContextVar

# a process of ours, or the tracking of fields
PROCESS = "process"
# the mail gateway
GATEWAY = "gateway"
# somebody, whose arguments have been looked at
PERSON = "person"

_voice = ContextVar("kam_voice", default=None)


@contextmanager
def speaking(voice):
    """Say in whose voice messages are written as long as the block runs.

    :param str voice: PROCESS, GATEWAY or PERSON
    """
    token = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(token)


def current():
    """Return in whose voice messages are written; None for whoever calls."""
    return _voice.get()
