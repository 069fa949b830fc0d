from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_setup_gaps = fields.Text(related="company_id.kam_setup_gaps")
