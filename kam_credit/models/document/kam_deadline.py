from odoo import api, models


class KamDeadline(models.Model):
    """Duties on documents: only credit officers collect them, whoever leads the unit."""

    _inherit = "kam.deadline"

    def _has_substitutes(self):
        """See the base method: documents are left to credit officers."""
        return super()._has_substitutes() and self.res_model != "kam.credit.document"

    @api.model
    def _get_reasons(self):
        """See the base method: also why no document is to be renewed any more."""
        return super()._get_reasons() | {
            "taken_back": self.env._("The document counts no more"),
            "not_in_scheme": self.env._("The customer is an ordinary customer"),
        }
