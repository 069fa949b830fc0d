from odoo import models


class ResPartner(models.Model):
    """The contact of a company without working hours says in which time zone it works."""

    _inherit = "res.partner"

    def write(self, vals):
        """Change contacts; of a company, what is kept of its time zone is forgotten."""
        result = super().write(vals)
        # sudo: whose contact it is counts, whoever may see the company
        if "tz" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return result
