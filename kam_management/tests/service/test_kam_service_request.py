from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestKamServiceRequest(ServiceCommon):
    """What a customer is to be served with: asked for, approved, carried out, confirmed."""

    def test_from_request_to_confirmation(self):
        request = self._approved(self.rush, self.consulting)
        self.assertEqual(request.approval_state, "approved")
        self.assertEqual(request.service_state, "open")
        parts = request.execution_ids
        self.assertEqual(parts.content_id, self.rush | self.consulting)
        self.assertEqual(parts.user_id, self.rep_shanghai)
        self.assertEqual(set(parts.open_deadline_ids.mapped("code")), {"service_execution"})
        own = self.seen_by(self.rep_shanghai, parts)
        own[0].action_done(note="The lorry left on Monday")
        self.assertEqual(request.service_state, "open")
        own[1].action_done()
        self.assertEqual((request.service_state, request.date_ended), ("done", self.today))
        own[0].action_confirm("Ms Chen, by phone")
        self.assertTrue(parts[0].is_confirmed)
        self.assertFalse(parts.open_deadline_ids)

    def test_what_was_submitted_reads_as_it_was(self):
        request = self._approved(self.rush)
        self.mill.class_id = self.class_c
        self.env.invalidate_all()
        self.assertEqual(request.line_ids.verdict, "included")
        self.assertEqual(self._request(self.rush).line_ids.verdict, "approval")

    def test_what_is_missing(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Services Requested"):
            self.submit(request, self.rep_shanghai)

    def test_only_the_team_asks(self):
        request = self._request(self.rush, applicant_id=self.supervisor_shanghai.id)
        with self.assertRaisesRegex(UserError, "service team"):
            self.submit(request, self.rep_shanghai)

    def test_not_offered(self):
        request = self._request(self.gifts, account=self.shop, user=self.rep_hangzhou)
        with self.assertRaisesRegex(UserError, "not offered this.*include it: A.*B"):
            self.submit(request, self.rep_hangzhou)

    def test_lost_state_is_not_carried_out(self):
        request = self._approved(self.rush)
        self.mill._downgrade("manual", "They buy no more")
        self.assertEqual(request.execution_ids.state, "cancelled")
        self.assertEqual(request.service_state, "cancelled")

    def test_information_goes_into_the_file(self):
        request = self._request(
            self.rush, personnel_changes="Mr Wu left", deeper_needs="Smaller drums"
        )
        self.submit(request, self.rep_shanghai)
        self.approve(request, self.supervisor_shanghai)
        self.assertFalse(self.mill.persons_in_charge)
        self.approve(request, self.manager_east)
        self.assertIn("Mr Wu left", self.mill.persons_in_charge)
        self.assertIn("Smaller drums", self.mill.service_needs)

    def test_carried_out_by_whom_it_was_given_to(self):
        part = self._approved(self.rush).execution_ids
        for user in (self.rep_hangzhou, self.rep_beijing):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen_by(user, part).action_done()
        with self.assertRaises(ValidationError):
            self.seen_by(self.supervisor_shanghai, part).user_id = self.rep_beijing
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, part).write({"state": "done"})

    def test_cost_goes_into_the_ledger(self):
        part = self._approved(self.consulting).execution_ids
        kind = self.env.ref("kam_management.cost_kind_other")
        own = self.seen_by(self.rep_shanghai, part)
        own.write({"cost": 320})
        with self.assertRaisesRegex(UserError, "Kind of Cost"):
            own.action_done()
        own.write({"cost_kind_id": kind.id})
        own.action_done()
        self.assertEqual(part.cost_id.amount, 320)
        self.assertEqual(part.cost_id.account_id, self.mill)
