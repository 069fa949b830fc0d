from odoo import api, fields, models

KINDS = [
    ("rest_released", "Rest of an order released"),
    ("rest_reclaimed", "Rest of an order counts again"),
]


class KamCreditEvent(models.Model):
    _inherit = "kam.credit.event"

    kind = fields.Selection(
        selection_add=KINDS, ondelete=dict.fromkeys([kind for kind, _name in KINDS], "cascade")
    )

    @api.model
    def _get_reasons(self):
        """See the base method: also why the rest of an order counts again."""
        return super()._get_reasons() | {
            "rest_by_hand": self.env._("The release of the rest of %(order)s was taken back."),
            "rest_grown": self.env._("%(order)s was raised after its rest had been released."),
            "rest_reopened": self.env._(
                "%(order)s was cancelled after its rest had been released."
            ),
        }
