from odoo import fields, models


class KamServiceOffer(models.Model):
    """What a credit tier adds to what a class is served with."""

    _inherit = "kam.service.offer"

    _term_key = ("class_id", "content_id", "tier_id")

    tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Credit Tier",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="kam_credit.group_credit_reader,kam_credit.group_credit_administrator",
        help="Only for customers of this tier. Empty: for the whole class. Below supervisors it is "
        "read as “can be requested”, until it is granted to the customer.",
    )
