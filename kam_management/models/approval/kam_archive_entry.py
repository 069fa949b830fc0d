import base64
import hashlib
import logging
from operator import methodcaller

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import transactions

_logger = logging.getLogger(__name__)

BATCH_SIZE = 20


class KamArchiveEntry(models.Model):
    """A form as it printed when it ended (资料汇总保存). Nobody changes or deletes it.

    The page is frozen at once; its PDF is made from the frozen page by a job. What happens when the
    addon of the form goes is in ``kam_archive_entry_removal``.
    """

    _name = "kam.archive.entry"
    _description = "Filed Form"
    _inherit = ["kam.guarded.mixin", "kam.form.reference.mixin"]
    _order = "date_filed desc, id desc"

    _guard_state_field = "pdf_state"
    _guard_final_states = ("done",)
    _guard_mutable_fields = ("pdf_state", "pdf", "pdf_checksum", "pdf_error")

    name = fields.Char(required=True)
    number = fields.Char(index=True)
    form_label = fields.Char(string="Kind of Form", required=True)
    revision_mark = fields.Char()
    res_model = fields.Char(required=True, index=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, index=True)
    approval_state = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected")], string="Result"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one("kam.unit", index=True, ondelete="restrict")
    is_confidential = fields.Boolean(help="Holds credit figures: shown like these.")
    date_filed = fields.Datetime(required=True, default=fields.Datetime.now)
    filed_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", default=lambda self: self.env.user
    )
    date_retention = fields.Date(string="Keep Until")
    page = fields.Binary(attachment=False)
    checksum = fields.Char(required=True, help="SHA-256 of the frozen page.")
    pdf_state = fields.Selection(
        [("waiting", "Being made"), ("done", "Ready")],
        string="PDF State",
        required=True,
        default="waiting",
        index=True,
    )
    pdf = fields.Binary(string="PDF", attachment=False)
    pdf_name = fields.Char(compute="_compute_pdf_name")
    pdf_checksum = fields.Char(string="PDF Checksum", help="SHA-256 of the PDF.")
    pdf_error = fields.Char()
    documents = fields.Json(
        help="Name and checksum, or link, of the documents filed with the form."
    )
    document_list = fields.Html(
        string="List of Documents",
        compute="_compute_document_list",
        sanitize=False,
        help="What was filed with the form: the documents that belonged to it when it was "
        "submitted.",
    )
    document_count = fields.Integer(string="Documents Filed", compute="_compute_document_list")
    kept_document_ids = fields.Many2many(
        "ir.attachment",
        string="Documents Kept",
        compute="_compute_kept_document_ids",
        help="Documents that were filed with the form, kept here since its addon was uninstalled.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Forms are filed when they end; nobody changes what is filed.")

    @api.depends("number", "revision_mark", "name")
    def _compute_pdf_name(self):
        for entry in self:
            name = entry.name or ""
            # most forms carry their number in their name
            number = entry.number if entry.number not in name.split() else False
            parts = (number, name, entry.revision_mark)
            entry.pdf_name = " ".join(filter(None, parts)).replace("/", "-") + ".pdf"

    @api.model
    def _file(self, form):
        """File a form as it prints now, in the language of its company.

        :param form: record with ``kam.form.mixin``
        :return: the entry
        """
        report = self.env.ref(form._form_report)
        lang = form.company_id.partner_id.lang or self.env.lang
        # sudo: the page shows the form, whatever its last reviewer may read beside it
        page = report.sudo().with_context(lang=lang)._render_qweb_html(report.id, form.ids)[0]
        # sudo: nobody makes entries themselves
        entry = self.sudo()._protected_create([self._prepare_entry_vals(form, page)])
        # sudo: planning the job is part of filing
        self.env.ref("kam_management.ir_cron_kam_archive").sudo()._trigger()
        return entry

    @api.model
    def _prepare_entry_vals(self, form, page):
        """Return the values of the entry of a form.

        :param form: record with ``kam.form.mixin``
        :param bytes page: the form as it prints
        :return: values for ``create``
        """
        company = form.company_id
        return {
            "name": form.display_name,
            "number": form.number,
            "form_label": self.env["ir.model"]._get(form._name).name,
            "revision_mark": form.revision_mark,
            "res_model": form._name,
            "res_id": form.id,
            "approval_state": form.approval_state,
            "company_id": company.id,
            "unit_id": form._get_approval_unit().id,
            "is_confidential": form._is_confidential(),
            "filed_by_id": self.env.uid,
            "date_retention": fields.Date.add(
                company._kam_today(), years=form._form_retention_years
            ),
            "page": base64.b64encode(page),
            "checksum": hashlib.sha256(page).hexdigest(),
            "documents": form.documents,
            **form._prepare_archive_vals(),
        }

    @api.model
    def _get_documents(self, form):
        """Return the documents that belong to a form or to its lines."""
        domain = Domain("res_model", "=", form._name) & Domain("res_id", "=", form.id)
        for name in form._form_line_fields:
            lines = form[name]
            domain |= Domain("res_model", "=", lines._name) & Domain("res_id", "in", lines.ids)
        # sudo: filed is what belongs to the form, whatever its last reviewer may read
        return self.env["ir.attachment"].sudo().search(domain, order="id")

    @api.model
    def _cron_make_pdfs(self):
        """Make the PDFs of the pages that were filed, one after the other."""
        transactions.run_batches(
            self.env,
            [(self._get_waiting(), methodcaller("_make_pdf"))],
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

    def _get_page(self):
        """Return the frozen page.

        :rtype: bytes
        """
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).page)

    def _make_pdf(self):
        self.ensure_one()
        report = self._get_report()
        bodies, _ids, header, footer, arguments = report._prepare_html(self._get_page())
        pdf = report._run_wkhtmltopdf(
            bodies, report, header=header, footer=footer, specific_paperformat_args=arguments
        )
        self._protected_write(
            {
                "pdf": base64.b64encode(pdf),
                "pdf_checksum": hashlib.sha256(pdf).hexdigest(),
                "pdf_state": "done",
                "pdf_error": False,
            }
        )

    def _note_failure(self, error):
        """Say why there is no PDF. The next run tries again; the page itself is filed already."""
        self._protected_write({"pdf_error": str(error)[:500]})

    # ------------------------------------------------------------------
    # receipt of the documents filed, with the checksum or link of each
    # ------------------------------------------------------------------

    @api.depends("documents")
    def _compute_document_list(self):
        row = Markup('<tr><td>%s</td><td class="font-monospace text-break">%s</td></tr>')
        table = Markup('<table class="table table-sm"><tbody>%s</tbody></table>')
        for entry in self:
            documents = entry.documents or []
            rows = Markup().join(
                row % (document["name"], document.get("checksum") or document.get("url") or "")
                for document in documents
            )
            entry.document_count = len(documents)
            entry.document_list = table % rows if documents else False

    def action_print_receipt(self):
        """Print the filing receipt.

        :return: a report action
        :raise UserError: when nothing was filed
        """
        if not self:
            raise UserError(self.env._("Nothing is filed yet: a form is filed when it is decided."))
        self.check_access("read")
        return self.env.ref("kam_management.action_report_kam_archive_receipt").report_action(self)
