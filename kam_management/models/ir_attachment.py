from odoo import models
from odoo.exceptions import UserError

# What makes another document of an attachment.
CONTENT_FIELDS = {"datas", "raw", "name", "res_model", "res_id", "res_field", "url", "mimetype"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Keep the documents of locked forms as they are."""
        if CONTENT_FIELDS & vals.keys():
            self._kam_check_form_unlocked()
        return super().write(vals)

    def unlink(self):
        """Keep the documents of locked forms."""
        self._kam_check_form_unlocked()
        return super().unlink()

    def _kam_check_form_unlocked(self):
        """Refuse unless the forms that the documents belong to are drafts.

        :raise UserError: naming the document and the form
        """
        # sudo: the lock holds whether or not the user may read form or attachment
        for model, attachments in self.sudo().grouped("res_model").items():
            if not model or "approval_state" not in self.env.get(model, self):
                continue
            forms = (
                self.env[model].sudo().browse(attachments.mapped("res_id")).exists()
            )  # sudo: s.a.
            locked = {form.id: form for form in forms if form.approval_state != "draft"}
            for attachment in attachments:
                if attachment.res_id in locked:
                    raise UserError(
                        self.env._(
                            "“%(document)s” belongs to %(form)s, which was submitted: documents of "
                            "submitted forms stay as they are.",
                            document=attachment.name,
                            form=locked[attachment.res_id].display_name,
                        )
                    )
