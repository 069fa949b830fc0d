from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import simulation as rules

# How a customer moves, as people read it.
MOVES = [
    (rules.LOST, "Loses key account status"),
    (rules.OUT, "Leaves the lists"),
    (rules.DOWN, "Moves down"),
    (rules.NEW, "Reaches a list"),
    (rules.UP, "Moves up"),
    (rules.SAME, "Stays"),
]
LISTS = [
    ("green", "Green list"),
    ("yellow", "Yellow list"),
    ("red", "Red list"),
    ("black", "Black list"),
    ("none", "No list"),
]


class KamCreditPolicySimulationLine(models.Model):
    """What a simulated policy does to one customer: where it stands now and then.

    *Now* is what the customer holds today; *then* what it has once its figures have led it where
    the policy says. Customers who are no key accounts hold no list: of them it is where their
    figures lead.
    """

    _name = "kam.credit.policy.simulation.line"
    _description = "Customer in a Policy Simulation"
    _inherit = ["kam.credit.policy.simulation.row.mixin"]
    _order = "urgency, exposure_now desc, id"
    _rec_name = "partner_id"
    _ranked = ("move", "tier_now", "tier_led", "tier_then")

    account_id = fields.Many2one("kam.account", ondelete="cascade")
    account_state = fields.Selection(
        lambda self: self.env["kam.account"]._fields["state"]._description_selection(self.env)
    )
    manager_id = fields.Many2one(related="account_id.manager_id")

    urgency = fields.Integer(aggregator=None, help="Who loses most comes first.")
    move = fields.Selection(
        MOVES, help="From what the customer holds to where the policy leads its figures."
    )
    is_by_policy = fields.Boolean(
        string="Because of the Policy",
        help="By the settings in force the figures lead elsewhere. Otherwise the customer moves, "
        "or is below the threshold, whatever becomes of the simulated policy.",
    )
    is_disputed = fields.Boolean(
        string="Much in Dispute", help="So much that nothing follows from the figures by itself."
    )
    is_incomplete = fields.Boolean(string="Figures Incomplete", help="Nothing follows from them.")
    has_receipts = fields.Boolean(
        string="Receipts First",
        help="Open receipts could lift the rate to the threshold: accounting allocates them first, "
        "and only then the customer is downgraded.",
    )
    tier_now = fields.Selection(LISTS, string="List Now")
    tier_led = fields.Selection(
        LISTS, string="By Figures Now", help="Where the settings in force lead the figures."
    )
    tier_then = fields.Selection(LISTS, string="List Then")
    reason_now = fields.Selection("_selection_reason", string="Why Now")
    reason_then = fields.Selection("_selection_reason", string="Why Then")
    transaction_amount_now = fields.Monetary(string="Transaction Amount")
    transaction_amount_then = fields.Monetary(help="With tax or without, as the policy says.")
    rate_now = fields.Float(string="Fulfilment Rate Now", digits=(12, 10), aggregator=None)
    rate_then = fields.Float(string="Fulfilment Rate Then", digits=(12, 10), aggregator=None)
    has_rate_now = fields.Boolean(string="Has a Rate Now")
    has_rate_then = fields.Boolean(string="Has a Rate Then")
    is_below_now = fields.Boolean(string="Below the Threshold Now")
    is_below_then = fields.Boolean(string="Below the Threshold Then")
    threshold_now = fields.Float(related="simulation_id.threshold_now", aggregator=None)
    threshold_then = fields.Float(related="simulation_id.threshold_then", aggregator=None)
    has_score = fields.Boolean(string="Assessed")
    score_now = fields.Float(digits=(6, 2), aggregator=None)
    score_then = fields.Float(
        digits=(6, 2),
        aggregator=None,
        help="By the scorecard of the edition, from the points of the approved assessment.",
    )
    limit_now = fields.Monetary(
        help="The customer's own limit, of its list or for a time. 0 means no credit."
    )
    limit_then = fields.Monetary(help="As the list would grant it by the policy.")
    has_limit_now = fields.Boolean(string="Limit Granted Now")
    has_limit_then = fields.Boolean(string="Limit Granted Then")
    is_unlimited_now = fields.Boolean(string="Unlimited Now")
    is_unlimited_then = fields.Boolean(string="Unlimited Then")
    exposure_now = fields.Monetary()
    exposure_then = fields.Monetary(
        help="Orders count as far as the horizon of the list then reaches."
    )
    overdue_now = fields.Monetary(
        string="Overdue for the Check Now", help="For longer than the list tolerates."
    )
    overdue_then = fields.Monetary(
        string="Overdue for the Check Then", help="For longer than the list tolerates then."
    )
    is_limited_now = fields.Boolean(string="Limited Now")
    is_limited_then = fields.Boolean(string="Limited Then")
    available_now = fields.Monetary(
        help="What is left of the limit that binds: the own one or the group's. In sums a group's "
        "counts for each of its members, and who is over the limit counts less than 0."
    )
    available_then = fields.Monetary(help="What is left then of the limit that binds.")
    is_over_now = fields.Boolean(string="Over the Limit Now")
    is_over_then = fields.Boolean(string="Over the Limit Then")
    held_count_now = fields.Integer(string="Orders Held Now")
    held_count_then = fields.Integer(string="Orders Held Then")
    held_amount_now = fields.Monetary(string="Money Held Now")
    held_amount_then = fields.Monetary(string="Money Held Then")

    # Odoo translates only selections written out as a list: this brings its labels translated.
    @api.model
    def _selection_reason(self):
        return self.env["kam.credit.profile"]._fields["reason"]._description_selection(self.env)

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("What a simulation says of customers is computed: “Renew” it instead.")
        )

    # ------------------------------------------------------------------
    # the way to the figures
    # ------------------------------------------------------------------

    def action_open_instalments(self):
        """Open the instalments behind the rate, as they were on the day of the simulation.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id._open_figures(
            "kam_credit.action_kam_credit_instalment", as_of=self.simulation_id.date
        )

    def action_open_turnover(self):
        """Open the invoices behind the transaction amount.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id._open_figures(
            "kam_credit.action_kam_credit_turnover", as_of=self.simulation_id.date
        )

    def action_open_exposure(self):
        """Open what stands behind the exposure, as it is now.

        :return: a window action
        """
        self.ensure_one()
        return self.profile_id.action_open_exposure()

    def action_open_holds(self):
        """Open the orders of the customer that are held now or then.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_policy_simulation_hold"
        )
        return {
            **action,
            "domain": [
                ("simulation_id", "=", self.simulation_id.id),
                ("profile_id", "=", self.profile_id.id),
            ],
            "context": {"create": False},
        }
