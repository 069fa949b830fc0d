from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_threshold = fields.Float(
        related="company_id.kam_credit_threshold", readonly=False, digits=(6, 5)
    )
    kam_credit_grace_days = fields.Integer(
        related="company_id.kam_credit_grace_days", readonly=False
    )
    kam_credit_minimum_due = fields.Integer(
        related="company_id.kam_credit_minimum_due", readonly=False
    )
    kam_credit_basis = fields.Selection(related="company_id.kam_credit_basis", readonly=False)
    kam_credit_honoured_share = fields.Float(
        related="company_id.kam_credit_honoured_share", readonly=False, digits=(6, 5)
    )
    kam_credit_with_tax = fields.Boolean(related="company_id.kam_credit_with_tax", readonly=False)
    kam_credit_tier_policy = fields.Selection(
        related="company_id.kam_credit_tier_policy", readonly=False
    )
    kam_credit_allocation_user_id = fields.Many2one(
        related="company_id.kam_credit_allocation_user_id", readonly=False
    )
