from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_suggestion_alias_name = fields.Char(
        related="company_id.kam_suggestion_alias_name", readonly=False
    )
    kam_suggestion_email = fields.Char(related="company_id.kam_suggestion_email")
    kam_customer_suggestions_per_day = fields.Integer(
        related="company_id.kam_customer_suggestions_per_day", readonly=False
    )
    kam_customer_messages_per_day = fields.Integer(
        related="company_id.kam_customer_messages_per_day", readonly=False
    )
    kam_customer_text_length = fields.Integer(
        related="company_id.kam_customer_text_length", readonly=False
    )
    kam_file_types = fields.Char(related="company_id.kam_file_types", readonly=False)
    kam_file_megabytes = fields.Integer(related="company_id.kam_file_megabytes", readonly=False)
    kam_files_per_message = fields.Integer(
        related="company_id.kam_files_per_message", readonly=False
    )
    kam_files_per_day = fields.Integer(related="company_id.kam_files_per_day", readonly=False)
