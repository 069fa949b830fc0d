from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kam_management import wording

from ...rules import limits

FORMULA_FIELDS = ("limit_method", "limit_share", "limit_ceiling")
# A limit above ten times what it rests on is a mistake.
MOST_SHARE = 10


class KamCreditTierMixin(models.AbstractModel):
    """From what a tier takes the limit of its customers."""

    _inherit = "kam.credit.tier.mixin"

    limit_method = fields.Selection(
        [
            (limits.FIXED, "Fixed amount"),
            (limits.TURNOVER, "Share of the transaction amount of 12 months"),
            (limits.CAPITAL, "Share of the customer's capital"),
        ],
        string="Limit Taken From",
        required=True,
        default=limits.FIXED,
        tracking=True,
        help="The capital is the equity in the customer's latest yearly statement, in company "
        "currency. Without a statement that is new enough there is no credit by it.",
    )
    limit_share = fields.Float(
        string="Share Granted",
        digits=(6, 5),
        tracking=True,
        aggregator=None,
        help="Of the transaction amount or the capital. 0.3 means 30 %.",
    )
    limit_ceiling = fields.Monetary(
        string="At Most",
        tracking=True,
        aggregator=None,
        help="No customer of this tier gets a higher limit by its share. 0: no such ceiling.",
    )

    _limit_ceiling_positive = models.Constraint(
        "CHECK(limit_ceiling IS NULL OR limit_ceiling >= 0)",
        "The ceiling of a limit cannot be negative.",
    )

    @api.constrains("limit_method", "limit_share")
    def _check_limit_share(self):
        for tier in self:
            if tier.limit_method != limits.FIXED and not 0 < tier.limit_share <= MOST_SHARE:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(tier)s cannot be %(value)s: enter a share above 0, and "
                        "up to %(most)s.",
                        field=self._fields["limit_share"]._description_string(self.env),
                        tier=tier.display_name,
                        value=wording.percentage(self.env, tier.limit_share * 100, digits=2),
                        most=wording.percentage(self.env, MOST_SHARE * 100),
                    )
                )

    @api.model
    def _get_limit_fields(self):
        """See the base method: also the formula."""
        return super()._get_limit_fields() | {*FORMULA_FIELDS}

    def _get_formula(self):
        """Return what the tier says of the limit of its customers, exactly.

        :rtype: limits.Formula
        """
        self.ensure_one()
        return limits.Formula(
            self.limit_method,
            Decimal(str(self.credit_limit)),
            Decimal(str(self.limit_share)),
            Decimal(str(self.limit_ceiling)),
            self.has_unlimited_credit,
        )

    def _describe_limit(self):
        """See the base method: also as a share."""
        if self.has_unlimited_credit or self.limit_method == limits.FIXED:
            return super()._describe_limit()
        formula = self._get_formula()
        share = wording.percentage(
            self.env, formula.share * 100, digits=limits.percent_digits(formula.share)
        )
        if formula.method == limits.TURNOVER:
            text = self.env._("credit limit %s of the transaction amount of 12 months", share)
        else:
            text = self.env._("credit limit %s of the customer's capital", share)
        if not self.limit_ceiling:
            return text
        return self.env._(
            "%(limit)s, at most %(ceiling)s",
            limit=text,
            ceiling=self.currency_id.format(self.limit_ceiling),
        )
