from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import protection

ENTRY = "kam.archive.entry"

# What makes another document of an attachment.
CONTENT_FIELDS = {
    "datas",
    "raw",
    "db_datas",
    "name",
    "type",
    "res_model",
    "res_id",
    "res_field",
    "url",
    "mimetype",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody but filing add to what is filed."""
        is_filing = protection.take_for_create(self, vals_list) is not None
        attachments = super().create(vals_list)
        if not is_filing:
            attachments._kam_check_not_filed()
            attachments._kam_check_addable()
        return attachments

    def write(self, vals):
        """Keep the documents of locked forms as they are, and what is filed altogether."""
        # whoever may not read a document learns neither its name nor whose it is
        self.check_access("read")
        if self._kam_is_moved(vals):
            return super().write(vals)
        self._kam_check_not_filed()
        if CONTENT_FIELDS & vals.keys():
            self._kam_check_form_unlocked()
        result = super().write(vals)
        if {"res_model", "res_id"} & vals.keys():
            self._kam_check_not_filed()
            self._kam_check_addable()
        return result

    def generate_access_token(self):
        """See the base method: for what is filed there is none."""
        self._kam_check_not_filed()
        return super().generate_access_token()

    def unlink(self):
        """Keep the documents of locked forms, and what is filed."""
        self.check_access("read")
        self._kam_check_not_filed()
        self._kam_check_form_unlocked()
        return super().unlink()

    def _kam_is_moved(self, vals):
        """Tell whether nothing changes: so Odoo moves files between file store and database."""
        return vals.keys() == {"raw", "mimetype"} and all(
            attachment.raw == vals["raw"] and attachment.mimetype == vals["mimetype"]
            for attachment in self
        )

    def _kam_check_not_filed(self):
        """Refuse for files that belong to what is filed: nobody adds, shares, changes or deletes.

        :raise UserError: naming the file
        """
        # sudo: they stay, whether or not the user may read them
        filed = self.sudo().filtered(lambda attachment: attachment.res_model == ENTRY)
        if filed:
            raise UserError(
                self.env._(
                    "“%(file)s” belongs to what is filed, which stays as it is. Documents are "
                    "added by completing the file.",
                    file=filed[0].name,
                )
            )

    def _kam_check_addable(self):
        """Refuse where the forms take no more documents.

        :raise UserError: naming the document and the form
        """
        # sudo: as for the lock
        for model, attachments in self.sudo().grouped("res_model").items():
            forms_by_id = attachments._kam_get_forms(model)
            for attachment in attachments.filtered(lambda attachment: not attachment.res_field):
                if form := forms_by_id.get(attachment.res_id):
                    attachment._kam_check_added_to(form)

    def _kam_check_added_to(self, form):
        """Refuse to add a document to a form. To be extended.

        By default what is added after submitting belongs to the conversation.

        :param form: the form that the document belongs to
        :raise UserError: naming both
        """

    def _kam_check_form_unlocked(self):
        """Refuse unless the forms that the documents belong to are drafts.

        :raise UserError: naming the document and the form
        """
        # sudo: the lock holds whether or not the user may read form or attachment
        for model, attachments in self.sudo().grouped("res_model").items():
            forms_by_id = attachments._kam_get_forms(model)
            for attachment in attachments:
                if form := forms_by_id.get(attachment.res_id):
                    attachment._kam_check_unlocked_by(form)

    def _kam_check_unlocked_by(self, form):
        """Refuse for a document of a form that was submitted, or with which it was filed.

        :param form: the form that the document belongs to
        :raise UserError: naming both
        """
        self.ensure_one()
        if form.approval_state != "draft":
            raise UserError(
                self.env._(
                    "“%(document)s” belongs to %(form)s, which was submitted: documents of "
                    "submitted forms stay as they are.",
                    document=self.name,
                    form=form.display_name,
                )
            )
        if "archive_entry_ids" in form and self._kam_is_filed(form):
            raise UserError(
                self.env._(
                    "“%(document)s” was filed with %(form)s and stays with it. Add the new "
                    "document beside it.",
                    document=self.name,
                    form=form.display_name,
                )
            )

    def _kam_describe(self):
        """Return what makes the document the one it is: name and content, or where a link leads.

        :rtype: dict
        """
        self.ensure_one()
        if self.type == "url":
            return {"name": self.name, "url": self.url}
        return {"name": self.name, "checksum": self.checksum}

    def _kam_follow_entry(self, entry):
        """Give a document to the entry that it was filed with; its content stays what it is."""
        self.ensure_one()
        # in SQL: filed documents are locked for everybody
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE ir_attachment SET res_model = %s, res_id = %s WHERE id = %s",
                entry._name,
                entry.id,
                self.id,
            )
        )
        self.invalidate_recordset()

    def _kam_is_filed(self, form):
        """Tell whether the document is among those filed with an edition of the form."""
        description = self._kam_describe()
        return any(entry._holds(description) for entry in form.archive_entry_ids)

    def _kam_get_forms(self, model):
        """Return the forms with approval of documents of one model: of the form or of its lines.

        :param str model: name of the model, or a false value
        :return: dict id of the record that the document belongs to -> form
        """
        if not model or model not in self.env:
            return {}
        records = self.env[model].browse(self.mapped("res_id"))
        if getattr(records, "_approval_form_field", None):
            lines_field = records._approval_lines_field
            if not records.browse()._get_forms()._find_bound([lines_field]):
                return {}
            return {line.id: line._get_forms() for line in records.exists()}
        if "approval_state" in records:
            return {form.id: form for form in records.exists()}
        return {}
