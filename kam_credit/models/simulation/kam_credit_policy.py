from odoo import api, fields, models

from odoo.addons.kam_management import arguments, relations


class KamCreditPolicy(models.Model):
    """What an edition of the scheme would do to the customers, before it is approved."""

    _inherit = "kam.credit.policy"

    simulation_ids = relations.One2many(
        "kam.credit.policy.simulation", "policy_id", string="Simulations", readonly=True
    )
    simulation_state = fields.Selection(
        [
            ("none", "Not simulated"),
            ("stale", "The simulation is out of date"),
            ("current", "Simulated"),
        ],
        string="Policy Simulation",
        compute="_compute_simulation",
        help="Whether somebody has seen what the edition would do to the customers.",
    )
    simulation_headline = fields.Text(
        string="What It Would Do",
        compute="_compute_simulation",
        help="Over the customers whom you may see.",
    )
    can_simulate = fields.Boolean(string="May Be Simulated", compute="_compute_can_simulate")

    @api.depends("simulation_ids.date_done")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_simulation(self):
        for policy in self:
            simulation = policy._origin.simulation_ids[:1]
            if not simulation.date_done:
                policy.simulation_state = "none"
            else:
                policy.simulation_state = "stale" if simulation.stale_reason else "current"
            policy.simulation_headline = simulation.headline

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_can_simulate(self):
        simulations = self.env["kam.credit.policy.simulation"]
        for company, policies in self.grouped("company_id").items():
            policies.can_simulate = bool(company) and simulations._may_simulate(company)

    def action_simulate(self):
        """Show what the edition would do to all customers; nothing is changed.

        :return: a window action on the simulation, computed now
        :raise AccessError: for whoever does not see all customers of the company
        """
        arguments.one(self)
        self.check_access("read")
        simulations = self.env["kam.credit.policy.simulation"]
        simulations._check_may_simulate(self.company_id)
        return simulations._simulate(self.company_id, self)._open()

    def action_open_simulation(self):
        """Open what was simulated of the edition.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self.simulation_ids[:1]._open()
