from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KamAccountTeam(models.Model):
    _name = "kam.account.team"
    _description = "Service Team Member"
    _order = "account_id, duty, id"
    _inherit = ["kam.protected.mixin"]
    _rec_name = "user_id"
    _check_company_auto = True

    _protected_fields = frozenset({"company_id"})

    account_id = fields.Many2one(
        comodel_name="kam.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        help="Members with a position in the key account organisation see the account.",
    )
    duty = fields.Selection(
        selection=[
            ("account_manager", "Account manager"),
            ("sales", "Sales support"),
            ("marketing", "Marketing support"),
            ("after_sales", "After-sales support"),
            ("finance", "Finance support"),
            ("training", "Training support"),
        ],
        required=True,
        help="Account manager: leads the team in its service for the key account.\n"
        "Sales support: guides the customer's own marketing and selling.\n"
        "Marketing support: supports the customer's marketing strategy and planning.\n"
        "After-sales support: deals with the customer's feedback, keeps it satisfied.\n"
        "Finance support: supports the customer's financial management.\n"
        "Training support: trains the customer.",
    )
    note = fields.Char(string="Notes")

    _account_user_duty_uniq = models.Constraint(
        "UNIQUE(account_id, user_id, duty)",
        "This member has the same duty in the team already.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the account.")

    @api.constrains("user_id")
    def _check_user_is_internal(self):
        for member in self:
            if member.user_id.share:
                raise ValidationError(
                    self.env._(
                        "“%(user)s” is a portal user and cannot be in the service team of "
                        "%(account)s. Choose an internal user.",
                        user=member.user_id.name,
                        account=member.account_id.name,
                    )
                )

    @api.constrains("duty", "user_id")
    def _check_account_manager(self):
        for member in self:
            manager = member.account_id.manager_id
            if member.duty == "account_manager" and member.user_id != manager:
                raise ValidationError(
                    self.env._(
                        "%(member)s is not the account manager of %(account)s (%(manager)s is). "
                        "Choose another duty, or change the account manager first.",
                        member=member.user_id.name,
                        account=member.account_id.name,
                        manager=manager.name or self.env._("nobody"),
                    )
                )

    def write(self, vals):
        """Keep members with their account: the rows decide who sees it.

        :raise UserError: when a row is to move to another account
        """
        if any(member.account_id.id != vals.get("account_id") for member in self) and (
            "account_id" in vals
        ):
            raise UserError(
                self.env._(
                    "“Account” of a team member cannot be changed. "
                    "Remove the member here and add it to the team of the other account."
                )
            )
        return super().write(vals)
