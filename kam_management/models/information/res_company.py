from odoo import fields, models


class ResCompany(models.Model):
    """How old a company lets its customers' financial statements grow."""

    _inherit = "res.company"

    kam_statement_months = fields.Integer(
        string="Statements Out of Date After",
        default=18,
        help="Months after the last day of an account's newest financial statement. Until then its "
        "account manager owes a newer one. 0: statements never are.",
    )

    _kam_statement_months_possible = models.Constraint(
        "CHECK(kam_statement_months BETWEEN 0 AND 120)",
        "“Statements Out of Date After” runs from 0 to 120 months.",
    )

    def write(self, vals):
        """Change companies; statements are owed by the months that are said now."""
        result = super().write(vals)
        if "kam_statement_months" in vals:
            # the database refuses impossible months before days are counted by them
            self.flush_recordset(["kam_statement_months"])
            self.env["kam.account"].search([("company_id", "in", self.ids)])._sync_statement_duty()
        return result
