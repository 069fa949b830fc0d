from odoo import api, models


class KamDeadline(models.Model):
    """Why duties on documents ended."""

    _inherit = "kam.deadline"

    @api.model
    def _get_reasons(self):
        """See the base method: also why no document is to be renewed any more."""
        return super()._get_reasons() | {
            "taken_back": self.env._("The document counts no more"),
            "not_in_scheme": self.env._("The customer is an ordinary customer"),
        }
