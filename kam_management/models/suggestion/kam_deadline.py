from odoo import api, models

from .kam_suggestion_interim import INTERIM


class KamDeadline(models.Model):
    """Why what is owed of suggestions was moved."""

    _inherit = "kam.deadline"

    @api.model
    def _get_reasons(self):
        """See the base method: also an interim answer."""
        return super()._get_reasons() | {INTERIM: self.env._("Moved by an interim answer")}

    @api.model
    def _get_exclusive_codes(self):
        """See the base method: whoever proposed an interim answer never approves it instead."""
        return super()._get_exclusive_codes() | {INTERIM}
