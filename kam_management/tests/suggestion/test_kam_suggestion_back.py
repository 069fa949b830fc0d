from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SuggestionCommon

JOB = "odoo.addons.kam_management.models.suggestion.kam_suggestion_back"


@tagged("post_install", "-at_install")
class TestKamSuggestionBack(SuggestionCommon):
    """What was postponed comes back by itself, on its day, to a draft of its unit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.back = cls.company._kam_add_working_days(cls.today, 40)

    def _postponed(self, *suggestions, is_answered=True):
        suggestions = suggestions or (self._reported(),)
        summary = self._decided(*suggestions, decision="postponed", date_back=self.back)
        if is_answered:
            for suggestion in suggestions:
                suggestion._write_process(
                    {"state": "replied", "date_replied": fields.Datetime.now()}
                )
                self.env["kam.deadline"]._cancel(suggestion, "not_needed")
        return summary

    def _run_job(self, day=None):
        """Run the job at noon of a day, by default of the one on which they come back."""
        self.env.flush_all()
        day = day or self.back
        error = None
        with (
            freeze_time(f"{day} 04:00:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            try:
                self.env(cr=cr)["kam.suggestion"]._cron_bring_back()
            except UserError as refusal:
                error = refusal
        self.env.invalidate_all()
        return error

    def _drafts(self):
        return self.env["kam.suggestion.summary"].search(
            [("company_id", "=", self.company.id), ("approval_state", "=", "draft")]
        )

    def test_on_its_day(self):
        before = self._postponed()
        suggestion = before.line_ids.suggestion_id
        promise = suggestion.date_promise
        self._run_job(self.back - timedelta(days=1))
        self.assertEqual(suggestion.state, "replied")
        self._run_job()
        self.assertEqual(suggestion.state, "listed")
        draft = self._drafts()
        self.assertEqual(draft.line_ids.suggestion_id, suggestion)
        self.assertEqual((draft.unit_id, draft.in_charge_id), (self.east, self.manager_east))
        self.assertEqual(suggestion.date_returned, self.back)
        # what was decided before stands on the summary before
        self.assertFalse(suggestion.decision or suggestion.reply_text or suggestion.decided_by_id)
        self.assertEqual(before.line_ids.decision, "postponed")
        # the promise was kept, and is not touched
        self.assertEqual(suggestion.date_promise, promise)
        duties = {duty.code: duty.date_due for duty in suggestion.open_deadline_ids}
        self.assertEqual(set(duties), {"suggestion_listing", "suggestion_reply"})
        self.assertEqual(
            duties["suggestion_listing"], self.company._kam_add_working_days(self.back, 2)
        )
        with freeze_time(f"{self.back} 04:00:00"):
            self.env.invalidate_all()
            self.assertFalse(suggestion.is_late)
            late = self.env["kam.suggestion"].search([("is_late", "=", True)])
            self.assertNotIn(suggestion, late)

    def test_it_is_decided_again(self):
        suggestion = self._postponed().line_ids.suggestion_id
        self._run_job()
        draft = self._drafts()
        self.submit(draft, self.manager_east)
        self._answer_all(draft)
        self._consolidate(draft)
        self._vote(draft)
        self._decide_lines(draft)
        self.assertEqual((suggestion.state, suggestion.decision), ("executing", "adopted"))

    def test_what_was_not_answered_waits(self):
        suggestion = self._postponed(is_answered=False).line_ids.suggestion_id
        self._run_job()
        self.assertEqual(suggestion.state, "decided")

    def test_to_the_draft_that_is_there(self):
        draft = self._summary(self._reported(name="Another"))
        suggestion = self._postponed().line_ids.suggestion_id
        self._run_job()
        self.assertEqual(suggestion.summary_id, draft)
        self._run_job()
        self.assertEqual(len(draft.line_ids), 2)

    def test_of_a_customer_who_is_no_key_account_any_more(self):
        suggestion = self._postponed().line_ids.suggestion_id
        self.mill._protected_write({"state": "ordinary"})
        self._run_job()
        self.assertEqual(suggestion.state, "accepted")
        self.assertIn("suggestion_direct", suggestion.open_deadline_ids.mapped("code"))

    def test_where_its_account_is_by_now(self):
        suggestion = self._postponed().line_ids.suggestion_id
        self._position(self.supervisor_north, self.north, "manager")
        self.mill._protected_write({"unit_id": self.beijing.id})
        self._run_job()
        self.assertEqual(suggestion.summary_id.unit_id, self.north)

    def test_one_that_cannot_come_back_is_named(self):
        kept = self._postponed(self._reported(name="Kept"), self._reported(name="Stuck"))
        stuck = kept.line_ids.suggestion_id.filtered(lambda each: each.name == "Stuck")
        other = kept.line_ids.suggestion_id - stuck
        model_class = type(self.env["kam.suggestion"])
        found = model_class._find_or_begin_draft

        def refuse(suggestion):
            if suggestion.id == stuck.id:
                raise UserError(suggestion.env._("Nobody leads it"))
            return found(suggestion)

        with (
            patch.object(model_class, "_find_or_begin_draft", refuse),
            mute_logger("odoo.addons.kam_management.transactions", JOB),
        ):
            self._run_job()
        self.assertEqual(other.state, "listed")
        self.assertEqual(stuck.state, "replied")
        self.assertIn("Nobody leads it", "".join(stuck.message_ids.mapped("body")))
        self._run_job()
        self.assertEqual(stuck.state, "listed")

    def test_killed_in_the_middle(self):
        suggestions = [self._reported(name=f"Wish {number}") for number in range(4)]
        self._postponed(*suggestions)
        model_class = type(self.env["kam.suggestion"])
        bring = model_class._bring_back
        batches = []

        def killed(some):
            batches.append(len(some))
            if len(batches) > 1:
                raise KeyboardInterrupt
            return bring(some)

        with (
            patch.object(model_class, "_bring_back", killed),
            patch(f"{JOB}.BATCH_SIZE", 2),
            self.assertRaises(KeyboardInterrupt),
        ):
            self._run_job()
        self.env.invalidate_all()
        self._run_job()
        self.assertEqual({each.state for each in suggestions}, {"listed"})
        self.assertEqual(len(self._drafts().line_ids), 4)

    def test_a_new_promise_counts_again(self):
        suggestion = self._postponed().line_ids.suggestion_id
        self._run_job()
        suggestion._write_process({"date_promise": self.back})
        self.assertFalse(suggestion.date_returned)
