from odoo import api, fields, models

from ..assessment.kam_credit_assessment import OVERRIDE_REASONS


class KamCreditChange(models.Model):
    """Tiers that were given although the figures led to others stand in the register, with a
    reason of the list."""

    _inherit = "kam.credit.change"

    is_override = fields.Boolean(
        string="Other than by Figures",
        compute="_compute_is_override",
        help="The requested tier is not the one that the figures lead to.",
    )
    override_reason = fields.Selection(
        OVERRIDE_REASONS,
        string="Why Other than by Figures",
        help="The kind of reason, for the register of overrides; the justification says the rest.",
    )

    @api.depends("date_figures", "profile_id", "tier_led_id", "tier_to_id")
    def _compute_is_override(self):
        for change in self:
            # before the request is stored the figures are those of the customer
            source = change if change.date_figures else change.profile_id
            change.is_override = bool(
                source.date_figures and source.tier_led_id != change.tier_to_id
            )

    @api.model
    def _get_missing_depends(self):
        """See the base method."""
        return super()._get_missing_depends() | {"is_override"}

    def _get_missing(self):
        """See the base method: who asks for another tier than the figures lead to says why."""
        missing = super()._get_missing()
        if self.is_override and not self.override_reason:
            source = self if self.date_figures else self.profile_id
            missing.append(
                self.env._(
                    "“%(field)s” of %(customer)s is empty: the figures lead to “%(tier)s”. Choose "
                    "a reason of the list.",
                    field=self._get_label("override_reason"),
                    customer=self.profile_id.display_name,
                    tier=source.tier_led_id.display_name or self.env._("No tier"),
                )
            )
        return missing

    def _on_approved(self):
        """See the base method: a tier that the figures did not lead to is entered."""
        super()._on_approved()
        self.env["kam.credit.override"]._enter(self)

    def _get_override(self):
        """Return the tiers that the figures led to and that was given, and why.

        :return: ``(led, given, reason, note)``; the same tier twice for a request without figures
        """
        self.ensure_one()
        led = self.tier_led_id if self.date_figures else self.tier_to_id
        return led, self.tier_to_id, self.override_reason, self.justification
