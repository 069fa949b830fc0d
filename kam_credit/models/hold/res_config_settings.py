from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_order_tolerance = fields.Float(
        related="company_id.kam_credit_order_tolerance", readonly=False, digits=(6, 5)
    )
    kam_credit_release_hours = fields.Integer(
        related="company_id.kam_credit_release_hours", readonly=False
    )
    kam_credit_release_days = fields.Integer(
        related="company_id.kam_credit_release_days", readonly=False
    )
