from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .answers import AnswerCommon

JOB_LOGGER = "odoo.addons.kam_management.models.suggestion.kam_suggestion_execution"


@tagged("post_install", "-at_install")
class TestKamSuggestionSettling(AnswerCommon):
    """Settled is what was answered and carried out, by hand, by the last task or by the job."""

    def _run_job(self, is_failing=False):
        """Run the job; an expected error leaves what was done before, as for a real job."""
        self.env.flush_all()
        error = None
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            try:
                self.env(cr=cr)["kam.suggestion"]._cron_settle()
            except UserError as refusal:
                error = refusal
        self.env.invalidate_all()
        self.assertEqual(bool(error), is_failing, error)

    def test_settled_by_hand(self):
        suggestion = self._direct()
        with self._refused("this is possible for"):
            self.seen_by(self.rep_shanghai, suggestion).action_close()
        task = self._task(suggestion)
        self._answered(suggestion)
        with self._refused("is to be done by"):
            self.seen_by(self.rep_shanghai, suggestion).action_close()
        self.seen_by(self.clerk, task).action_done("Done")
        self.assertEqual(suggestion.state, "replied")
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, suggestion).action_close()
        self.seen_by(self.rep_shanghai, suggestion).action_close()
        self.assertEqual(suggestion.state, "closed")
        self.assertTrue(suggestion.date_closed)

    def test_settled_by_the_last_task(self):
        suggestion = self._direct()
        task = self._task(suggestion)
        self._answered(suggestion)
        with patch.object(type(suggestion), "_is_satisfied", return_value=True):
            self.seen_by(self.clerk, task).action_done("Done")
        self.assertEqual(suggestion.state, "closed")

    def test_settled_by_the_job(self):
        quiet = self._answered(self._direct())
        going_on = self._direct()
        self._task(going_on, date_due=self._day(60))
        self._answered(going_on)
        undecided = self._accepted()
        with self._at(self._day(13)):
            self._run_job()
            self.assertEqual(quiet.state, "replied")
        with self._at(self._day(14)):
            late = self._answered(self._direct())
            self._run_job()
            self.assertEqual(quiet.state, "closed")
            self.assertEqual(going_on.state, "replied")
            self.assertEqual(undecided.state, "accepted")
            self.assertEqual(late.state, "replied")

    def test_what_comes_back_is_not_settled(self):
        suggestion = self._answered(self._direct("postponed"))
        suggestion._write_process({"date_back": self._day(200)})
        with self._at(self._day(30)):
            self._run_job()
            suggestion._settle_if_done()
        self.assertEqual(suggestion.state, "replied")

    def test_one_that_fails_holds_nobody_up(self):
        first, second = (self._answered(self._direct()) for _time in range(2))
        settle = type(first)._settle

        def fail(records):
            if first in records:
                raise ValueError("Broken")
            settle(records)

        with (
            self._at(self._day(20)),
            patch.object(type(first), "_settle", fail),
            self.assertLogs(JOB_LOGGER, "ERROR"),
        ):
            self._run_job(is_failing=True)
        self.assertEqual((first.state, second.state), ("replied", "closed"))
