from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class KamArchiveEntry(models.Model):
    """What stays of a filed form when its addon goes: page, PDF and the documents filed with it."""

    _inherit = "kam.archive.entry"

    @api.depends("documents")
    def _compute_kept_document_ids(self):
        documents = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        by_entry = documents.grouped("res_id")
        for entry in self:
            entry.kept_document_ids = by_entry.get(entry.id, documents.browse())

    def _get_report(self):
        """Return the report on whose paper the PDF is made.

        It is the one that printed the page; where that is not installed, a report on the paper of
        controlled forms, since the page is all there is to print.
        """
        self.ensure_one()
        xmlid = getattr(self.env.get(self.res_model), "_form_report", None)
        report = xmlid and self.env.ref(xmlid, raise_if_not_found=False)
        if report:
            return report
        paper = self.env.ref("kam_management.paperformat_kam_form", raise_if_not_found=False)
        return self.env["ir.actions.report"].new({"paperformat_id": paper and paper.id})

    @api.model
    def _keep_documents(self, models):
        """Give documents that were filed to the entries: the forms they belong to are about to go.

        Odoo deletes what belongs to the records of a model with the model.

        :param list models: technical names of the models that go, forms and their lines
        """
        # sudo: what was filed is kept, whoever removes the addon
        documents = self.env["ir.attachment"].sudo().search([("res_model", "in", models)])
        for model, of_model in documents.grouped("res_model").items():
            forms_by_id = of_model._kam_get_forms(model)
            for document in of_model:
                form = forms_by_id.get(document.res_id)
                entry = self._find_filed_with(
                    document, form._name if form else model, form.id if form else document.res_id
                )
                if entry:
                    document._kam_follow_entry(entry)
        # Odoo deletes the files of all that is left, and fails where one is a link and has none
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM ir_attachment WHERE res_model = ANY(%s) AND store_fname IS NULL",
                list(models),
            )
        )
        self.env["ir.attachment"].invalidate_model()

    @api.model
    def _find_filed_with(self, document, model, form_id):
        """Return the last edition of a form that a document was filed with, or an empty entry."""
        description = document._kam_describe()
        # sudo: as in _keep_documents
        entries = self.sudo().search(
            Domain("res_model", "=", model) & Domain("res_id", "=", form_id), order="id desc"
        )
        return entries.filtered(lambda entry: entry._holds(description))[:1]
