import hashlib

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .kam_credit_document import CONTENT_FIELDS


class KamCreditDocument(models.Model):
    """The files of documents. Whoever changes what a document says brings it anew."""

    _inherit = "kam.credit.document"

    @api.model_create_multi
    def create(self, vals_list):
        """Bring documents.

        :raise AccessError: for who does not keep the file
        :raise ValidationError: for files that are none of the document's own
        """
        documents = super().create(vals_list)
        documents._take_files()
        documents._note_checksums()
        documents.invalidate_recordset(["copy_upload"])
        return documents

    def write(self, vals):
        """Change documents; what was verified of them is verified anew.

        :raise AccessError: for who does not keep the file
        :raise ValidationError: for files that are none of the document's own
        """
        if not set(CONTENT_FIELDS) & vals.keys():
            return super().write(vals)
        before = {document: document._read_content() for document in self}
        result = super().write(vals)
        if "file_ids" in vals:
            self._take_files()
        self._note_checksums()
        self.invalidate_recordset(["copy_upload"])
        changed = self.filtered(lambda document: document._read_content() != before[document])
        changed._on_content_changed()
        return result

    def _read_content(self):
        """Return what the document says, to be compared."""
        self.ensure_one()
        # sudo: files are compared, whoever may open them
        document = self.sudo()
        names = [name for name in CONTENT_FIELDS if name not in ("file_ids", "copy_upload")]
        return [document[name] for name in names] + [document.file_ids, document.checksum]

    def _on_content_changed(self):
        """Have documents verified anew, by others than who has changed them."""
        if not self:
            return
        # sudo: a process keeps who has changed them
        self.sudo()._protected_write({"author_ids": [Command.link(self.env.uid)]})
        self._take_back()

    def _on_files_changed(self):
        """Have documents verified anew whose files are other ones by now."""
        self.invalidate_recordset(["file_ids"])
        self._note_checksums()
        self._on_content_changed()

    def _take_files(self):
        """Make files that were uploaded for new documents their own, and refuse those of others.

        Who has uploaded a file has brought it, whoever puts it into the document.

        :raise ValidationError: naming the file
        """
        for document in self:
            # sudo: whose files they are counts, whoever may open them
            for file in document.sudo().file_ids:
                is_new = not file.res_id and file.create_uid == self.env.user
                if file.res_model == self._name and is_new:
                    file.res_id = document.id
                if (
                    file.res_model != self._name
                    or file.res_id != document.id
                    or file.res_field
                    or document.is_identity
                ):
                    raise ValidationError(
                        self.env._(
                            "“%(file)s” cannot be a file of “%(document)s”: upload it there. "
                            "Copies of identity documents are stored under “%(copy)s”.",
                            file=file.name,
                            document=document.display_name,
                            copy=self._get_label("copy_upload"),
                        )
                    )
            # sudo: a process keeps who has uploaded them
            brought = document.sudo()
            uploaders = brought.file_ids.create_uid - brought.author_ids
            if uploaders:
                links = [Command.link(uploader.id) for uploader in uploaders]
                brought._protected_write({"author_ids": links})

    def _note_checksums(self):
        """Keep the checksum over the files as they are now."""
        # sudo: the process keeps it
        for document in self.sudo().filtered(lambda document: not document.is_identity):
            sums = sorted(file.checksum or file.url or "" for file in document.file_ids)
            checksum = sums and hashlib.sha256("\n".join(sums).encode()).hexdigest()
            if (document.checksum or "") != (checksum or ""):
                document._protected_write({"checksum": checksum or False})

    @api.model
    def _find_of_files(self, files):
        """Return the documents that files belong to, as superuser.

        :param files: attachments
        """
        # sudo: which documents rest on a file is asked, whoever changes it
        return self.sudo().search([("file_ids", "in", files.ids)]) if files.ids else self.sudo()

    def unlink(self):
        """Delete documents that nobody has looked at, with their files."""
        # sudo: the files go with the document
        files = self.sudo().file_ids
        copies = self.filtered("has_copy")
        copies._log_copy("delete")
        result = super().unlink()
        files.exists().unlink()
        return result
