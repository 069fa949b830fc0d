from odoo.tests import HttpCase, tagged

from .common import ScreeningCommon

CUSTOMERS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


class MyDayTourCommon(ScreeningCommon, HttpCase):
    """Six screenings that wait for the supervisor of Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = {name: cls._partner(name) for name in CUSTOMERS}

    def setUp(self):
        super().setUp()
        self.screenings = {
            name: self._submitted(partner=customer) for name, customer in self.customers.items()
        }

    def run_tour(self, tour, user):
        self.env.flush_all()
        self.start_tour("/odoo/kam-my-day", tour, login=user.login)
        self.env.invalidate_all()


class ArchiveRoom:
    """What is the same on a laptop and on a phone."""

    archivist_tour = "kam_my_day_archivist_tour"

    def test_the_archive_room(self):
        archivist = self._user("archivist")
        self._position(archivist, self.centre, "archivist")
        self.company.kam_archive_days = 4
        filed = self._submitted(partner=self._partner("Filed"))
        self._approve(filed)
        self.run_tour(self.archivist_tour, archivist)
        self.assertEqual(filed.archive_entry_ids.mapped("receipt_state"), ["received"])


@tagged("post_install", "-at_install")
class TestKamMyDayTour(ArchiveRoom, MyDayTourCommon):
    """My Day in the browser, for four roles."""

    def test_four_roles(self):
        self.run_tour("kam_my_day_supervisor_tour", self.supervisor_shanghai)
        first = {
            name: screening.review_ids.filtered(
                lambda review: review.decided_by_id == self.supervisor_shanghai
            )
            for name, screening in self.screenings.items()
        }
        self.assertEqual(
            {name: review.state for name, review in first.items()},
            {name: "returned" if name == "Beta" else "approved" for name in CUSTOMERS},
        )
        self._screening(partner=self._partner("Candidate"))
        self.run_tour("kam_my_day_manager_tour", self.manager_east)
        self.run_tour("kam_my_day_representative_tour", self.rep_shanghai)
        self.assertEqual(self.screenings["Beta"].approval_state, "in_review")


@tagged("post_install", "-at_install")
class TestKamMyDayPhoneTour(ArchiveRoom, MyDayTourCommon):
    """My Day on a phone, for the same four roles."""

    browser_size = "390x844"
    touch_enabled = True
    archivist_tour = "kam_my_day_phone_archivist_tour"

    def test_on_a_phone(self):
        self.run_tour("kam_my_day_phone_tour", self.supervisor_shanghai)
        self.assertEqual(self.screenings["Beta"].approval_state, "draft")
        candidate = self._screening(partner=self._partner("Candidate"))
        self.run_tour("kam_my_day_phone_manager_tour", self.manager_east)
        self.run_tour("kam_my_day_phone_representative_tour", self.rep_shanghai)
        self.assertEqual(self.screenings["Beta"].approval_state, "in_review")
        self.assertTrue(candidate.date_started)
