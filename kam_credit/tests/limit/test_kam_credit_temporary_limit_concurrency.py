from contextlib import ExitStack
from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import ValidationError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.common import KamCommon
from odoo.addons.kam_management.tests.concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestKamCreditTemporaryLimitConcurrency(ConcurrencyCase):
    """Two people enter temporary limits of one customer at the same moment."""

    guarded = ("kam.deadline", "kam.credit.temporary.limit", "kam.account.event", "kam.account")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            account = world._key_account("Limited Twice", world.hangzhou, world.rep_hangzhou)
            cls.profile_id = account.sudo().credit_profile_id.id
            cls.today = world.company._kam_today()

    def _enter(self, cr, first, last):
        vals = {
            "profile_id": self.profile_id,
            "amount": 5,
            "date_from": str(self.today + timedelta(days=first)),
            "date_to": str(self.today + timedelta(days=last)),
        }
        execute_cr(cr, SUPERUSER_ID, "kam.credit.temporary.limit", "create", [vals], {})

    def _look(self):
        with self._new_env() as env:
            forms = env["kam.credit.temporary.limit"].search(
                [("profile_id", "=", self.profile_id)], order="id"
            )
            return [(form.date_from - self.today).days for form in forms]

    def _enter_both(self, early_days, late_days):
        """Let one be entered and committed after the other one has begun; tell whether it is in."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            # what it sees is what was there before the first one
            late.execute("SELECT 1 FROM kam_credit_temporary_limit LIMIT 1")
            self._enter(early, *early_days)
            early.commit()
            try:
                with mute_logger("odoo.sql_db"):
                    self._enter(late, *late_days)
            except ValidationError:
                late.rollback()
                return False
            return True

    def test_only_one_holds_on_a_day(self):
        self.assertFalse(self._enter_both((1, 5), (5, 9)))
        self.assertEqual(self._look(), [1])
        self.assertTrue(self._enter_both((20, 25), (26, 29)))
        self.assertEqual(self._look(), [1, 20, 26])
