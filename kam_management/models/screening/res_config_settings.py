from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_rescreening_days = fields.Integer(related="company_id.kam_rescreening_days", readonly=False)
    kam_candidate_job = fields.Boolean(related="company_id.kam_candidate_job", readonly=False)
    kam_candidate_class_id = fields.Many2one(
        related="company_id.kam_candidate_class_id", readonly=False
    )
    kam_candidate_unit_id = fields.Many2one(
        related="company_id.kam_candidate_unit_id", readonly=False
    )
    kam_candidate_date = fields.Datetime(related="company_id.kam_candidate_date")
