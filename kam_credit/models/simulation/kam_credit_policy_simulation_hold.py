from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import wording


class KamCreditPolicySimulationHold(models.Model):
    """An order that the check holds under the settings in force, under a simulated policy, or
    both."""

    _name = "kam.credit.policy.simulation.hold"
    _description = "Order in a Policy Simulation"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False
    _order = "amount_then desc, amount_now desc, id"
    _rec_name = "document_name"

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
    order_id = fields.Many2one("sale.order", ondelete="cascade", index="btree_not_null")
    document_name = fields.Char(string="Document")
    kind = fields.Selection(
        [("quotation", "Open quotation"), ("order", "Confirmed lately")],
        string="What It Is",
        help="Looked at are quotations whose validity is not over, and orders that were confirmed "
        "within 30 days: each as if it were to be confirmed now, and the only one.",
    )
    amount = fields.Monetary(
        string="Asks For", help="Credit that the order asks for, in company currency."
    )
    amount_now = fields.Monetary(string="Held Now")
    amount_then = fields.Monetary(string="Held Then")
    is_held_now = fields.Boolean(string="Would Be Held Now")
    is_held_then = fields.Boolean(string="Would Be Held Then")
    codes_now = fields.Char()
    codes_then = fields.Char()
    reasons_now = fields.Char(string="Why Held Now", compute="_compute_reasons")
    reasons_then = fields.Char(string="Why Held Then", compute="_compute_reasons")

    @api.depends("codes_now", "codes_then")
    @api.depends_context("lang")
    def _compute_reasons(self):
        reasons = self.env["kam.credit.hold.reason"]
        labels = dict(reasons._fields["code"]._description_selection(self.env))
        for hold in self:
            for side in ("now", "then"):
                codes = (hold[f"codes_{side}"] or "").split(",")
                hold[f"reasons_{side}"] = wording.listed(
                    self.env, [labels[code] for code in codes if code in labels]
                )

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("What a simulation says of orders is computed: “Renew” it instead.")
        )

    def action_open_profile(self):
        """Open the credit profile of the customer.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id.get_formview_action()

    def action_open_order(self):
        """Open the order, as far as the user may see it.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }
