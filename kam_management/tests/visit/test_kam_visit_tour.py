from datetime import timedelta

from odoo.tests import tagged

from ..tours import TourCase
from .common import REPORT, FindingCommon, VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitTour(VisitCommon, TourCase):
    """Visits in the browser of an office."""

    browser_size = "1366x768"

    def _run(self, tour, user, visit, path="kam-visits/{id}"):
        self.env.flush_all()
        self.start_tour(f"/odoo/{path.format(id=visit.id)}", tour, login=user.login)
        self.env.invalidate_all()

    def test_a_target_visit(self):
        visit = self._target(discussion_notes=False, goal=False)
        self._run("kam_visit_plan_tour", self.supervisor_north, visit)
        self.assertEqual(visit.approval_state, "in_review")
        self._run("kam_visit_approve_tour", self.director, visit)
        self.assertEqual(visit.approval_state, "approved")
        self._run("kam_visit_target_tour", self.supervisor_north, visit)
        report = visit.report_ids
        self.assertEqual((visit.state, report.approval_state), ("done", "in_review"))
        self.assertEqual(report.main_points, "Prices of the year")
        self._run("kam_visit_approve_tour", self.director, report, "kam-visit-reports/{id}")
        self.assertEqual((visit.state, report.approval_state), ("closed", "approved"))

    def test_a_follow_up_by_phone_takes_no_minute(self):
        visit = self._planned(purpose="follow_up", channel="phone")
        self._run("kam_visit_phone_tour", self.rep_hangzhou, visit)
        report = visit.report_ids
        self.assertEqual(report.approval_state, "approved")
        self.assertLessEqual(report.date_submitted - visit.date_started, timedelta(seconds=60))

    def test_who_is_due_is_read_as_a_whole(self):
        self.shop.partner_id.name = "Hangzhou Xihu Department Store Co., Ltd. 杭州西湖百货有限公司"
        self.shop.visit_interval = 30
        self.env.flush_all()
        self.start_tour("/odoo/kam-visits-due", "kam_visit_due_tour", login=self.rep_hangzhou.login)

    def test_a_report_that_nobody_reads(self):
        report = self._made(self._planned())
        report.with_user(self.rep_hangzhou).write({**REPORT, "lessons": False})
        self._run("kam_visit_complete_tour", self.rep_hangzhou, report, "kam-visit-reports/{id}")
        self.assertEqual(report.approval_standing, "complete")


@tagged("post_install", "-at_install")
class TestKamVisitFindingTour(FindingCommon, TourCase):
    """What was found, in the browser of an office."""

    browser_size = "1366x768"

    def test_the_bin_is_offered_for_drafts(self):
        self._found("suggestion")
        self._passed("problem")
        self.env.flush_all()
        self.start_tour(
            f"/odoo/kam-visits/{self.visit.id}",
            "kam_visit_findings_tour",
            login=self.rep_hangzhou.login,
        )


@tagged("post_install", "-at_install")
class TestKamVisitSiteTour(VisitCommon, TourCase):
    """On site, on a phone whose connection comes and goes."""

    browser_size = "390x844"
    touch_enabled = True

    def test_without_a_connection(self):
        visit = self._planned(place="Gate 2")
        self.env.flush_all()
        self.start_tour(
            f"/odoo/{visit.id}/kam-visit-site",
            "kam_visit_site_tour",
            login=self.rep_hangzhou.login,
            timeout=120,
        )
        self.env.invalidate_all()
        self.assertEqual(visit.state, "done")
        report = visit.report_ids
        self.assertEqual(len(report), 1)
        self.assertEqual(report.main_points, "Typed without a connection")
        self.assertEqual(report.promises, "Typed after the reload, without a connection")
        self.assertEqual(report.attitude, "warm")

    def test_a_wrong_file_is_taken_back(self):
        visit = self._planned()
        report = self._made(visit)
        self.env.flush_all()
        self.start_tour(
            f"/odoo/{visit.id}/kam-visit-site",
            "kam_visit_files_tour",
            login=self.rep_hangzhou.login,
        )
        files = self.env["ir.attachment"].search([("res_model", "=", report._name)])
        self.assertFalse(files.filtered(lambda file: file.res_id == report.id))
