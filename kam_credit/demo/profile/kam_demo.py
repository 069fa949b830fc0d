from odoo import api, models


class KamDemo(models.AbstractModel):
    """Tiers, and who holds them."""

    _inherit = "kam.demo"

    @api.model
    def _demo_company(self):
        return self.env.ref("kam_management.demo_company")

    @api.model
    def _set_up_tiers(self, settings):
        """Give the tiers of the demo company intervals and terms.

        :param dict settings: code -> (amount from, amount to, id of payment term, credit limit)
        """
        tiers = self.env["kam.credit.tier"].search([("company_id", "=", self._demo_company().id)])
        tiers._write_bands(
            {
                tier: {"amount_from": settings[tier.code][0], "amount_to": settings[tier.code][1]}
                for tier in tiers
            }
        )
        for tier in tiers:
            _low, _high, term_id, limit = settings[tier.code]
            tier.write({"payment_term_id": term_id, "credit_limit": limit})

    @api.model
    def _hold_tier(self, partner, code):
        """Let a key account hold a tier since the company went live."""
        profile = self._find_profile(partner)
        profile._assign_tier(
            self._find_tier(code), self.env._("Key account list signed by the general manager")
        )

    @api.model
    def _find_profile(self, partner):
        return self.env["kam.credit.profile"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self._demo_company().id),
            ]
        )

    @api.model
    def _find_tier(self, code):
        return self.env["kam.credit.tier"].search(
            [("code", "=", code), ("company_id", "=", self._demo_company().id)]
        )
