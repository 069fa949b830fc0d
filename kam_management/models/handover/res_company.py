from odoo import api, models


class ResCompany(models.Model):
    """Each company has its checklist for accounts that change hands."""

    _inherit = "res.company"

    def _kam_give_defaults(self):
        """See the base method: the checklist of hand-overs."""
        super()._kam_give_defaults()
        # sudo: who creates a company need not be an administrator of key accounts
        self.env["kam.handover.item"].sudo()._create_defaults(self)

    @api.model
    def _kam_set_up_all_handovers(self):
        """Give every company without a checklist the default one (on installation, upgrade)."""
        self.env["kam.handover.item"]._create_defaults(self.search([]))
