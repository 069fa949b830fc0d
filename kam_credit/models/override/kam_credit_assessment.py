from odoo import models


class KamCreditAssessment(models.Model):
    """Tiers by score that people adjusted stand in the register of overrides."""

    _inherit = "kam.credit.assessment"

    def _on_approved(self):
        """See the base method: an adjusted tier is entered in the register."""
        super()._on_approved()
        self.env["kam.credit.override"]._enter(self)

    def _get_override(self):
        """Return the tiers that the score led to and that was given, and why.

        :return: ``(led, given, reason, note)``
        """
        self.ensure_one()
        return (
            self.tier_by_score_id,
            self.tier_rated_id,
            self.override_reason,
            self.override_note,
        )
