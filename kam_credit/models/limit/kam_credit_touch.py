from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..evaluation.kam_credit_touch import Watch


class KamCreditTouch(models.Model):
    """What limits rest on, beside figures: temporary ones, groups, and the age of statements."""

    _inherit = "kam.credit.touch"

    @api.model
    def _get_watched(self):
        """See the base method: also temporary limits and groups."""
        return [
            *super()._get_watched(),
            Watch(
                "kam_credit_temporary_limit",
                (("profile", "profile_id"),),
                ("amount", "approval_state", "date_ended", "date_first", "date_last"),
            ),
            Watch(
                "kam_credit_group",
                (("group", "id"),),
                ("active", "credit_limit", "has_unlimited_credit"),
                events=("UPDATE",),
            ),
        ]

    @api.model
    def _get_watched_columns(self):
        """See the base method."""
        return [*super()._get_watched_columns(), "credit_group_id"]

    @api.model
    def _get_kinds(self):
        """See the base method: also the members of groups."""
        return {
            **super()._get_kinds(),
            "group": ("kam_credit_profile", "credit_group_id", "partner_id"),
        }

    @api.model
    def _get_ages(self, company):
        """See the base method: also the age from which on a capital is not known any more."""
        # sudo: figures follow from the policy, whoever has them computed
        return super()._get_ages(company) | {company.sudo().kam_credit_capital_months}

    @api.model
    def _find_passed(self, company, since, today, scope):
        """See the base method: also whose temporary limits begin or end."""
        found = super()._find_passed(company, since, today, scope)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT profile.partner_id
                  FROM kam_credit_temporary_limit AS form
                  JOIN kam_credit_profile AS profile ON profile.id = form.profile_id
                 WHERE profile.company_id = %(company)s
                   AND (
                       form.date_first BETWEEN %(first)s AND %(last)s
                       OR form.date_last BETWEEN %(first)s AND %(last)s
                   )
                """,
                company=company.id,
                first=since - timedelta(days=1),
                last=today,
            )
        )
        return found | {debtor_id for [debtor_id] in rows}
