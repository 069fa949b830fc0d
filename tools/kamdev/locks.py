"""Locks between processes; the kernel releases them when a process dies."""

import fcntl
import os
from contextlib import contextmanager

from .console import say


@contextmanager
def exclusive(path, waiting):
    """Hold a lock file.

    :param path: the lock file, made when missing
    :param waiting: the line to print when another process holds it
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  {waiting}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Users:
    """Counts the processes that use a thing, so that the last one can put it away."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def join(self):
        """Become one of the users."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self):
        """Stop being a user.

        :return: whether nobody uses the thing any more
        """
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(self._descriptor)
