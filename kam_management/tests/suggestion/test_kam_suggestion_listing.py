from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionListing(SuggestionCommon):
    """Putting suggestions on a summary, and taking them off again."""

    def _drafts(self):
        return self.env["kam.suggestion.summary"].search([("company_id", "=", self.company.id)])

    def _put(self, suggestions, user=None):
        return self.seen_by(user or self.manager_east, suggestions).action_put_on_summary()

    def test_one_begins_a_draft_and_the_next_extends_it(self):
        first, second = self._reported(), self._reported(name="Another")
        action = self._put(first)
        draft = self._drafts()
        self.assertEqual((action["res_model"], action["res_id"]), (draft._name, draft.id))
        self.assertEqual((draft.unit_id, draft.in_charge_id), (self.east, self.manager_east))
        self._put(second)
        self.assertEqual(self._drafts(), draft)
        self.assertEqual(draft.line_ids.suggestion_id, first | second)
        self.assertEqual(set((first | second).mapped("state")), {"listed"})

    def test_several_at_once(self):
        """What could not be added is named, with the reason; the others stand."""
        ready = self._reported() | self._reported(name="Another")
        unreported = self._accepted(name="Not reported")
        action = self._put(ready | unreported)
        self.assertEqual(action["params"]["title"], "2 of 3 done")
        self.assertIn(unreported.number, action["params"]["message"])
        self.assertIn("report is not approved", action["params"]["message"])
        draft = self._drafts()
        self.assertEqual(draft.line_ids.suggestion_id, ready)
        self.assertEqual(action["params"]["next"]["res_id"], draft.id)
        action = self._put(ready | unreported)
        self.assertEqual(action["params"]["title"], "0 of 3 done")

    def test_refused_alone(self):
        with self._refused("report is not approved"):
            self._put(self._accepted())
        listed = self._reported()
        self._put(listed)
        with self._refused("On a summary"):
            self._put(listed)

    def test_who_may(self):
        suggestion = self._reported()
        for user in (self.rep_shanghai, self.clerk, self.employee, self.administrator):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self._put(suggestion, user)
        with self._refused("", AccessError):
            self._put(suggestion, self.supervisor_north)
        self._put(suggestion, self.supervisor_shanghai)
        self.assertEqual(self._drafts().unit_id, self.shanghai)

    def test_a_returned_one_is_not_extended(self):
        returned = self._asked()
        self.withdraw(returned, self.manager_east)
        self._put(self._reported(name="Another"))
        self.assertEqual(len(self._drafts()), 2)
        self.assertEqual(len(returned.line_ids), 1)

    def test_twice_in_one_call(self):
        suggestion = self._reported()
        drafts = self._summary() | self._summary()
        lines = self.env["kam.suggestion.summary.line"].with_user(self.manager_east)
        with self._refused("stands there twice"):
            lines.create(
                [{"summary_id": draft.id, "suggestion_id": suggestion.id} for draft in drafts]
            )

    def test_chosen_on_the_form(self):
        suggestion = self._reported()
        other = self._accepted(name="Not reported")
        with Form(self.env["kam.suggestion.summary"].with_user(self.manager_east)) as form:
            form.unit_id = self.east
            with form.line_ids.new() as line:
                line.suggestion_id = suggestion
        draft = self._drafts()
        self.assertEqual(draft.line_ids.department_ids, self.dispatch)
        action = self.seen_by(self.manager_east, draft).action_choose_suggestions()
        self.assertFalse(self.env["kam.suggestion"].search(action["domain"]) & (suggestion | other))
        third = self._reported(name="Third")
        self.assertIn(third, self.env["kam.suggestion"].search(action["domain"]))
        self.submit(draft, self.manager_east)
        with self._refused(""):
            self.seen_by(self.manager_east, draft).action_choose_suggestions()

    def test_a_draft_is_deleted(self):
        summary = self._summary()
        suggestion = summary.line_ids.suggestion_id
        self.seen_by(self.manager_east, summary).unlink()
        self.assertEqual((suggestion.state, suggestion.summary_line_id.id), ("reporting", False))
        self.assertIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))

    def test_what_was_submitted_is_not_deleted(self):
        summary = self._asked()
        suggestion = summary.line_ids.suggestion_id
        self.withdraw(summary, self.manager_east)
        with self._refused("stays in the records"):
            self.seen_by(self.manager_east, summary).unlink()
        self.assertEqual(suggestion.state, "listed")

    def test_the_duty_stays_until_it_is_submitted(self):
        summary = self._summary()
        suggestion = summary.line_ids.suggestion_id
        suggestion._open_duties()
        self.assertIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))
        self.submit(summary, self.manager_east)
        self.assertNotIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))
        self.withdraw(summary, self.manager_east)
        suggestion._open_duties()
        self.assertNotIn("suggestion_listing", suggestion.open_deadline_ids.mapped("code"))

    def test_the_duty_leads_to_the_draft(self):
        """In one click, from My Day and from mails, and it says what is left to do."""
        suggestion = self._reported()
        my_day = self.env["kam.my.day"].with_user(self.manager_east)

        def look():
            row = next(
                row for row in my_day.get_day()["rows"] if row["code"] == "suggestion_listing"
            )
            action = my_day.settle([row["id"]], row["actions"][0]["key"])
            return row, (action["res_model"], action["res_id"])

        row, opened = look()
        self.assertEqual(row["actions"][0]["label"], "Put on a Summary")
        self.assertEqual(opened, (suggestion._name, suggestion.id))
        self._put(suggestion)
        draft = self._drafts()
        row, opened = look()
        self.assertEqual(row["actions"][0]["label"], "Submit")
        self.assertIn(f"On {draft.display_name}, which is not submitted yet.", row["facts"])
        self.assertEqual(opened, (draft._name, draft.id))
        duty = self.seen_by(self.manager_east, self.env["kam.deadline"].browse(row["id"]))
        self.assertEqual(duty.action_open_document()["res_id"], draft.id)
        # whoever reads the duty but no summaries opens the suggestion
        action = self.seen_by(self.rep_shanghai, suggestion).action_open_listing()
        self.assertEqual(action["res_id"], suggestion.id)

    def test_its_report_stays_as_it_was_approved(self):
        summary = self._summary()
        report = summary.line_ids.suggestion_id.report_id
        with self._refused(summary.number):
            self.revise(report, self.rep_shanghai)
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self.revise(report, self.rep_shanghai)
        self.assertEqual(report.approval_state, "draft")
        with self._refused("report is not approved"):
            self._put(report.suggestion_id)

    # ------------------------------------------------------------------
    # withdrawn, moved
    # ------------------------------------------------------------------

    def test_withdrawn_from_a_draft(self):
        kept = self._reported(name="Kept")
        summary = self._summary(self._reported(), kept)
        gone = summary.line_ids.suggestion_id - kept
        self.seen_by(self.rep_shanghai, gone).action_withdraw("Said in error")
        self.assertEqual(gone.state, "cancelled")
        self.assertEqual(summary.line_ids.suggestion_id, kept)

    def test_not_withdrawn_in_review(self):
        summary = self._asked()
        suggestion = summary.line_ids.suggestion_id
        with self._refused(summary.number):
            self.seen_by(self.rep_shanghai, suggestion).action_withdraw("Said in error")
        self.assertEqual(suggestion.state, "asking")

    def test_its_account_moves_while_it_is_on_a_draft(self):
        summary = self._summary()
        suggestion = summary.line_ids.suggestion_id
        self.mill._protected_write({"unit_id": self.beijing.id})
        self.assertEqual((suggestion.state, suggestion.unit_id), ("reporting", self.beijing))
        self.assertFalse(summary.line_ids)
        self.assertIn(suggestion.number, "".join(summary.message_ids.mapped("body")))
        self.assertFalse(self.seen_by(self.supervisor_shanghai, suggestion).has_access("read"))
        self.assertTrue(self.seen_by(self.supervisor_north, suggestion).has_access("read"))

    def test_its_account_moves_within_the_unit(self):
        summary = self._summary()
        self.mill._protected_write({"unit_id": self.hangzhou.id})
        self.assertTrue(summary.line_ids)

    def test_its_account_moves_while_it_is_in_review(self):
        """It is decided where it was asked; when it is released it goes where its account is."""
        summary = self._asked()
        suggestion = summary.line_ids.suggestion_id
        self.mill._protected_write({"unit_id": self.beijing.id})
        self.assertEqual(suggestion.state, "asking")
        self._answer_all(summary)
        self.assertFalse(self.seen_by(self.manager_east, suggestion).has_access("read"))
        own = self.seen_by(self.manager_east, summary)
        own.write({"line_ids": [(1, own.line_ids.id, {"consolidated": "Together"})]})
        self.assertIn(suggestion.number, own.line_ids.display_name)
        for name in ("kam_suggestion_summary_xlsx", "kam_suggestion_register_xlsx"):
            report = self.env["ir.actions.report"].with_user(self.manager_east)
            self.assertTrue(report._render_xlsx(f"kam_management.report_{name}", own.ids, {}))
        self.complete(summary, self.manager_east)
        self.return_(summary, self.director)
        # the draft opens, and names what is to be taken off
        self.assertIn(suggestion.number, self.seen_by(self.manager_east, summary).missing)
        with self._refused("is not of"):
            self.submit(summary, self.manager_east)
        self.seen_by(self.manager_east, summary.line_ids).unlink()
        self.assertEqual((suggestion.state, suggestion.unit_id), ("reporting", self.beijing))
        for user in (self.rep_shanghai, self.employee):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._put(suggestion, user)
