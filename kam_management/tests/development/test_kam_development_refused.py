from odoo.fields import Command
from odoo.tests import tagged

from ..refusals import RefusalCase
from .common import SCHEME, DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentRefused(DevelopmentCommon, RefusalCase):
    """Submitting a scheme or a record that is refused leaves nothing behind."""

    def test_incomplete_scheme(self):
        development = self._development()
        entered = {**SCHEME, "advantage_ids": [Command.create({"kind_id": self.point.id})]}
        self.assertLeavesNothing(self.rep_beijing, development, "no sales yet", entered)
        self.assertFalse(development.meaning)

    def test_scheme_in_review(self):
        development = self._filled()
        self.submit(development, self.rep_beijing)
        self.assertLeavesNothing(self.rep_beijing, development, "In review")

    def test_not_ones_own(self):
        self.assertLeavesNothing(self.rep_shanghai, self._filled(), ".", {"meaning": "x"})

    def test_record_without_a_scheme(self):
        development = self._development()
        self.seen_by(self.rep_beijing, development).action_start()
        record = self._recorded(development, reasons_text=False)
        entered = {"reasons_text": "They liked us"}
        self.assertLeavesNothing(self.rep_beijing, record, "no approved scheme", entered)
        self.assertFalse(record.reasons_text)
