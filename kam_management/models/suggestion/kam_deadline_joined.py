from odoo import api, models


class KamDeadline(models.Model):
    """Why what was owed of a suggestion is owed no more."""

    _inherit = "kam.deadline"

    @api.model
    def _get_reasons(self):
        """See the base method: also suggestions that are one matter."""
        return super()._get_reasons() | {
            "suggestion_joined": self.env._("The suggestion was joined to another one"),
        }
