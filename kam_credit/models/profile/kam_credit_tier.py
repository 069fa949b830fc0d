from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.bands import find_band, next_band
from .kam_credit_tier_mixin import BAND_FIELDS

# The scheme leaves the amounts to the company; these are in company currency.
DEFAULT_TIERS = [
    # code, amount from, amount to, score from, score to
    ("green", 10_000_000, 0, 85, 0),
    ("yellow", 5_000_000, 10_000_000, 70, 85),
    ("red", 1_000_000, 5_000_000, 60, 70),
    ("black", 200_000, 1_000_000, 0, 60),
]


class KamCreditTier(models.Model):
    """Credit tiers, best first, each with its interval of transaction amount and score, and what
    it grants (scheme, credit management, section 4.2)."""

    _name = "kam.credit.tier"
    _description = "Credit Tier"
    _inherit = ["kam.credit.tier.mixin", "kam.company.default.mixin", "kam.thread.mixin"]
    _order = "company_id, amount_from desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    active = fields.Boolean(default=True)

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id) WHERE active", "There is already a tier with this list in the company."
    )

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._check_bands()
        return tiers

    def write(self, vals):
        before = self.company_id
        result = super().write(vals)
        if {"active", "company_id", *BAND_FIELDS} & vals.keys():
            self._check_bands()
            # a tier that moves leaves a gap where it was
            self._check_bands_of(before - self.company_id)
        if {"payment_term_id", "pricelist_id"} & vals.keys():
            for profile in self._get_holders():
                profile._apply_terms()
        if self._get_limit_fields() & vals.keys():
            self._get_holders()._apply_limit()
        return result

    def _get_holders(self):
        """Return the profiles of the customers who hold the tiers."""
        # sudo: what a tier grants reaches every holder, whichever the policy maker may see
        return self.env["kam.credit.profile"].sudo().search([("tier_id", "in", self.ids)])

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
        self._check_bands_of(self.company_id)

    @api.model
    def _check_bands_of(self, companies):
        for company in companies:
            self.search([("company_id", "=", company.id)])._raise_defects()

    def _raise_defects(self):
        defects = self._get_band_defects()
        if defects:
            raise ValidationError(defects[0])

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
