from odoo import api, models


class KamHealth(models.TransientModel):
    _inherit = "kam.health"

    @api.model
    def _collect(self):
        """See the base method: also whether mail to suggestions comes in and is looked at."""
        # Odoo switches a server off that has failed for days, and keeps what went wrong
        wrong = [("error_date", "!=", False), ("active", "=", True)]
        failing = self.env._(
            "Servers: %s. Mail to suggestions may not come in. Read what the server says, then "
            "confirm it again."
        )
        return [
            *super()._collect(),
            self._count(
                self.env._("Mail to suggestions that was not taken"),
                "kam.suggestion.mail",
                [("state", "=", "waiting")],
                self.env._("Mails: %s. Supervisors and above look at them."),
                level="warning",
                date_field="date_received",
            ),
            self._count(
                self.env._("Incoming mail servers that fail"),
                "fetchmail.server",
                wrong,
                failing,
                date_field="error_date",
            ),
        ]
