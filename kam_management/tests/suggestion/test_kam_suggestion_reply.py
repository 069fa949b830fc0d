import hashlib
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .answers import ANSWER, AnswerCommon

INTERNAL = "Dispatch grumbles, Finance pays"


@tagged("post_install", "-at_install")
class TestKamSuggestionReply(AnswerCommon):
    """The customer is answered once it is decided, once, and by the promised day or late."""

    def test_refused_before_the_decision(self):
        suggestion = self._suggestion()
        for state in ("received", "accepted"):
            with self.subTest(state=state), self._refused("not decided yet"):
                self.seen_by(self.rep_shanghai, suggestion).action_reply(ANSWER)
            if state == "received":
                self.seen_by(self.rep_shanghai, suggestion).action_accept()
        with self._refused("not decided yet"):
            self.seen_by(self.rep_shanghai, suggestion).action_ask_reply()
        listed = self._summary(self._reported()).line_ids.suggestion_id
        with self._refused("not decided yet"):
            self.seen_by(self.rep_shanghai, listed).with_context(state="decided").action_reply("A")
        self.assertFalse(listed.reply_ids)

    def test_answered_by_mail(self):
        suggestion = self._adopted()
        before = self._mails()
        self._answered(suggestion)
        self.assertEqual(suggestion.state, "replied")
        self.assertEqual(suggestion.replied_by_id, self.rep_shanghai)
        self.assertEqual(suggestion.date_replied, suggestion.date_replied_first)
        reply = suggestion.reply_ids
        self.assertEqual((reply.way, reply.state), ("mail", "sent"))
        self.assertTrue(reply.number.startswith("SF/"))
        mail = self._mails() - before
        self.assertEqual(len(mail), 1)
        self.assertIn(ANSWER, mail.body_html)
        self.assertIn("Thank you once more", mail.body_html)
        self.assertFalse(mail.model)
        file = mail.attachment_ids
        self.assertEqual(hashlib.sha256(file.raw).hexdigest(), reply.checksum)
        duty = suggestion.deadline_ids.filtered(lambda each: each.code == "suggestion_reply")
        self.assertEqual(duty.state, "kept")
        contact = self.mill.contact_ids.sorted("id")[-1:]
        self.assertEqual((contact.channel, contact.result), ("mail", ANSWER))

    def test_answered_late(self):
        suggestion = self._direct()
        with self._at(suggestion.date_promise + timedelta(days=3)):
            self.assertTrue(suggestion.is_late)
            self.assertEqual(suggestion.countdown, "3 days late")
            self._answered(suggestion)
        duty = suggestion.deadline_ids.filtered(lambda each: each.code == "suggestion_reply")
        self.assertEqual((duty.state, duty.days_late), ("late", 3))
        self.assertEqual(suggestion.countdown, "Answered 3 days late")
        self.assertFalse(suggestion.is_late)

    def test_counted_down(self):
        suggestion = self._suggestion()
        days = (suggestion.date_promise - self.today).days
        self.assertEqual(suggestion.countdown, f"{days} days left")
        for left, said in ((1, "1 day left"), (0, "Promised for today"), (-1, "1 day late")):
            with self.subTest(left=left), self._at(suggestion.date_promise - timedelta(days=left)):
                self.assertEqual(suggestion.countdown, said)

    def test_without_an_address_it_is_handed_over(self):
        suggestion = self._direct()
        suggestion.partner_id.email = False
        action = self.seen_by(self.rep_shanghai, suggestion).action_reply(ANSWER)
        self.assertEqual(action["report_name"], "kam_management.report_kam_suggestion_reply")
        self.assertEqual(suggestion.reply_ids.way, "hand")
        self.assertEqual(suggestion.state, "replied")

    def test_never_twice(self):
        suggestion = self._answered(self._direct())
        with self._refused("was answered on"):
            self.seen_by(self.director, suggestion).action_reply("Once more")
        with self._refused("was answered on"):
            self.seen_by(self.rep_shanghai, suggestion).action_ask_reply()
        self.assertEqual(len(suggestion.reply_ids), 1)
        # opened again and decided again, it is
        suggestion._write_process({"state": "accepted", "is_reopened": True})
        self.seen_by(self.director, suggestion).action_decide("refused", reply="It cannot be")
        first = suggestion.date_replied_first
        with self._at(self._day(2)):
            self._answered(suggestion, text="It cannot be")
        self.assertEqual(len(suggestion.reply_ids), 2)
        self.assertEqual(suggestion.date_replied_first, first)
        self.assertGreater(suggestion.date_replied, first)

    def test_the_sentence_of_the_decision_is_the_answer(self):
        suggestion = self._adopted()
        self.seen_by(self.rep_shanghai, suggestion).action_reply()
        reply = suggestion.reply_ids
        self.assertEqual(reply.text, "You will have them")
        self.assertEqual(reply.arrangement, "It is being carried out.")

    def test_what_is_done_has_no_day_to_come(self):
        suggestion = self._adopted()
        task = self._task(suggestion, date_due=self._day(40))
        self.seen_by(self.rep_shanghai, task).action_done("Mailed since Monday")
        self.seen_by(self.rep_shanghai, suggestion).action_reply()
        reply = suggestion.reply_ids
        self.assertEqual(
            (reply.arrangement, reply.date_arranged), ("It has been carried out.", False)
        )

    def test_an_empty_answer_is_none(self):
        suggestion = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        self.seen_by(self.director, suggestion).action_decide("adopted")
        with self._refused("Our Answer"):
            self.seen_by(self.rep_shanghai, suggestion).action_reply("  ")

    def test_the_dialog_proposes(self):
        suggestion = self._adopted()
        self._task(suggestion, date_due=self._day(40))
        action = self.seen_by(self.rep_shanghai, suggestion).action_ask_reply()
        dialogs = self.env["kam.suggestion.answer"].with_user(self.rep_shanghai)
        dialog = dialogs.with_context(action["context"]).create({})
        self.assertEqual(dialog.text, "You will have them")
        self.assertEqual(dialog.date_arranged, self._day(40))
        self.assertIn("foreman@mill.example.com", dialog.recipient)
        dialog.arrangement = "By mail, each evening"
        dialog.action_apply()
        self.assertEqual(suggestion.reply_ids.arrangement, "By mail, each evening")
        self.assertEqual(suggestion.reply_ids.date_arranged, self._day(40))

    def test_from_my_day(self):
        suggestion = self._direct()
        duty = suggestion.open_deadline_ids.filtered(lambda each: each.code == "suggestion_reply")
        my_day = self.env["kam.my.day"].with_user(self.rep_shanghai)
        self.env.flush_all()
        self.env.invalidate_all()
        [row] = [row for row in my_day.get_day()["rows"] if row["id"] == duty.id]
        self.assertEqual([action["key"] for action in row["actions"]], ["reply"])
        self.assertIn("With pleasure", row["facts"])
        action = my_day.settle(duty.ids, "reply")
        self.assertEqual(action["context"]["default_suggestion_id"], suggestion.id)

    def test_who_answers(self):
        suggestion = self._adopted()
        for user in (self.rep_hangzhou, self.rep_beijing, self.clerk, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, suggestion).action_reply(ANSWER)
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.manager_east):
            with self.subTest(user=user.login):
                own = self.seen_by(user, suggestion)
                self.assertTrue(own.can_answer)
                self.assertEqual(own.action_ask_reply()["res_model"], "kam.suggestion.answer")
        self._answered(suggestion, user=self.supervisor_shanghai)

    def test_what_was_answered_stays(self):
        reply = self._answered(self._direct()).reply_ids
        for user in (self.director, self.administrator):
            own = self.seen_by(user, reply)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.write({"text": "Something else"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.unlink()
        with self.assertRaises(UserError):
            reply.write({"text": "Something else"})
        file = self.env["ir.attachment"].search(
            [("res_model", "=", reply._name), ("res_id", "=", reply.id)]
        )
        with self.assertRaises(AccessError):
            self.seen_by(self.director, file).write({"raw": b"Something else"})
        with self.assertRaises(AccessError):
            self.seen_by(self.director, file).unlink()

    def test_the_form_holds_nothing_internal(self):
        suggestion = self._reported(contact_id=self.foreman.id)
        other = self._reported(partner=self.shop.partner_id, user=self.rep_hangzhou)
        self._decided(suggestion, other, decision_reason=INTERNAL)
        self._answered(suggestion)
        page = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "kam_management.report_kam_suggestion_reply", suggestion.reply_ids.ids
            )[0]
            .decode()
        )
        for text in (suggestion.number, suggestion.reply_ids.number, ANSWER, "Thank you once more"):
            self.assertIn(text, page)
        for text in (
            INTERNAL,
            self.dispatch.name,
            "From the first of the month",
            "Dispatch sends them",
            self.shop.partner_id.name,
            suggestion.unit_id.complete_name,
            suggestion.report_id.cause,
        ):
            self.assertNotIn(text, page)

    def test_what_the_customer_may_know_of_it(self):
        suggestion = self._direct()
        self.assertEqual(suggestion._get_arrangement(), ("", False))
        task = self._task(suggestion)
        told = []
        with patch.object(
            type(suggestion), "_on_replied", lambda _self, *args, **kw: told.append((args, kw))
        ):
            self._answered(suggestion)
        self.assertEqual(told, [((ANSWER,), {})])
        text, day = suggestion._get_arrangement()
        self.assertIn("It is being carried out.", text)
        self.assertFalse(day)
        self.seen_by(self.clerk, task).action_done("Done")
        self.assertEqual(suggestion._get_arrangement()[1], self.today)

    def test_filed_with_report_and_summary(self):
        suggestion = self._answered()
        entries = self.env["kam.archive.entry"].search(
            [("res_model", "=", "kam.suggestion.report"), ("res_id", "=", suggestion.report_id.id)],
            order="id",
        )
        names = [document["name"] for document in entries[-1:].documents]
        number = suggestion.reply_ids.number.replace("/", "-")
        self.assertTrue([name for name in names if name.startswith(number)], names)
        summary = suggestion.summary_line_id.summary_id
        self.assertTrue([name for name in names if summary.number in name], names)
