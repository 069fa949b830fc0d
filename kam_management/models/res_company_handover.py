from odoo import api, models


class ResCompany(models.Model):
    """Each company has its checklist for accounts that change hands."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        """Give each new company the checklist that companies start with."""
        companies = super().create(vals_list)
        # sudo: who creates a company need not be an administrator of key accounts
        self.env["kam.handover.item"].sudo()._create_defaults(companies)
        return companies

    @api.model
    def _kam_set_up_all_handovers(self):
        """Give every company without a checklist the default one (on installation, upgrade)."""
        self.env["kam.handover.item"]._create_defaults(self.search([]))
