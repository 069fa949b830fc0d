from odoo import fields, models


class KamCreditDowngradeListLine(models.TransientModel):
    _name = "kam.credit.downgrade.list.line"
    _description = "Key Account below the Threshold"
    _inherit = ["kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "fulfilment_rate, id"
    _rec_name = "partner_id"

    list_id = fields.Many2one(
        "kam.credit.downgrade.list", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="list_id.company_id")
    currency_id = fields.Many2one(related="list_id.company_id.currency_id")
    threshold = fields.Float(related="list_id.threshold", aggregator=None)
    profile_id = fields.Many2one(
        "kam.credit.profile", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="profile_id.partner_id")
    unit_id = fields.Many2one(related="profile_id.unit_id")
    manager_id = fields.Many2one(related="profile_id.manager_id")
    tier_id = fields.Many2one(
        "kam.credit.tier", string="Credit Tier", readonly=True, ondelete="cascade"
    )
    transaction_amount = fields.Monetary(readonly=True)
    amount_due = fields.Monetary(string="Fallen Due", readonly=True)
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True)
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate", digits=(12, 10), readonly=True, aggregator=None
    )
    has_receipts = fields.Boolean(
        string="Receipts First",
        readonly=True,
        help="Open receipts could lift the rate to the threshold: accounting allocates them first, "
        "and only then the customer is downgraded.",
    )

    def action_open_instalments(self):
        """Open the instalments behind the rate.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id._open_figures(
            "kam_credit.action_kam_credit_instalment", as_of=self.list_id.date
        )

    def action_open_profile(self):
        """Open the credit profile of the customer.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id.get_formview_action()
