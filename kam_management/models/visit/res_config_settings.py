from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_visit_budget_limit = fields.Monetary(
        related="company_id.kam_visit_budget_limit",
        currency_field="kam_currency_id",
        readonly=False,
    )
    kam_visit_report_days = fields.Integer(
        related="company_id.kam_visit_report_days", readonly=False
    )
    kam_visits_per_day = fields.Float(related="company_id.kam_visits_per_day", readonly=False)
