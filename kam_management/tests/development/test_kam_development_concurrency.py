from contextlib import ExitStack
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon
from ..concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestKamDevelopmentConcurrency(ConcurrencyCase):
    """Two participants write at the same moment: the round ends with the later one."""

    guarded = (
        "kam.deadline",
        "kam.development.opinion",
        "kam.development.meeting",
        "kam.development",
        "kam.account.event",
        "kam.account",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            account = world._account("Asked Twice")
            account._enter_potential("manual", "Orders", world.beijing, world.rep_beijing)
            developments = world.env["kam.development"].with_user(world.rep_beijing)
            development = developments.create({"account_id": account.id})
            cls.asked = world.rep_beijing.id, world.rep_hangzhou.id
            meetings = world.env["kam.development.meeting"].with_user(world.supervisor_north)
            cls.meeting_id = meetings.create(
                {
                    "development_id": development.id,
                    "date_meeting": fields.Datetime.now() + timedelta(days=5),
                    "participant_ids": [Command.set(cls.asked)],
                }
            ).id

    def test_the_later_one_ends_the_round(self):
        call = ("kam.development.meeting", "action_give_opinion")
        given = [[self.meeting_id], "favour", "Now"], {}
        first, second = self.asked
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            # what the later one sees was before the earlier one wrote
            late.execute("SELECT 1 FROM kam_development_meeting LIMIT 1")
            execute_cr(early, first, *call, *given)
            early.commit()
            with mute_logger("odoo.sql_db"):
                execute_cr(late, second, *call, *given)
        with self._new_env() as env:
            meeting = env["kam.development.meeting"].browse(self.meeting_id)
            self.assertEqual((meeting.state, len(meeting.opinion_ids)), ("disclosed", 2))
            self.assertFalse(meeting.missing_ids)
