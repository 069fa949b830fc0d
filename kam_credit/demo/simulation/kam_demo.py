from odoo import api, models


class KamDemo(models.AbstractModel):
    """What the draft edition of the scheme would do to the customers of the demo company."""

    _inherit = "kam.demo"

    @api.model
    def _simulate_policies(self):
        """Simulate the settings in force, and the edition that is being drafted."""
        company = self._demo_company()
        simulations = self.env["kam.credit.policy.simulation"]
        simulations._check_may_simulate(company)
        simulations._simulate(company)
        draft = self.env["kam.credit.policy"].search(
            [("company_id", "=", company.id), ("state", "in", ("draft", "in_review"))], limit=1
        )
        if draft:
            simulations._simulate(company, draft)
