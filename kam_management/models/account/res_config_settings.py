from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_takeover_open = fields.Boolean(related="company_id.kam_takeover_open", readonly=False)
    kam_candidate_job = fields.Boolean(related="company_id.kam_candidate_job", readonly=False)
    kam_candidate_class_id = fields.Many2one(
        related="company_id.kam_candidate_class_id", readonly=False
    )
    kam_candidate_unit_id = fields.Many2one(
        related="company_id.kam_candidate_unit_id", readonly=False
    )
    kam_candidate_date = fields.Datetime(related="company_id.kam_candidate_date")
