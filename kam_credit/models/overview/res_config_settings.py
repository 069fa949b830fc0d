from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_near_margin = fields.Float(
        related="company_id.kam_credit_near_margin", readonly=False, digits=(6, 5)
    )
    kam_credit_near_share = fields.Float(
        related="company_id.kam_credit_near_share", readonly=False, digits=(6, 5)
    )
