from contextlib import ExitStack
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon
from ..concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestKamServiceEventConcurrency(ConcurrencyCase):
    """Two events at the same moment that both want the last of an allowance."""

    guarded = (
        "kam.service.event",
        "kam.service.entitlement",
        "kam.account",
        "kam.deadline",
        "kam.right.change",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            account = world._key_account("Invited Twice", world.shanghai, world.rep_shanghai)
            content = world.env.ref("kam_management.service_content_demonstration")
            entitlements = world.env["kam.service.entitlement"].with_user(world.manager_east)
            entitlements.create(
                {
                    "account_id": account.id,
                    "content_id": content.id,
                    "has_allowance": True,
                    "allowance": 1,
                    "date_to": fields.Date.add(world.company._kam_today(), days=90),
                    "reason": "Once",
                }
            )
            account.class_id = False
            begins = fields.Datetime.now() + timedelta(days=10)
            events = world.env["kam.service.event"].with_user(world.rep_shanghai)
            made = events.create(
                [
                    {
                        "name": name,
                        "kind": "other",
                        "date_start": begins,
                        "date_stop": begins + timedelta(hours=1),
                        "guest_ids": [
                            Command.create({"name": "Ms Twice", "account_id": account.id})
                        ],
                    }
                    for name in ("Early", "Late")
                ]
            )
            cls.events = made.ids
            cls.account_id, cls.content_id = account.id, content.id
            cls.login = world.rep_shanghai.id
            cls.manager = world.manager_east.id

    def _both(self, user, calls, pattern):
        """Let two carry out what they began to read for at once; the later one is refused."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_service_guest LIMIT 1")
            execute_cr(early, user, *calls[0])
            early.commit()
            with mute_logger("odoo.sql_db"), self.assertRaisesRegex(UserError, pattern):
                execute_cr(late, user, *calls[1])
            late.rollback()

    def test_both_cannot_have_the_last(self):
        calls = [("kam.service.event", "action_invite", ([event],), {}) for event in self.events]
        self._both(self.login, calls, "1, 0 are left")
        with self._new_env() as env:
            states = env["kam.service.event"].browse(self.events).mapped("state")
        self.assertEqual(states, ["invited", "planned"])

    def test_both_cannot_grant_the_same(self):
        with self._new_env() as env:
            day = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=9))
            content = env.ref("kam_management.service_content_rush").id
        vals = {
            "account_id": self.account_id,
            "content_id": content,
            "date_to": day,
            "reason": "Both",
        }
        call = ("kam.service.entitlement", "create", ([vals],), {})
        self._both(self.manager, [call, call], "holds already")
