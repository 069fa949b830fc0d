from odoo import api, fields, models

from odoo.addons.kam_management import relations, wording

from ...rules import limits

# Where the limit that holds comes from, as people read it.
SOURCES = [
    (limits.TIER, "Tier"),
    (limits.TEMPORARY, "Temporary limit"),
    (limits.GROUP, "Credit group"),
]


class KamCreditProfile(models.Model):
    """Which limit holds for a customer today: that of its tier, a temporary one, or its group's.

    0 is no credit, unlimited is its own tick, and without a tier nothing is granted and nothing
    limits.

    ``kam_credit_profile_formula``: the limit of the tier, from the customer's figures.
    ``kam_credit_profile_limits``: what holds on a day, and what ends with the tier.
    """

    _inherit = "kam.credit.profile"

    limit_explanation = wording.Worded(
        string="Why This Limit", readonly=True, copy=False, help="What the limit was made of."
    )
    temporary_limit_ids = relations.One2many(
        "kam.credit.temporary.limit", "profile_id", string="Temporary Limits", readonly=True
    )
    temporary_limit_count = fields.Integer(
        string="Temporary Limits Asked For", compute="_compute_temporary_limit_count"
    )
    credit_group_id = fields.Many2one(
        "kam.credit.group",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The group of affiliated customers that the customer belongs to. Its limit holds for "
        "all of them together, beside their own.",
    )
    temporary_limit_id = fields.Many2one(
        "kam.credit.temporary.limit",
        string="Temporary Limit Today",
        compute="_compute_limit_valid",
        help="Replaces the limit of the tier while it holds.",
    )
    date_temporary_end = fields.Date(
        string="Temporary Limit Until", compute="_compute_limit_valid", help="Its last day."
    )
    credit_limit_valid = fields.Monetary(
        string="Limit Today",
        compute="_compute_limit_valid",
        aggregator=None,
        help="What holds today: the lower one of the customer's own limit and that of its group. 0 "
        "means no credit.",
    )
    has_unlimited_valid = fields.Boolean(
        string="Unlimited Today",
        compute="_compute_limit_valid",
        help="A limit was granted, and it has no upper end.",
    )
    limit_source = fields.Selection(
        SOURCES,
        string="Limit From",
        compute="_compute_limit_valid",
        help="Empty: the customer holds no tier, so that nothing is granted and nothing limits.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"limit_explanation", "credit_group_id"}

    @api.model
    def _get_reasons(self):
        """Return the explanations of limits, worded for the reader.

        :return: dict code -> text, with places for the values
        """
        return {
            "limit_unlimited": self.env._("The tier grants credit without a limit."),
            "limit_fixed": self.env._("Fixed by the tier."),
            "limit_turnover": self.env._(
                "%(share)s of the transaction amount of 12 months, %(basis)s."
            ),
            "limit_turnover_most": self.env._(
                "%(share)s of the transaction amount of 12 months, %(basis)s, at most %(ceiling)s."
            ),
            "limit_turnover_zero": self.env._(
                "The tier grants %(share)s of the transaction amount of 12 months, and there is "
                "none: no credit."
            ),
            "limit_turnover_none": self.env._(
                "The tier grants %(share)s of the transaction amount of 12 months, which was not "
                "computed yet: no credit."
            ),
            "limit_capital": self.env._(
                "%(share)s of the capital, %(basis)s by the statement of %(statement)s."
            ),
            "limit_capital_most": self.env._(
                "%(share)s of the capital, %(basis)s by the statement of %(statement)s, at most "
                "%(ceiling)s."
            ),
            "limit_capital_zero": self.env._(
                "The tier grants %(share)s of the capital, and the statement of %(statement)s "
                "names none: no credit."
            ),
            "limit_capital_none": self.env._(
                "The tier grants %(share)s of the capital, and there is no yearly statement of the "
                "last %(months)s months: no credit."
            ),
        }

    @api.depends_context("uid")
    def _compute_temporary_limit_count(self):
        forms = self.env["kam.credit.temporary.limit"]
        counts = {}
        if forms.has_access("read"):
            counts = dict(
                forms._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
            )
        for profile in self:
            profile.temporary_limit_count = counts.get(profile._origin, 0)

    @api.depends(
        "credit_limit",
        "has_unlimited_credit",
        "tier_id",
        "credit_group_id.credit_limit",
        "credit_group_id.has_unlimited_credit",
        "temporary_limit_ids.approval_state",
        "temporary_limit_ids.date_first",
        "temporary_limit_ids.date_last",
    )
    def _compute_limit_valid(self):
        held = self._get_limits()
        for profile in self:
            of_profile = held[profile]
            own, valid = of_profile.own, of_profile.valid
            is_temporary = own and own.source == limits.TEMPORARY
            temporary = own.origin.sudo(False) if is_temporary else False
            profile.temporary_limit_id = temporary
            profile.date_temporary_end = own.origin.date_last if is_temporary else False
            profile.credit_limit_valid = (
                float(valid.amount) if valid and not valid.is_unlimited else 0
            )
            profile.has_unlimited_valid = bool(valid and valid.is_unlimited)
            profile.limit_source = valid.source if valid else False
