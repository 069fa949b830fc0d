"""What all tests have in common under pytest."""

import os
import time

from _pytest import timing
from freezegun import freeze_time

import odoo


def test_a_stopped_clock_does_not_stop_pytests():
    begun = timing.Instant()
    with freeze_time("2001-01-01"):
        assert time.time() == 978307200
        taken = begun.elapsed()
    assert 0 <= taken.seconds < 60
    assert 0 <= taken.stop.time - taken.start.time < 60


def test_attachments_are_those_of_the_database():
    name = odoo.tests.common.get_db_name()
    assert os.path.basename(odoo.tools.config.filestore(name)) == name
