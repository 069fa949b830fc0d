from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.tools import SQL

from ..evaluation.kam_credit_touch import Watch
from .kam_credit_change_process import QUIET_DAYS


class KamCreditTouch(models.Model):
    """What becomes of requests lets the night look again whether a tier is to be proposed."""

    _inherit = "kam.credit.touch"

    @api.model
    def _get_watched(self):
        """See the base method: also requests for another tier."""
        return [
            *super()._get_watched(),
            Watch(
                "kam_credit_change",
                (("profile", "profile_id"),),
                ("approval_state", "date_closed", "profile_id", "tier_to_id"),
            ),
        ]

    @api.model
    def _find_passed(self, company, since, today, scope):
        """See the base method: also where a tier that was refused may be proposed again."""
        found = super()._find_passed(company, since, today, scope)
        first = datetime.combine(since, time.min) - timedelta(days=QUIET_DAYS + 1)
        last = datetime.combine(today, time.max) - timedelta(days=QUIET_DAYS - 1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.partner_id
                  FROM kam_credit_change AS change
                  JOIN kam_credit_profile AS profile ON profile.id = change.profile_id
                 WHERE profile.company_id = %s
                   AND change.approval_state = 'rejected'
                   AND change.date_closed BETWEEN %s AND %s
                """,
                company.id,
                first,
                last,
            )
        )
        return found | {debtor_id for [debtor_id] in rows}
