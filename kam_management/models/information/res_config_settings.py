from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_statement_months = fields.Integer(related="company_id.kam_statement_months", readonly=False)
