"""A time limit for wkhtmltopdf: Odoo waits for it as long as it takes, and it may hang for ever.

Odoo hands the process to nobody. It is found among the children of this one by the title that the
PDF was given, and by when it began, so that no other PDF that is being made is touched.
"""

import threading
import time
from contextlib import contextmanager

import psutil

from odoo.exceptions import UserError


class _Watch:
    def __init__(self, title):
        self.title = title
        # clocks of processes are coarse
        self.began = time.time() - 1
        self.is_over = False

    def end(self):
        """End what makes the PDF, and what that has started."""
        self.is_over = True
        for child in psutil.Process().children():
            try:
                if child.create_time() >= self.began and self.title in child.cmdline():
                    for process in (*child.children(recursive=True), child):
                        process.kill()
            except psutil.NoSuchProcess:
                # it ended in this very moment
                continue


@contextmanager
def limited(env, title, seconds):
    """End the making of a PDF that takes too long.

    :param env: environment of the caller
    :param str title: what the PDF is given as title
    :param float seconds: how long it may take
    :raise UserError: when it took longer
    """
    watch = _Watch(title)
    timer = threading.Timer(seconds, watch.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except UserError as error:
        if not watch.is_over:
            raise
        raise UserError(
            env._(
                "wkhtmltopdf took longer than %(seconds)s seconds for this page and was ended. The "
                "next run tries again.",
                seconds=seconds,
            )
        ) from error
    finally:
        timer.cancel()
