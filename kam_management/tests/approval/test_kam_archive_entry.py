import base64
import hashlib
import io
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from unittest.mock import patch

import psycopg2
from lxml.html import fromstring

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.base.models import ir_actions_report

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamArchiveEntry(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._route([cls._step(1, "Area", "area", "supervisor")])
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")

    def _filed(self, decision="approve", **vals):
        form = self._submitted(**vals)
        self._decide(self.supervisor_shanghai, form, decision)
        return form.archive_entry_ids

    def _make_pdfs(self):
        self.env.flush_all()
        with self.allow_pdf_render():
            self.assertIs(
                self.env.ref("kam_management.ir_cron_kam_archive").method_direct_trigger(), True
            )
        self.env.invalidate_all()

    def test_what_is_filed(self):
        with self._at("2026-03-02"):
            form = self._form(name="Original", line_ids=[Command.create({"name": "First line"})])
            document = self.env["ir.attachment"].create(
                {"name": "Licence", "raw": b"1", "res_model": FORM, "res_id": form.id}
            )
            self._as(self.rep_shanghai, form).action_submit()
            self.assertFalse(form.archive_entry_ids)
            self._decide(self.supervisor_shanghai, form)
        entry = form.archive_entry_ids
        self.assertRecordValues(
            entry,
            [
                {
                    "number": form.number,
                    "form_label": "Test Form",
                    "res_model": FORM,
                    "res_id": form.id,
                    "approval_state": "approved",
                    "unit_id": self.shanghai.id,
                    "company_id": self.company.id,
                    "filed_by_id": self.supervisor_shanghai.id,
                    "date_retention": date(2036, 3, 2),
                    "pdf_state": "waiting",
                    "documents": [{"name": "Licence", "checksum": document.checksum}],
                }
            ],
        )
        page = entry._get_page()
        self.assertEqual(entry.checksum, hashlib.sha256(page).hexdigest())
        for text in (form.number, "Original", "First line", "Approved"):
            self.assertIn(text.encode(), page)

    def test_documents_of_an_edition_stay(self):
        """A revision adds documents; those filed with the edition before are kept."""
        form = self._form(line_ids=[Command.create({"name": "First line"})])
        documents = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": name.encode(), "res_model": record._name, "res_id": record.id}
                for name, record in (("Licence", form), ("Drawing", form.line_ids))
            ]
        )
        self._as(self.rep_shanghai, form).action_submit()
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(
            [document["name"] for document in form.archive_entry_ids.documents],
            ["Licence", "Drawing"],
        )
        self._as(self.rep_shanghai, form).action_revise()
        for document in documents:
            with self._refused("was filed with"):
                self._as(self.rep_shanghai, document).unlink()
            with self._refused("was filed with"):
                self._as(self.rep_shanghai, document).write({"raw": b"Other"})
        new = documents[0].copy({"name": "New", "raw": b"New"})
        new.unlink()

    def test_rejected_forms_are_filed_and_returned_ones_not(self):
        self.assertEqual(self._filed("reject").approval_state, "rejected")
        self.assertFalse(self._filed("return"))

    def test_administrators_find_the_archive(self):
        entry, secret = self._filed(), self._filed(is_secret=True)
        archive = entry.with_user(self.administrator)
        self.assertEqual(archive.search([("res_model", "=", FORM)]), entry)
        with self.assertRaises(AccessError):
            secret.with_user(self.administrator).read(["name"])
        menus = self.env["ir.ui.menu"].with_user(self.administrator)._visible_menu_ids()
        self.assertIn(self.env.ref("kam_management.menu_kam_archive_entry").id, menus)

    def test_steps_stay_on_one_page(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        self.assertIn(
            ".o_kam_form tr, .o_kam_form .o_kam_together { page-break-inside: avoid; }",
            self.env["ir.qweb"]._render("kam_management.form_style"),
        )
        rows = self.env["ir.qweb"]._render("kam_management.form_decisions", {"o": form})
        (block,) = fromstring(f"<table>{rows}</table>").find_class("o_kam_block")
        # title, opinion and signature are one row of the page
        self.assertEqual(block.getparent().tag, "tr")
        self.assertEqual(len(block.findall("table//tr")), 4)

    def test_retention_follows_the_kind_of_form(self):
        with patch.object(self.registry[FORM], "_form_retention_years", 3), self._at("2026-03-02"):
            self.assertEqual(self._filed().date_retention, date(2029, 3, 2))

    def test_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        field = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", FORM),
                ("field_id.name", "=", "approval_state"),
                ("value", "=", "approved"),
            ]
        )
        field.with_context(lang="zh_CN").name = "已批准"
        self.company.partner_id.lang = "zh_CN"
        self.assertIn("已批准".encode(), self._filed()._get_page())

    def test_the_job_makes_pdfs_of_the_frozen_page(self):
        entry = self._filed(name="Original")
        form = self.env[FORM].browse(entry.res_id)
        form._protected_write({"name": "Changed"})
        self._make_pdfs()
        self.assertEqual(entry.pdf_state, "done")
        content = base64.b64decode(entry.with_context(bin_size=False).pdf)
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(entry.pdf_checksum, hashlib.sha256(content).hexdigest())
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        self.assertIn("Original", text)
        self.assertNotIn("Changed", text)
        self.assertEqual(entry.pdf_name, f"{entry.number} {entry.name}.pdf")

    def test_without_wkhtmltopdf_all_wait_and_it_is_named_once(self):
        entries = self._filed() | self._filed()
        report = self.registry["ir.actions.report"]
        tried = []

        def missing(*args, **kwargs):
            tried.append(args)
            raise FileNotFoundError("wkhtmltopdf")

        cron = self.env.ref("kam_management.ir_cron_kam_archive")
        with (
            patch.object(report, "_run_wkhtmltopdf", missing),
            self.allow_pdf_render(),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR") as logs,
        ):
            self.assertIsNot(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(len(tried), 1)
        self.assertEqual("".join(logs.output).count("wkhtmltopdf is missing"), 1)
        self.assertEqual(set(entries.mapped("pdf_state")), {"waiting"})
        self.assertFalse(any(entries.mapped("pdf_error")))
        self._make_pdfs()
        self.assertEqual(set(entries.mapped("pdf_state")), {"done"})

    def test_a_defect_of_one_page_holds_no_other_up(self):
        broken, good = self._filed(), self._filed()
        entry_class = self.registry["kam.archive.entry"]
        make_pdf = entry_class._make_pdf

        def fail(entry):
            if entry.id == broken.id:
                raise ZeroDivisionError("broken")
            return make_pdf(entry)

        cron = self.env.ref("kam_management.ir_cron_kam_archive")
        with (
            patch.object(entry_class, "_make_pdf", fail),
            self.allow_pdf_render(),
            mute_logger("odoo.addons.kam_management.models.approval.kam_archive_entry_files"),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
        ):
            self.assertIsNot(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual((broken.pdf_state, broken.pdf_error), ("waiting", "broken"))
        self.assertEqual(good.pdf_state, "done")

    def test_one_that_hangs_holds_nobody_up(self):
        """It is ended after a while, noted on its entry, and the next goes on."""
        hanging, good = self._filed(name="Hanging"), self._filed()
        began = time.monotonic()

        def hang(args):
            if hanging.display_name not in args:
                Path(args[-1]).write_bytes(b"%PDF-1.4")
                return subprocess.CompletedProcess(args, 0, "", "")
            return subprocess.run(
                [sys.executable, "-c", "import time; time.sleep(900)", *args],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )

        files = "odoo.addons.kam_management.models.approval.kam_archive_entry_files"
        with (
            patch.object(ir_actions_report, "_run_wkhtmltopdf", hang),
            patch(f"{files}.PDF_SECONDS", 2),
            mute_logger(files, "odoo.addons.base.models.ir_actions_report"),
        ):
            self._make_pdfs()
        self.assertLess(time.monotonic() - began, 600)
        self.assertEqual(hanging.pdf_state, "waiting")
        self.assertIn("longer than 2 seconds", hanging.pdf_error)
        self.assertEqual(good.pdf_state, "done")

    def test_one_that_fails_is_tried_again_after_the_others(self):
        broken, good = self._filed(), self._filed()
        report = self.registry["ir.actions.report"]
        original = report._run_wkhtmltopdf

        def fail(records, bodies, *args, **kwargs):
            if broken.number in str(bodies[0]):
                raise UserError("No paper")  # pylint: disable=translation-required
            return original(records, bodies, *args, **kwargs)

        with (
            patch.object(report, "_run_wkhtmltopdf", fail),
            mute_logger("odoo.addons.kam_management.models.approval.kam_archive_entry_files"),
        ):
            self._make_pdfs()
        self.assertRecordValues(
            broken | good,
            [
                {"pdf_state": "waiting", "pdf_error": "No paper"},
                {"pdf_state": "done", "pdf_error": False},
            ],
        )
        later = self._filed()
        with patch(
            "odoo.addons.kam_management.models.approval.kam_archive_entry_files.BATCH_SIZE", 1
        ):
            entries = self.env["kam.archive.entry"]._get_waiting()
        self.assertEqual(entries, later)
        self._make_pdfs()
        self.assertRecordValues(broken, [{"pdf_state": "done", "pdf_error": False}])

    def test_archivists_print_the_receipt(self):
        """They read what is filed, but not the units."""
        entry = self._filed()
        report = self._as(
            self.archivist, self.env.ref("kam_management.action_report_kam_archive_receipt")
        )
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in (entry.number, "East / Shanghai", "Supervisor Shanghai"):
            self.assertIn(text, html)

    def test_nobody_changes_what_is_filed(self):
        waiting, done = self._filed(), self._filed()
        done._keep_pdf(b"%PDF")
        context = {"kam_protected_write": True}
        for entry in (waiting, done):
            for caller in (
                entry,
                entry.sudo(),
                entry.with_context(**context),
                self._as(self.administrator, entry),
                self._as(self.archivist, entry),
            ):
                for vals in (
                    {"page": base64.b64encode(b"Forged")},
                    {"checksum": "0"},
                    {"pdf": base64.b64encode(b"Forged")},
                    {"pdf_state": "done"},
                    {"is_confidential": False},
                    {"date_retention": False},
                    {"documents": []},
                ):
                    with (
                        self.subTest(user=caller.env.user.login, vals=vals),
                        self.assertRaises(UserError),
                    ):
                        caller.write(vals)
                with self.assertRaises(UserError):
                    caller.unlink()
                with self.assertRaises(UserError):
                    caller.copy()

    def test_plain_sql(self):
        waiting, done = self._filed(), self._filed()
        done._keep_pdf(b"%PDF")
        self.env.flush_all()
        statements = [SQL("TRUNCATE kam_archive_entry CASCADE")]
        for entry in (waiting, done):
            statements += [
                SQL("UPDATE kam_archive_entry SET name = 'Forged' WHERE id = %s", entry.id),
                SQL("UPDATE kam_archive_entry SET checksum = '0' WHERE id = %s", entry.id),
                SQL("UPDATE kam_archive_entry SET res_id = 0 WHERE id = %s", entry.id),
                SQL("DELETE FROM kam_archive_entry WHERE id = %s", entry.id),
            ]
        statements += [
            SQL("UPDATE kam_archive_entry SET pdf_checksum = '0' WHERE id = %s", done.id),
            SQL("UPDATE kam_archive_entry SET pdf_state = 'waiting' WHERE id = %s", done.id),
        ]
        for statement in statements:
            with (
                self.subTest(statement=statement),
                self.assertRaisesRegex(psycopg2.IntegrityError, "cannot be changed or deleted"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_the_kind_of_form_is_named_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        entry = self._filed()
        self.env["ir.model"]._get(FORM).with_context(lang="zh_CN").name = "测试表"
        self.assertEqual(entry.kind_label, "Test Form")
        self.assertEqual(entry.with_context(lang="zh_CN").kind_label, "测试表")

    def test_who_reads(self):
        open_entry = self._filed(account_id=self.mill.id)
        secret = self._filed(account_id=self.mill.id, is_secret=True)
        self.assertEqual((open_entry | secret).mapped("is_confidential"), [False, True])
        for user, entries in (
            (self.archivist, open_entry),
            (self.administrator, open_entry),
            (self.rep_shanghai, open_entry),
            (self.rep_beijing, open_entry.browse()),
            (self.supervisor_north, open_entry.browse()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user, "kam.archive.entry"), entries)
        # what is confidential is for others to decide: those who may see credit figures
        for user in (self.supervisor_shanghai, self.director):
            self.assertIn(open_entry, self._visible(user, "kam.archive.entry"))
        for user in (self.rep_shanghai, self.archivist, self.administrator):
            with self.assertRaises(AccessError):
                self._as(user, secret).read(["page"])
        with self.assertRaises(AccessError):
            self._as(self.employee, open_entry).read(["page"])
