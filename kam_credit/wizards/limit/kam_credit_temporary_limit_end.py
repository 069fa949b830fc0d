from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditTemporaryLimitEnd(models.TransientModel):
    """Asks why temporary limits end early."""

    _name = "kam.credit.temporary.limit.end"
    _description = "End Temporary Limits Early"
    _inherit = ["kam.batch.dialog.mixin"]

    form_ids = relations.Many2many("kam.credit.temporary.limit", string="Limits to End")
    names = fields.Text(string="Which Limits", compute="_compute_names", help="One limit per line.")
    reason = fields.Text(help="Stays with the form.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("form_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(wizard.form_ids.mapped("display_name"))

    def action_apply(self):
        """End the limits one by one; what is refused is named, the others end.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: without a limit or a reason, or when the only one is refused
        :raise AccessError: for the only one, of whoever may not end it
        """
        arguments.one(self)
        if not self.form_ids:
            raise UserError(self.env._("Choose the temporary limits first."))
        return self._apply_each(self.form_ids, self._apply, self.env._("Could Not Be Ended"))

    def _apply(self, form):
        form.action_end(self.reason or "")
