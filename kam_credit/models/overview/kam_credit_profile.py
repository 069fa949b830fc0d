from decimal import ROUND_FLOOR, Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from odoo.addons.kam_management.searching import by_tick

from ...rules import nearness

# Rates are shown in percent with two decimals, rounded down.
SHOWN = Decimal("0.0001")


class KamCreditProfile(models.Model):
    """Who is close to a limit, and how far from it.

    Further: kam_credit_profile_overview.py, what stands above the list, and the line of a year.
    """

    _inherit = "kam.credit.profile"

    is_near_threshold = fields.Boolean(
        string="Near the Threshold",
        compute="_compute_nearness",
        search="_search_is_near_threshold",
        help="A key account whose rate lies above the threshold, by no more than the settings say.",
    )
    is_near_boundary = fields.Boolean(
        string="Near a Boundary",
        compute="_compute_nearness",
        search="_search_is_near_boundary",
        help="A key account whose transaction amount lies close to the lower limit of a tier.",
    )
    nearness = fields.Char(
        string="What Is Near",
        compute="_compute_nearness",
        help="How far the rate is from the threshold, and the amount from another tier.",
    )

    @api.depends(
        "account_id.state",
        "company_id.kam_credit_near_margin",
        "company_id.kam_credit_near_share",
        "company_id.kam_credit_threshold",
        "fulfilment_rate",
        "has_rate",
        "is_below_threshold",
        "transaction_amount",
        "date_figures",
    )
    @api.depends_context("lang")
    def _compute_nearness(self):
        self.is_near_threshold = self.is_near_boundary = self.nearness = False
        rated = self.filtered(
            lambda profile: profile.account_state == "key" and profile.date_figures
        )
        for company, profiles in rated.grouped("company_id").items():
            limits = company._kam_credit_near()
            threshold = company._kam_credit_policy().threshold
            ladder = self.env["kam.credit.tier"]._ladder(company)
            for profile in profiles:
                is_near, said = profile._describe_rate(threshold, limits)
                edge = nearness.find_edge(
                    Decimal(str(profile.transaction_amount)), ladder.bands, limits
                )
                profile.is_near_threshold = is_near
                profile.is_near_boundary = bool(edge)
                if edge:
                    tier = ladder.tiers[ladder.bands.index(edge.band)]
                    said.append(profile._describe_edge(edge, tier))
                profile.nearness = " · ".join(said)

    def _describe_rate(self, threshold, limits):
        """Tell whether the rate is near the threshold, and say how far it is from it.

        :param Decimal threshold: the company's threshold
        :param nearness.Limits limits: what is close
        :return: whether it is near, and a list of texts
        """
        if not self.has_rate:
            return False, []
        distance = Decimal(str(self.fulfilment_rate)) - threshold
        shown = distance.quantize(SHOWN, ROUND_FLOOR)
        points = formatLang(self.env, float(abs(shown) * 100), digits=2)
        if self.is_below_threshold:
            return False, [self.env._("%s points below the threshold", points)]
        # what is not below it, is not: the stored rate is rounded
        rate = max(threshold + distance, threshold)
        if not nearness.is_near_threshold(rate, threshold, limits):
            return False, []
        return True, [self.env._("%s points above the threshold", points)]

    def _describe_edge(self, edge, tier):
        """Say how far the amount is from a tier.

        :param nearness.Edge edge: the limit that is near
        :param kam.credit.tier tier: the tier that begins there
        """
        amount = self.currency_id.format(float(abs(edge.distance)))
        if edge.distance > 0:
            return self.env._(
                "%(amount)s below the %(tier)s", amount=amount, tier=tier.display_name
            )
        return self.env._(
            "%(amount)s above the lower limit of the %(tier)s",
            amount=amount,
            tier=tier.display_name,
        )

    @api.model
    def _search_is_near_threshold(self, operator, value):
        return self._search_near(operator, value, self._get_near_threshold_domain)

    @api.model
    def _search_is_near_boundary(self, operator, value):
        return self._search_near(operator, value, self._get_near_boundary_domain)

    @api.model
    def _search_near(self, operator, value, find):
        """Return the domain of what is near a limit of its company.

        :param find: called with a company, returns the domain of its profiles
        """
        # sudo: the limits of a company are read for whoever sees its customers
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        near = (
            Domain("account_state", "=", "key")
            & Domain("date_figures", "!=", False)
            & Domain.OR(
                Domain("company_id", "=", company.id) & find(company) for company in companies
            )
        )
        return by_tick(operator, value, near)

    @api.model
    def _get_near_threshold_domain(self, company):
        limits = company._kam_credit_near()
        highest = company._kam_credit_policy().threshold + limits.margin
        return (
            Domain("has_rate", "=", True)
            & Domain("is_below_threshold", "=", False)
            & Domain("fulfilment_rate", "<=", float(highest))
        )

    @api.model
    def _get_near_boundary_domain(self, company):
        limits = company._kam_credit_near()
        bands = self.env["kam.credit.tier"]._ladder(company).bands
        ranges = [nearness.edge_range(band, limits) for band in bands]
        return Domain.OR(
            Domain("transaction_amount", ">=", float(ends[0]))
            & Domain("transaction_amount", "<=", float(ends[1]))
            for ends in ranges
            if ends
        )

    def _read_group_select(self, aggregate_spec, query):
        """See the base method: the rate of several customers is that of their sums.

        Counted as their company counts it. Of several companies there is none.
        """
        if aggregate_spec != "fulfilment_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        # sudo: how a company counts, for whoever sees its figures
        counting = self.env["res.company"].sudo().search([("kam_credit_basis", "=", "count")])

        def column(name):
            return self._field_to_sql(self._table, name, query)

        def total(number, amount):
            return SQL(
                "SUM(CASE WHEN %s = ANY(%s) THEN %s ELSE %s END) FILTER (WHERE %s)",
                column("company_id"),
                counting.ids,
                column(number),
                column(amount),
                column("has_rate"),
            )

        return SQL(
            "CASE WHEN COUNT(DISTINCT %s) = 1 THEN %s / NULLIF(%s, 0) END",
            column("company_id"),
            total("count_honoured", "amount_on_time"),
            total("count_due", "amount_due"),
        )
