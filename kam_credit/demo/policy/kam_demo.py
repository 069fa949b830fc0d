from datetime import timedelta

from odoo import api, models


class KamDemo(models.AbstractModel):
    """The credit management scheme of the demo company, in three editions."""

    _inherit = "kam.demo"

    @api.model
    def _begin_policy(self, days):
        """Write the first edition of the scheme, with the settings as they are, and submit it.

        :param int days: its day, from today
        """
        company = self._demo_company()
        self.env["kam.credit.policy"].create(
            {"company_id": company.id, "valid_from": company._kam_today() + timedelta(days=days)}
        ).action_submit()

    @api.model
    def _find_policy(self):
        """Return the newest edition of the scheme."""
        return self.env["kam.credit.policy"].search(
            [("company_id", "=", self._demo_company().id)], order="id desc", limit=1
        )

    @api.model
    def _revise_policy(self, days, reason, vals, lists=None, proposals=()):
        """Write the next edition of the scheme.

        :param int days: its day, from today
        :param str reason: why
        :param dict vals: what it says otherwise
        :param dict lists: code of a list -> what it says otherwise
        :param proposals: titles of the proposals that it carries out
        """
        self._find_policy().action_revise()
        edition = self._find_policy()
        taken_up = self.env["kam.credit.proposal"].search([("name", "in", proposals)])
        edition.write(
            {
                "valid_from": edition.company_id._kam_today() + timedelta(days=days),
                "reason": reason,
                "proposal_ids": taken_up.ids,
                **vals,
            }
        )
        for line in edition.tier_ids:
            line.write((lists or {}).get(line.code, {}))

    @api.model
    def _submit_policy(self):
        """Submit the newest edition."""
        self._find_policy().action_submit()

    @api.model
    def _approve_policy(self, opinion):
        """Approve the pending step of the newest edition as the user."""
        self._get_pending(self._find_policy()).action_approve(opinion)
