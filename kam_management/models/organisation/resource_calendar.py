from odoo import models


class ResourceCalendar(models.Model):
    """The hours of a company say in which time zone it works."""

    _inherit = "resource.calendar"

    def write(self, vals):
        """Change hours; where they may be of another time zone, what is kept of it is forgotten."""
        result = super().write(vals)
        if "tz" in vals:
            self.env.registry.clear_cache()
        return result
