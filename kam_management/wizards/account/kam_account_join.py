from odoo import fields, models

from ... import arguments


class KamAccountJoin(models.TransientModel):
    """An account ends in favour of another one: both are the same customer."""

    _name = "kam.account.join"
    _description = "End in Favour of Another Account"
    _check_company_auto = True

    account_id = fields.Many2one(
        "kam.account", string="Account that Ends", required=True, readonly=True
    )
    company_id = fields.Many2one(related="account_id.company_id")
    successor_id = fields.Many2one(
        "kam.account",
        string="Account that Goes On",
        required=True,
        domain="[('company_id', '=', company_id), ('id', '!=', account_id)]",
        check_company=True,
    )
    reason = fields.Text(required=True, help="It stays in the history of the account.")

    def action_join(self):
        """End the account in favour of the other one.

        :return: a window action that opens the account that goes on
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: for an account that cannot end so, naming why
        """
        dialog = arguments.one(self)
        dialog.account_id._join(dialog.successor_id, dialog.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": dialog.successor_id.id,
            "view_mode": "form",
        }
