from odoo import api, fields, models


class KamDemo(models.AbstractModel):
    """Limits by formula, temporary limits one at each stage, and a credit group."""

    _inherit = "kam.demo"

    @api.model
    def _set_limit_formula(self, code, method, share, ceiling):
        """Let the limit of a tier follow the figures of its customers.

        :param str code: the tier
        :param str method: a value of ``limit_method``
        :param float share: 1 is all
        :param float ceiling: company currency
        """
        self._find_tier(code).write(
            {"limit_method": method, "limit_share": share, "limit_ceiling": ceiling}
        )

    @api.model
    def _ask_temporary_limit(self, partner, amount, days, texts):
        """Ask for a temporary limit of a customer, as the user who loads the data.

        :param res.partner partner: the customer
        :param float amount: company currency
        :param tuple days: first and last day, days from today
        :param tuple texts: what it is needed for, and why
        """
        profile = self._find_profile(partner)
        today = profile.company_id._kam_today()
        first, last = days
        needed_for, reason = texts
        form = self.env["kam.credit.temporary.limit"].create(
            {
                "profile_id": profile.id,
                "amount": amount,
                "date_from": fields.Date.add(today, days=first),
                "date_to": fields.Date.add(today, days=last),
                "needed_for": needed_for,
                "reason": reason,
            }
        )
        form.action_submit()

    @api.model
    def _find_temporary_limit(self, partner):
        return self.env["kam.credit.temporary.limit"].search(
            [
                ("profile_id.partner_id", "=", partner.id),
                ("approval_state", "in", ("in_review", "approved")),
            ],
            limit=1,
        )

    @api.model
    def _decide_temporary_limit(self, partner, opinion):
        """Approve the pending step of a customer's temporary limit."""
        self._find_temporary_limit(partner).review_ids.filtered(
            lambda review: review.state == "pending"
        ).action_approve(opinion)

    @api.model
    def _end_temporary_limit(self, partner, reason):
        """End a customer's temporary limit early."""
        self._find_temporary_limit(partner).action_end(reason)

    @api.model
    def _form_credit_group(self, partners, vals, reason):
        """Let customers share a limit.

        :param res.partner partners: the customers
        :param dict vals: values of the group
        :param str reason: why they join
        """
        profiles = self.env["kam.credit.profile"].search(
            [("partner_id", "in", partners.ids), ("company_id", "=", self._demo_company().id)]
        )
        group = self.env["kam.credit.group"].create({**vals, "company_id": self._demo_company().id})
        group.change(reason, added_ids=profiles.ids)
