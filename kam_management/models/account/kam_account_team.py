from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import wording
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES


class KamAccountTeam(models.Model):
    """Who serves an account, from when to when. Present members see it; former ones are listed."""

    _name = "kam.account.team"
    _description = "Service Team Member"
    _order = "account_id, is_current desc, duty, date_from desc, id"
    _inherit = ["kam.account.record.mixin", "kam.validity.mixin"]
    _rec_name = "user_id"
    _check_company_auto = True
    _entity_fields = ("user_id",)

    _validity_key = ("account_id", "user_id", "duty")
    _validity_fixed = ("user_id", "duty", "date_from")
    _validity_tracked = ("account_id", "user_id", "duty", "date_from", "date_to", "active")

    account_id = fields.Many2one(ondelete="cascade", copy=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
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

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the account and the dates of the member: change these.")

    @api.depends("user_id", "duty")
    @api.depends_context("lang")
    def _compute_display_name(self):
        duties = dict(self._fields["duty"]._description_selection(self.env))
        for member in self:
            names = (member.user_id.name, duties.get(member.duty))
            member.display_name = wording.phrased(self.env, names)

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

    @api.constrains("duty", "user_id", "date_to", "active")
    def _check_account_manager(self):
        for member in self:
            manager = member.account_id.manager_id
            if (
                member.duty == "account_manager"
                and member.phase != "ended"
                and member.user_id != manager
            ):
                raise ValidationError(
                    self.env._(
                        "%(member)s is not the account manager of %(account)s (%(manager)s is). "
                        "Choose another duty, or change the account manager first.",
                        member=member.user_id.name,
                        account=member.account_id.name,
                        manager=manager.name or self.env._("nobody"),
                    )
                )

    def _check_write(self, vals):
        """See the base method: also rows stay with their member, who decide who sees the account.

        :raise UserError: when a row that has begun is to be somebody else's
        """
        super()._check_write(vals)
        if "user_id" not in vals:
            return
        for member in self.filtered(lambda member: member.phase != "future"):
            if member.user_id.id != vals["user_id"]:
                raise UserError(
                    self.env._(
                        "“Member” of %(member)s cannot be changed: it began on %(date_from)s and "
                        "stays in the records. End it and add the other member.",
                        member=member.display_name,
                        date_from=format_date(self.env, member.date_from),
                    )
                )

    def action_end(self):
        """End the membership today; who is to join later only does not.

        :return: True
        """
        future = self.filtered(lambda member: member.phase == "future")
        ended = super(KamAccountTeam, self - future).action_end()
        future.unlink()
        return ended
