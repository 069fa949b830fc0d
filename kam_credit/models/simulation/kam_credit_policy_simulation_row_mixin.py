from odoo import fields, models


class KamCreditPolicySimulationRowMixin(models.AbstractModel):
    """What a simulation says of one customer: whose row it is, and the way to its credit profile.

    Rows are written by SQL when a simulation is computed, and by nobody otherwise.
    """

    _name = "kam.credit.policy.simulation.row.mixin"
    _description = "Row of a Policy Simulation"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.ranked.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False

    simulation_id = fields.Many2one(
        "kam.credit.policy.simulation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Credit Profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade")
    unit_id = fields.Many2one("kam.unit", ondelete="set null")

    def action_open_profile(self):
        """Open the credit profile of the customer.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id.get_formview_action()
