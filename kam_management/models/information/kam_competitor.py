from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ... import wording
from ..organisation.kam_root_company_mixin import PARTNERS


class KamCompetitor(models.Model):
    """Who else supplies an account, per product line (scheme, one.1; development scheme, 2.5)."""

    _name = "kam.competitor"
    _description = "Competitor"
    _inherit = ["kam.account.record.mixin", "kam.thread.mixin", "mail.activity.mixin"]
    _order = "account_id, threat desc, name, id"
    _check_company_auto = True
    _entity_fields = ("partner_id",)
    _follows_account = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
        help="By default that of the contact.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="set null",
        domain=PARTNERS,
        help="Where the competitor is among the contacts.",
    )
    product_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product Line",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the competitor stands against all that we offer.",
    )
    threat = fields.Selection(
        # values sort as the threat does
        [("1", "Low"), ("2", "Medium"), ("3", "High")],
        required=True,
        default="2",
        group_expand=True,
        tracking=True,
        help="How likely it takes business of this account from us.",
    )
    share = fields.Float(
        string="Share (%)",
        digits=(16, 1),
        aggregator="avg",
        tracking=True,
        help="Its estimated share of what the account buys in this product line.",
    )
    resources = fields.Text(help="What it can put in: capital, capacity, people, stock.")
    technology = fields.Text(help="What it can do technically, compared with us.")
    product = fields.Text(help="What it offers: range, quality, price.")
    service = fields.Text(help="What it does around the product: delivery, support, terms.")
    strengths = fields.Text(help="Where it is better than we are.")
    weaknesses = fields.Text(help="Where we are better.")

    _account_name_category_uniq = models.UniqueIndex(
        "(account_id, lower(name), coalesce(product_category_id, 0))",
        "This competitor is entered already at the account for the same product line.",
    )

    @api.depends("partner_id")
    def _compute_name(self):
        for competitor in self:
            competitor.name = competitor.name or competitor.partner_id.name

    @api.depends("name", "product_category_id")
    def _compute_display_name(self):
        for competitor in self:
            names = (competitor.name, competitor.product_category_id.name)
            competitor.display_name = " · ".join(filter(None, names))

    @api.constrains("share")
    def _check_share(self):
        for competitor in self:
            if not 0 <= competitor.share <= 100:
                raise ValidationError(
                    self.env._(
                        "“Share” %(share)s of %(competitor)s is no percentage. Enter 0 to 100.",
                        share=competitor.share,
                        competitor=competitor.name,
                    )
                )

    @api.constrains("share", "product_category_id", "account_id")
    def _check_shares_of_line(self):
        """Refuse competitors that would together supply more than the account buys."""
        totals = self._read_group(
            [("account_id", "in", self.account_id.ids)],
            ["account_id", "product_category_id"],
            ["share:sum"],
        )
        lines = {(row.account_id, row.product_category_id) for row in self}
        for account, category, total in totals:
            if (account, category) in lines and float_compare(total, 100, precision_digits=1) > 0:
                raise ValidationError(
                    self.env._(
                        "The “Share” of the competitors at %(account)s for %(line)s adds up to "
                        "%(total)s. Correct them so that they stay within %(most)s.",
                        account=account.name,
                        line=category.display_name or self.env._("all product lines"),
                        total=wording.percentage(self.env, total, digits=1),
                        most=wording.percentage(self.env, 100),
                    )
                )
