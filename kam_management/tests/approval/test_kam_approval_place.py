from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalPlace(ApprovalCommon):
    """A step is looked for from where its unit hangs now, among those who may read the form."""

    def _told(self, user, since):
        """Return what a user was told of steps that changed hands."""
        messages = self.env["mail.message"].search(
            [
                ("id", ">", since),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )
        return " ".join(messages.mapped("body"))

    def _last_message(self):
        return self.env["mail.message"].search([], order="id DESC", limit=1).id

    def test_an_area_that_moves_is_decided_by_its_new_region(self):
        self._route([self._step(1, "Region", "region", "manager")])
        form = self._submitted()
        review = self._pending(form)
        self.assertEqual(review.review_unit_id, self.east)
        since = self._last_message()
        self.shanghai.parent_id = self.north
        self.assertEqual(review.candidate_ids, self.manager_north)
        self.assertEqual(review.review_unit_id, self.north)
        self.assertEqual(self._duties(form).unit_id, self.north)
        self.assertEqual(self._duties(form).worker_ids, self.manager_north)
        with self.assertRaises(AccessError):
            self._decide(self.manager_east, form)
        self.assertIn(
            "You decide from now on: Form – Region.", self._told(self.manager_north, since)
        )
        self.assertIn("Others decide from now on", self._told(self.manager_east, since))
        self.approve(form, self.manager_north)
        # what was decided stays where it was decided
        self.shanghai.parent_id = self.east
        self.assertEqual(review.review_unit_id, self.north)

    def test_steps_whose_turn_comes_later_look_from_there_as_well(self):
        form = self._submitted()
        self.shanghai.parent_id = self.north
        self.approve(form, self.supervisor_shanghai, self.manager_north)
        self.assertEqual(self._pending(form).name, "Centre")

    def test_a_form_that_moves(self):
        form = self._submitted()
        self._position(self._user("supervisor_beijing"), self.beijing, "supervisor")
        form._protected_write({"unit_id": self.beijing.id})
        self.env["kam.approval.review"]._refresh_forms(form)
        review = self._pending(form)
        self.assertEqual(
            (review.unit_id, review.candidate_ids.name), (self.beijing, "Supervisor Beijing")
        )

    def test_everybody_gets_one_message(self):
        forms = self._submitted() | self._submitted()
        since = self._last_message()
        new = self._user("new")
        self._position(new, self.shanghai, "supervisor")
        self.assertEqual(self._told(new, since).count("You decide from now on"), 1)
        self.assertEqual(self._told(new, since).count("Form – Area"), 2)
        # nothing has changed for who was there before
        self.assertFalse(self._told(self.supervisor_shanghai, since))
        self.assertTrue(forms)

    def test_who_reads_mail_gets_a_mail_that_waits(self):
        self._submitted()
        new = self._user("new")
        new.notification_type = "email"
        self._position(new, self.shanghai, "supervisor")
        mails = self.env["mail.mail"].search([("recipient_ids", "in", new.partner_id.ids)])
        mail = mails.filtered(lambda mail: "You decide from now on" in mail.body_html)
        self.assertEqual(mail.mapped("state"), ["outgoing"])
        self.assertIn("Form – Area", mail.body_html)

    def test_beginning_a_step_is_no_change(self):
        since = self._last_message()
        form = self._submitted()
        self.approve(form, self.supervisor_shanghai)
        for user in (self.supervisor_shanghai, self.manager_east):
            # they are asked, once, and not told of a change
            self.assertNotIn("from now on", self._told(user, since))
            self.assertEqual(self._told(user, since).count("Step:"), 1)

    # ------------------------------------------------------------------
    # who may read it
    # ------------------------------------------------------------------

    def _hide_from(self, user):
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id(FORM),
                "domain_force": f"[(0, '=', 1)] if user.id == {user.id} else [(1, '=', 1)]",
            }
        )

    def test_nobody_decides_what_they_may_not_read(self):
        above = self._user("supervisor_east")
        self._position(above, self.east, "supervisor")
        self._hide_from(self.supervisor_shanghai)
        form = self._submitted()
        self.assertEqual(self._pending(form).candidate_ids, above)
        self._hide_from(above)
        self.env["kam.approval.review"]._refresh_pending(Domain.TRUE)
        self.assertFalse(self._pending(form).candidate_ids)
        with self._refused("Nobody could decide “Area”"):
            self._submitted()

    def test_who_may_not_read_any_more_is_refused(self):
        form = self._submitted()
        review = self._pending(form)
        self._hide_from(self.supervisor_shanghai)
        with self.assertRaises(AccessError):
            self._as(self.supervisor_shanghai, review).action_approve()
        self.assertEqual(review.state, "pending")
