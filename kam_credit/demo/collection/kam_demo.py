from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Promises to pay, one for each thing that may become of them, and two disputes."""

    _inherit = "kam.demo"

    @api.model
    def _take_promise(self, partner, amount, days, texts, is_overdue=False):
        """Write down what a customer promised, as the user who loads the data.

        :param res.partner partner: the customer
        :param float amount: company currency
        :param tuple days: when it was promised, and until when, days from today
        :param tuple texts: who promised, and what was said
        :param bool is_overdue: whether it is about what is overdue; otherwise any payment counts
        """
        today = self._demo_company()._kam_today()
        first, last = days
        promised_by, note = texts
        lines = self._find_open_instalments(partner)
        if is_overdue:
            promised = fields.Date.add(today, days=first)
            lines = lines.filtered(
                lambda line: line.date_maturity < today and line.date <= promised
            )
        self.env["kam.credit.promise"].create(
            {
                "partner_id": partner.id,
                "amount": amount,
                "date_promised": fields.Date.add(today, days=first),
                "date_until": fields.Date.add(today, days=last),
                "promised_by": promised_by,
                "note": note,
                "receivable_ids": [Command.set(lines.ids)] if is_overdue else False,
            }
        )

    @api.model
    def _judge_promises(self):
        """Find what became of the promises, as the job does every night."""
        promises = self.env["kam.credit.promise"].sudo()
        promises.search([("company_id", "=", self._demo_company().id)])._judge()

    @api.model
    def _dispute(self, partner, cause, description):
        """Dispute the oldest open instalment of a customer, as the user who loads the data."""
        form = self.env["kam.credit.dispute"].create(
            {
                "partner_id": partner.id,
                "receivable_ids": [Command.set(self._find_open_instalments(partner)[:1].ids)],
                "cause": cause,
                "description": description,
            }
        )
        form.action_submit()

    @api.model
    def _approve_dispute(self, partner, opinion):
        """Approve the dispute of a customer that waits."""
        form = self.env["kam.credit.dispute"].search(
            [("partner_id", "=", partner.id), ("approval_state", "=", "in_review")]
        )
        form.review_ids.filtered(lambda review: review.state == "pending").action_approve(opinion)
        # the figures of today are those of the night
        self.env["kam.credit.profile"].sudo().evaluate(
            partner_ids=partner.ids, company_id=self._demo_company().id, simulate=False
        )

    @api.model
    def _find_open_instalments(self, partner):
        """Return what a customer has to pay, the oldest first, as superuser records."""
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("balance", ">", 0),
                    ("company_id", "=", self._demo_company().id),
                ],
                order="date_maturity, id",
            )
        )
