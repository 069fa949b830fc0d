from contextlib import ExitStack
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase
from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitConcurrency(ConcurrencyCase):
    """A visit and its meeting are moved at the same moment: one comes later."""

    guarded = (
        "kam.deadline",
        "kam.visit.move",
        "kam.visit.report",
        "kam.visit",
        "kam.account.event",
        "kam.account",
    )
    unguarded = ("calendar.event", *ConcurrencyCase.unguarded)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(VisitCommon) as world:
            shop = world._key_account("Visited Twice", world.hangzhou, world.rep_hangzhou)
            types = world.env["kam.visit.type"].search([("company_id", "=", world.company.id)])
            start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=5)
            visit = (
                world.env["kam.visit"]
                .with_user(world.rep_hangzhou)
                .create(
                    {
                        "account_id": shop.id,
                        "type_id": types.filtered(lambda each: each.purpose == "regular")[0].id,
                        "date_start": start,
                        "goal": "Prices",
                    }
                )
            )
            cls.visit_id = visit.id
            cls.event_id = visit._find_events()[visit].id
            cls.start = start

    def _second(self, first, second):
        """Let a call begin, another one be made and committed, and then the first one go on."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_visit LIMIT 1")
            execute_cr(early, *first)
            try:
                with mute_logger("odoo.sql_db"):
                    execute_cr(late, *second)
            except UserError as error:
                late.rollback()
                return str(error)
        return None

    def _look(self):
        with self._new_env() as env:
            visit = env["kam.visit"].browse(self.visit_id)
            event = env["calendar.event"].browse(self.event_id)
            self.assertEqual((event.start, event.stop), (visit.date_start, visit.date_stop))
            return visit.date_start, len(visit.move_ids)

    def test_moved_from_both_sides(self):
        rep, manager = self.ids["rep_hangzhou"], self.ids["manager_east"]
        _start, moves = self._look()
        by_visit = self.start + timedelta(days=1)
        by_event = self.start + timedelta(days=2)
        visit_call = (
            manager,
            "kam.visit",
            "action_reschedule",
            [[self.visit_id], str(by_visit), None, "They asked"],
            {},
        )
        event_call = (
            rep,
            "calendar.event",
            "write",
            [[self.event_id], {"start": str(by_event)}],
            {},
        )
        self.assertIsNone(self._second(visit_call, event_call))
        self.assertEqual(self._look(), (by_event, moves + 2))
        self.assertIsNone(self._second(event_call, visit_call))
        self.assertEqual(self._look()[0], by_visit)

    def test_moved_while_it_is_cancelled(self):
        """The cancellation stands, and the meeting is not moved any more."""
        rep, manager = self.ids["rep_hangzhou"], self.ids["manager_east"]
        message = self._second(
            (manager, "kam.visit", "action_cancel", [[self.visit_id], "They close down"], {}),
            (rep, "calendar.event", "write", [[self.event_id], {"start": "2031-01-01"}], {}),
        )
        self.assertIn("Cancelled", message or "")
