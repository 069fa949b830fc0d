from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_archive_days = fields.Integer(related="company_id.kam_archive_days", readonly=False)
    kam_completion_days = fields.Integer(related="company_id.kam_completion_days", readonly=False)
