from odoo.tests import Form, tagged

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentAttitude(DevelopmentCommon):
    """How a customer is to us, person by person, and the alarm when somebody turns cold."""

    def setUp(self):
        super().setUp()
        self.development = self._begun()
        self.wang = self._stakeholder(self.yard, self._contact("Wang", self.yard), "buyer")
        self.li = self._stakeholder(self.yard, self._contact("Li", self.yard), "decision_maker")

    def _told(self):
        """Return whom messages told that an attitude falls."""
        messages = self.env["mail.message"].search([("subject", "like", "attitude at Yard")])
        return messages.notified_partner_ids.user_ids

    def _filtered(self):
        return self.development_model.search([("is_attitude_falling", "=", True)])

    def test_one_step_down_is_no_alarm(self):
        self._contacted(self.development, 9, self.wang, "warm")
        self._contacted(self.development, 5, self.wang, "neutral")
        self.assertFalse(self.development.is_attitude_falling)
        self.assertFalse(self._filtered())

    def test_two_steps_down(self):
        self._contacted(self.development, 9, self.wang, "warm")
        self._contacted(self.development, 8, self.wang, "neutral")
        self._contacted(self.development, 5, self.wang, "cold")
        self.assertTrue(self.development.is_attitude_falling)
        self.assertEqual(self._filtered(), self.development)
        self.assertIn("Wang", self.development.falling_note)

    def test_each_person_has_a_curve_of_their_own(self):
        self._contacted(self.development, 9, self.wang, "warm")
        self._contacted(self.development, 5, self.li, "cold")
        self._contacted(self.development, 4, None, "cold")
        self.assertFalse(self.development.is_attitude_falling)
        curves = self.seen_by(self.rep_beijing, self.development).attitude_curve
        self.assertEqual(
            {curve["key"]: [point["score"] for point in curve["points"]] for curve in curves},
            {"all": [1, -1, -1], self.wang.id: [1], self.li.id: [-1], 0: [-1]},
        )

    def test_each_point_is_a_contact(self):
        first = self._contacted(self.development, 9, self.wang, "warm")
        last = self._contacted(self.development, 5, self.wang, "cold")
        (curve,) = self.seen_by(self.rep_beijing, self.development).attitude_curve
        self.assertTrue(curve["is_falling"])
        self.assertEqual([point["id"] for point in curve["points"]], [first.id, last.id])
        self.assertEqual(curve["points"][1]["label"], "Cold")
        (own,) = self.seen_by(self.rep_beijing, self.wang).attitude_curve
        self.assertEqual(own["points"], curve["points"])

    def test_a_correction_replaces_the_point(self):
        self._contacted(self.development, 9, self.wang, "warm")
        contact = self._contacted(self.development, 5, self.wang, "cold")
        action = self.seen_by(self.rep_beijing, contact).action_correct()
        contacts = self.contact_model.with_user(self.rep_beijing)
        with Form(contacts.with_context(**action["context"])) as form:
            form.attitude = "neutral"
        self.assertFalse(self.development.is_attitude_falling)
        (curve,) = self.seen_by(self.rep_beijing, self.development).attitude_curve
        self.assertEqual([point["score"] for point in curve["points"]], [1, 0])

    def test_told_once_a_fall(self):
        self.assertFalse(self._told())
        self._contacted(self.development, 9, self.wang, "warm")
        self._contacted(self.development, 5, self.wang, "cold", self.supervisor_north)
        self.assertEqual(self._told(), self.rep_beijing)
        before = self.env["mail.message"].search_count([("subject", "like", "attitude at Yard")])
        self._contacted(self.development, 4, self.wang, "cold", self.supervisor_north)
        self._contacted(self.development, 3, self.li, "cold", self.supervisor_north)
        messages = self.env["mail.message"].search_count([("subject", "like", "attitude at Yard")])
        self.assertEqual(messages, before)
        # up again, and down once more
        self._contacted(self.development, 2, self.wang, "warm", self.supervisor_north)
        self.assertFalse(self.development.is_attitude_falling)
        self._contacted(self.development, 1, self.wang, "cold", self.supervisor_north)
        messages = self.env["mail.message"].search_count([("subject", "like", "attitude at Yard")])
        self.assertEqual(messages, before + 1)

    def test_what_was_before_the_start_is_no_fall(self):
        self._contacted(self.development, 90, self.wang, "warm")
        self._contacted(self.development, 5, self.wang, "cold")
        self.assertFalse(self.development.is_attitude_falling)

    def test_whoever_does_not_see_the_account_sees_no_curve(self):
        self._contacted(self.development, 5, self.wang, "cold")
        seen = self.development_model.with_user(self.rep_shanghai)
        self.assertFalse(seen.search([("id", "=", self.development.id)]))
