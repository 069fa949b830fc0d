from odoo import api, models


class KamAccountEvent(models.Model):
    """What developments come to, in the history of the account."""

    _inherit = "kam.account.event"

    @api.model
    def _get_reasons(self):
        """See the base method: also what developments come to."""
        return super()._get_reasons() | {
            "development": self.env._("Development %(number)s"),
            "development_rejected": self.env._("The scheme %(number)s was rejected"),
            "development_given_up": self.env._("The scheme %(number)s was given up"),
            "development_lost": self.env._("Not won for now: %(number)s"),
            "developed_first": self.env._("Whoever begins to develop the customer looks after it."),
        }
