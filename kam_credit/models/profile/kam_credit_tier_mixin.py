from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...rules.bands import Band, find_defect

BAND_FIELDS = ("amount_from", "amount_to", "score_from", "score_to")


class KamCreditTierMixin(models.AbstractModel):
    """What is said of a list: its intervals, and what it grants. Topics add what they check.

    All that is stored here is credit policy: the tiers of a company hold it, and so does each
    edition of the credit management scheme, see :meth:`_get_term_fields`.
    """

    _name = "kam.credit.tier.mixin"
    _description = "Terms of a Credit Tier"
    _rec_name = "code"

    code = fields.Selection(
        [
            ("green", "Green list"),
            ("yellow", "Yellow list"),
            ("red", "Red list"),
            ("black", "Black list"),
        ],
        string="List",
        required=True,
        help="Green is the best, black the worst.",
    )
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_from = fields.Monetary(
        string="Transaction Amount From",
        tracking=True,
        aggregator=None,
        help="Lowest transaction amount of this tier, in company currency. It belongs to the tier.",
    )
    amount_to = fields.Monetary(
        string="Transaction Amount Below",
        tracking=True,
        aggregator=None,
        help="The tier ends below this amount, where the next better one begins. Empty: no end.",
    )
    score_from = fields.Float(
        digits=(6, 2), tracking=True, aggregator=None, help="Lowest assessment score of this tier."
    )
    score_to = fields.Float(
        string="Score Below",
        digits=(6, 2),
        tracking=True,
        aggregator=None,
        help="The tier ends below this score. Empty: no end.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Granted to customers of this tier. Empty: they keep their own.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Granted to customers of this tier. Empty: they keep their own.",
    )
    credit_limit = fields.Monetary(
        tracking=True,
        aggregator=None,
        help="Credit limit of a customer of this tier, in company currency. 0 means no credit.",
    )
    has_unlimited_credit = fields.Boolean(
        tracking=True, help="Customers of this tier have no credit limit."
    )

    _amounts_positive = models.Constraint(
        "CHECK(amount_from >= 0 AND amount_to >= 0 AND score_from >= 0 AND score_to >= 0"
        " AND credit_limit >= 0)",
        "The intervals and the credit limit of a tier cannot be negative.",
    )

    _scores_possible = models.Constraint(
        "CHECK(score_from <= 100 AND score_to <= 100)", "A score is at most 100."
    )

    def _valid_field_parameter(self, field, name):
        """See the base method: where there is a conversation, changes are tracked."""
        return name == "tracking" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_term_fields(self):
        """Return the names of the fields that are credit policy, in their order: all but the list.

        :rtype: tuple
        """
        mixin = self.env["kam.credit.tier.mixin"]
        places = {"code", "company_id", *models.MAGIC_COLUMNS}
        return tuple(
            name for name, field in mixin._fields.items() if field.store and name not in places
        )

    def _prepare_term_vals(self):
        """Return the policy of the tier, as values of another record of this kind."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_term_fields()
        }

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for tier in self:
            tier.display_name = labels.get(tier.code)

    @api.model
    def _get_limit_fields(self):
        """Return the names of the fields that the limit of a customer follows. To be extended."""
        return {"credit_limit", "has_unlimited_credit"}

    def _prepare_limit_vals(self):
        """Return the limit that the tier grants, as values of a profile."""
        self.ensure_one()
        return {
            "credit_limit": 0 if self.has_unlimited_credit else self.credit_limit,
            "has_unlimited_credit": self.has_unlimited_credit,
        }

    def _describe_terms(self):
        """Return what the tier grants, as a line of text."""
        self.ensure_one()
        # sudo: names of what is granted, for readers who may not open price lists
        tier = self.sudo()
        names = (
            tier.payment_term_id.display_name,
            tier.pricelist_id.display_name,
            tier._describe_limit(),
        )
        return " · ".join(filter(None, names))

    def _describe_limit(self):
        """Return the limit that the tier grants, in few words. To be extended."""
        self.ensure_one()
        if self.has_unlimited_credit:
            return self.env._("no credit limit")
        return self.env._("credit limit %s", self.currency_id.format(self.credit_limit))

    # ------------------------------------------------------------------
    # the intervals of several tiers together
    # ------------------------------------------------------------------

    def _get_band_defects(self):
        """Return what is wrong with the intervals of these tiers: gaps, overlaps, the order.

        :return: list of texts, naming the interval that is empty, missing or twice there
        """
        defects = []
        for what in ("amount", "score"):
            defect = find_defect(band for _tier, band in self._bands(what))
            if defect:
                defects.append(self._defect_message(what, defect))
        return defects or self._get_order_defects()

    def _get_order_defects(self):
        """Tiers of which the amounts say one order and the scores another."""
        by_amount = [tier for tier, _band in self._bands("amount")]
        by_score = [tier for tier, _band in self._bands("score")]
        if by_amount != by_score:
            return [
                self.env._(
                    "The tiers are in the order %(by_amount)s by transaction amount, and "
                    "%(by_score)s by score. Give the better tier the higher interval of both.",
                    by_amount=" > ".join(tier.display_name for tier in by_amount),
                    by_score=" > ".join(tier.display_name for tier in by_score),
                )
            ]
        return []

    def _defect_message(self, what, defect):
        label = self._fields[f"{what}_from"]._description_string(self.env)
        values = {
            "field": label,
            "first": defect.first.name,
            "second": defect.second.name if defect.second else "",
            "interval": self._interval_text(defect.low, defect.high),
        }
        messages = {
            "empty": self.env._(
                "%(field)s: the interval %(interval)s of %(first)s is empty. Its upper end must be "
                "above its lower end.",
                **values,
            ),
            "gap": self.env._(
                "%(field)s: the interval %(interval)s between %(first)s and %(second)s belongs to "
                "no tier. Let %(first)s end where %(second)s begins.",
                **values,
            ),
            "overlap": self.env._(
                "%(field)s: the interval %(interval)s belongs to both %(first)s and %(second)s. "
                "Let %(first)s end where %(second)s begins.",
                **values,
            ),
            "open": self.env._(
                "%(field)s: the interval %(interval)s above %(first)s belongs to no tier. Leave "
                "the upper end of the best tier empty.",
                **values,
            ),
        }
        return messages[defect.kind]

    def _interval_text(self, low, high):
        end = "∞" if high is None else formatLang(self.env, float(high), digits=2)
        return f"[{formatLang(self.env, float(low), digits=2)}, {end})"

    def _bands(self, what):
        """Return ``(tier, Band)`` pairs of an interval, best tier first.

        :param str what: ``amount`` or ``score``
        """
        pairs = [
            (
                tier,
                Band(
                    tier.display_name,
                    Decimal(str(tier[f"{what}_from"])),
                    Decimal(str(tier[f"{what}_to"])) if tier[f"{what}_to"] else None,
                ),
            )
            for tier in self
        ]
        return sorted(pairs, key=lambda pair: pair[1].low, reverse=True)
