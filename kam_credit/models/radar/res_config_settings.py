from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_radar_minimum = fields.Monetary(
        related="company_id.kam_credit_radar_minimum", readonly=False
    )
    kam_credit_radar_cases = fields.Integer(
        related="company_id.kam_credit_radar_cases", readonly=False
    )
    kam_credit_radar_days = fields.Integer(
        related="company_id.kam_credit_radar_days", readonly=False
    )
    kam_credit_radar_growth = fields.Float(
        related="company_id.kam_credit_radar_growth", readonly=False, digits=(6, 5)
    )
    kam_credit_radar_parts = fields.Float(
        related="company_id.kam_credit_radar_parts", readonly=False, digits=(6, 5)
    )
    kam_credit_radar_unwatched = fields.Integer(
        related="company_id.kam_credit_radar_unwatched", readonly=False
    )
    kam_credit_radar_quiet = fields.Integer(
        related="company_id.kam_credit_radar_quiet", readonly=False
    )
    kam_credit_radar_due = fields.Integer(related="company_id.kam_credit_radar_due", readonly=False)
