from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ...rules.bands import Band, find_band, find_defect, next_band

# The scheme leaves the amounts to the company; these are in company currency.
DEFAULT_TIERS = [
    # code, amount from, amount to, score from, score to
    ("green", 10_000_000, 0, 85, 0),
    ("yellow", 5_000_000, 10_000_000, 70, 85),
    ("red", 1_000_000, 5_000_000, 60, 70),
    ("black", 200_000, 1_000_000, 0, 60),
]
BAND_FIELDS = ("amount_from", "amount_to", "score_from", "score_to")


class KamCreditTier(models.Model):
    """Credit tiers, best first, each with its interval of transaction amount and score, and what
    it grants (scheme, credit management, section 4.2)."""

    _name = "kam.credit.tier"
    _description = "Credit Tier"
    _inherit = ["kam.company.default.mixin", "kam.thread.mixin"]
    _order = "company_id, amount_from desc, id"
    _rec_name = "code"
    _check_company_auto = True

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
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
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

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id) WHERE active", "There is already a tier with this list in the company."
    )
    _amounts_positive = models.Constraint(
        "CHECK(amount_from >= 0 AND amount_to >= 0 AND score_from >= 0 AND score_to >= 0"
        " AND credit_limit >= 0)",
        "The intervals and the credit limit of a tier cannot be negative.",
    )

    _scores_possible = models.Constraint(
        "CHECK(score_from <= 100 AND score_to <= 100)", "A score is at most 100."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for tier in self:
            tier.display_name = labels.get(tier.code)

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._check_bands()
        return tiers

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id", *BAND_FIELDS} & vals.keys():
            self._check_bands()
        if {"payment_term_id", "pricelist_id"} & vals.keys():
            for profile in self._get_holders():
                profile._apply_terms()
        if self._get_limit_fields() & vals.keys():
            self._get_holders()._apply_limit()
        return result

    @api.model
    def _get_limit_fields(self):
        """Return the names of the fields that the limit of a customer follows. To be extended."""
        return {"credit_limit", "has_unlimited_credit"}

    def _get_holders(self):
        """Return the profiles of the customers who hold the tiers."""
        # sudo: what a tier grants reaches every holder, whichever the policy maker may see
        return self.env["kam.credit.profile"].sudo().search([("tier_id", "in", self.ids)])

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

    def action_change_intervals(self):
        """Open the dialog that moves the intervals of a company's tiers together.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Intervals"),
            "res_model": "kam.credit.tier.interval",
            "view_mode": "form",
            "target": "new",
            "context": {"default_company_id": (self.company_id[:1] or self.env.company.root_id).id},
        }

    def _write_bands(self, vals_by_tier):
        """Move the intervals of several tiers at once; only the outcome has to be without gap.

        :param dict vals_by_tier: values of ``BAND_FIELDS`` per tier
        :raise ValidationError: naming the interval that is empty, missing or twice there
        """
        self.check_access("write")
        for tier, vals in vals_by_tier.items():
            # past our own check, which would look at each tier alone
            # pylint: disable-next=super-method-mismatch
            super(KamCreditTier, tier).write(
                {fname: value for fname, value in vals.items() if fname in BAND_FIELDS}
            )
        self._check_bands()

    @api.ondelete(at_uninstall=False)
    def _unlink_if_no_gap(self):
        for company in self.company_id:
            remaining = self.search([("company_id", "=", company.id), ("id", "not in", self.ids)])
            remaining._raise_defects()

    def _check_bands(self):
        """Refuse gaps and overlaps between the intervals of the companies' active tiers."""
        for company in self.company_id:
            self.search([("company_id", "=", company.id)])._raise_defects()

    def _raise_defects(self):
        for what in ("amount", "score"):
            defect = find_defect(band for _tier, band in self._bands(what))
            if defect:
                raise ValidationError(self._defect_message(what, defect))
        self._check_same_order()

    def _check_same_order(self):
        """Refuse tiers of which the amounts say one order and the scores another."""
        by_amount = [tier for tier, _band in self._bands("amount")]
        by_score = [tier for tier, _band in self._bands("score")]
        if by_amount != by_score:
            raise ValidationError(
                self.env._(
                    "The tiers are in the order %(by_amount)s by transaction amount, and "
                    "%(by_score)s by score. Give the better tier the higher interval of both.",
                    by_amount=" > ".join(tier.display_name for tier in by_amount),
                    by_score=" > ".join(tier.display_name for tier in by_score),
                )
            )

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

    @api.model
    def _ladder(self, company):
        """Return the company's tiers as a :class:`Ladder`, for evaluating many customers."""
        # The intervals are policy, read by the evaluation on behalf of people who may not open it.
        tiers = self.sudo().search([("company_id", "=", company.id)])
        return Ladder(tiers)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the scheme's four lists."""
        return [
            {"code": code, **dict(zip(BAND_FIELDS, interval, strict=True))}
            for code, *interval in DEFAULT_TIERS
        ]


class Ladder:
    """The tiers of one company by rank, 0 the best, with their intervals in plain values."""

    def __init__(self, tiers):
        pairs = tiers._bands("amount")
        self.tiers = [tier for tier, _band in pairs]
        self.codes = [tier.code for tier in self.tiers]
        self.bands = [band for _tier, band in pairs]
        self.rank_by_id = {tier.id: rank for rank, tier in enumerate(self.tiers)}

    def rank(self, amount):
        """Return the rank of the tier that a transaction amount lies in, or None below all."""
        band = find_band(amount, self.bands)
        return None if band is None else self.bands.index(band)

    def next_rank(self, amount):
        """Return the rank of the nearest tier above an amount, or None in the best one."""
        band = next_band(amount, self.bands)
        return None if band is None else self.bands.index(band)
