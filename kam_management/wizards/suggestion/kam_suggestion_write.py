from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments
from ...rules import texts


class KamSuggestionWrite(models.TransientModel):
    """Writes to the customer about their suggestion: on the portal, and by mail."""

    _name = "kam.suggestion.write"
    _description = "Write to the Customer"

    suggestion_id = fields.Many2one("kam.suggestion", required=True, readonly=True)
    address = fields.Char(
        string="Mailed To",
        compute="_compute_address",
        help="Whoever suggested it, else the customer. Without an address it stands on the portal.",
    )
    text = fields.Text(string="Text to the Customer")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "kam_suggestion_write_attachment_rel",
        "write_id",
        "attachment_id",
        string="Files",
        help="Only what is chosen here is sent. Files of the suggestion itself stay with us.",
    )

    @api.depends("suggestion_id")
    def _compute_address(self):
        for dialog in self:
            dialog.address = dialog.suggestion_id._get_address()

    def action_send(self):
        """Send what was written: it stands on the portal at once, and is mailed.

        :return: an action that closes the dialog
        :raise UserError: without a text, or for files that are not taken
        :raise AccessError: for all but those who handle the suggestion, or lead it
        """
        arguments.one(self)
        self.check_access("read")
        suggestion = self.suggestion_id
        suggestion._check_may_write_customer()
        text = texts.trimmed(self.text or "")
        if not text:
            raise UserError(
                self.env._(
                    "“%s” is empty: write something first.",
                    self._fields["text"]._description_string(self.env),
                )
            )
        public = self.env["kam.suggestion.public"]
        files = suggestion._check_own_uploads(self.attachment_ids)
        for number, (name, content) in enumerate(files):
            fault = public._find_file_fault(suggestion.company_id, number, name, content)
            if fault:
                raise UserError(fault)
        kept = [(public._clean_file_name(name), content) for name, content in files]
        suggestion._write_to_customer(text, kept)
        return {"type": "ir.actions.act_window_close"}
