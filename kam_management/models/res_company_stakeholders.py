from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new company the stakeholder roles that are usually required."""
        companies = super().create(vals_list)
        self.env["kam.stakeholder.requirement"]._create_missing(companies)
        return companies
