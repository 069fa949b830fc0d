from odoo import api, models
from odoo.fields import Domain


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        going_live = self.env["res.company"].search([("kam_takeover_open", "=", True)])
        used = self.env["kam.account"].search(
            [("company_id", "in", going_live.ids), ("state", "=", "key")]
        )
        unsold = (
            Domain("state", "=", "posted")
            & Domain("move_type", "in", ["out_invoice", "out_refund"])
            & Domain("invoice_user_id", "=", False)
            & Domain("commercial_partner_id.kam_account_ids.state", "=", "key")
        )
        return [
            *super()._collect(),
            self._count(
                self.env._("Companies in which taking over is still open"),
                "res.company",
                [("id", "in", used.company_id.ids)],
                self.env._(
                    "Companies with key accounts: %s. Close taking over once they are live."
                ),
                level="warning",
            ),
            self._count(
                self.env._("Key accounts without unit or account manager"),
                "kam.account",
                Domain("state", "=", "key")
                & (Domain("unit_id", "=", False) | Domain("manager_id", "=", False)),
                self.env._("Accounts that nobody looks after: %s. Give them an account manager."),
            ),
            self._count(
                self.env._("Invoices of key accounts without a salesperson"),
                "account.move",
                unsold,
                self.env._(
                    "Posted invoices and credit notes: %s. Every salesperson can open them: enter "
                    "who sold."
                ),
                level="warning",
                date_field="invoice_date",
            ),
        ]
