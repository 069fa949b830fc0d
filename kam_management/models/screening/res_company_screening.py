from odoo import fields, models


class ResCompany(models.Model):
    """What screening needs in each company: a risk template, and how long a rejection holds."""

    _inherit = "res.company"

    kam_rescreening_days = fields.Integer(
        string="Screened Again After",
        default=180,
        help="Days that have to pass after a rejection before the customer is screened again. "
        "0: at once.",
    )

    _kam_rescreening_days_possible = models.Constraint(
        "CHECK(kam_rescreening_days BETWEEN 0 AND 3650)",
        "“Screened Again After” runs from 0 to 3650 days.",
    )

    def _kam_give_defaults(self):
        """See the base method: the standard risk template."""
        super()._kam_give_defaults()
        # sudo: who creates a company need not be one who configures key accounts
        self.env["kam.risk.template"].sudo()._create_defaults(self)
