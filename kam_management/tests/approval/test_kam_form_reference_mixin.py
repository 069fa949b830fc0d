import base64
import hashlib
import io

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools.pdf import PdfReader

from ...models.approval.kam_archive_entry import PAGE_TYPE
from .common import FORM, ApprovalCommon

# a form of an addon that is not installed, and never was in the registry of the tests
GONE = "kam.gone.form"
PAGE = b"""<html><body><main><div class="article o_kam_form"><div class="page">
<h1>Frozen request</h1></div></div></main></body></html>"""


@tagged("post_install", "-at_install")
class TestKamFormReferenceMixin(ApprovalCommon):
    """Reviews and filed forms whose addon is not there: readable, and in nobody's way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")

    def _review(self, **vals):
        """Return a review that waits for the supervisor of Shanghai."""
        form = self._form()
        step_vals = {step: step._prepare_review_vals() for step in self.route.step_ids}
        prepared = form._prepare_reviews(self.route, step_vals)[0]
        review = (
            self.env["kam.approval.review"]
            .sudo()
            ._protected_create(
                [
                    {
                        **prepared,
                        "res_model": GONE,
                        "res_id": 7,
                        "document_name": "GF/0007 Mill",
                        "author_ids": [Command.set(self.rep_shanghai.ids)],
                        "candidate_ids": [Command.set(self.supervisor_shanghai.ids)],
                        "state": "pending",
                        "date_received": Datetime.now(),
                        "date_due": self.today,
                        "extension_max_days": 9,
                        "extension_role": "director",
                        **vals,
                    }
                ]
            )
        )
        self.env.flush_all()
        return review

    def _entry(self, **vals):
        entry = (
            self.env["kam.archive.entry"]
            .sudo()
            ._protected_create(
                [
                    {
                        "name": "GF/0007 Mill",
                        "number": "GF/0007",
                        "form_label": "Gone Form",
                        "res_model": GONE,
                        "res_id": 7,
                        "approval_state": "approved",
                        "company_id": self.company.id,
                        "unit_id": self.shanghai.id,
                        "account_id": self.mill.id,
                        "checksum": hashlib.sha256(PAGE).hexdigest(),
                        "documents": [{"name": "Licence", "checksum": "0"}],
                        **vals,
                    }
                ]
            )
        )
        entry._add_file("GF-0007 Mill.html", PAGE, PAGE_TYPE, "page")
        return entry

    def _run(self, xmlid):
        self.env.flush_all()
        # which also lets the job use the transaction of the test
        with self.allow_pdf_render():
            result = self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(result, True)

    # ------------------------------------------------------------------
    # reviews
    # ------------------------------------------------------------------

    def test_a_review_shows_what_it_holds_itself(self):
        mine = self._as(self.supervisor_shanghai, self._review())
        self.assertTrue(mine.is_form_gone)
        self.assertTrue(mine.is_mine)
        self.assertEqual(mine.document_name, "GF/0007 Mill")
        self.assertEqual(mine.form_label, "Form of an addon that is not installed")
        found = mine.search([("is_mine", "=", True)])
        self.assertIn(mine, found)
        found.web_read({name: {} for name in ("form_label", "document_name", "age_days", "who")})
        action = mine.action_open_form()
        self.assertEqual((action["res_model"], action["res_id"]), (mine._name, mine.id))
        Form(mine)

    def test_found_by_whether_the_addon_is_installed(self):
        gone, present = self._review(), self._pending(self._submitted())
        reviews = self.env["kam.approval.review"].search([("id", "in", (gone | present).ids)])
        for domain, found in (
            ([("is_form_gone", "=", True)], gone),
            ([("is_form_gone", "!=", True)], present),
            ([("is_form_gone", "=", False)], present),
            ([("is_form_gone", "in", [True, False])], gone | present),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(reviews.search([("id", "in", reviews.ids), *domain]), found)
                self.assertEqual(reviews.filtered_domain(domain), found)

    def test_nobody_decides_it(self):
        review = self._review()
        for decision in ("approve", "return", "reject"):
            with self.subTest(decision=decision), self._refused("“Form of .*” belongs to is not"):
                getattr(self._as(self.supervisor_shanghai, review), f"action_{decision}")("Fine")
        with self._refused("is not installed"):
            self._as(self.director, review).action_extend(1, "Away")
        self.assertEqual(review.state, "pending")

    def test_in_the_dialog_the_others_are_decided(self):
        gone, present = self._review(), self._pending(self._submitted())
        dialog = (
            self.env["kam.approval.decide"]
            .with_user(self.supervisor_shanghai)
            .create({"review_ids": [Command.set((gone | present).ids)]})
        )
        dialog.action_apply()
        self.assertEqual(present.state, "approved")
        self.assertEqual(gone.state, "pending")
        self.assertRegex(dialog.failures, "GF/0007 Mill.*is not installed")

    def test_the_job_passes_over_it(self):
        with self._at("2026-03-02"):
            gone, form = self._review(), self._submitted()
        self.assertLess(gone.id, self._pending(form).id)
        with self._at("2026-03-07"):
            self._run("kam_management.ir_cron_kam_deadline")
        self.assertFalse(gone._find_duties())
        self.assertTrue(self._duties(form).date_passed)

    def test_positions_that_change_leave_it(self):
        review = self._review()
        self._position(self.employee, self.shanghai, "supervisor")
        self.assertEqual(review.candidate_ids, self.supervisor_shanghai)
        self.assertFalse(review._find_duties())

    def test_who_reads_a_review(self):
        """Rights of its addon have gone with it: it may have been shown to few."""
        pending = self._review()
        decided = self._review(state="waiting", date_received=False)
        decided._protected_write({"state": "approved", "decided_by_id": self.employee.id})
        reviews = pending | decided
        for user, readable in (
            (self.supervisor_shanghai, reviews),
            (self.director, reviews),
            (self.supervisor_north, reviews.browse()),
            (self.rep_shanghai, reviews.browse()),
            (self.employee, decided),
        ):
            with self.subTest(user=user.name):
                found = self._as(user, reviews).search([("id", "in", reviews.ids)])
                self.assertEqual(found.sudo(), readable)

    # ------------------------------------------------------------------
    # archive
    # ------------------------------------------------------------------

    def test_the_job_makes_the_pdf_from_the_page_alone(self):
        gone = self._entry()
        form = self._submitted()
        self._approve_all(form)
        self._run("kam_management.ir_cron_kam_archive")
        self.assertEqual((gone.pdf_state, form.archive_entry_ids.pdf_state), ("done", "done"))
        content = base64.b64decode(gone.with_context(bin_size=False).pdf)
        page = PdfReader(io.BytesIO(content)).pages[0]
        self.assertIn("Frozen request", page.extract_text())
        width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
        self.assertEqual((round(width), round(height)), (210, 297))

    def test_paper_of_controlled_forms(self):
        paper = self.env.ref("kam_management.paperformat_kam_form")
        self.assertEqual(self._entry()._get_report().get_paperformat(), paper)
        form = self._submitted()
        self._approve_all(form)
        report = self.env.ref("kam_management.action_report_kam_test_form")
        self.assertEqual(form.archive_entry_ids._get_report(), report)

    def test_who_reads_what_was_filed(self):
        secret, plain = self._entry(is_confidential=True), self._entry()
        without_account = self._entry(is_confidential=True, account_id=False)
        entries = secret | plain | without_account
        for user, readable in (
            (self.supervisor_shanghai, entries),
            (self.director, entries),
            (self.supervisor_north, entries.browse()),
            (self.rep_shanghai, plain),
            (self.archivist, plain),
        ):
            with self.subTest(user=user.name):
                found = self._as(user, entries).search([("id", "in", entries.ids)])
                self.assertEqual(found.sudo(), readable)

    def test_a_supervisor_reads_all_of_it(self):
        entry = self._as(self.supervisor_shanghai, self._entry(is_confidential=True))
        self.assertEqual(entry._get_page(), PAGE)
        self.assertTrue(entry.is_form_gone)
        self.assertIn("Licence", entry.document_list)
        self.assertEqual(entry.search([("form_label", "=", "Gone Form")]), entry)
        report = self._as(
            self.supervisor_shanghai,
            self.env.ref("kam_management.action_report_kam_archive_receipt"),
        )
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in ("GF/0007", "Gone Form", "Licence", entry.checksum):
            self.assertIn(text, html)
        Form(entry)

    def test_nobody_changes_what_was_filed(self):
        entry = self._entry()
        for caller in (entry, self._as(self.director, entry)):
            with self.assertRaises(UserError):
                caller.write({"res_model": FORM, "res_id": 1})
