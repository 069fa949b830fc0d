from odoo import models


class KamCreditTreatment(models.Model):
    """The table of the company says what accounts mean."""

    _name = "kam.credit.treatment"
    _inherit = ["kam.credit.treatment", "kam.credit.claims.mixin"]

    _claims_fields = frozenset(
        {
            "account_id",
            "company_id",
            "treatment",
        }
    )
