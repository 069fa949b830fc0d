from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalJson2(ApprovalCommon, HttpCase):
    """Other software decides with the API key of a person, and may do what that person may."""

    def _call(self, user, model, method, **arguments):
        self.env.flush_all()
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate(
                scope="rpc",
                name="Test",
                expiration_date=fields.Datetime.add(fields.Datetime.now(), days=1),
            )
        )
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_http"):
            response = self.url_open(
                f"/json/2/{model}/{method}",
                json=arguments,
                headers={"Authorization": f"Bearer {key}"},
            )
        self.env.invalidate_all()
        return response

    def test_decisions(self):
        form = self._submitted()
        review = self._pending(form)
        forged = {"kam_protected_write": True, "su": True, "uid": self.supervisor_shanghai.id}
        for user in (self.director, self.administrator, self.rep_shanghai):
            response = self._call(
                user,
                "kam.approval.review",
                "action_approve",
                ids=review.ids,
                opinion="Forged",
                context=forged,
            )
            with self.subTest(user=user.login):
                self.assertEqual(response.status_code, 403, response.text)
                self.assertEqual(review.state, "pending")
        response = self._call(
            self.supervisor_shanghai,
            "kam.approval.review",
            "action_approve",
            ids=review.ids,
            opinion="Fine",
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertIs(response.json(), True)
        self.assertEqual(review.decided_by_id, self.supervisor_shanghai)

    def test_nothing_is_written_past_the_methods(self):
        form = self._submitted()
        review = self._pending(form)
        context = {"kam_protected_write": True}
        for user, model, method, arguments in (
            (self.administrator, "kam.approval.review", "write", {"vals": {"state": "approved"}}),
            (self.rep_shanghai, FORM, "write", {"vals": {"approval_state": "approved"}}),
            (self.rep_shanghai, FORM, "write", {"vals": {"name": "Forged"}}),
            (self.rep_shanghai, FORM, "_protected_write", {"vals": {"name": "Forged"}}),
            (self.supervisor_shanghai, "kam.approval.review", "_decide", {"decision": "approved"}),
        ):
            ids = review.ids if model == review._name else form.ids
            response = self._call(user, model, method, ids=ids, context=context, **arguments)
            with self.subTest(user=user.login, model=model, arguments=arguments):
                self.assertIn(response.status_code, (403, 404, 422), response.text)
        self.assertEqual((form.approval_state, form.name), ("in_review", "Form"))
        self.assertEqual(review.state, "pending")

    def test_submitting_and_withdrawing(self):
        form = self._form()
        response = self._call(self.rep_shanghai, FORM, "action_submit", ids=form.ids)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(form.approval_state, "in_review")
        response = self._call(self.manager_east, FORM, "action_withdraw", ids=form.ids)
        self.assertEqual(response.status_code, 403, response.text)
        response = self._call(self.rep_shanghai, FORM, "action_withdraw", ids=form.ids)
        self.assertEqual(form.approval_state, "draft")
