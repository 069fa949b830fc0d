from odoo import fields, models


class KamCompetitor(models.Model):
    _name = "kam.competitor"
    _description = "Competitor"

    account_id = fields.Many2one("kam.account", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    resources = fields.Text()
    technology = fields.Text()
    product = fields.Text()
    service = fields.Text()
    strengths = fields.Text()
    weaknesses = fields.Text()
