from base64 import b64decode
from datetime import datetime, time

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.my_day import told

from ..common import day
from .common import KamCreditUseCommon

ANSWER = "credit_proposal_answer"


@tagged("post_install", "-at_install")
class TestKamCreditProposal(KamCreditUseCommon):
    """Proposals to improve credit management: who writes, reads and answers them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.general_manager = cls.make_user("gm", cls.headquarters, "general_manager")

    def answer(self, proposal, user=None, decision="adopted", reason="Right", **options):
        proposal.with_user(user or self.credit_approver).sudo(False).action_answer(
            decision, reason, **options
        )
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # who writes and reads
    # ------------------------------------------------------------------

    def test_rights(self):
        draft, sent = self.propose(), self.sent()
        others = (self.readers | self.south_supervisor | self.credit_admin) - self.credit_officer
        self.assertRights(draft, {self.credit_officer: "rwcd", others: "", self.outsiders: ""})
        self.assertRights(sent, {self.credit_officer: "rwcd", others: "r", self.outsiders: ""})

    def test_of_another_company(self):
        self.sent()
        stranger = self.make_user("elsewhere", company=self.other_company)
        reader = self.env.ref("kam_credit.group_credit_reader")
        stranger.sudo().group_ids |= reader
        self.assertFalse(self.env["kam.credit.proposal"].with_user(stranger).search([]))

    def test_written_for_units_of_ones_own(self):
        self.assertEqual(self.propose().unit_id, self.area)
        self.assertEqual(self.propose(self.director).unit_id, self.headquarters)
        self.assertEqual(self.propose(self.north_manager, unit_id=self.area.id).unit_id, self.area)
        with self.assertRaisesRegex(AccessError, "supervisors and above"):
            self.propose(unit_id=self.south_area.id)
        proposal = self.propose()
        with self.assertRaises(AccessError):
            proposal.with_user(self.credit_officer).unit_id = self.south_area
        for user in self.representative | self.clerk:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.propose(user, unit_id=self.area.id)

    def test_incomplete(self):
        proposal = self.propose(effect=" ")
        self.assertIn("Expected Effect", proposal.missing)
        with self.assertRaisesRegex(UserError, "Expected Effect"):
            proposal.with_user(self.credit_officer).action_send()
        self.assertEqual(proposal.stage, "draft")

    def test_what_was_sent_stays(self):
        proposal = self.sent()
        mine = proposal.with_user(self.credit_officer).sudo(False)
        with self.assertRaisesRegex(UserError, "Waits for an answer"):
            mine.effect = "All is better"
        with self.assertRaises(UserError):
            mine.decision = "adopted"
        with self.assertRaises(UserError):
            mine.unlink()
        with self.assertRaisesRegex(UserError, "needs nobody's approval"):
            mine.action_submit()

    def test_taken_back(self):
        proposal = self.sent()
        with self.assertRaises(AccessError):
            proposal.with_user(self.supervisor).sudo(False).action_take_back()
        mine = proposal.with_user(self.credit_officer).sudo(False)
        mine.action_take_back()
        self.assertEqual(proposal.stage, "draft")
        self.assertFalse(self.duty(proposal, ANSWER))
        mine.effect = "All is better"
        mine.action_send()
        self.assertTrue(self.duty(proposal, ANSWER))
        mine.action_take_back()
        mine.action_give_up()
        self.assertEqual((proposal.stage, proposal.approval_state), ("cancelled", "cancelled"))

    # ------------------------------------------------------------------
    # who answers
    # ------------------------------------------------------------------

    def test_an_area_or_region_does_not_answer(self):
        proposal = self.sent(self.supervisor)
        self.make_user("regional", self.north, "credit_approver")
        regional = self.positions["regional"].user_id
        for user in (
            self.credit_officer
            | self.north_manager
            | self.credit_reviewer
            | self.south_supervisor
            | self.credit_admin
            | regional
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "headquarters centre"),
            ):
                self.answer(proposal, user)
        self.assertEqual(proposal.stage, "submitted")

    def test_each_of_the_centre_answers(self):
        for user in self.credit_approver | self.director | self.general_manager:
            proposal = self.sent()
            mine = proposal.with_user(user).sudo(False)
            self.assertTrue(mine.can_answer_it)
            self.assertIn(mine, mine.search([("is_waiting_for_me", "=", True)]))
            self.answer(proposal, user)
            self.assertEqual((proposal.stage, proposal.answered_by_id), ("answered", user))
            self.assertEqual(proposal.approved_by_id, user)
            self.assertEqual(proposal.prepared_by_id, self.credit_officer)
            self.assertEqual(proposal.approval_standing, "approved")

    def test_never_the_author(self):
        proposal = self.sent(self.credit_approver)
        self.assertFalse(proposal.with_user(self.credit_approver).sudo(False).can_answer_it)
        with self.assertRaisesRegex(AccessError, "is yours"):
            self.answer(proposal, self.credit_approver)
        # owed by whoever comes next
        self.assertEqual(self.duty(proposal, ANSWER).user_ids, self.director)

    def test_with_a_reason(self):
        proposal = self.sent()
        for decision, reason, pattern in (
            ("adopted", " ", "told why"),
            ("", "Right", "Answer"),
            ("maybe", "Right", "maybe"),
        ):
            with self.subTest(decision=decision), self.assertRaisesRegex(UserError, pattern):
                self.answer(proposal, decision=decision, reason=reason)
        self.assertEqual(proposal.stage, "submitted")
        self.answer(proposal)
        with self.assertRaisesRegex(UserError, "Answered"):
            self.answer(proposal, decision="partly")

    def test_the_author_is_told(self):
        proposal = self.sent()
        before = self.root["mail.message"].search([]).ids
        self.answer(proposal, decision="partly", reason="Only in <summer>")
        message = self.root["mail.message"].search(
            [("id", "not in", before), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(message.notified_partner_ids, self.credit_officer.partner_id)
        self.assertIn("was answered", message.subject)
        self.assertIn("Partly adopted: Only in &lt;summer&gt;", message.body)

    def test_filed_with_its_answer(self):
        for decision, result in (
            ("adopted", "approved"),
            ("partly", "approved"),
            ("not_adopted", "rejected"),
        ):
            proposal = self.sent()
            self.answer(proposal, decision=decision, reason="Because of the auditors")
            entry = self.root["kam.archive.entry"].search(
                [("res_model", "=", proposal._name), ("res_id", "=", proposal.id)]
            )
            self.assertEqual((entry.approval_state, entry.is_confidential), (result, True))
            self.assertIn(b"Because of the auditors", b64decode(entry.page))
            self.assertTrue(entry.with_user(self.south_supervisor).has_access("read"))
            self.assertFalse(entry.with_user(self.representative).has_access("read"))

    # ------------------------------------------------------------------
    # until when
    # ------------------------------------------------------------------

    def test_owed_within_working_days(self):
        self.company.sudo().kam_credit_proposal_days = 2
        proposal = self.sent()
        duty = self.duty(proposal, ANSWER)
        # a Wednesday, hence the Friday after it
        self.assertEqual((proposal.date_answer_due, duty.date_due), (day(2), day(2)))
        self.assertEqual(duty.user_ids, self.credit_approver)
        self.assertIn(self.credit_approver.name, proposal.waiting_for)
        self.assertFalse(proposal.is_late)
        self.answer(proposal, self.director)
        self.assertEqual(duty.state, "kept")

    def test_a_late_answer_goes_up(self):
        self.company.sudo().kam_credit_proposal_days = 2
        proposal = self.sent()
        duty = self.duty(proposal, ANSWER)
        for offset, informed in (
            (3, self.director),
            (4, self.director | self.general_manager),
        ):
            with freeze_time(datetime.combine(day(offset), time(10))):
                self.env.flush_all()
                with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                    self.root["kam.deadline"].with_env(self.root(cr=cr))._cron_watch()
                self.env.invalidate_all()
                self.assertEqual(duty.told_ids, informed)
                self.assertTrue(proposal.is_late)
                late = self.env["kam.credit.proposal"].with_user(self.director)
                self.assertIn(proposal, late.search([("is_late", "=", True)]).sudo())
                self.assertTrue(duty.with_user(self.director).has_access("read"))
                self.assertFalse(duty.with_user(self.supervisor).has_access("read"))
        with freeze_time(datetime.combine(day(5), time(10))):
            self.answer(proposal)
        self.assertEqual((duty.state, duty.days_late), ("late", 3))

    def test_deferred(self):
        proposal = self.sent()
        first = self.duty(proposal, ANSWER)
        for wrong in (False, day(0), "soon"):
            with self.subTest(day=wrong), self.assertRaisesRegex(UserError, "Deferred Until"):
                self.answer(proposal, decision="deferred", date_deferred=wrong)
        self.answer(proposal, decision="deferred", reason="Ask first", date_deferred=day(20))
        self.assertEqual((proposal.stage, proposal.approval_state), ("deferred", "draft"))
        second = self.duty(proposal, ANSWER)
        self.assertEqual((first.state, second.date_due), ("kept", day(20)))
        self.assertEqual(proposal.date_due, day(20))
        self.answer(proposal, decision="not_adopted", reason="The auditors are against it")
        self.assertEqual((proposal.stage, second.state), ("answered", "kept"))
        self.assertFalse(proposal.date_deferred)

    def test_settled_in_my_day(self):
        proposal = self.sent()
        duty = self.duty(proposal, ANSWER).with_user(self.credit_approver)
        [said] = told(self.credit_approver, duty).values()
        self.assertEqual(said["actions"][0]["key"], "answer")
        action = proposal.with_user(self.credit_approver)._settle_duties(duty, "answer")
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.credit_approver)
            .with_context(**action["context"])
            .create({"decision": "adopted", "reason": "Right", "taken_up": self.taker})
        )
        with self.assertRaises(AccessError):
            dialog.with_user(self.director).action_apply()
        dialog.action_apply()
        self.assertEqual(proposal.stage, "answered")
        self.assertEqual(proposal.taken_up_name, self.tiers["red"].display_name)

    # ------------------------------------------------------------------
    # what takes it up
    # ------------------------------------------------------------------

    @property
    def taker(self):
        return f"kam.credit.tier,{self.tiers['red'].id}"

    def test_linked(self):
        proposal = self.sent()
        tier = self.tiers["red"]
        mine = proposal.with_user(self.credit_approver).sudo(False)
        with self.assertRaisesRegex(UserError, "Waits for an answer"):
            mine.action_link("kam.credit.tier", tier.id)
        self.answer(proposal)
        for model, record in (("res.users", 2), ("kam.credit.tier", 0), ("", tier.id)):
            with self.subTest(model=model), self.assertRaises(UserError):
                mine.action_link(model, record)
        with self.assertRaises(AccessError):
            proposal.with_user(self.north_manager).sudo(False).action_link(
                "kam.credit.tier", tier.id
            )
        mine.action_link("kam.credit.tier", tier.id)
        self.assertEqual(proposal.taken_up_name, tier.display_name)
        action = proposal.with_user(self.credit_officer).sudo(False).action_view_taken_up()
        self.assertEqual((action["res_model"], action["res_id"]), (tier._name, tier.id))

    def test_registers_are_workbooks(self):
        self.sent()
        reports = self.env["ir.actions.report"].with_user(self.director)
        content, kind = reports._render_xlsx("kam_credit.report_kam_credit_proposal_xlsx", [], {})
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))

    def test_queries_do_not_grow(self):
        names = {"number": {}, "name": {}, "is_late": {}, "stage": {}, "decision": {}}
        names["unit_id"] = names["author_id"] = {"fields": {"display_name": {}}}

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            proposals = self.env["kam.credit.proposal"].with_user(self.director)
            found = proposals.web_search_read([], names)["records"]
            return len(found), self.cr.sql_log_count - before

        for _number in range(2):
            self.sent()
        count()
        few, asked = count()
        for _number in range(8):
            self.sent()
        many, asked_of_many = count()
        self.assertEqual((few, many), (2, 10))
        self.assertEqual(asked_of_many, asked)
