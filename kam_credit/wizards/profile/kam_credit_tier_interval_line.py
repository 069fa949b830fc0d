from odoo import fields, models


class KamCreditTierIntervalLine(models.TransientModel):
    _name = "kam.credit.tier.interval.line"
    _description = "Interval of a Tier"

    interval_id = fields.Many2one(
        "kam.credit.tier.interval", required=True, ondelete="cascade", index=True
    )
    tier_id = fields.Many2one("kam.credit.tier", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="interval_id.company_id.currency_id")
    amount_from = fields.Monetary(string="Transaction Amount From")
    amount_to = fields.Monetary(string="Transaction Amount Below", help="Empty: no end.")
    score_from = fields.Float(digits=(6, 2))
    score_to = fields.Float(digits=(6, 2), string="Score Below", help="Empty: no end.")
