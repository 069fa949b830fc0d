from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..evaluation.kam_credit_touch import Watch
from .kam_credit_profile_reassessment import STATEMENT_MONTHS


class KamCreditTouch(models.Model):
    """What asks for another assessment, beside figures: assessments, statements and their age."""

    _inherit = "kam.credit.touch"

    @api.model
    def _get_watched(self):
        """See the base method: also statements."""
        return [
            *super()._get_watched(),
            Watch("kam_financial_statement", (("account", "account_id"),)),
        ]

    @api.model
    def _get_watched_columns(self):
        """See the base method."""
        return [
            *super()._get_watched_columns(),
            "assessment_id",
            "date_reassess",
            "reassess_code",
        ]

    @api.model
    def _find_passed(self, company, since, today, scope):
        """See the base method: also whose statements begin to count, or become too old."""
        found = super()._find_passed(company, since, today, scope)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.partner_id
                  FROM kam_financial_statement AS statement
                  JOIN kam_account AS account ON account.id = statement.account_id
                 WHERE account.company_id = %(company)s
                   AND (%(is_reached)s)
                """,
                company=company.id,
                is_reached=SQL(" OR ").join(
                    SQL(
                        "statement.date_to BETWEEN %s AND %s",
                        since - relativedelta(months=months),
                        today - relativedelta(months=months),
                    )
                    for months in self._get_ages(company)
                ),
            )
        )
        return found | {debtor_id for [debtor_id] in rows}

    @api.model
    def _get_ages(self, company):
        """Return the ages of statements, in months, at which something follows."""
        return {0, STATEMENT_MONTHS}
