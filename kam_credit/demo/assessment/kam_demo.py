from odoo import api, fields, models


class KamDemo(models.AbstractModel):
    """The scorecard of the demo company, and customers assessed by it, one at each stage."""

    _inherit = "kam.demo"

    @api.model
    def _begin_scorecard(self, days_ago):
        """Begin the scorecard with the criteria of the scheme, and submit it.

        :param int days_ago: since when it is valid
        """
        company = self._demo_company()
        card = self.env["kam.credit.scorecard"].create(
            {
                "company_id": company.id,
                "valid_from": fields.Date.subtract(company._kam_today(), days=days_ago),
            }
        )
        card.action_submit()

    @api.model
    def _approve_scorecard(self, opinion):
        """Approve the pending step of the scorecard."""
        card = self.env["kam.credit.scorecard"].search(
            [("company_id", "=", self._demo_company().id)]
        )
        self._get_pending(card).action_approve(opinion)

    @api.model
    def _complete_statement(self, account, figures):
        """Enter what the latest yearly statement of a customer says of its ability to pay.

        :param kam.account account: the customer
        :param dict figures: names of fields -> amounts
        """
        statement = self.env["kam.financial.statement"].search(
            [("account_id", "=", account.id), ("period_type", "=", "year")],
            order="date_to desc",
            limit=1,
        )
        statement.write(figures)

    @api.model
    def _assess(self, partner, points, evidence, conclusion=""):
        """Begin the score sheet of a customer, and score what is judged by people.

        :param res.partner partner: the customer
        :param list points: of the manual criteria in their order; None for one not yet scored
        :param str evidence: what the best and the worst scores rest on
        :param str conclusion: what the score does not say
        """
        profile = self._find_profile(partner)
        sheet = self.env["kam.credit.assessment"].create(
            {"profile_id": profile.id, "conclusion": conclusion}
        )
        lines = sheet.line_ids.filtered(lambda line: line.kind == "manual")
        for line, wanted in zip(lines, points, strict=True):
            level = line.criterion_id.level_ids.filtered(
                lambda level, wanted=wanted: level.points == wanted
            )
            line.write({"level_id": level.id, "evidence": evidence if level else False})

    @api.model
    def _find_sheet(self, partner):
        return self.env["kam.credit.assessment"].search(
            [
                ("profile_id.partner_id", "=", partner.id),
                ("approval_state", "in", ("draft", "in_review")),
            ]
        )

    @api.model
    def _submit_sheet(self, partner):
        """Submit the open score sheet of a customer."""
        self._find_sheet(partner).action_submit()

    @api.model
    def _approve_sheet(self, partner, opinion):
        """Approve the pending step of a customer's score sheet."""
        self._get_pending(self._find_sheet(partner)).action_approve(opinion)

    @api.model
    def _get_pending(self, form):
        return form.review_ids.filtered(lambda review: review.state == "pending")
