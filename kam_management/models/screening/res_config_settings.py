from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_rescreening_days = fields.Integer(related="company_id.kam_rescreening_days", readonly=False)
