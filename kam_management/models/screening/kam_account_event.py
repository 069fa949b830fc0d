from odoo import api, models


class KamAccountEvent(models.Model):
    """What screenings write into the history of an account."""

    _inherit = "kam.account.event"

    @api.model
    def _get_reasons(self):
        """See the base method: also what screenings come to."""
        return super()._get_reasons() | {
            "screening": self.env._("Screening %(number)s"),
            "screening_rejected": self.env._("Screening %(number)s was rejected"),
            "screening_given_up": self.env._("Screening %(number)s was given up"),
        }
