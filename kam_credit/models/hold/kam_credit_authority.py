from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kam_management import wording

from ...rules.authority import Authority
from ..profile.kam_position import CREDIT_ROLES

# A share of the limit above a hundred times it is a mistake.
MOST_SHARE = 100


class KamCreditAuthority(models.Model):
    """What a credit role may release by itself 放行权限: in money, and in percent of the limit."""

    _name = "kam.credit.authority"
    _description = "Release Authority"
    _inherit = ["kam.company.default.mixin", "kam.credit.amount.mixin", "kam.thread.mixin"]
    _order = "company_id, rank, id"
    _rec_name = "role"

    role = fields.Selection(
        selection=lambda self: [
            (role, label)
            for role, label in self.env["kam.position"]._role_selection()
            if role in CREDIT_ROLES
        ],
        required=True,
        tracking=True,
    )
    rank = fields.Integer(compute="_compute_rank", store=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Up To",
        tracking=True,
        aggregator=None,
        help="What all documents released at once may be beyond what is granted, in company "
        "currency. 0: the role releases nothing.",
    )
    share = fields.Float(
        string="Share of the Limit",
        digits=(8, 5),
        tracking=True,
        aggregator=None,
        help="What is released for a customer at once may be up to this share of the limit that "
        "holds. 0.1 means 10 %; 0: the share is not asked.",
    )
    is_unlimited = fields.Boolean(
        string="Without an End", tracking=True, help="The role releases whatever is asked for."
    )

    _role_company_uniq = models.Constraint(
        "UNIQUE(role, company_id)", "A role has one release authority per company."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount IS NULL OR amount >= 0)", "What a role may release cannot be negative."
    )

    @api.depends("role")
    def _compute_rank(self):
        for authority in self:
            is_known = authority.role in CREDIT_ROLES
            authority.rank = CREDIT_ROLES.index(authority.role) if is_known else 0

    @api.constrains("share")
    def _check_share(self):
        for authority in self:
            if not 0 <= authority.share <= MOST_SHARE:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(role)s cannot be %(value)s: enter a share from 0 %% to "
                        "%(most)s.",
                        field=self._fields["share"]._description_string(self.env),
                        role=authority.display_name,
                        value=wording.percentage(self.env, authority.share * 100, digits=2),
                        most=wording.percentage(self.env, MOST_SHARE * 100),
                    )
                )

    @api.depends("role")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for authority in self:
            authority.display_name = labels.get(authority.role)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: headquarters releases everything, the others what they are given."""
        return [
            {"role": "credit_officer", "amount": 10_000, "share": 0.1},
            {"role": "credit_reviewer", "amount": 100_000, "share": 0.3},
            {"role": "credit_approver", "is_unlimited": True},
        ]

    def _get_authority(self):
        """Return what the role may release, exactly.

        :rtype: Authority
        """
        self.ensure_one()
        if self.is_unlimited:
            return Authority(self.role, None, None)
        share = Decimal(str(self.share)) if self.share else None
        return Authority(self.role, Decimal(str(self.amount)), share)

    @api.model
    def _find_authorities(self, company):
        """Return what the roles of a company may release, the lowest first."""
        # sudo: who may release what is policy, asked for whoever looks at a hold
        rows = self.sudo().search([("company_id", "=", company.id)], order="rank, id")
        return [row._get_authority() for row in rows]
