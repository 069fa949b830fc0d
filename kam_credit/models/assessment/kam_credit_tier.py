from odoo import api, models

# after how many months a customer of a list is assessed again
DEFAULT_MONTHS = {"green": 12, "yellow": 12, "red": 6, "black": 3}


class KamCreditTier(models.Model):
    """What follows for scores where intervals move, and how long they hold at first."""

    _inherit = "kam.credit.tier"

    def _check_bands(self):
        """See the base method: where intervals move, the tiers by score of customers follow."""
        super()._check_bands()
        # sudo: every customer's score counts, whichever the policy maker may see
        profiles = self.env["kam.credit.profile"].sudo()
        for company in self.company_id:
            scored = profiles.search(
                [
                    ("company_id", "=", company.id),
                    ("has_score", "=", True),
                    ("is_score_overridden", "=", False),
                ]
            )
            scored._rate_by_score(self.search([("company_id", "=", company.id)]))

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: worse tiers are looked at more often."""
        return [
            {**vals, "reassess_months": DEFAULT_MONTHS[vals["code"]]}
            for vals in super()._prepare_defaults(company)
        ]
