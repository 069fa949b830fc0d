from datetime import timedelta

from odoo import api, models


class KamDemo(models.AbstractModel):
    """What credit information is used for, and what is proposed to make it better."""

    _inherit = "kam.demo"

    @api.model
    def _begin_measure(self, partner, place, days, vals):
        """Write an individual measure for a customer as the user, and submit it.

        :param res.partner partner: the customer
        :param int place: of its kind among those that companies start with, the first is 1
        :param tuple days: its first and last day, from today
        :param dict vals: further values
        """
        profile = self._find_profile(partner)
        today = profile.company_id._kam_today()
        kind = self.env["kam.credit.measure.kind"].search(
            [("company_id", "=", profile.company_id.id), ("sequence", "=", place)], limit=1
        )
        measure = self.env["kam.credit.measure"].create(
            {
                "profile_id": profile.id,
                "kind_id": kind.id,
                "date_from": today + timedelta(days=days[0]),
                "date_to": today + timedelta(days=days[1]),
                **vals,
            }
        )
        measure.action_submit()

    @api.model
    def _find_measure(self, partner):
        return self.env["kam.credit.measure"].search(
            [("profile_id", "=", self._find_profile(partner).id)], order="id desc", limit=1
        )

    @api.model
    def _decide_measure(self, partner, decision, opinion):
        """Decide the newest measure for a customer as the user.

        :param str decision: "approve", "return" or "reject"
        """
        review = self._find_measure(partner).review_ids.filtered(
            lambda review: review.state == "pending"
        )
        getattr(review, f"action_{decision}")(opinion)

    @api.model
    def _end_measure(self, partner, reason):
        """End the newest measure for a customer as the user."""
        self._find_measure(partner).action_end(reason)

    @api.model
    def _propose(self, vals):
        """Send a proposal to headquarters as the user."""
        self.env["kam.credit.proposal"].create(vals).action_send()

    @api.model
    def _answer_proposal(self, name, decision, reason, days=None, code=None):
        """Answer a proposal as the user.

        :param str name: its title
        :param str decision: the answer
        :param int days: of what is deferred, until when, from today
        :param str code: of the tier in which it is taken up
        """
        proposal = self.env["kam.credit.proposal"].search([("name", "=", name)])
        today = proposal.company_id._kam_today()
        proposal.action_answer(decision, reason, days and today + timedelta(days=days))
        if code:
            proposal.action_link("kam.credit.tier", self._find_tier(code).id)

    @api.model
    def _open_profile(self, partner):
        """Open the credit profile of a customer as the user, which is logged."""
        self._find_profile(partner).web_read({"tier_id": {}, "fulfilment_rate": {}})
