import base64
import binascii
import hashlib

import psycopg2
from psycopg2.errors import ReadOnlySqlTransaction

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

# What a copy may be: its first bytes, type and ending.
TYPES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)
ENDINGS = {mimetype: ending for _start, mimetype, ending in TYPES}
LARGEST = 10 * 1024 * 1024


class KamCreditDocument(models.Model):
    """Copies of identity documents: stored beside the record, in columns that are no fields.

    What is no field and no attachment cannot be read, searched, exported, copied, linked to or
    filed, nor read as superuser. One route delivers it, see ``controllers/kam_credit_document``:
    it asks :meth:`_open_copy`, which checks the right and writes the log.
    """

    _inherit = "kam.credit.document"

    def init(self):
        """Add the columns that no field stands for."""
        super().init()
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS copy_body bytea,"
                " ADD COLUMN IF NOT EXISTS copy_type varchar",
                SQL.identifier(self._table),
            )
        )

    def _compute_copy_upload(self):
        """Nothing is ever read: the field only takes what is stored."""
        self.copy_upload = False

    def _inverse_copy_upload(self):
        for document in self:
            if document.copy_upload:
                document._store_copy(document.copy_upload)

    def _store_copy(self, content):
        """Store the copy of an identity document in place of the one before.

        :param content: the file, in base64
        :raise AccessError: for who does not keep the file
        :raise ValidationError: for another kind of document, and for what is no such file
        """
        self.ensure_one()
        self.profile_id._check_may_keep_file()
        if not self.is_identity:
            raise ValidationError(
                self.env._(
                    "“%(document)s” is no identity document: upload it under “%(field)s”.",
                    document=self.display_name,
                    field=self._get_label("file_ids"),
                )
            )
        body, mimetype = self._read_copy(content)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET copy_body = %s, copy_type = %s WHERE id = %s",
                SQL.identifier(self._table),
                psycopg2.Binary(body),
                mimetype,
                self.id,
            )
        )
        # sudo: the process keeps what it stored
        self.sudo()._protected_write(
            {
                "has_copy": True,
                "checksum": hashlib.sha256(body).hexdigest(),
                "date_erased": False,
                "erased_by_id": False,
            }
        )
        self._log_copy("store")

    def _read_copy(self, content):
        """Return content and type of an uploaded file.

        :raise ValidationError: for what is no PDF, JPEG or PNG of at most 10 MB
        """
        try:
            body = base64.b64decode(content, validate=False)
        except (binascii.Error, TypeError, ValueError):
            body = b""
        mimetype = next((kind for start, kind, _end in TYPES if body.startswith(start)), None)
        if not mimetype or len(body) > LARGEST:
            raise ValidationError(
                self.env._(
                    "“%(field)s” takes a PDF, JPEG or PNG file of at most 10 MB.",
                    field=self._get_label("copy_upload"),
                )
            )
        return body, mimetype

    # ------------------------------------------------------------------
    # opening and erasing
    # ------------------------------------------------------------------

    def _check_may_open(self):
        """Refuse for whoever may not open the copy.

        :raise AccessError: for everybody but the credit roles over the unit; its account manager
            and code that runs as superuser are none of them
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.su or not self.profile_id._may_keep_file():
            raise AccessError(
                self.env._(
                    "The copy of “%(document)s” is opened by credit officers, reviewers and "
                    "approvers of the unit only.",
                    document=self.display_name,
                )
            )

    def action_open_copy(self):
        """Lead to the copy of an identity document.

        :return: an action
        :raise AccessError: for who may not open it
        :raise UserError: when there is none
        """
        self._check_may_open()
        self._check_has_copy()
        return {
            "type": "ir.actions.act_url",
            "url": f"/kam_credit/document/{self.id}/copy",
            "target": "new",
        }

    def _open_copy(self):
        """Return the copy of an identity document, and log who opened it.

        :return: content, type, and a name for the file that tells nothing
        :raise AccessError: for who may not open it
        :raise UserError: when there is none
        """
        self._check_may_open()
        self._check_has_copy()
        self._log_copy("open")
        ((body, mimetype),) = self.env.execute_query(
            SQL(
                "SELECT copy_body, copy_type FROM %s WHERE id = %s",
                SQL.identifier(self._table),
                self.id,
            )
        )
        return bytes(body), mimetype, f"copy-{self.id}.{ENDINGS[mimetype]}"

    def _check_has_copy(self):
        if not self.has_copy:
            raise UserError(
                self.env._("“%(document)s” has no copy stored.", document=self.display_name)
            )

    def action_erase_copy(self):
        """Erase the copies of identity documents for good; the log of who opened them stays.

        :return: True
        :raise AccessError: for who may not open it
        :raise UserError: when there is none
        """
        for document in self:
            document._check_may_open()
            document._check_has_copy()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET copy_body = NULL, copy_type = NULL WHERE id = %s",
                    SQL.identifier(self._table),
                    document.id,
                )
            )
            # sudo: who may was checked
            document.sudo()._protected_write(
                {
                    "has_copy": False,
                    "date_erased": fields.Datetime.now(),
                    "erased_by_id": self.env.uid,
                }
            )
            document._log_copy("erase")
        return True

    def _log_copy(self, how):
        """Write who did what with which copy.

        :param str how: a value of ``kam.credit.document.opening.how``
        :raise ReadOnlySqlTransaction: on a read-only cursor; Odoo repeats the request on one that
            can write
        """
        if self and getattr(self.env.cr, "readonly", False):
            raise ReadOnlySqlTransaction("The opening of copies has to be logged")
        self.env["kam.credit.document.opening"]._append(
            [
                {
                    "profile_id": document.profile_id.id,
                    "company_id": document.company_id.id,
                    "document_ref": document.id,
                    "document_name": document.kind_id.name,
                    "user_id": self.env.uid,
                    "how": how,
                }
                # sudo: the log says of which customer and kind the copy is
                for document in self.sudo()
            ]
        )

    def action_view_openings(self):
        """Open the log of a document's copy.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_document_opening"
        )
        return {**action, "domain": [("document_ref", "=", self.id)]}
