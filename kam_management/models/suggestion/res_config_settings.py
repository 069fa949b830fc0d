from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_suggestion_alias_name = fields.Char(
        related="company_id.kam_suggestion_alias_name", readonly=False
    )
    kam_suggestion_email = fields.Char(related="company_id.kam_suggestion_email")
