from odoo import api, fields, models


class KamDemo(models.AbstractModel):
    """What the radar finds in the year of receivables."""

    _inherit = "kam.demo"

    @api.model
    def _invoice_once(self, partner, amount, days_ago, term_days):
        """Invoice a customer besides what it buys every month.

        :param res.partner partner: the customer
        :param float amount: company currency
        :param int days_ago: when, counted back from today
        :param int term_days: days from invoice to due date
        """
        day = fields.Date.subtract(fields.Date.context_today(self), days=days_ago)
        self._post_invoices([self._prepare_invoice(partner, day, amount, term_days)])

    @api.model
    def _watch(self):
        """Look at all customers, as the job does every night."""
        signals = self.env["kam.credit.signal"].sudo()
        for company, profiles, facts in signals._find_unseen():
            if company == self._demo_company():
                signals._watch_batch(company, facts, profiles)

    @api.model
    def _look(self, partner, kind, finding):
        """Answer a signal of a customer, as the user who loads the data.

        :param res.partner partner: the customer
        :param str kind: the kind of the signal
        :param str finding: what whoever looked at it makes of it
        """
        signal = self.env["kam.credit.signal"].search(
            [("partner_id", "=", partner.id), ("kind", "=", kind), ("state", "=", "new")]
        )
        if signal:
            signal.action_look(finding)
