"""What a person sees while long steps run."""

import os
import sys
import time
from contextlib import contextmanager

# On a terminal the line is redrawn; in a log file a line now and then is enough.
_SECONDS_BETWEEN_LINES = 10


def in_ci():
    """Tell whether this is a run of continuous integration, where nothing may be skipped."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def say(text=""):
    """Print one line at once, also when standard output is a file."""
    print(text, flush=True)


class Step:
    """One long step, with its progress on one line."""

    def __init__(self, title):
        self.title = title
        self._started = self._shown = time.monotonic()
        self._redraw = sys.stdout.isatty()
        self._width = 0

    def show(self, detail):
        """Show how far the step is.

        :param detail: a few words, for example ``"45 of 123 MB (37 %)"``
        """
        now = time.monotonic()
        if self._redraw:
            line = f"  {self.title}: {detail}"
            print(f"\r{line:<{self._width}}", end="", flush=True)
            self._width = len(line)
        elif now - self._shown >= _SECONDS_BETWEEN_LINES:
            self._shown = now
            say(f"  {self.title}: {detail}")

    def clear(self):
        """Take the progress line away, so that what follows stands on a line of its own."""
        if self._redraw:
            print(f"\r{'':<{self._width}}\r", end="", flush=True)

    def finish(self):
        """Clear the progress line and leave the title with the time it took."""
        self.clear()
        say(f"  {self.title}: done in {time.monotonic() - self._started:.0f} s")


@contextmanager
def step(title):
    """Announce a long step, yield it for progress, and say how long it took."""
    current = Step(title)
    if not sys.stdout.isatty():
        say(f"  {title} ...")
    try:
        yield current
    except BaseException:
        current.clear()
        raise
    current.finish()
