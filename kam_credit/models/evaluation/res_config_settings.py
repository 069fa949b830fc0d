from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kam_credit_opening_journal_ids = fields.Many2many(
        related="company_id.kam_credit_opening_journal_ids", readonly=False
    )
