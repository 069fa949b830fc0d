from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        tiers = env["kam.credit.tier"]
        # credit has administrators of its own
        is_mine = tiers.has_access("write")
        count = tiers.search_count([("company_id", "=", company.id)]) if is_mine else 0
        return [
            *super()._collect(company, gaps),
            self._step(
                "tiers",
                55,
                env._("Credit tiers"),
                env._(
                    "Which amount and rate lead to which tier, and what it grants. Made for you."
                ),
                can_tick=True,
                found=self._word_tiers(count)
                if is_mine
                else env._(
                    "Credit administrators see to them: a right that is given under Settings / "
                    "Users."
                ),
                actions=[(env._("Tiers"), "kam_credit.action_kam_credit_tier")] if is_mine else [],
            ),
        ]

    @api.model
    def _word_tiers(self, count):
        return self.env._("1 tier") if count == 1 else self.env._("%s tiers", count)
