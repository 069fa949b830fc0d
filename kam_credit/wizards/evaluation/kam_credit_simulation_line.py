from odoo import api, fields, models
from odoo.exceptions import UserError


class KamCreditSimulationLine(models.TransientModel):
    _name = "kam.credit.simulation.line"
    _description = "Simulated Credit Figures"
    _inherit = ["kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "transaction_amount desc, id"
    _rec_name = "partner_id"

    simulation_id = fields.Many2one(
        "kam.credit.simulation", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="simulation_id.company_id")
    currency_id = fields.Many2one(related="simulation_id.company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    transaction_amount = fields.Monetary(readonly=True)
    amount_due = fields.Monetary(string="Fallen Due", readonly=True)
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True)
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate", digits=(12, 10), readonly=True, aggregator=None
    )
    has_rate = fields.Boolean(readonly=True)
    threshold = fields.Float(related="company_id.kam_credit_threshold", aggregator=None)
    tier_by_amount = fields.Selection("_selection_tier", readonly=True)
    tier = fields.Selection("_selection_tier", string="Tier by Figures", readonly=True)
    current_tier = fields.Selection("_selection_tier", readonly=True)
    reason = fields.Selection("_selection_reason", readonly=True)
    is_complete = fields.Boolean(
        string="Figures Complete",
        readonly=True,
        help="All is known that the figures rest on. Nothing follows from incomplete ones.",
    )

    def _get_logged_profiles(self):
        """See the base method: debtors who are no account have no credit profile."""
        return self._find_profiles_of("partner_id")

    # Odoo translates only selections written out as a list: these bring their labels translated.

    @api.model
    def _selection_tier(self):
        return self.env["kam.credit.tier"]._fields["code"]._description_selection(self.env)

    @api.model
    def _selection_reason(self):
        return self.env["kam.credit.profile"]._fields["reason"]._description_selection(self.env)

    def action_open_instalments(self):
        """Open the instalments behind the simulated rate.

        :return: a window action
        """
        return self._open("kam_credit.action_kam_credit_instalment")

    def action_open_turnover(self):
        """Open the invoices behind the simulated transaction amount.

        :return: a window action
        """
        return self._open("kam_credit.action_kam_credit_turnover")

    def _open(self, xmlid):
        self.ensure_one()
        profile = self.env["kam.credit.profile"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        )
        if not profile:
            raise UserError(
                self.env._(
                    "%(customer)s has no credit profile yet: evaluate it first.",
                    customer=self.partner_id.display_name,
                )
            )
        return profile._open_figures(xmlid, as_of=self.simulation_id.as_of)
