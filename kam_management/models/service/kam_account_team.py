from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...rules import services
from ...searching import by_tick


class KamAccountTeam(models.Model):
    """Deputies of members, and who is about to leave the team (scheme, service, one).

    A deputy is a member with days of their own: they see the account from the first to the last of
    them, and no longer.
    """

    _inherit = "kam.account.team"

    _validity_fixed = ("user_id", "duty", "date_from", "deputy_of_id")

    deputy_of_id = fields.Many2one(
        "kam.account.team",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('account_id', '=', account_id), ('duty', '=', duty), "
        "('deputy_of_id', '=', False)]",
        help="Whom this member stands in for, from the first to the last day. Empty: a member of "
        "their own.",
    )
    is_ending = fields.Boolean(
        string="About to End",
        compute="_compute_is_ending",
        search="_search_is_ending",
        help="Ends within 30 days, and nobody else follows in the duty.",
    )

    @api.depends("is_current", "date_to", "duty", "account_id.team_ids.date_from")
    def _compute_is_ending(self):
        for member in self:
            last = member.company_id and member.company_id._kam_today() + timedelta(
                days=services.ENDING_DAYS
            )
            member.is_ending = bool(
                member.is_current
                and not member.deputy_of_id
                and member.date_to
                and member.date_to <= last
                and not member._is_followed()
            )

    def _is_followed(self):
        """Tell whether somebody else serves in the same duty when the member has left."""
        self.ensure_one()
        following = self.date_to + timedelta(days=1)
        return any(
            other.active
            and other.date_from <= following
            and (not other.date_to or other.date_to >= following)
            for other in self.account_id.team_ids - self
            if other.duty == self.duty and not other.deputy_of_id
        )

    @api.model
    def _search_is_ending(self, operator, value):
        ending = Domain.FALSE
        for company in self.env.companies.root_id:
            last = company._kam_today() + timedelta(days=services.ENDING_DAYS)
            ending |= (
                Domain("company_id", "=", company.id)
                & Domain("is_current", "=", True)
                & Domain("date_to", "<=", last)
                & Domain("deputy_of_id", "=", False)
            )
        followed = self.search(ending).filtered(lambda member: not member.is_ending)
        return by_tick(operator, value, ending & Domain("id", "not in", followed.ids))

    @api.model
    def _get_duty_texts(self):
        """Return what each duty is, in the words of the scheme: dict code -> text."""
        return {
            "account_manager": self.env._("Leads the team in its service for the key account."),
            "sales": self.env._("Guides the customer's own marketing and selling."),
            "marketing": self.env._("Supports the customer's marketing strategy and planning."),
            "after_sales": self.env._("Deals with the customer's feedback and keeps it satisfied."),
            "finance": self.env._(
                "Supports the customer's financial management and keeps its finances sound."
            ),
            "training": self.env._("Trains the customer in the knowledge of the products."),
        }

    @api.constrains("deputy_of_id", "duty", "account_id", "user_id")
    def _check_deputy(self):
        for member in self.filtered("deputy_of_id"):
            principal = member.deputy_of_id
            is_same = (principal.account_id, principal.duty) == (member.account_id, member.duty)
            is_somebody_else = principal.user_id != member.user_id
            if not (is_same and is_somebody_else and not principal.deputy_of_id):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(member)s: choose somebody else who is in the team of "
                        "%(account)s with the same duty, and no deputy.",
                        field=self._get_label("deputy_of_id"),
                        member=member.display_name,
                        account=member.account_id.name,
                    )
                )

    @api.constrains("duty", "user_id", "date_to", "active")
    def _check_account_manager(self):
        """See the base method: whoever stands in for the account manager is somebody else."""
        members = self.filtered(lambda member: not member.deputy_of_id)
        return super(KamAccountTeam, members)._check_account_manager()
