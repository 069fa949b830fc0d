from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..visit.common import FindingCommon
from .common import WORDS, SuggestionCommon


class IntakeCommon(FindingCommon, SuggestionCommon):
    """Visits to the shop, and suggestions of the mill and the shop."""


@tagged("post_install", "-at_install")
class TestKamSuggestionIntake(IntakeCommon):
    """Written down in few words, found on a visit, and what the account shows of it."""

    # ------------------------------------------------------------------
    # in few words
    # ------------------------------------------------------------------

    def _quick(self, user=None, **vals):
        form = Form(
            self.suggestion_model.with_user(user or self.rep_shanghai),
            "kam_management.view_kam_suggestion_form_quick",
        )
        form.partner_id = self.mill.partner_id
        form.name = "Delivery notes"
        form.description = WORDS
        for name, value in vals.items():
            setattr(form, name, value)
        return form.save()

    def test_taken_in_and_accepted_by_one_button(self):
        suggestion = self._quick(kind_id=self.kind)
        action = suggestion.action_take_in()
        self.assertEqual(suggestion.state, "accepted")
        self.assertIn("Accepted", action["params"]["message"])
        # pressed once more
        suggestion.action_take_in()
        self.assertEqual(suggestion.state, "accepted")

    def test_not_classified_or_nobodys_waits(self):
        suggestion = self._quick()
        action = suggestion.action_take_in()
        self.assertEqual(suggestion.state, "received")
        self.assertIn("waits", action["params"]["message"])
        nobodys = self._quick(kind_id=self.kind, partner_id=self.stranger)
        nobodys.action_take_in()
        self.assertEqual(nobodys.state, "received")

    def test_the_tick_follows_the_address(self):
        self.mill.partner_id.email = "office@mill.example"
        form = Form(
            self.suggestion_model.with_user(self.rep_shanghai),
            "kam_management.view_kam_suggestion_form_quick",
        )
        form.partner_id = self.mill.partner_id
        self.assertTrue(form.thanks_by_mail)
        form.contact_name = "Somebody"
        form.partner_id = self.stranger
        self.assertFalse(form.thanks_by_mail)

    def test_who_writes_suggestions_down(self):
        for user in (self.employee, self.accountant, self.administrator, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._quick(user)
        suggestion = self._quick()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, suggestion).action_take_in()

    def test_what_was_given_stays(self):
        suggestion = self._quick(kind_id=self.kind)
        for name, value in (("contact_email", "a@b.example"), ("thanks_by_mail", True)):
            with self.subTest(name=name), self.assertRaises(UserError):
                suggestion.write({name: value})
        for name, value in (("date_thanked", "2026-01-01"), ("source_model", "res.partner")):
            with self.subTest(name=name), self.assertRaises(UserError):
                self._suggestion(**{name: value})

    def test_from_the_account(self):
        action = self.seen_by(self.rep_shanghai, self.mill).action_suggest()
        self.assertEqual(action["context"]["default_partner_id"], self.mill.partner_id.id)
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, self.mill).action_suggest()
        self.assertTrue(self.seen_by(self.rep_shanghai, self.mill).can_suggest)
        self.assertFalse(self.seen_by(self.administrator, self.mill).can_suggest)

    # ------------------------------------------------------------------
    # found on a visit
    # ------------------------------------------------------------------

    def _of(self, finding):
        return self.suggestion_model.search(
            [("source_model", "=", finding._name), ("source_id", "=", finding.id)]
        )

    def test_a_finding_goes_on_as_a_suggestion(self):
        self.boss.partner_id.email = "boss@shop.example"
        finding = self._passed("suggestion", user=self.rep_shanghai)
        suggestion = self._of(finding)
        self.assertEqual(suggestion.account_id, self.shop)
        self.assertEqual(suggestion.description, "Pack them in wood")
        self.assertEqual(suggestion.name, "Some suggestion")
        self.assertEqual(suggestion.contact_id, self.boss.partner_id)
        self.assertEqual(suggestion.channel, "person")
        self.assertEqual(suggestion.received_by_id, self.rep_shanghai)
        self.assertEqual(suggestion.author_id, self.rep_hangzhou)
        self.assertTrue(suggestion.date_thanked)
        self.assertEqual(finding.state, "done")
        outcome = self.seen_by(self.rep_shanghai, finding).outcome
        self.assertIn(suggestion.number, outcome)
        self.assertIn("Taken in", outcome)

    def test_a_finding_without_thanks(self):
        self.boss.partner_id.email = "boss@shop.example"
        finding = self._passed("suggestion", thanks_by_mail=False)
        self.assertFalse(self._of(finding).date_thanked)

    def test_on_the_phone(self):
        self.visit._protected_write({"channel": "video"})
        finding = self._passed("suggestion")
        self.assertEqual(self._of(finding).channel, "phone")

    def test_who_visited_is_told_of_the_decision(self):
        finding = self._passed("suggestion", user=self.rep_shanghai)
        suggestion = self._of(finding)
        suggestion._decide("refused", "Too dear", "The law forbids it")
        for user in (self.rep_shanghai, self.rep_hangzhou):
            with self.subTest(user=user.login):
                self.assertIn("Decided on: a suggestion of Shop", self._told(user))
        outcome = self.seen_by(self.rep_shanghai, finding).outcome
        self.assertIn("Not adopted", outcome)
        self.assertIn("The law forbids it", outcome)
        self.assertNotIn("Too dear", outcome)

    def test_the_outcome_is_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        finding = self._passed("suggestion")
        english = finding.outcome
        field = self.env["ir.model.fields"]._get("kam.suggestion", "state")
        field.selection_ids.filtered(
            lambda each: each.value == "received"
        ).update_field_translations("name", {"zh_CN": "已接收"})
        self.assertIn("已接收", finding.with_context(lang="zh_CN").outcome)
        self.assertIn("Taken in", english)

    def test_what_was_only_kept_is_taken_up(self):
        finding = self._found("suggestion")
        finding._settle("open", passed_by_id=self.rep_hangzhou.id)
        self.assertIn("Kept", finding.outcome)
        self.boss.partner_id.email = "boss@shop.example"
        self.assertTrue(self.seen_by(self.rep_hangzhou, finding).can_take_up)
        with self.assertRaises(AccessError):
            self.seen_by(self.employee, finding).action_take_up()
        self.seen_by(self.rep_hangzhou, finding).action_take_up()
        self.assertEqual(finding.state, "done")
        self.assertEqual(len(self._of(finding)), 1)
        # said some time ago
        self.assertFalse(self._of(finding).date_thanked)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, finding).action_take_up()
        self.assertEqual(len(self._of(finding)), 1)

    def test_only_suggestions_are_taken_up(self):
        finding = self._passed("problem")
        self.assertFalse(self.seen_by(self.rep_hangzhou, finding).can_take_up)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_hangzhou, finding).action_take_up()

    # ------------------------------------------------------------------
    # the page of the account, and the brief
    # ------------------------------------------------------------------

    def _late(self, suggestion):
        suggestion._protected_write({"date_promise": self.today - timedelta(days=1)})

    def _figure(self, user, account=None):
        figures = self.seen_by(user, account or self.mill).figures
        return next((each for each in figures if each["key"] == "suggestion"), None)

    def test_figure_and_counter(self):
        self.assertEqual(self._figure(self.rep_shanghai)["text"], "0")
        first, _second = self._suggestion(), self._suggestion()
        figure = self._figure(self.rep_shanghai)
        self.assertEqual((figure["text"], figure["tone"]), ("2", "muted"))
        self._late(first)
        figure = self._figure(self.rep_shanghai)
        self.assertEqual((figure["tone"], figure["note"]), ("danger", "1 late"))
        self.assertEqual(self.seen_by(self.rep_shanghai, self.mill).suggestion_count, 2)
        action = self.seen_by(self.rep_shanghai, self.mill).action_view_open_suggestions()
        self.assertEqual(len(self.suggestion_model.search(action["domain"])), 2)
        self.seen_by(self.manager_east, first).action_withdraw("Said twice")
        self.assertEqual(self._figure(self.rep_shanghai)["text"], "1")
        self.assertEqual(self.seen_by(self.rep_shanghai, self.mill).suggestion_count, 2)

    def test_figures_cost_the_same_for_many(self):
        for account in self.accounts:
            self._suggestion(partner=account.partner_id)
        found = {}
        # the first one is for what is read once
        for accounts in (self.mill, self.mill, self.mill | self.shop):
            own = self.seen_by(self.manager_east, accounts)
            own.mapped("company_id.name")
            before = self.cr.sql_log_count
            own._get_figures()
            found[len(own)] = self.cr.sql_log_count - before
        self.assertEqual(len({*found.values()}), 1, found)

    def test_time_line(self):
        suggestion = self._suggestion()
        rows = self.seen_by(self.rep_shanghai, self.mill).get_timeline(["suggestion"])["rows"]
        self.assertEqual([row["res_id"] for row in rows], suggestion.ids)
        self.assertIn(suggestion.number, rows[0]["title"])
        self.assertFalse(
            self.seen_by(self.rep_shanghai, self.mill).get_timeline(["suggestion_answer"])["rows"]
        )
        suggestion._protected_write({"date_replied": "2026-11-01 08:00:00"})
        rows = self.seen_by(self.rep_shanghai, self.mill).get_timeline(["suggestion_answer"])
        self.assertEqual(len(rows["rows"]), 1)

    def _brief(self, user=None):
        return self.seen_by(user or self.rep_hangzhou, self.visit).get_brief()

    def test_the_brief_lists_what_is_open_and_asks(self):
        suggestion = self._suggestion(
            partner=self.shop.partner_id, user=self.rep_hangzhou, name="Longer hours"
        )
        draft = self._found("suggestion", name="Smaller boxes")
        brief = self._brief()
        [section] = [each for each in brief["sections"] if each["key"] == "suggestion"]
        titles = {line["title"]: line["text"] for line in section["lines"]}
        self.assertEqual({*titles}, {"Longer hours", "Smaller boxes"})
        self.assertIn("Promised by", titles["Longer hours"])
        self.assertIn("Longer hours", str(brief["questions"]) + "Smaller boxes")
        self.assertTrue(
            [each for each in brief["questions"] if "Which answer is expected" in each["text"]]
        )
        self._late(suggestion)
        self.seen_by(self.rep_hangzhou, draft).action_pass_on()
        [section] = [each for each in self._brief()["sections"] if each["key"] == "suggestion"]
        # once each, also what was passed on
        titles = {line["title"]: line["text"] for line in section["lines"]}
        self.assertEqual(len(section["lines"]), 2)
        self.assertIn("Late", titles["Longer hours"])

    # ------------------------------------------------------------------
    # the account changes hands
    # ------------------------------------------------------------------

    def _give(self, **vals):
        dialog = (
            self.env["kam.account.owner.change"]
            .with_user(self.manager_east)
            .create(
                {
                    "account_ids": self.mill.ids,
                    "manager_id": self.rep_hangzhou.id,
                    "reason": "Moved",
                    **vals,
                }
            )
        )
        for line in dialog.line_ids:
            line.is_done = True
        self.assertEqual(dialog.case_count, 1)
        dialog.action_apply()
        return dialog

    def test_open_suggestions_go_along_with_their_duties(self):
        suggestion = self._suggestion()
        done = self._suggestion()
        self.seen_by(self.manager_east, done).action_withdraw("Said twice")
        others = self._suggestion(user=self.supervisor_shanghai)
        self.seen_by(self.supervisor_shanghai, others).author_id = self.supervisor_shanghai
        self._give()
        self.assertEqual(suggestion.author_id, self.rep_hangzhou)
        self.assertEqual(suggestion.open_deadline_ids.user_ids, self.rep_hangzhou)
        self.assertEqual(done.author_id, self.rep_shanghai)
        self.assertEqual(others.author_id, self.supervisor_shanghai)
        handover = self.mill.handover_ids[:1]
        self.assertIn(suggestion.number, handover.with_user(self.manager_east).work_html)

    def test_open_suggestions_can_be_left(self):
        suggestion = self._suggestion()
        self._give(move_cases=False)
        self.assertEqual(suggestion.author_id, self.rep_shanghai)
        self.assertEqual(self.mill.handover_ids[:1].left_count, 1)
