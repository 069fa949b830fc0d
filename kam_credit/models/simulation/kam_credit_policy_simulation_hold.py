from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import wording

from ...rules import simulation as rules


class KamCreditPolicySimulationHold(models.Model):
    """An order that the check holds under the settings in force, under a simulated policy, or
    both."""

    _name = "kam.credit.policy.simulation.hold"
    _description = "Order in a Policy Simulation"
    _inherit = ["kam.credit.policy.simulation.row.mixin"]
    _order = "amount_then desc, amount_now desc, id"
    _rec_name = "document_name"

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
    ordinary = fields.Selection(
        [
            (rules.FREED, "Not held then, as of an ordinary customer"),
            (rules.CAUGHT, "Held then, as of an ordinary customer"),
        ],
        string="Ordinary Customers",
        help="The order is held on one side only, and only because of what the policy says of "
        "ordinary customers: their orders are held on one side, and not on the other.",
    )
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
