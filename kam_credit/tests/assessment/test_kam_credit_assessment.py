import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, day
from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditAssessment(KamCreditAssessmentCommon):
    """From the first score to the proposed tier change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["kam.credit.profile"].evaluate(
            partner_ids=cls.customer.ids, company_id=cls.company.id, simulate=False
        )
        cls.changes_before = cls.root["kam.credit.change"].search([])
        cls.changes_before._cancel("figures")
        cls.state_figures()
        cls.env.flush_all()

    @classmethod
    def state_figures(cls, **figures):
        return super().state_figures(cls, **figures)

    def test_the_score(self):
        sheet = self.assess()
        # rate 100 % -> 30; Z″ 4.342 -> 20; the operator is not judged: as badly as it can be
        self.assertEqual(sheet.score, 60)
        self.assertEqual(sheet.score_highest, 100)
        self.assertEqual(sheet.unknown_count, 1)
        self.judge(sheet, 80)
        self.assertEqual(sheet.score, 90)
        self.assertEqual(sheet.unknown_count, 0)
        self.assertEqual(sheet.tier_by_score_id, self.tiers["green"])
        # by its amount of 3000 it is on the red list: the stricter of the two
        self.assertEqual(sheet.tier_led_id, self.tiers["red"])
        self.assertEqual(self.line(sheet, "Z").value, 4.342)

    def test_approval_gives_the_score_and_proposes(self):
        sheet = self.assess()
        self.judge(sheet, 20)
        self.submit(sheet)
        self.assertEqual(self.acme.has_score, False)
        self.verify(sheet)
        self.sign(sheet)
        self.assertEqual(sheet.approval_state, "approved")
        self.assertTrue(self.acme.has_score)
        self.assertEqual(self.acme.score, 60)
        self.assertEqual(self.acme.tier_by_score_id, self.tiers["red"])
        self.assertEqual(self.acme.assessment_id, sheet)
        event = self.acme.event_ids.sorted("id")[-1]
        self.assertEqual(event.kind, "scored")
        self.assertIn("60.00", event.reason)
        # proposed, never applied
        self.assertFalse(self.acme.tier_id)
        change = self.changes()[:1]
        self.assertEqual(change.origin, "job")
        self.assertEqual(change.tier_to_id, self.tiers["red"])
        self.assertEqual(change.approval_state, "draft")

    def test_a_held_tier_stays_in_the_history(self):
        self.acme._assign_tier(self.tiers["yellow"], "Taken over")
        self.assessed(80)
        self.assertEqual(self.acme.tier_id, self.tiers["yellow"])
        self.assertEqual(
            self.account._get_grades(TODAY)[self.account]["tier_id"], self.tiers["yellow"]
        )

    def test_it_keeps_its_criteria(self):
        sheet = self.assessed(80)
        self.card.with_user(self.credit_admin).action_revise()
        edition = self.card.edition_ids
        edition.criterion_ids.with_user(self.credit_admin)[0].name = "Another name"
        edition.with_user(self.credit_admin).action_submit()
        for user, opinion in ((self.credit_approver, "Fine"), (self.director, "")):
            self.review(edition, user).action_approve(opinion)
        self.assertEqual(sheet.scorecard_id, self.card)
        self.assertEqual(sheet.line_ids[0].name, "Operator")
        self.assertEqual(sheet.score, 90)
        with self.assertRaises(UserError):
            sheet.with_user(self.credit_officer).line_ids[0].write({"evidence": "Other"})
        with self.assertRaises(UserError):
            sheet.with_user(self.credit_officer).action_revise()

    def test_the_next_one_takes_its_place(self):
        first = self.assessed(80)
        second = self.assessed(60)
        self.assertEqual(self.acme.assessment_id, second)
        self.assertEqual(first.control_status, "obsolete")
        self.assertEqual(second.control_status, "controlled")

    def test_one_at_a_time(self):
        sheet = self.assess()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
        ):
            self.assess()
        # the button goes on with the one that is open
        action = self.acme.with_user(self.credit_officer).action_assess()
        self.assertEqual(action["res_id"], sheet.id)

    def test_what_a_draft_lacks(self):
        sheet = self.assess()
        self.assertIn("Operator", sheet.missing)
        self.judge(sheet, 100, evidence=False)
        self.assertIn("evidence", sheet.missing)
        self.line(sheet, "Operator").evidence = "Interview of 3 June"
        self.assertFalse(sheet.missing)
        self.line(sheet, "Operator").is_unknown = True
        self.assertIn("why", sheet.missing)
        with self.assertRaises(UserError):
            self.submit(sheet)
        self.line(sheet, "Operator").remark = "Nobody was met"
        self.submit(sheet)
        self.assertEqual(sheet.score, 60)

    def test_two_people_give_two_scores(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        with self.assertRaisesRegex(UserError, "Operator"):
            self.judge(sheet, 60, field="second_level_id")
        self.judge(sheet, 40, user=self.credit_reviewer, field="second_level_id")
        line = self.line(sheet, "Operator")
        self.assertEqual(line.points, 60)
        self.assertEqual(line.difference, 40)
        self.assertIn("differ", sheet.missing)
        self.assertEqual(line.second_by_id, self.credit_reviewer)
        # one level apart is no matter
        self.judge(sheet, 60, user=self.credit_reviewer, field="second_level_id")
        self.assertFalse(sheet.missing)
        self.assertEqual(sheet.score, 85)

    def test_both_scores_at_once_are_one_persons(self):
        sheet = self.assess()
        line = self.line(sheet, "Operator")
        vals = {name: self.level(line, 80).id for name in ("level_id", "second_level_id")}
        own = sheet.with_user(self.credit_officer)
        for attempt in (
            lambda: line.write(vals),
            lambda: own.write({"line_ids": [Command.update(line.id, vals)]}),
        ):
            with self.assertRaisesRegex(UserError, "Somebody else"):
                attempt()
        self.judge(sheet, 60, user=self.credit_reviewer, field="second_level_id")
        # nor does one person take the place of both
        with self.assertRaisesRegex(UserError, "Somebody else"):
            line.write(vals)
        line.write({**vals, "second_level_id": False})
        self.assertEqual(line.points, 80)

    def test_a_score_in_review_is_explained(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        line = self.line(sheet, "Operator", self.credit_reviewer)
        for points, lacking in ((40, "differ"), (100, "evidence")):
            line.second_level_id = self.level(line, points)
            with self.assertRaisesRegex(UserError, lacking):
                self.verify(sheet)
        line.remark = "The annual report says so"
        self.verify(sheet)
        self.assertEqual(sheet.score, 95)

    def test_the_region_scores_while_it_verifies(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        self.judge(sheet, 60, user=self.credit_reviewer, field="second_level_id")
        self.assertEqual(sheet.score, 85)
        for attempt in (
            {"level_id": self.level(self.line(sheet, "Operator"), 60).id},
            {"evidence": "Other"},
        ):
            with self.assertRaises(UserError):
                self.line(sheet, "Operator", self.credit_reviewer).write(attempt)
        with self.assertRaises(UserError):
            self.judge(sheet, 60, field="second_level_id")

    def test_levels_of_other_criteria(self):
        sheet = self.assess()
        foreign = self.level(self.line(sheet, "Rate"), 100)
        with self.assertRaisesRegex(UserError, "own levels"):
            self.line(sheet, "Operator").write({"level_id": foreign.id})

    def test_nothing_is_forged(self):
        sheet = self.assess()
        line = self.line(sheet, "Operator")
        for record, vals in (
            (line, {"points": 100}),
            (line, {"contribution": 50}),
            (line, {"weight": 100}),
            (line, {"content": {}}),
            (line, {"scored_by_id": self.credit_reviewer.id}),
            (self.line(sheet, "Rate"), {"value": 100}),
            (sheet.with_user(self.credit_officer), {"score": 100}),
            (sheet.with_user(self.credit_officer), {"tier_rated_id": self.tiers["green"].id}),
            (sheet.with_user(self.credit_officer), {"transaction_amount": 1e9}),
            (sheet.with_user(self.credit_officer), {"scorecard_id": False}),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                record.write(vals)
        for attempt in (
            line.unlink,
            lambda: line.create({"assessment_id": sheet.id, "weight": 1, "category": "basic"}),
            lambda: self.acme.with_user(self.credit_officer).write({"score": 100}),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_an_adjustment_needs_reason_and_evidence(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        own = sheet.with_user(self.credit_officer)
        with self.assertRaisesRegex(UserError, "leads to"):
            own.override_tier_id = self.tiers["green"]
        own.override_tier_id = self.tiers["yellow"]
        self.assertEqual(sheet.override_direction, "down")
        self.assertIn("Reason", sheet.missing)
        self.assertIn("Evidence", sheet.missing)
        own.write({"override_reason": "information", "override_note": "Letter of the court"})
        self.submit(sheet)
        self.verify(sheet)
        self.sign(sheet)
        self.assertEqual(self.acme.tier_by_score_id, self.tiers["yellow"])
        self.assertTrue(self.acme.is_score_overridden)

    def test_moved_intervals_move_the_tier_by_score(self):
        self.assessed(80)
        self.assertEqual(self.acme.tier_by_score_id, self.tiers["green"])
        self.tiers["green"]._write_bands(
            {self.tiers["green"]: {"score_from": 95}, self.tiers["yellow"]: {"score_to": 95}}
        )
        self.assertEqual(self.acme.tier_by_score_id, self.tiers["yellow"])

    def test_only_potential_and_key_accounts(self):
        partner = self.make_customer("Ordinary")
        account = self.root["kam.account"]._get_or_create(partner, self.company)
        self.assertEqual(account.state, "ordinary")
        with self.assertRaisesRegex(UserError, "ordinary customer"):
            self.assess(partner, user=self.env.ref("base.user_root"))

    def test_a_downgrade_ends_it(self):
        sheet = self.assess()
        self.account._downgrade("credit", "Paid late")
        self.assertEqual(sheet.approval_state, "cancelled")
        self.assertFalse(self.acme.date_reassess)

    def test_without_a_scorecard(self):
        self.card._protected_write({"valid_from": day(1)})
        with self.assertRaisesRegex(UserError, "no approved scorecard"):
            self.assess()

    def test_the_explanation(self):
        sheet = self.assess()
        told = sheet._explain_score()
        [group] = told["groups"]
        self.assertEqual([row["name"] for row in group["rows"]], ["Operator", "Rate", "Z"])
        self.assertIn("60.00", told["total"])
        self.assertIn("100.00", told["unknown"])
        self.assertIn("0.00", told["boundary"])

    def test_figures_are_those_of_the_day_of_submission(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.invoice(self.customer, 500, due=day(-5))
        self.store(self.customer)
        self.assertEqual(sheet.transaction_amount, 3000)
        self.submit(sheet)
        self.assertEqual(sheet.transaction_amount, 3500)
        self.assertEqual(sheet.count_late, 1)
        # 3000 of 3500 on time
        self.assertEqual(self.line(sheet, "Rate").points, 60)

    def test_documents_that_are_asked_for(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.assertFalse(sheet.missing)
        self.company.sudo().kam_credit_documents_from = TODAY
        self.env.invalidate_all()
        self.assertIn("verified by somebody else", sheet.missing)
        with self.assertRaisesRegex(UserError, "verified by somebody else"):
            self.submit(sheet)
        self.company.sudo().kam_credit_documents_from = day(1)
        self.submit(sheet)
