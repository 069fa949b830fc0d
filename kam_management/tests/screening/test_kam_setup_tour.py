from unittest.mock import patch

from odoo.tests import tagged

from ..common import KamCommon
from ..tours import TourCase


class SetupTourCommon(KamCommon, TourCase):
    """A company of which there is nothing but its administrator."""

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

    def run_set_up(self):
        """From nothing to units, people and ticks, and to the position that is still missing."""
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
            },
        )


@tagged("post_install", "-at_install")
class TestKamSetupTour(SetupTourCommon):
    """A new company is set up."""

    def test_a_company_is_set_up(self):
        self.run_set_up()


@tagged("post_install", "-at_install")
class TestKamSetupPhoneTour(SetupTourCommon):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_a_company_is_set_up_on_a_phone(self):
        self.run_set_up()
