from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _kam_give_defaults(self):
        """See the base method: the stakeholder roles that are usually required."""
        super()._kam_give_defaults()
        self.env["kam.stakeholder.requirement"]._create_missing(self)
