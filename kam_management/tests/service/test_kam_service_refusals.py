from odoo.fields import Command
from odoo.tests import tagged

from ..refusals import RefusalCase
from .common import ServiceCommon
from .common_evaluation import EvaluationCommon


@tagged("post_install", "-at_install")
class TestKamServiceRefusals(ServiceCommon, RefusalCase):
    """Submitting a request or a scheme that is refused leaves nothing behind."""

    def test_a_request_without_services_draws_no_number(self):
        number = self.next_number("kam.service.request")
        entered = {"account_id": self.mill.id}
        self.assertLeavesNothing(self.rep_shanghai, self.requests, "Services Requested", entered)
        self.assertEqual(self.next_number("kam.service.request"), number)

    def test_what_is_not_offered(self):
        request = self._request(account=self.shop, user=self.rep_hangzhou)
        line = {"content_id": self.gifts.id, "date_wanted": str(self._days(9))}
        entered = {"line_ids": [Command.create(line)]}
        self.assertLeavesNothing(self.rep_hangzhou, request, "not offered this", entered)
        self.assertFalse(request.line_ids)

    def test_a_scheme_that_says_too_little(self):
        scheme = self.env["kam.service.scheme"].with_user(self.rep_shanghai)
        scheme = scheme.create({"account_id": self.mill.id}).sudo()
        self.assertLeavesNothing(
            self.rep_shanghai, scheme, "Evaluation of the Services", {"evaluation": False}
        )
        self.assertTrue(scheme.evaluation)
        self.assertLeavesNothing(self.rep_beijing, scheme, ".", {"evaluation": "By phone"})


@tagged("post_install", "-at_install")
class TestKamServiceEvaluationRefusals(EvaluationCommon, RefusalCase):
    """Submitting an evaluation that is refused leaves nothing behind."""

    def test_an_evaluation_that_says_nothing(self):
        form = self._evaluation()
        entered = {"assessment": "Everything as agreed"}
        self.assertLeavesNothing(self.rep_shanghai, form, "cannot be submitted yet")
        self.assertLeavesNothing(self.rep_beijing, form, ".", entered)
        self.assertFalse(form.assessment)
