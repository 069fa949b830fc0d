from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_year_days = fields.Integer(related="company_id.kam_credit_year_days", readonly=False)
    kam_credit_quarter_days = fields.Integer(
        related="company_id.kam_credit_quarter_days", readonly=False
    )
    kam_credit_warn_days = fields.Integer(related="company_id.kam_credit_warn_days", readonly=False)
    kam_credit_documents_from = fields.Date(
        related="company_id.kam_credit_documents_from", readonly=False
    )
