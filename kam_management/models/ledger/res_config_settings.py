from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Ceilings"
    )
    kam_receiver_ceiling = fields.Monetary(
        related="company_id.kam_receiver_ceiling", currency_field="kam_currency_id", readonly=False
    )
