from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_complete_from = fields.Date(
        related="company_id.kam_credit_complete_from", readonly=False
    )
    kam_credit_auto_downgrade = fields.Boolean(related="company_id.kam_credit_auto_downgrade")
    kam_credit_opening_journal_ids = fields.Many2many(
        related="company_id.kam_credit_opening_journal_ids", readonly=False
    )
