from odoo import api, models
from odoo.exceptions import UserError

from ... import voices

OURS = "kam."


class IrAttachment(models.Model):
    """Files of our records are read by who may read the record: no link opens them to others.

    What Odoo makes such links for, large files in mails and pictures in messages, are opened by
    who is logged in and may.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Create files; of our records none that others may open.

        :raise UserError: naming the file
        """
        if voices.current():
            # pictures in a message come with a token, for readers who are not logged in
            vals_list = [
                {**vals, "access_token": False} if _is_ours(vals.get("res_model")) else vals
                for vals in vals_list
            ]
        attachments = super().create(vals_list)
        attachments._kam_check_not_shared()
        return attachments

    def write(self, vals):
        """Change files; of our records none is opened to others.

        :raise UserError: naming the file
        """
        result = super().write(vals)
        if {"public", "access_token", "res_model"} & vals.keys():
            self._kam_check_not_shared()
        return result

    def generate_access_token(self):
        """Return a token for each file, with which anybody opens it; False for those of ours."""
        return [
            False
            if _is_ours(attachment.res_model)
            else super(IrAttachment, attachment).generate_access_token()[0]
            for attachment in self
        ]

    def _kam_check_not_shared(self):
        # sudo: whoever may read the file
        for attachment in self.sudo():
            is_shared = attachment.public or attachment.access_token
            if is_shared and _is_ours(attachment.res_model):
                raise UserError(
                    self.env._(
                        "“%(file)s” belongs to %(model)s: who may read the record opens it, and "
                        "nobody else. Send a copy of the file to others.",
                        file=attachment.name,
                        model=self.env["ir.model"]._get(attachment.res_model).name,
                    )
                )


def _is_ours(res_model):
    return isinstance(res_model, str) and res_model.startswith(OURS)
