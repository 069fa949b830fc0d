import hashlib
import logging
from operator import methodcaller

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import pdf_watch, protection, transactions
from .kam_archive_entry import PAGE_TYPE

_logger = logging.getLogger(__name__)

BATCH_SIZE = 20
# No page of ours takes nearly as long; Odoo ends jobs after two minutes.
PDF_SECONDS = 60


class KamArchiveEntry(models.Model):
    """Page and PDF: files of Odoo's file store that nobody changes, checked by their checksums."""

    _inherit = "kam.archive.entry"

    # ------------------------------------------------------------------
    # files
    # ------------------------------------------------------------------

    @api.depends("checksum", "pdf_checksum")
    def _compute_files(self):
        files = self._find_files()
        for entry in self:
            entry.page = files.get((entry.id, "page"), files[None]).datas
            entry.pdf = files.get((entry.id, "pdf"), files[None]).datas

    def _find_files(self):
        """Return pages and PDFs: dict (id, field) -> attachment; None -> an empty one."""
        # sudo: whoever reads the entry reads its files
        attachments = self.env["ir.attachment"].sudo()
        found = attachments.search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("res_field", "in", ("page", "pdf"))
        )
        return {
            None: attachments,
            **{(file.res_id, file.res_field): file for file in found},
        }

    def _get_content_of(self, name):
        """Return what a file holds; nothing where there is none.

        :param str name: page or pdf
        :rtype: bytes
        """
        self.ensure_one()
        files = self._find_files()
        return files.get((self.id, name), files[None]).raw or b""

    def _get_page(self):
        """Return the frozen page.

        :rtype: bytes
        """
        return self._get_content_of("page")

    def _get_file_terms(self, name):
        """Return what the file of a field is called, and its type.

        :param str name: page or pdf
        """
        self.ensure_one()
        if name == "pdf":
            return self.pdf_name, "application/pdf"
        return self.pdf_name.removesuffix(".pdf") + ".html", PAGE_TYPE

    def _add_file(self, name, content, mimetype, res_field=False):
        """Keep a file with the entry, for good.

        :param str name: what it is called
        :param bytes content: what it holds
        :param str mimetype: its type
        :param str res_field: page or pdf, of which there is one; False for a document
        :return: the attachment
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_add_file")
        self.ensure_one()
        return self._add_files([(self, name, mimetype, content)], res_field)

    def _add_files(self, files, res_field=False):
        """Keep files with these entries, see :meth:`_add_file`.

        :param list files: tuples of entry, name, type and content
        :param str res_field: as for :meth:`_add_file`
        :return: the attachments
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_add_files")
        # sudo: nobody adds files themselves
        attachments = self.env["ir.attachment"].sudo().with_context({})
        vals_list = [
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": entry.id,
                "res_field": res_field,
            }
            for entry, name, mimetype, content in files
        ]
        with protection.opened("create", attachments, vals_list):
            created = attachments.create(vals_list)
        self.invalidate_recordset(["page", "pdf", "kept_document_ids"])
        return created

    # ------------------------------------------------------------------
    # making PDFs
    # ------------------------------------------------------------------

    @api.model
    def _cron_make_pdfs(self):
        """Make the PDFs of the pages that were filed, one after the other.

        :raise UserError: at once when there is no wkhtmltopdf: all pages wait for it; after all
            others are done, when a PDF could not be made
        """
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env,
            [(job._get_waiting(), methodcaller("_make_pdf"))],
            size=1,
            logger=_logger,
            note=lambda entry, error: entry._note_failure(error),
            remaining=self.search_count([("pdf_state", "=", "waiting")]),
        )

    @api.model
    def _get_waiting(self):
        """Return the next entries without a PDF; those that failed before come last."""
        return self.search(
            [("pdf_state", "=", "waiting")], order="pdf_error nulls first, id", limit=BATCH_SIZE
        )

    def _make_pdf(self):
        self.ensure_one()
        report, page = self._get_report(), self._get_page()
        if hashlib.sha256(page).hexdigest() != self.checksum:
            raise UserError(self._get_file_fault("page", page))
        bodies, _ids, header, footer, arguments = report._prepare_html(page)
        try:
            with pdf_watch.limited(self.env, self.display_name, PDF_SECONDS):
                pdf = report.with_context(kam_pdf_title=self.display_name)._run_wkhtmltopdf(
                    bodies,
                    report,
                    header=header,
                    footer=footer,
                    specific_paperformat_args=arguments,
                )
        except FileNotFoundError as error:
            # no fault of this page: all others wait for the same
            raise transactions.CannotGoOn(
                self.env._(
                    "wkhtmltopdf is missing on this machine: the PDFs of filed forms wait. Install "
                    "it and start Odoo again."
                )
            ) from error
        self._keep_pdf(pdf)

    def _keep_pdf(self, pdf):
        """Keep the PDF of the page; the entry is final from now on.

        :param bytes pdf: what was made of the page
        """
        name, mimetype = self._get_file_terms("pdf")
        self._add_file(name, pdf, mimetype, "pdf")
        self._protected_write(
            {
                "pdf_checksum": hashlib.sha256(pdf).hexdigest(),
                "pdf_state": "done",
                "pdf_error": False,
            }
        )

    def _note_failure(self, error):
        """Say why there is no PDF. The next run tries again; the page itself is filed already."""
        self._protected_write({"pdf_error": str(error)[:500]})

    # ------------------------------------------------------------------
    # verifying
    # ------------------------------------------------------------------

    def action_verify(self):
        """Tell whether the files of what was filed are what they were.

        :return: an action that shows the result
        :raise AccessError: for whoever may not read the entries
        """
        self.check_access("read")
        faults = [fault for entry in self for fault in entry._find_file_faults()]
        if faults:
            title = self.env._("Not every file is as it was filed.")
        else:
            title = (
                self.env._("All files are as they were filed: 1 entry")
                if len(self) == 1
                else self.env._("All files are as they were filed: %s entries", len(self))
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if faults else "success",
                "sticky": bool(faults),
                "title": title,
                "message": " ".join(f"• {fault}" for fault in faults),
            },
        }

    def _find_file_faults(self):
        """Return which files of the entry differ from their checksums, or are gone, as texts."""
        self.ensure_one()
        expected = {"page": self.checksum}
        if self.pdf_state == "done" and self.pdf_checksum:
            expected["pdf"] = self.pdf_checksum
        faults = []
        for name, checksum in expected.items():
            content = self._get_content_of(name)
            if hashlib.sha256(content).hexdigest() != checksum:
                faults.append(self._get_file_fault(name, content))
        return faults + self._find_document_faults()

    def _get_file_fault(self, name, content):
        """Return what is wrong with a file, as a text."""
        values = {
            "file": self._fields[name]._description_string(self.env),
            "entry": self.display_name,
        }
        if content:
            return self.env._("“%(file)s” of %(entry)s differs from its checksum.", **values)
        return self.env._("“%(file)s” of %(entry)s is missing in the file store.", **values)

    def _find_document_faults(self):
        """Return which documents filed with the form are gone, or hold something else."""
        # sudo: filed is what belongs to the form, whatever the reader may see of it
        attachments = self.env["ir.attachment"].sudo()
        filed = [document for document in self._get_filed() if "checksum" in document]
        sums = {document["checksum"] for document in filed}
        present = {
            found.checksum
            for found in attachments.search(
                Domain("checksum", "in", list(sums)) & Domain("res_field", "=", False)
            )
            if attachments._compute_checksum(found.raw) == found.checksum
        }
        return [
            self.env._(
                "“%(document)s”, filed with %(entry)s, is missing or differs from its checksum.",
                document=document["name"],
                entry=self.display_name,
            )
            for document in filed
            if document["checksum"] not in present
        ]
