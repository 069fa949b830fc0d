from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_takeover_open = fields.Boolean(related="company_id.kam_takeover_open", readonly=False)
