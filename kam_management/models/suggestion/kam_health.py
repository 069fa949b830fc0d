from odoo import api, models


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        """See the base method: also mail to suggestions that nobody has looked at."""
        return [
            *super()._collect(),
            self._count(
                self.env._("Mail to suggestions that was not taken"),
                "kam.suggestion.mail",
                [("state", "=", "waiting")],
                self.env._("%s mails: Supervisors and above look at them."),
                level="warning",
                date_field="date_received",
            ),
        ]
