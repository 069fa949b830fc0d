from odoo import api, fields, models


class KamDemo(models.AbstractModel):
    """Tier change requests, one at each stage."""

    _inherit = "kam.demo"

    @api.model
    def _request_change(self, partner, code, days_ago):
        """Request another tier for a customer, as the user who loads the data.

        :param res.partner partner: the customer
        :param str code: the tier
        :param int days_ago: since when the standard for it is met
        """
        profile = self._find_profile(partner)
        self.env["kam.credit.change"].create(
            {
                "profile_id": profile.id,
                "tier_to_id": self._find_tier(code).id,
                "date_standard_met": fields.Date.subtract(
                    profile.company_id._kam_today(), days=days_ago
                ),
            }
        )

    @api.model
    def _find_change(self, partner):
        return self.env["kam.credit.change"].search(
            [
                ("profile_id.partner_id", "=", partner.id),
                ("stage", "in", ("prepare", "review", "confirm")),
            ]
        )

    @api.model
    def _submit_change(self, partner, justification, vals):
        """Complete and submit the open request of a customer.

        :param dict vals: what else the form says
        """
        change = self._find_change(partner)
        change.write({"justification": justification, **vals})
        change.action_submit()

    @api.model
    def _decide_change(self, partner, decision, opinion):
        """Decide the pending step of a customer's request.

        :param str decision: "approve", "return", "reject" or "extend"
        """
        review = self._find_change(partner).review_ids.filtered(
            lambda review: review.state == "pending"
        )
        if decision == "extend":
            review.action_extend(reason=opinion)
        else:
            getattr(review, f"action_{decision}")(opinion)

    @api.model
    def _confirm_change(self, partner, measures):
        """Confirm that management of a customer follows its new tier."""
        change = self._find_change(partner)
        change.write({"is_customer_told": True, "measures": measures})
        change.action_confirm()
