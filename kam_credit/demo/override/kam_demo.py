from odoo import api, models


class KamDemo(models.AbstractModel):
    """Customers that people rated another tier than their score led to."""

    _inherit = "kam.demo"

    @api.model
    def _adjust_sheet(self, partner, reason, note):
        """Let a customer's open score sheet rate the next better tier.

        :param res.partner partner: the customer
        :param str reason: a value of ``override_reason``
        :param str note: what proves it
        """
        sheet = self._find_sheet(partner)
        ladder = self.env["kam.credit.tier"]._ladder(sheet.company_id)
        rank = ladder.rank_by_id.get(sheet.tier_by_score_id.id, len(ladder.tiers))
        sheet.write(
            {
                "override_tier_id": ladder.tiers[rank - 1].id,
                "override_reason": reason,
                "override_note": note,
            }
        )
