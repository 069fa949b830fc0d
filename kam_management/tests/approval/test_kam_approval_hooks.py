from contextlib import ExitStack
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalHooks(ApprovalCommon):
    """What a form says for itself: without a route, and about a decision."""

    def _without_route(self):
        self.route.active = False
        self.route.flush_recordset()

    def test_form_without_route_is_refused(self):
        self._without_route()
        form = self._form()
        with self._refused("no approval route"):
            self._as(self.rep_shanghai, form).action_submit()

    def test_form_that_needs_no_approval_completes_at_once(self):
        self._without_route()
        form = self._form()
        with patch.object(self.env.registry[FORM], "_approval_required", new=False):
            self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(form.approval_state, "approved")
        self.assertEqual(form.prepared_by_id, self.rep_shanghai)
        self.assertEqual(form.date_prepared, self.today)
        self.assertFalse(form.approved_by_id)
        self.assertFalse(form.review_ids)
        self.assertEqual(form.archive_count, 1)
        with self._refused("cannot be changed"):
            self._as(self.rep_shanghai, form).write({"name": "Other"})

    def test_form_that_needs_no_approval_follows_a_route_when_there_is_one(self):
        form = self._form()
        with patch.object(self.env.registry[FORM], "_approval_required", new=False):
            self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(form.approval_state, "in_review")

    def test_form_refuses_a_decision(self):
        form = self._submitted()
        calls = []

        def check(form, review, decision, opinion):
            calls.append((review.name, decision, opinion))
            message = "not like this"
            raise UserError(message)

        with (
            patch.object(self.env.registry[FORM], "_check_decision", check),
            self._refused("not like this"),
        ):
            self._decide(self.supervisor_shanghai, form)
        self.assertEqual(calls, [("Area", "approved", "Fine")])
        self.assertEqual(form.approval_state, "in_review")
        self.assertEqual(self._pending(form).name, "Area")

    def test_each_transition_has_its_hook(self):
        """Called once, when the form is in its new state, and only that one."""
        calls = []
        names = ("submitted", "approved", "returned", "rejected", "withdrawn", "cancelled")
        with ExitStack() as stack:
            for name in (*names, "revised"):

                def note(form, name=name):
                    calls.append((name, form.approval_state))

                patcher = patch.object(self.env.registry[FORM], f"_on_{name}", note)
                stack.enter_context(patcher)
            form = self._submitted()
            self.assertEqual(calls.pop(), ("submitted", "in_review"))
            self.withdraw(form, self.rep_shanghai)
            self.assertEqual(calls.pop(), ("withdrawn", "draft"))
            self.submit(form, self.rep_shanghai)
            calls.clear()
            self.return_(form, self.supervisor_shanghai)
            self.assertEqual(calls.pop(), ("returned", "draft"))
            self.give_up(form, self.rep_shanghai)
            self.assertEqual(calls.pop(), ("cancelled", "cancelled"))
            form = self._submitted()
            calls.clear()
            form._cancel("Overtaken")
            self.assertEqual(calls.pop(), ("cancelled", "cancelled"))
            self.assertEqual(form.cancel_reason, "Overtaken")
            form = self._submitted()
            calls.clear()
            self.reject(form, self.supervisor_shanghai)
            self.assertEqual(calls.pop(), ("rejected", "rejected"))
            form = self._submitted()
            calls.clear()
            self._approve_all(form)
            self.assertEqual(calls.pop(), ("approved", "approved"))
            self.revise(form, self.rep_shanghai)
            self.assertEqual(calls.pop(), ("revised", "draft"))
        self.assertFalse(calls)

    def test_what_has_ended_is_not_cancelled_again(self):
        form = self._submitted()
        self.reject(form, self.supervisor_shanghai)
        form._cancel("Overtaken")
        self.assertEqual(form.approval_state, "rejected")
        self.assertFalse(form.cancel_reason)

    def test_buttons(self):
        form = self._form()
        self.assertOffered(form, self.rep_shanghai, "submit")
        self.submit(form, self.rep_shanghai)
        self.assertOffered(form, self.rep_shanghai, "withdraw")
        self.assertOffered(form, self.supervisor_shanghai, "decide")
        self.assertOffered(form, self.manager_east)
        self.return_(form, self.supervisor_shanghai)
        self.assertOffered(form, self.rep_shanghai, "submit", "give_up")
        self.submit(form, self.rep_shanghai)
        self._approve_all(form)
        self.assertOffered(form, self.rep_shanghai, "revise")
        self.revise(form, self.rep_shanghai)
        # a revision is not given up
        self.assertOffered(form, self.rep_shanghai, "submit")

    def test_missing_depends_on_all_that_people_enter(self):
        names = self.env[FORM]._get_missing_depends()
        self.assertLessEqual({"approval_state", "amount", "name", "line_ids.name"}, names)
        # what the engine and the processes write
        self.assertFalse({"number", "happened", "review_ids"} & names)

    def test_new_company_gets_routes_and_numberings_of_forms(self):
        steps = {"step_ids": [(0, 0, self._step(1, "Area", "area", "supervisor"))]}
        registered = self.env.registry[FORM]
        with (
            patch.object(registered, "_form_prefix", new="TF/"),
            patch.object(registered, "_prepare_default_route", lambda form_model: steps),
        ):
            company = self.env["res.company"].create({"name": "Another Company"})
            company._kam_give_defaults()
        routes = self.env["kam.approval.route"].search(
            [("model", "=", FORM), ("company_id", "=", company.id)]
        )
        self.assertEqual(routes.step_ids.mapped("name"), ["Area"])
        sequences = self.env["ir.sequence"].search(
            [("code", "=", FORM), ("company_id", "=", company.id)]
        )
        self.assertEqual(sequences.mapped("prefix"), ["TF/"])
