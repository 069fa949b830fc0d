from odoo import models

from odoo.addons.kam_management.models.approval.kam_approval_mixin import OPEN_STATES


class KamCreditProfile(models.Model):
    """Proposes tier changes: what the evaluation finds becomes a draft request of the area."""

    _inherit = "kam.credit.profile"

    def _on_figures_stored(self):
        """Propose the tiers that the figures lead to; take back proposals they no longer bear."""
        result = super()._on_figures_stored()
        key = self.filtered(lambda profile: profile.account_state == "key")
        changes = self.env["kam.credit.change"].search(
            [("profile_id", "in", self.ids), ("approval_state", "in", OPEN_STATES)]
        )
        for change in changes.filtered(lambda change: change._is_outdated_proposal()):
            change._cancel(self.env._("The figures lead elsewhere by now."))
            changes -= change
        refused = self.env["kam.credit.change"]._find_refused(key)
        wanted = key.filtered(
            lambda profile: (
                profile.is_other_tier
                and not profile.is_below_threshold
                and profile not in changes.profile_id
                and (profile.id, profile.tier_led_id.id) not in refused
            )
        )
        self.env["kam.credit.change"]._propose(wanted)
        return result
