from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import FAMILY, HEALTH, HOBBY, StakeholderCommon

REPORT = "kam_management.report_kam_stakeholder"


@tagged("post_install", "-at_install")
class TestKamStakeholderReport(StakeholderCommon):
    def _print(self, user):
        reports = self._request(user, self.env["ir.actions.report"])
        html, _kind = reports._render_qweb_html(REPORT, self.boss.ids)
        return html.decode()

    def test_prints_what_the_reader_may_see_and_logs_it(self):
        self._log()
        page = self._print(self.rep_hangzhou)
        for text in (HOBBY, HEALTH, FAMILY, "CONFIDENTIAL", "Boss", "Choose a present"):
            self.assertIn(text, page)
        login = self.rep_hangzhou.login
        self.assertEqual(
            sorted(self._log()),
            [(login, "family", "print"), (login, "health", "print"), (login, "hobby", "print")],
        )

    def test_service_team_prints_neither_health_nor_economy(self):
        page = self._print(self.rep_shanghai)
        self.assertIn(HOBBY, page)
        self.assertNotIn(HEALTH, page)

    def test_others_print_nothing(self):
        with self.assertRaises(AccessError):
            self._print(self.rep_beijing)
        page = self._print(self.administrator)
        self.assertNotIn(HOBBY, page)

    def test_superuser_prints_no_facts(self):
        self._log()
        self.assertNotIn(HOBBY, self._print(self.env.user))
        self.assertEqual(self._log(), [])

    def test_print_is_not_kept(self):
        before = self.env["ir.attachment"].search_count([])
        with self.allow_pdf_render():
            reports = self._request(self.rep_hangzhou, self.env["ir.actions.report"])
            pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                REPORT, self.boss.ids
            )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)
