from odoo import api, fields, models

from ...rules.credit_documents import QUARTER, YEAR

# What moves the day by which a document is renewed.
DAYS = {"kam_credit_year_days", "kam_credit_quarter_days", "kam_credit_warn_days"}
# Who may know how credit is judged, and who sets it.
READERS = "kam_credit.group_credit_reader,base.group_system"
# The lowest and the highest value of each setting.
LIMITS = {
    "kam_credit_year_days": (0, 360),
    "kam_credit_quarter_days": (0, 180),
    "kam_credit_warn_days": (0, 180),
}


class ResCompany(models.Model):
    """Which documents customers owe, and from when on it matters."""

    _inherit = "res.company"

    kam_credit_year_days = fields.Integer(
        string="Yearly Statement Owed After",
        default=120,
        help="Days after the end of a year in which customers draw up their statements.",
        groups=READERS,
    )
    kam_credit_quarter_days = fields.Integer(
        string="Quarterly Statement Owed After",
        default=30,
        help="Days after the end of a quarter in which customers draw up their statements.",
        groups=READERS,
    )
    kam_credit_warn_days = fields.Integer(
        string="Renew Documents Before",
        default=30,
        help="Days before a document expires: from then on it is shown as expiring, and until then "
        "it is to be renewed.",
        groups=READERS,
    )
    kam_credit_documents_from = fields.Date(
        string="Documents Owed From",
        help="From this day on what is missing blocks every customer of the scheme. Before it, and "
        "while it is empty, only customers whose file was complete once.",
        groups=READERS,
    )

    @api.constrains(*LIMITS)
    def _check_kam_credit_documents(self):
        self._kam_check_limits(LIMITS)

    def write(self, vals):
        """Change companies; until when documents are renewed follows from their settings."""
        result = super().write(vals)
        if DAYS & vals.keys():
            self.env["kam.credit.document"]._sync_company_renewals(self)
        return result

    def _kam_credit_statement_days(self):
        """Return within how many days of the end of a period its statement is drawn up.

        :rtype: dict, kind of period -> days
        """
        self.ensure_one()
        # sudo: documents grow stale, whoever looks at them
        company = self.sudo()
        return {YEAR: company.kam_credit_year_days, QUARTER: company.kam_credit_quarter_days}
