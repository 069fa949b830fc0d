from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_discount_rate = fields.Float(related="company_id.kam_discount_rate", readonly=False)
    kam_stock_rate = fields.Float(related="company_id.kam_stock_rate", readonly=False)
    kam_least_value = fields.Monetary(
        related="company_id.kam_least_value", currency_field="kam_currency_id", readonly=False
    )
    kam_least_return = fields.Float(related="company_id.kam_least_return", readonly=False)
    kam_most_months = fields.Integer(related="company_id.kam_most_months", readonly=False)
