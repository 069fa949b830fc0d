from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_service_evaluation_days = fields.Integer(
        related="company_id.kam_service_evaluation_days", readonly=False
    )
    kam_return_visit_days = fields.Integer(
        related="company_id.kam_return_visit_days", readonly=False
    )
    kam_service_difference = fields.Integer(
        related="company_id.kam_service_difference", readonly=False
    )
    kam_service_low_score = fields.Integer(
        related="company_id.kam_service_low_score", readonly=False
    )
    kam_service_low_days = fields.Integer(related="company_id.kam_service_low_days", readonly=False)
