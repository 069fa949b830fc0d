from odoo import fields, models


class KamCreditCaseMixin(models.AbstractModel):
    """Something about a customer's credit that a process finds and somebody looks at.

    Whose it is, where, and how people are told: in time, in a conversation, and as confidential as
    the customer's credit.
    """

    _name = "kam.credit.case.mixin"
    _description = "Case of a Customer's Credit"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
        "kam.deadline.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]
    # who owes it is found by the case itself, whoever leads the unit
    _is_left_to_owners = True
    # who may read it may talk about it
    _mail_post_access = "read"

    profile_id = fields.Many2one(
        "kam.credit.profile", string="Customer", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Partner", store=True, index=True
    )
    account_id = fields.Many2one(related="profile_id.account_id")
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="profile_id.tier_id")
    unit_id = fields.Many2one("kam.unit", index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
