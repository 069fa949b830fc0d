from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations


class KamDevelopmentCancel(models.TransientModel):
    """Asks why developments are cancelled."""

    _name = "kam.development.cancel"
    _description = "Cancel Developments"
    _inherit = ["kam.batch.dialog.mixin"]

    development_ids = relations.Many2many("kam.development", string="Developments")
    names = fields.Text(
        string="Which Developments", compute="_compute_names", help="One development per line."
    )
    reason = fields.Text(help="Stays with the development.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("development_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.development_ids.mapped("display_name"))

    def action_apply(self):
        """Cancel the developments one by one; what is refused is named, the others stand.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a development or a reason, or when the only one is refused
        :raise AccessError: for the only one, of whoever may not write it
        """
        arguments.one(self)
        if not self.development_ids:
            raise UserError(self.env._("Choose the developments first."))
        return self._apply_each(
            self.development_ids, self._apply, self.env._("Could Not Be Changed")
        )

    def _apply(self, development):
        development.action_cancel(self.reason or "")
