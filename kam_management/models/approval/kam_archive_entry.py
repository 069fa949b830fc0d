import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import relations

# Not text: neither indexed in the database, nor shown by a browser as a page of this server.
PAGE_TYPE = "application/vnd.kam.page"
RESULTS = ("approved", "complete", "rejected")


class KamArchiveEntry(models.Model):
    """A form as it printed when it ended (资料汇总保存). Nobody changes or deletes it.

    The page is frozen at once; its PDF is made from the frozen page by a job. Both are files, which
    belong to the entry and are read by whoever reads the entry; their checksums stand in the row.

    - ``kam_archive_entry_files``: page and PDF, the job, and whether they are what they were
    - ``kam_archive_entry_process``: all that a process has collected, filed as one entry
    - ``kam_archive_entry_receipt``: what the archive room says of it, and what completes it
    - ``kam_archive_entry_removal``: what happens when the addon of the form goes
    """

    _name = "kam.archive.entry"
    _description = "Filed Form"
    _inherit = ["kam.deadline.mixin", "kam.guarded.mixin", "kam.form.reference.mixin"]
    _order = "date_filed desc, id desc"

    _guard_state_field = "pdf_state"
    _guard_final_states = ("done",)
    _guard_mutable_fields = ("pdf_state", "pdf_checksum", "pdf_error")

    name = fields.Char(required=True)
    number = fields.Char(index=True)
    form_label = fields.Char(string="Kind of Form When Filed", required=True)
    kind_label = fields.Char(string="Kind of Form", compute="_compute_kind_label")
    revision_mark = fields.Char()
    res_model = fields.Char(required=True, index=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, index=True)
    approval_state = fields.Selection(
        [
            ("approved", "Approved"),
            ("complete", "No approval needed"),
            ("rejected", "Rejected"),
        ],
        string="Result",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one("kam.unit", index=True, ondelete="restrict")
    is_confidential = fields.Boolean(help="Holds credit figures: shown like these.")
    date_filed = fields.Datetime(required=True, default=fields.Datetime.now)
    filed_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", default=lambda self: self.env.user
    )
    date_retention = fields.Date(string="Keep Until")
    page = fields.Binary(compute="_compute_files")
    checksum = fields.Char(required=True, help="SHA-256 of the frozen page.")
    pdf_state = fields.Selection(
        [("waiting", "Being made"), ("done", "Ready")],
        string="PDF State",
        required=True,
        default="waiting",
        index=True,
    )
    pdf = fields.Binary(string="PDF", compute="_compute_files")
    pdf_name = fields.Char(compute="_compute_pdf_name")
    pdf_checksum = fields.Char(string="PDF Checksum", help="SHA-256 of the PDF.")
    pdf_error = fields.Char()
    documents = fields.Json(
        help="Name and checksum, or link, of the documents filed with the form, and the heading "
        "under which each is listed."
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
        help="Documents that are kept here: added when the file was completed, or filed with a "
        "form whose addon was uninstalled.",
    )
    acknowledgement_ids = relations.One2many(
        "kam.archive.acknowledgement",
        "entry_id",
        string="Acknowledgements",
        groups="kam_management.group_kam_archivist",
    )
    receipt_state = fields.Selection(
        [
            ("waiting", "To be acknowledged"),
            ("incomplete", "Incomplete"),
            ("received", "Acknowledged"),
        ],
        string="Archive Room",
        compute="_compute_receipt",
        search="_search_receipt_state",
        compute_sudo=True,
        help="Empty for forms with credit figures, which the archive room does not see.",
    )
    receipt_missing = fields.Text(
        string="What Is Missing", compute="_compute_receipt", compute_sudo=True
    )
    receipt_list = fields.Html(
        string="Acknowledged",
        compute="_compute_receipt_list",
        compute_sudo=True,
        sanitize=False,
        help="What the archive room and the authors said, the first first.",
    )
    can_acknowledge = fields.Boolean(compute="_compute_can_receipt")
    can_complete = fields.Boolean(compute="_compute_can_receipt")

    def _get_protected_fields(self):
        """See the base method: also the files, which are stored beside the row."""
        return super()._get_protected_fields() | {"page", "pdf"}

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Forms are filed when they end; nobody changes what is filed.")

    @api.depends("res_model", "form_label")
    @api.depends_context("lang")
    def _compute_kind_label(self):
        """Name the kind of form for the reader; as it was filed where its addon is gone."""
        removed_model = self.env["kam.removed.model"]
        labels = {
            model: removed_model._get_label(model)
            for model in set(self.mapped("res_model"))
            if model in self.env
        }
        for entry in self:
            entry.kind_label = labels.get(entry.res_model, entry.form_label)

    @api.depends("number", "revision_mark", "name")
    def _compute_pdf_name(self):
        for entry in self:
            name = entry.name or ""
            # most forms carry their number in their name
            number = entry.number if entry.number not in name.split() else False
            parts = (number, name, entry.revision_mark)
            entry.pdf_name = " ".join(filter(None, parts)).replace("/", "-") + ".pdf"

    @api.model
    def _file(self, form, **more):
        """File a form as it prints now, in the language of its company.

        :param form: record with ``kam.form.mixin``
        :param more: values of the entry that differ from what the form says itself
        :return: the entry
        """
        return self._file_all(form, **more)

    @api.model
    def _file_all(self, forms, **more):
        """File forms of one model as they print now, see :meth:`_file`.

        :param forms: records with ``kam.form.mixin``
        :param more: as for :meth:`_file`
        :return: the entries
        """
        for name in forms._form_line_fields:
            # they print one by one: what is read of one line is read of all
            lines = forms[name]
            for column, field in lines._fields.items():
                if column == "write_date" or (field.type == "many2many" and field.store):
                    lines.mapped(column)
        report = self.env.ref(forms._form_report) if forms else None
        pages = [self._render_page(form, report) for form in forms]
        vals_list = [
            {**self._prepare_entry_vals(form, page), **more}
            for form, page in zip(forms, pages, strict=True)
        ]
        # sudo: nobody makes entries themselves
        entries = self.sudo()._protected_create(vals_list)
        entries._add_files(
            [
                (entry, *entry._get_file_terms("page"), page)
                for entry, page in zip(entries, pages, strict=True)
            ],
            "page",
        )
        entries._ask_archive_room()
        # sudo: planning the job is part of filing
        self.env.ref("kam_management.ir_cron_kam_archive").sudo()._trigger()
        return entries

    def _find_filed_again(self):
        """Return what has happened since a form was first filed, of those filed once more.

        :return: dict entry -> text, in the language of the environment
        """
        editions = self._read_group(
            Domain("res_model", "in", list(set(self.mapped("res_model"))))
            & Domain("res_id", "in", list(set(self.mapped("res_id")))),
            ["res_model", "res_id", "revision_mark"],
            ["id:min"],
        )
        first = {entry_id for *_edition, entry_id in editions}
        return {
            entry: self.env[entry.res_model]._get_filed_again_label()
            for entry in self
            if entry.res_model in self.env and entry.id not in first
        }

    @api.model
    def _render_page(self, form, report=None):
        """Return a form as it prints now, in the language of its company.

        :param form: record with ``kam.form.mixin``
        :param report: its report, where the caller has looked for it
        :rtype: bytes
        """
        report = report or self.env.ref(form._form_report)
        lang = form.company_id.partner_id.lang or self.env.lang
        # sudo: the page shows the form, whatever its last reviewer may read beside it
        return report.sudo().with_context(lang=lang)._render_qweb_html(report.id, form.ids)[0]

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
            # a form that is filed as it stands has no result yet
            "approval_state": form.approval_standing in RESULTS and form.approval_standing,
            "company_id": company.id,
            "unit_id": form._get_approval_unit().id,
            "is_confidential": form._is_confidential(),
            "filed_by_id": self.env.uid,
            "date_retention": fields.Date.add(
                company._kam_today(), years=form._get_retention_years()
            ),
            "checksum": hashlib.sha256(page).hexdigest(),
            "documents": self._get_form_documents(form),
            **form._prepare_archive_vals(),
        }

    @api.model
    def _get_form_documents(self, form):
        """Return what is filed with a form: what belonged to it when it was submitted.

        Of a form that is never submitted it is what belongs to it now.
        """
        return form.documents if form.approval_round else form._describe_documents()

    @api.model
    def _get_documents(self, form):
        """Return the documents that belong to a form, or to the lines that its approval binds."""
        domain = Domain("res_model", "=", form._name) & Domain("res_id", "=", form.id)
        for name in form._get_bound_line_fields():
            lines = form[name]
            domain |= Domain("res_model", "=", lines._name) & Domain("res_id", "in", lines.ids)
        # sudo: filed is what belongs to the form, whatever its last reviewer may read
        return self.env["ir.attachment"].sudo().search(domain, order="id")

    def _holds(self, description):
        """Tell whether a document was filed with the form.

        :param dict description: what ``_kam_describe`` returns
        """
        self.ensure_one()
        return any(description.items() <= document.items() for document in self.documents or ())

    # ------------------------------------------------------------------
    # receipt of the documents filed, with the checksum or link of each
    # ------------------------------------------------------------------

    @api.depends("documents")
    @api.depends_context("lang")
    def _compute_document_list(self):
        row = Markup('<tr><td>%s</td><td class="font-monospace text-break">%s</td></tr>')
        title = Markup('<tr><th colspan="2">%s</th></tr>')
        table = Markup('<table class="table table-sm"><tbody>%s</tbody></table>')
        for entry in self:
            documents = entry.documents or []
            rows, heading = [], None
            for document in documents:
                if "heading" in document and self._word_heading(document) != heading:
                    heading = self._word_heading(document)
                    rows.append(title % heading)
                rows.append(row % (document["name"], entry._get_proof(document)))
            entry.document_count = len(documents)
            entry.document_list = table % Markup().join(rows) if documents else False

    @api.model
    def _word_heading(self, document):
        """Return the heading of a filed document, in the language of the reader where it can be.

        :param dict document: one of ``documents``
        :rtype: str
        """
        model = document.get("heading_model")
        known = self.env["ir.model"]._get(model).name if model in self.env else None
        return known or document["heading"]

    @api.model
    def _get_proof(self, document):
        """Return what proves a filed document: its checksum, or where its link leads.

        :param dict document: one of ``documents``
        :rtype: str
        """
        if document.get("page"):
            return f"SHA-256 {document['page']}"
        if document.get("checksum"):
            return f"SHA-1 {document['checksum']}"
        return document.get("url") or ""

    def action_print_receipt(self):
        """Print the filing receipt.

        :return: a report action
        :raise UserError: when nothing was filed
        """
        if not self:
            raise UserError(self.env._("Nothing is filed yet: a form is filed when it is decided."))
        self.check_access("read")
        return self.env.ref("kam_management.action_report_kam_archive_receipt").report_action(self)
