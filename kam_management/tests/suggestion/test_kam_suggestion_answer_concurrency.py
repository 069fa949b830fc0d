from contextlib import ExitStack

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase
from .common import WORDS, SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionAnswerConcurrency(ConcurrencyCase):
    """Two people answer a customer, or approve an interim answer, at the same moment: one does."""

    guarded = (
        "kam.deadline.move",
        "kam.deadline",
        "kam.suggestion.reply",
        "kam.suggestion.interim",
        "kam.suggestion",
        "kam.account.contact",
        "kam.account.event",
        "kam.account",
    )
    unguarded = ("mail.mail", *ConcurrencyCase.unguarded)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(SuggestionCommon) as world:
            mill = world._key_account("Answered Twice", world.shanghai, world.rep_shanghai)
            of_company = [("company_id", "=", world.company.id)]
            kind = world.env["kam.suggestion.kind"].search(of_company)[-1:]
            own = world.env["kam.suggestion"].with_user(world.rep_shanghai)
            decided, asked = own.create(
                [
                    {
                        "partner_id": mill.partner_id.id,
                        "name": "Delivery notes by mail",
                        "description": WORDS,
                        "kind_id": kind.id,
                    }
                    for _time in range(2)
                ]
            )
            (decided | asked).action_accept()
            decided.sudo()._decide("adopted", False, "Yes", user=world.director)
            day = fields.Date.add(asked.date_promise, days=30)
            asked.action_propose_interim("Soon", day)
            cls.suggestion_id, cls.asked_id = decided.id, asked.id
            cls.interim_id = asked.sudo().interim_ids.id

    def _both(self, first, second):
        """Let two calls look at the data at the same moment; return what the second was told."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_suggestion LIMIT 1")
            execute_cr(early, *first)
            early.commit()
            try:
                with mute_logger("odoo.sql_db"):
                    execute_cr(late, *second)
            except UserError as error:
                late.rollback()
                return str(error)
        return None

    def test_answered_by_two(self):
        calls = [
            (self.ids[who], "kam.suggestion", "action_reply", [[self.suggestion_id], who], {})
            for who in ("rep_shanghai", "manager_east")
        ]
        self.assertIn("was answered on", self._both(*calls) or "")
        with self._new_env() as env:
            suggestion = env["kam.suggestion"].browse(self.suggestion_id)
            self.assertEqual(suggestion.reply_ids.mapped("text"), ["rep_shanghai"])

    def test_approved_while_it_is_refused(self):
        manager = self.ids["manager_east"]
        calls = [
            (manager, "kam.suggestion.interim", name, [[self.interim_id]], {})
            for name in ("action_approve", "action_refuse")
        ]
        self.assertIn("waits for nobody", self._both(*calls) or "")
        with self._new_env() as env:
            suggestion = env["kam.suggestion"].browse(self.asked_id)
            self.assertEqual(suggestion.interim_ids.state, "approved")
            self.assertEqual(suggestion.date_promise, suggestion.interim_ids.date_to)
