from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_limit_tolerance = fields.Float(
        related="company_id.kam_credit_limit_tolerance", readonly=False, digits=(6, 5)
    )
    kam_credit_capital_months = fields.Integer(
        related="company_id.kam_credit_capital_months", readonly=False
    )
    kam_credit_temporary_most = fields.Monetary(
        related="company_id.kam_credit_temporary_most", readonly=False
    )
    kam_credit_temporary_share = fields.Float(
        related="company_id.kam_credit_temporary_share", readonly=False, digits=(6, 5)
    )
    kam_credit_temporary_notice = fields.Integer(
        related="company_id.kam_credit_temporary_notice", readonly=False
    )
