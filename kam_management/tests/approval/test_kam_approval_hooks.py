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
