from odoo import models


class KamCreditChange(models.Model):
    """Tiers that were given although the figures led to others stand in the register."""

    _inherit = "kam.credit.change"

    def _on_approved(self):
        """See the base method: a tier that the figures did not lead to is entered."""
        super()._on_approved()
        self.env["kam.credit.override"]._enter(self)

    def _get_override(self):
        """Return the tiers that the figures led to and that was given, and why.

        Requests give their reason in words.

        :return: ``(led, given, reason, note)``; the same tier twice for a request without figures
        """
        self.ensure_one()
        led = self.tier_led_id if self.date_figures else self.tier_to_id
        return led, self.tier_to_id, False, self.justification
