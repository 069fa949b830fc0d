from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_order_tolerance = fields.Float(
        related="company_id.kam_credit_order_tolerance", readonly=False, digits=(6, 5)
    )
    kam_credit_release_hours = fields.Integer(
        related="company_id.kam_credit_release_hours", readonly=False
    )
    kam_credit_ordinary_policy = fields.Selection(
        related="company_id.kam_credit_ordinary_policy", readonly=False
    )
    kam_credit_ordinary_is_limited = fields.Boolean(
        related="company_id.kam_credit_ordinary_is_limited", readonly=False
    )
    kam_credit_ordinary_limit = fields.Monetary(
        related="company_id.kam_credit_ordinary_limit", readonly=False
    )
    kam_credit_ordinary_tolerated = fields.Monetary(
        related="company_id.kam_credit_ordinary_tolerated", readonly=False
    )
    kam_credit_release_days = fields.Integer(
        related="company_id.kam_credit_release_days", readonly=False
    )
