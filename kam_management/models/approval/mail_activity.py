from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    kam_review_id = fields.Many2one(
        "kam.approval.review",
        string="Review",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        readonly=True,
        help="The step for which somebody was asked to decide.",
    )
