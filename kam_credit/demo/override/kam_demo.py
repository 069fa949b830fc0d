from odoo import api, fields, models


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

    @api.model
    def _override_long_ago(self, partner, days_ago):
        """Let what was overridden of a customer have been decided so long ago that it is judged.

        :param res.partner partner: the customer
        :param int days_ago: more than a year
        """
        # sudo: nobody writes in the register; the demo database is younger than the story
        rows = self.env["kam.credit.override"].sudo().search([("partner_id", "=", partner.id)])
        for row in rows:
            shift = {"days": days_ago}
            row._protected_write(
                {
                    "date": fields.Date.subtract(row.date, **shift),
                    "date_outcome": fields.Date.subtract(row.date_outcome, **shift),
                }
            )
        rows._judge(rows)
