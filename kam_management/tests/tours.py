import logging
from contextlib import contextmanager

from odoo.tests import HttpCase


class _Warnings(logging.Handler):
    """Keeps what the browser warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        if record.name.endswith(".browser"):
            self.said.append(record.getMessage())


@contextmanager
def browser_warnings():
    """Collect what the console of the browser warns of: a list that fills meanwhile."""
    logger, handler = logging.getLogger("odoo"), _Warnings()
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


class TourCase(HttpCase):
    """Tours that fail where the console of the browser warns of anything."""

    def start_tour(self, *args, **kwargs):
        """See the base method."""
        with browser_warnings() as said:
            super().start_tour(*args, **kwargs)
        self.assertEqual(said, [])
