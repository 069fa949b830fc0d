from odoo import fields, models


class KamMakeupDay(models.Model):
    """A weekend day on which the company works for a holiday (调休). Deadlines count it."""

    _name = "kam.makeup.day"
    _description = "Make-up Working Day"
    _inherit = ["kam.root.company.mixin"]
    _order = "date desc"
    _rec_name = "date"

    date = fields.Date(required=True)
    name = fields.Char(string="For", help="The holiday that is made up for.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )

    _date_company_uniq = models.Constraint(
        "UNIQUE(date, company_id)", "This day is a make-up working day already."
    )
