from odoo import api, fields, models


class KamCreditEvent(models.Model):
    """That orders of a customer were stopped by hand, and what was released."""

    _inherit = "kam.credit.event"

    kind = fields.Selection(
        selection_add=[
            ("blocked", "Orders stopped by hand"),
            ("unblocked", "Orders let go again"),
            ("released", "Credit release"),
            ("refused", "Credit release refused"),
        ],
        ondelete={
            "blocked": "cascade",
            "unblocked": "cascade",
            "released": "cascade",
            "refused": "cascade",
        },
    )

    @api.model
    def _record_each(self, vals):
        """See the base method: another tier or limit may make room for what is held."""
        events = super()._record_each(vals)
        partners = self.env["res.partner"].union(*(profile.partner_id for profile in vals))
        self.env["kam.credit.hold"]._trigger_recheck(partners)
        return events
