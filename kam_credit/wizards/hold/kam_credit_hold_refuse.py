from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations


class KamCreditHoldRefuse(models.TransientModel):
    """Asks for the sentence that the salesperson reads."""

    _name = "kam.credit.hold.refuse"
    _description = "Refuse to Release Documents"
    _inherit = ["kam.batch.dialog.mixin"]

    hold_ids = relations.Many2many("kam.credit.hold", string="Documents to Refuse")
    names = fields.Text(
        string="Which Documents", compute="_compute_names", help="One document per line."
    )
    sentence = fields.Char(
        string="What the Salesperson Reads", help="No figure of the customer's credit in it."
    )
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    @api.depends("hold_ids")
    def _compute_names(self):
        for wizard in self:
            wizard.names = "\n".join(
                f"{hold.document_name} · {hold.profile_id.display_name}" for hold in wizard.hold_ids
            )

    def action_apply(self):
        """Refuse one by one; what cannot be refused is named, the others are.

        :return: an action that closes the dialog, or shows what was not done and why
        :raise UserError: without documents or a sentence
        :raise AccessError: for the only one, of whoever does not decide on it
        """
        arguments.one(self)
        if not self.hold_ids:
            raise UserError(self.env._("Choose what is to be refused first."))
        return self._apply_each(self.hold_ids, self._apply, self.env._("Could Not Be Refused"))

    def _apply(self, hold):
        hold.action_refuse(self.sentence or "")
