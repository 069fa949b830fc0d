from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_proposal_days = fields.Integer(
        related="company_id.kam_credit_proposal_days", readonly=False
    )
