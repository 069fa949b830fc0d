from unittest.mock import patch

from odoo.tests import tagged

from ..common import KamCommon
from ..tours import TourCase

PEOPLE = ("tour.rep", "tour.supervisor", "tour.manager")


class SetupTourCommon(KamCommon, TourCase):
    """A company of which there is nothing but its administrator and a customer."""

    def setUp(self):
        super().setUp()
        self.fresh = self._company("Tour Company")
        self.chief = self._user("tour_chief", company=self.fresh)
        for group in (
            "base.group_system",
            "base.group_partner_manager",
            "kam_management.group_kam_administrator",
        ):
            self.chief.group_ids |= self.env.ref(group)
        self.customer = self._partner("Tour Shipyard", company_id=self.fresh.id)

    def run_set_up(self):
        """From nothing to the first screening, which the supervisor finds in My Day."""
        self.env.flush_all()
        # the people of the list are invited; no mail leaves a test
        with patch.object(self.env.registry["mail.mail"], "send"):
            self.start_tour("/odoo/kam-my-day", "kam_setup_tour", login=self.chief.login)
        self.env.invalidate_all()
        of_company = [("company_id", "=", self.fresh.id)]
        ticks = self.env["kam.setup.tick"].search(of_company).mapped("key")
        self.assertLessEqual({"calendar", "classes", "routes", "risk", "takeover"}, set(ticks))
        positions = self.env["kam.position"].search(of_company)
        self.assertEqual(
            {(held.user_id.login, held.unit_id.name, held.role) for held in positions},
            {
                ("tour.rep@example.com", "Tour Area", "representative"),
                ("tour.supervisor@example.com", "Tour Area", "supervisor"),
                ("tour.manager@example.com", "Tour Centre", "manager"),
            },
        )
        # each has followed the invitation
        for user in positions.user_id:
            user.password = user.login
        representative, supervisor, _manager = (
            positions.user_id.filtered(lambda user, name=name: user.login.startswith(name))
            for name in PEOPLE
        )
        self.env.flush_all()
        self.start_tour("/odoo/kam-my-day", "kam_setup_screening_tour", login=representative.login)
        self.env.invalidate_all()
        screening = self.env["kam.screening"].search(of_company)
        self.assertEqual(screening.approval_state, "in_review")
        self.assertEqual(screening.partner_id, self.customer)
        self.start_tour("/odoo/kam-my-day", "kam_setup_supervisor_tour", login=supervisor.login)
        guide = self.env["kam.setup"].with_user(self.chief).get_guide()
        done = {step["key"]: step["is_done"] for step in guide["steps"]}
        self.assertTrue(done["first"])


@tagged("post_install", "-at_install")
class TestKamSetupTour(SetupTourCommon):
    """A new company from zero to its first screening."""

    def test_from_zero_to_the_first_screening(self):
        self.run_set_up()


@tagged("post_install", "-at_install")
class TestKamSetupPhoneTour(SetupTourCommon):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_from_zero_to_the_first_screening_on_a_phone(self):
        self.run_set_up()
