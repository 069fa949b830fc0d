from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .answers import AnswerCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionInterim(AnswerCommon):
    """Before the decision the promise is moved at most twice, with the manager's approval."""

    def _duty(self, record, code):
        return record.deadline_ids.filtered(lambda duty: duty.code == code)

    def test_approved_it_moves_the_promise(self):
        interim = self._proposed()
        suggestion = interim.suggestion_id
        first = suggestion.date_promise
        self.assertEqual(self._duty(interim, "suggestion_interim").user_ids, self.manager_east)
        before = self._mails()
        self.seen_by(self.manager_east, interim).action_approve()
        self.assertEqual(suggestion.date_promise, first + timedelta(days=90))
        self.assertEqual(suggestion.date_promise_first, first)
        self.assertEqual(interim.state, "approved")
        self.assertEqual(interim.decided_by_id, self.manager_east)
        mail = self._mails() - before
        self.assertEqual(len(mail), 1)
        self.assertIn("We ask the hauliers.", mail.body_html)
        self.assertIn("Rep Shanghai".lower(), mail.email_from.lower().replace("_", " "))
        for code in ("suggestion_reply", "suggestion_report"):
            duty = self._duty(suggestion, code)
            with self.subTest(code=code):
                self.assertEqual(duty.move_ids.reason, "suggestion_interim")
        self.assertEqual(self._duty(suggestion, "suggestion_reply").date_due_first, first)
        self.assertEqual(self._duty(interim, "suggestion_interim").state, "kept")

    def test_refused_the_promise_stays(self):
        interim = self._proposed()
        promise = interim.suggestion_id.date_promise
        self.seen_by(self.manager_east, interim).action_refuse("Answer them now")
        self.assertEqual(interim.suggestion_id.date_promise, promise)
        self.assertEqual((interim.state, interim.refusal), ("refused", "Answer them now"))
        self.assertFalse(interim.open_deadline_ids)
        self.assertFalse(interim.mail_number)
        # another one may be proposed
        self._proposed(interim.suggestion_id)

    def test_never_by_whoever_proposed_it(self):
        suggestion = self._accepted()
        interim = self._proposed(suggestion, user=self.manager_east)
        self.assertEqual(self._duty(interim, "suggestion_interim").user_ids, self.director)
        with self.assertRaises(AccessError):
            self.seen_by(self.manager_east, interim).action_approve()
        with self.assertRaises(AccessError):
            self.seen_by(self.manager_east, interim).action_refuse()
        self.seen_by(self.director, interim).action_approve()

    def test_whom_it_does_not_wait_for(self):
        interim = self._proposed()
        for user in (
            self.rep_shanghai,
            self.supervisor_shanghai,
            self.rep_beijing,
            self.director,
            self.administrator,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, interim).action_approve()
        self.assertEqual(interim.state, "proposed")

    def test_at_most_twice(self):
        suggestion = self._accepted()
        for _time in range(2):
            interim = self._proposed(suggestion, days=30)
            with self._refused("waits to be approved already"):
                self._proposed(suggestion)
            self.seen_by(self.manager_east, interim).action_approve()
        with self._refused("not moved again"):
            self._proposed(suggestion)
        with self._refused("not moved again"):
            self.seen_by(self.rep_shanghai, suggestion).action_ask_interim()

    def test_only_before_the_decision(self):
        suggestion = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        interim = self._proposed(suggestion, user=self.rep_shanghai)
        self.seen_by(self.director, suggestion).action_decide("adopted", reply="Yes")
        self.assertEqual(interim.state, "cancelled")
        self.assertFalse(interim.open_deadline_ids)
        with self._refused("this is possible for"):
            self._proposed(suggestion)
        with self._refused("waits for nobody"):
            self.seen_by(self.director, interim).action_approve()

    def test_a_withdrawn_suggestion_needs_none(self):
        interim = self._proposed()
        self.seen_by(self.rep_shanghai, interim.suggestion_id).action_withdraw("A mistake")
        self.assertEqual(interim.state, "cancelled")

    def test_only_a_later_day(self):
        suggestion = self._accepted()
        own = self.seen_by(self.rep_shanghai, suggestion)
        promise = suggestion.date_promise
        for day in (promise, promise - timedelta(days=1), promise + timedelta(days=400), False):
            with self.subTest(day=day), self._refused("New Promised Date"):
                own.action_propose_interim("Soon", day)
        for day in ("soon", 7, [promise], {}, True):
            with self.subTest(day=day), self.assertRaises(UserError):
                own.action_propose_interim("Soon", day)
        with self._refused("How Things Stand"):
            own.action_propose_interim("", promise + timedelta(days=9))

    def test_what_was_told_stays(self):
        interim = self._proposed()
        with self.assertRaises(UserError):
            interim.write({"date_to": self._day(900)})
        self.seen_by(self.manager_east, interim).action_approve()
        for user in (self.manager_east, self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, interim).write({"text": "Other"})
        with self.assertRaises(UserError):
            interim.write({"state": "proposed"})
        with self.assertRaises(UserError):
            interim.unlink()

    def test_settled_from_my_day(self):
        interim = self._proposed()
        my_day = self.env["kam.my.day"].with_user(self.manager_east)
        self.env.invalidate_all()
        duty = interim.open_deadline_ids
        [row] = [row for row in my_day.get_day()["rows"] if row["id"] == duty.id]
        self.assertEqual([action["key"] for action in row["actions"]], ["approve", "refuse"])
        my_day.settle(duty.ids, "approve")
        self.assertEqual(interim.state, "approved")

    def test_who_reads_it(self):
        interim = self._proposed()
        self.assertRights(
            interim,
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "r",
                (self.administrator, self.director): "r",
                (self.clerk, self.employee): "",
            },
        )
