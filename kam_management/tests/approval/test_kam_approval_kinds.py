from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalKinds(ApprovalCommon):
    """Steps that ask for an opinion, are completed, lapse, or do not apply to a form."""

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("kam_management.ir_cron_kam_deadline").method_direct_trigger()
        self.env.invalidate_all()

    def _submitted_at(self, day, **vals):
        with self._at(day):
            return self._submitted(**vals)

    def _department(self, name, login):
        department = self.env["hr.department"].create({"name": name})
        user = self._user(login)
        self.env["hr.employee"].create(
            {"name": name, "user_id": user.id, "department_id": department.id}
        )
        return department, user

    def _states(self, form):
        return form.review_ids.sorted(lambda review: (review.sequence, review.id)).mapped("state")

    # ------------------------------------------------------------------
    # an opinion
    # ------------------------------------------------------------------

    def test_an_answer_neither_returns_nor_rejects(self):
        self._route(
            [
                self._step(1, "Opinion", "area", "supervisor", kind="answer"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        for decision in ("return", "reject", "approve", "complete"):
            with self.subTest(decision=decision), self._refused("It asks for an opinion"):
                self._decide(self.supervisor_shanghai, form, decision)
        with self.assertRaises(AccessError):
            self.answer(form, self.manager_east)
        with self._refused("“Opinion” of .* is empty"):
            self.answer(form, self.supervisor_shanghai, opinion=" ")
        review = self._pending(form)
        self.assertOffered(form, self.supervisor_shanghai, "answer")
        self.answer(form, self.supervisor_shanghai, opinion="Worth while")
        self.assertRecordValues(
            review,
            [
                {
                    "state": "answered",
                    "decided_by_id": self.supervisor_shanghai.id,
                    "opinion": "Worth while",
                    "outcome": "Answered",
                }
            ],
        )
        self.assertEqual(
            self.env["kam.deadline"].search([("slot", "=", str(review.id))]).state, "kept"
        )
        with self._refused("Approve, return or reject it"):
            self.answer(form, self.manager_east)
        self.approve(form, self.manager_east)
        # whoever gave an opinion has signed nothing
        self.assertEqual(form.reviewed_by_id | form.approved_by_id, self.manager_east)

    def test_who_gave_an_opinion_may_decide(self):
        self._route(
            [
                self._step(1, "Opinion", "area", "supervisor", kind="answer"),
                self._step(2, "Area", "area", "supervisor"),
            ]
        )
        form = self._submitted()
        self.answer(form, self.supervisor_shanghai)
        self.approve(form, self.supervisor_shanghai)
        self.assertEqual(form.approval_state, "approved")

    def test_who_fills_fields_has_answered(self):
        self._route(
            [
                self._step(
                    1, "Opinion", "area", "supervisor", kind="answer", writable_fields="decision"
                ),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        self.seen_by(self.supervisor_shanghai, form).write({"decision": "Yes"})
        self.answer(form, self.supervisor_shanghai, opinion="")
        self.assertEqual(form.decision, "Yes")

    def test_the_dialog_lets_each_step_go_on_in_its_way(self):
        self._route(
            [
                self._step(1, "Opinion", "area", "supervisor", kind="answer"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        asked = self._submitted()
        self._route([self._step(1, "Area", "area", "supervisor")])
        decided = self._submitted()
        reviews = self._pending(asked) | self._pending(decided)
        dialog = self.env["kam.approval.decide"].with_user(self.supervisor_shanghai)
        dialog = dialog.create({"review_ids": [Command.set(reviews.ids)], "decision": "approve"})
        self.assertTrue(dialog.opinion_required)
        dialog.opinion = "Fine"
        dialog.action_apply()
        self.assertEqual(reviews.mapped("state"), ["answered", "approved"])

    # ------------------------------------------------------------------
    # completing
    # ------------------------------------------------------------------

    def test_whoever_is_in_charge_completes_the_form(self):
        self._route(
            [
                self._step(
                    1,
                    "Together",
                    False,
                    False,
                    kind="complete",
                    assign="in_charge",
                    writable_fields="decision",
                ),
                self._step(2, "Area", "area", "supervisor"),
            ]
        )
        form = self._submitted(in_charge_id=self.rep_hangzhou.id)
        self.assertEqual(self._pending(form).candidate_ids, self.rep_hangzhou)
        self.assertEqual(self._duties(form).user_ids, self.rep_hangzhou)
        form._hand_over(self.rep_hangzhou, self.rep_shanghai)
        # the author, who decides nothing
        self.assertEqual(self._pending(form).candidate_ids, self.rep_shanghai)
        self.assertOffered(form, self.rep_shanghai, "complete", "withdraw")
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, form).write({"name": "Other"})
        self.seen_by(self.rep_shanghai, form).write({"decision": "All in all"})
        for decision in ("approve", "return", "reject", "answer"):
            with self.subTest(decision=decision), self._refused("choose “Complete”"):
                self._decide(self.rep_shanghai, form, decision)
        review = self._pending(form)
        self.complete(form, self.rep_shanghai)
        self.assertEqual(review.state, "completed")
        self.approve(form, self.supervisor_shanghai)
        self.assertEqual(form.reviewed_by_id, self.supervisor_shanghai)

    # ------------------------------------------------------------------
    # silence
    # ------------------------------------------------------------------

    def test_on_the_day_after_the_round_goes_on(self):
        self._route(
            [
                self._step(1, "Opinion", "area", "supervisor", kind="answer", on_due="lapse"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted_at("2026-03-02")
        review, duty = self._pending(form), self._duties(form)
        with self._at("2026-03-05"):
            self._run()
            self.assertEqual(review.state, "pending")
        with self._at("2026-03-09"):
            self._run()
            self.assertRecordValues(
                review,
                [
                    {
                        "state": "lapsed",
                        "decided_by_id": False,
                        "opinion": False,
                        # whenever the job came by
                        "days_late": 1,
                        "outcome": "No answer by 03/05/2026",
                    }
                ],
            )
            self.assertEqual((duty.state, duty.reason), ("missed", "lapsed"))
            self.assertEqual(self._pending(form).name, "Region")
            self.assertIn("No answer by", "".join(form.message_ids.mapped("body")))
            self.assertFalse(review.cancel_reason)
            self.approve(form, self.manager_east)
        self.assertEqual(form.approved_by_id, self.manager_east)
        self.assertEqual(form.reviewed_by_id, self.manager_east)

    def test_silence_is_never_consent(self):
        """A step that decides goes by only where somebody else decides the form."""
        self._old_route([self._step(1, "Area", "area", "supervisor", on_due="lapse")])
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-06"):
            self._run()
            self.assertEqual(self._states(form), ["pending"])
            self.approve(form, self.supervisor_shanghai)
        self._route(
            [
                self._step(1, "Area", "area", "supervisor", on_due="lapse"),
                self._step(2, "Region", "region", "manager", on_due="lapse"),
                self._step(3, "Above", False, False, assign="superior"),
            ]
        )
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-20"):
            self._run()
            # what lapses as well, or may be passed over, is not certain to decide
            self.assertEqual(self._states(form), ["pending", "waiting", "waiting"])
        self._route(
            [
                self._step(1, "Area", "area", "supervisor", on_due="lapse"),
                self._step(1, "Region", "region", "manager"),
            ]
        )
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-06"):
            self._run()
            self.assertEqual(self._states(form), ["lapsed", "pending"])

    def test_what_waited_for_a_decision_goes_by_when_it_is_made(self):
        self._old_route(
            [
                self._step(1, "Area", "area", "supervisor", on_due="lapse"),
                self._step(1, "Region", "region", "manager", on_due="lapse"),
            ]
        )
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-06"):
            self._run()
            self.assertEqual(self._states(form), ["pending", "pending"])
            region = self._pending(form).sorted("id")[1]
            region.with_user(self.manager_east).action_approve("Fine")
            self.assertEqual(self._states(form), ["lapsed", "approved"])
            self.assertEqual(form.approval_state, "approved")
            self.assertEqual(form.reviewed_by_id | form.approved_by_id, self.manager_east)

    def test_what_is_extended_lapses_later(self):
        self._route(
            [
                self._step(
                    1,
                    "Opinion",
                    "area",
                    "supervisor",
                    kind="answer",
                    on_due="lapse",
                    extension_max_days=9,
                    extension_role="director",
                ),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted_at("2026-03-02")
        with self._at("2026-03-05"):
            self.extend(form, self.director, 2)
        for day, state in (("2026-03-07", "pending"), ("2026-03-08", "lapsed")):
            with self._at(day):
                self._run()
                self.assertEqual(self._states(form)[0], state)

    def test_nobody_needs_to_be_there_for_what_lapses(self):
        north = self._unit("New Area", "area", self.north)
        self._route(
            [
                self._step(1, "Opinion", "area", "director", kind="answer", on_due="lapse"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        self.position_director.action_end()
        form = self._submitted(unit_id=north.id)
        self.assertFalse(self._pending(form).candidate_ids)
        self._route(
            [
                self._step(1, "Opinion", "area", "director", kind="answer"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        with self._refused("Nobody could decide “Opinion”"):
            self._submitted(unit_id=north.id)

    def test_only_the_process_lets_steps_lapse(self):
        self._route(
            [
                self._step(1, "Opinion", "area", "supervisor", kind="answer", on_due="lapse"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        # not before its time either
        self._pending(form)._lapse()
        self.assertEqual(self._states(form), ["pending", "waiting"])
        with self._refused("cannot be changed by hand"):
            self._pending(form).write({"state": "lapsed"})

    # ------------------------------------------------------------------
    # conditions
    # ------------------------------------------------------------------

    def test_a_step_that_does_not_apply_is_passed_over(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(2, "Large", "headquarters", "director", condition="_step_is_large"),
            ]
        )
        small, large = self._submitted(amount=1), self._submitted(amount=1000)
        self.assertEqual(self._states(small), ["pending", "passed"])
        self.assertEqual(self._states(large), ["pending", "waiting"])
        self.assertEqual(
            small.review_ids.sorted("id")[1].outcome, "Passed over: Does not apply (Large amounts)"
        )
        # asked when it was submitted
        large._protected_write({"amount": 1})
        self.approve(small, self.supervisor_shanghai)
        self.approve(large, self.supervisor_shanghai)
        self.assertEqual((small.approval_state, large.approval_state), ("approved", "in_review"))
        self.approve(large, self.director)
        self.assertEqual(large.approved_by_id, self.director)
        self.assertEqual(small.approved_by_id, self.supervisor_shanghai)

    def test_a_form_to_which_no_step_applies_is_complete_at_once(self):
        self._route([self._step(1, "Large", "area", "supervisor", condition="_step_is_large")])
        form = self._submitted(amount=1)
        self.assertEqual((form.approval_state, form.happened), ("approved", "approved"))
        self.assertEqual(form.prepared_by_id, self.rep_shanghai)
        self.assertFalse(form.approved_by_id)
        self.assertEqual(form.archive_count, 1)

    def test_nobody_needs_to_be_there_for_what_does_not_apply(self):
        self.position_director.action_end()
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(2, "Large", "headquarters", "director", condition="_step_is_large"),
            ]
        )
        self.assertEqual(self._submitted(amount=1).approval_state, "in_review")
        with self._refused("Nobody could decide “Large”"):
            self._submitted(amount=1000)

    def test_a_condition_that_the_form_knows_no_more(self):
        self._route([self._step(1, "Large", "area", "supervisor", condition="_step_is_large")])
        form = self._form()
        with (
            patch.object(self.env.registry[FORM], "_step_is_large", None),
            self._refused("cannot be asked for the condition _step_is_large any more"),
        ):
            self.submit(form, self.rep_shanghai)

    def test_a_form_that_nobody_approves(self):
        form = self._form()
        with patch.object(self.env.registry[FORM], "_needs_approval", lambda form: False):
            self.assertOffered(form, self.rep_shanghai)
            with self._refused("needs nobody's approval"):
                self.submit(form, self.rep_shanghai)
            self.assertFalse(self.seen_by(self.rep_shanghai, form).missing)
            self.seen_by(self.rep_shanghai, form).write({"name": "Still mine"})
            form.with_user(self.rep_shanghai).sudo()._complete()
        self.assertEqual((form.approval_state, form.archive_count), ("approved", 1))
        with self._refused("cannot be changed"):
            self.seen_by(self.rep_shanghai, form).write({"name": "Later"})

    # ------------------------------------------------------------------
    # columns
    # ------------------------------------------------------------------

    def test_a_department_fills_its_own_lines(self):
        quality, member = self._department("Quality", "quality")
        finance, other = self._department("Finance", "finance")
        self._route(
            [
                self._step(
                    1,
                    "Departments",
                    False,
                    False,
                    per_department=True,
                    kind="answer",
                    writable_fields="line_ids.decision",
                ),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted(
            executing_department_id=quality.id,
            supervising_department_id=finance.id,
            line_ids=[Command.create({"name": name}) for name in ("Quality", "Finance")],
        )

        def is_own(form, line, name):
            mine = form.sudo().review_ids.filtered("is_mine").department_id
            return line.name in mine.mapped("name")

        with patch.object(self.env.registry[FORM], "_is_line_writable", is_own):
            for user, at in ((member, 0), (other, 1)):
                lines = self.seen_by(user, form.line_ids)
                lines[at].write({"decision": "Mine"})
                for attempt in (
                    lambda lines=lines, at=at: lines[1 - at].write({"decision": "Not mine"}),
                    lambda lines=lines: lines.write({"decision": "All"}),
                ):
                    with self._refused("cannot be changed"):
                        attempt()
        self.assertEqual(form.line_ids.mapped("decision"), ["Mine", "Mine"])

    def test_lines_of_others_are_neither_added_nor_deleted(self):
        self._route([self._step(1, "Area", "area", "supervisor", writable_fields="line_ids")])
        form = self._submitted(line_ids=[Command.create({"name": name}) for name in ("A", "B")])
        with patch.object(
            self.env.registry[FORM], "_is_line_writable", lambda form, line, name: line.name != "B"
        ):
            seen = self.seen_by(self.supervisor_shanghai, form)
            seen.write({"line_ids": [Command.create({"name": "C"})]})
            with self._refused("cannot be changed"):
                seen.write({"line_ids": [Command.create({"name": "B"})]})
            with self._refused("cannot be changed"):
                seen.line_ids[1].unlink()
            seen.line_ids[0].unlink()
        self.assertEqual(form.line_ids.mapped("name"), ["B", "C"])

    # ------------------------------------------------------------------
    # prints
    # ------------------------------------------------------------------

    def test_silence_and_passing_are_printed_as_such(self):
        self._route(
            [
                self._step(1, "Above", False, False, assign="superior"),
                self._step(2, "Opinion", "area", "supervisor", kind="answer", on_due="lapse"),
                self._step(3, "Region", "region", "manager"),
            ]
        )
        with self._at("2026-03-02"):
            form = self._submitted(self.director)
        with self._at("2026-03-06"):
            self._run()
            self.approve(form, self.manager_east)
        page = self.env["ir.qweb"]._render(
            self.env["ir.ui.view"]
            .create(
                {
                    "type": "qweb",
                    "name": "decisions",
                    "arch": '<t><table><t t-call="kam_management.form_decisions"/></table></t>',
                }
            )
            .id,
            {"o": form},
        )
        for text in ("Passed over: None above", "No answer by 03/05/2026", "Approved"):
            self.assertIn(text, page)
