from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_dispute_days = fields.Integer(
        related="company_id.kam_credit_dispute_days", readonly=False
    )
    kam_credit_dispute_share = fields.Float(
        related="company_id.kam_credit_dispute_share", readonly=False, digits=(6, 5)
    )
