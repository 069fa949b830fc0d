from odoo import fields, models
from odoo.exceptions import UserError

from ... import arguments


class KamDevelopmentHintSwitch(models.TransientModel):
    """Asks why a coaching hint is switched off."""

    _name = "kam.development.hint.switch"
    _description = "Switch a Coaching Hint Off"

    hint_id = fields.Many2one("kam.development.hint", required=True, ondelete="cascade")
    reason = fields.Char(required=True, help="It stays in the conversation of the hint.")

    def action_apply(self):
        """Switch the hint off.

        :return: an action that closes the dialog
        :raise UserError: without a reason, or for a hint that is off
        :raise AccessError: for everybody but administrators of key accounts
        """
        arguments.one(self)
        if not self.hint_id:
            raise UserError(self.env._("Choose the hint first."))
        self.hint_id.action_switch_off(self.reason)
        return {"type": "ir.actions.act_window_close"}
