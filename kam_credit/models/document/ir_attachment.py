from odoo import api, models
from odoo.exceptions import UserError

DOCUMENT = "kam.credit.document"
# What makes another file of an attachment.
CONTENT = {"datas", "raw", "db_datas", "url", "type"}


class IrAttachment(models.Model):
    """Files of credit documents: a changed one is verified anew, identity documents have none."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Create files; none of identity documents.

        :raise UserError: naming the file
        """
        attachments = super().create(vals_list)
        attachments._kam_check_no_identity()
        return attachments

    def write(self, vals):
        """Change files; documents that rest on them are verified anew.

        :raise AccessError: for who does not keep the credit file
        """
        changed = self if CONTENT & vals.keys() else self._kam_find_moved(vals)
        documents = changed._kam_find_credit_documents()
        result = super().write(vals)
        if {"res_model", "res_id"} & vals.keys():
            self._kam_check_no_identity()
        if documents:
            documents._on_files_changed()
        return result

    def _kam_find_moved(self, vals):
        """Return the files of credit documents that values would take away from them.

        :param dict vals: as for ``write``
        """
        names = {"res_model", "res_id"} & vals.keys()
        if not names:
            return self.browse()
        # sudo: whose file it is counts, whoever may see it
        moved = self.sudo().filtered(
            lambda file: (
                file.res_model == DOCUMENT
                and file.res_id
                and any(file[name] != vals[name] for name in names)
            )
        )
        return self.browse(moved.ids)

    def unlink(self):
        """Delete files; documents that rested on them are verified anew.

        :raise AccessError: for who does not keep the credit file
        """
        documents = self._kam_find_credit_documents()
        result = super().unlink()
        documents.exists()._on_files_changed()
        return result

    def _kam_find_credit_documents(self):
        """Return the credit documents that rest on the files, for whoever keeps these files.

        :raise AccessError: for everybody else
        """
        documents = self.env[DOCUMENT]._find_of_files(self).with_env(self.env)
        documents.profile_id._check_may_keep_file()
        return documents

    def _kam_check_no_identity(self):
        """Refuse files of identity documents: what is attached is searched, exported and linked.

        :raise UserError: naming the file
        """
        # sudo: whose file it is counts, whoever may see it
        files = self.sudo().filtered(lambda file: file.res_model == DOCUMENT and file.res_id)
        if not files:
            return
        # sudo: as above
        documents = self.env[DOCUMENT].sudo().browse(files.mapped("res_id")).exists()
        identity = set(documents.filtered("is_identity").ids)
        for file in files:
            if file.res_id in identity:
                raise UserError(
                    self.env._(
                        "“%(file)s” cannot be attached: the copy of an identity document is stored "
                        "under “%(field)s”, from where one route delivers it.",
                        file=file.name,
                        field=documents._get_label("copy_upload"),
                    )
                )
