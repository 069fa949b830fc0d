from odoo import api, models
from odoo.fields import Command


class KamAccountTakeoverLine(models.TransientModel):
    """Key accounts that a list gives to somebody else are handed over as in the dialog."""

    _inherit = "kam.account.takeover.line"

    @api.model
    def _give_accounts(self, accounts, unit, manager, reason):
        """See the base method: with a record of the hand-over, and what is open moves along.

        Nobody is asked what has been settled: the checklist says that it was left out, and why.
        """
        change = self.env["kam.account.owner.change"].create(
            {
                "account_ids": [Command.set(accounts.ids)],
                "unit_id": unit.id,
                "manager_id": manager.id,
                "reason": reason,
            }
        )
        change.line_ids.remark = self.env._("Not asked: changed by the list of a take-over.")
        change.action_apply()
