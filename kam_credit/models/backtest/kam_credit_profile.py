from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Score(NamedTuple):
    """What an assessment said: its score, and the rank of the tier that was rated, or None."""

    score: float
    rank: int | None


class KamCreditProfile(models.Model):
    """The scores that customers had on a past day."""

    _inherit = "kam.credit.profile"

    @api.model
    def _scores_on(self, company, day, debtor_ids, ladder):
        """Return the scores that were approved until a day.

        A score sheet that was revised since tells of its latest edition only, and is left out of
        days before that.

        :param res.company company: whose customers
        :param date day: the last day on which an assessment may have been approved
        :param debtor_ids: ids of commercial partners; None for everybody
        :param Ladder ladder: the company's tiers
        :return: dict debtor id -> :class:`Score`
        """
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("approval_state", "=", "approved")
            & Domain("date_approved", "<=", day)
        )
        if debtor_ids is not None:
            domain &= Domain("profile_id.partner_id", "in", list(debtor_ids))
        # sudo: who is answered for which debtor has been decided; the score is one of its figures
        sheets = self.env["kam.credit.assessment"].sudo()
        # the latest of each customer comes last
        found = sheets.search_fetch(
            domain, ["profile_id", "score", "tier_rated_id"], order="date_approved, id"
        )
        return {
            sheet.profile_id.partner_id.id: Score(
                sheet.score, ladder.rank_by_id.get(sheet.tier_rated_id.id)
            )
            for sheet in found
        }
