from odoo import api, fields, models


class KamCreditEvent(models.Model):
    """Assessments in the history of a customer's credit."""

    _inherit = "kam.credit.event"

    kind = fields.Selection(selection_add=[("scored", "Assessed")], ondelete={"scored": "cascade"})

    @api.model
    def _get_reasons(self):
        """See the base method."""
        return super()._get_reasons() | {
            "scored": self.env._("Score %(score)s, by %(number)s."),
        }
