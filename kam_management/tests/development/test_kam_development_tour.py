from odoo.tests import tagged

from ..tours import TourCase
from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentTour(DevelopmentCommon, TourCase):
    """A development in the browser of an office, by those who work on it."""

    browser_size = "1366x768"

    def _run(self, tour, user, record=None, path="kam-developments/{id}"):
        self.env.flush_all()
        address = path.format(id=record.id if record else "")
        self.start_tour(f"/odoo/{address}", tour, login=user.login)
        self.env.invalidate_all()

    def test_from_the_account_to_the_record(self):
        # who starts it, from the account
        self._run("kam_development_begin_tour", self.rep_beijing, self.yard, "kam-accounts/{id}")
        development = self.yard._find_open_developments()
        self.assertEqual((development.state, development.developer_id), ("open", self.rep_beijing))
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        expected.with_user(self.rep_beijing).write({"sales": 1000, "margin": 300})
        # fills in the scheme and submits it
        self._run("kam_development_scheme_tour", self.rep_beijing, development)
        self.assertEqual(development.approval_state, "in_review")
        self.assertEqual(development.advantage_ids.claim, "Nothing breaks on the way")
        # superior and manager
        for user in self._deciders(development):
            self._run("kam_development_approve_tour", user, development)
        self.assertEqual(development.approval_state, "approved")
        # the record
        self._run("kam_development_record_tour", self.rep_beijing, development)
        record = development.record_ids
        self.assertEqual((record.result, record.approval_state), ("lost", "in_review"))
        for user in self._deciders(record):
            self._run("kam_development_approve_tour", user, record, "kam-development-records/{id}")
        self.assertEqual((record.approval_state, development.state), ("approved", "lost"))

    def test_deletion_is_offered_for_what_was_never_submitted(self):
        self._filled()
        self._approved(self.shop, self.rep_hangzhou)
        action = self.env.ref("kam_management.action_kam_development").id
        path = f"action-{action}?view_type=list"
        self._run("kam_development_delete_tour", self.director, path=path)
        self.assertEqual(self.yard.development_ids.state, "preparing")

    def test_from_the_board(self):
        self._approved()
        self._run("kam_development_board_tour", self.director, path="kam-developments")


@tagged("post_install", "-at_install")
class TestKamDevelopmentPhoneTour(DevelopmentCommon, TourCase):
    """A scheme is read and approved on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_approve(self):
        development = self._filled()
        self.submit(development, self.rep_beijing)
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam-developments/{development.id}",
            "kam_development_phone_tour",
            login=self.supervisor_north.login,
        )
        self.env.invalidate_all()
        first = development.review_ids.sorted("sequence")[:1]
        self.assertEqual((first.state, first.opinion), ("approved", "Go on"))
