from odoo import api, fields, models

from odoo.addons.kam_management import arguments


class KamCreditBacktestTier(models.Model):
    """Whether the customers of one tier turned out as was expected of them: calibration."""

    _name = "kam.credit.backtest.tier"
    _description = "Tier of a Backtest"
    _inherit = ["kam.history.mixin"]
    _order = "backtest_id desc, id"

    backtest_id = fields.Many2one(
        "kam.credit.backtest", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="backtest_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    # none: customers that the figures led to no tier
    tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Tier on the Day",
        readonly=True,
        ondelete="restrict",
        help="What the figures of that day led to.",
    )
    amount_from = fields.Monetary(string="Amount from", readonly=True, aggregator=None)
    amount_to = fields.Monetary(
        string="Amount below", readonly=True, aggregator=None, help="0 is without end."
    )
    count_customers = fields.Integer(string="Customers", readonly=True)
    count_rated = fields.Integer(
        string="With a Later Rate", readonly=True, help="Customers with a rate of the later time."
    )
    count_below = fields.Integer(string="Below Threshold Later", readonly=True)
    share_below = fields.Float(digits=(6, 4), readonly=True, aggregator=None)
    below_low = fields.Float(
        string="Share Below from", digits=(6, 4), readonly=True, aggregator=None
    )
    below_high = fields.Float(
        string="Share Below to", digits=(6, 4), readonly=True, aggregator=None
    )
    count_judged = fields.Integer(
        string="Instalments",
        readonly=True,
        help="Those that had their time, of customers with a rate.",
    )
    count_late = fields.Integer(string="Late", readonly=True)
    share_expected = fields.Float(
        string="Late Expected",
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="What the rates of that day let expect: a rate of 80 % one of five.",
    )
    share_late = fields.Float(string="Late Observed", digits=(6, 4), readonly=True, aggregator=None)
    late_low = fields.Float(
        string="Observed from",
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="Interval after Wilson, as if instalments of one customer stood for themselves: in "
        "truth it is wider.",
    )
    late_high = fields.Float(string="Observed to", digits=(6, 4), readonly=True, aggregator=None)
    verdict = fields.Selection(
        [
            ("expected", "As expected"),
            ("more", "More late than expected"),
            ("fewer", "Fewer late than expected"),
            ("few", "Not enough cases"),
            ("none", "No cases"),
        ],
        string="Compared",
        required=True,
        readonly=True,
    )

    @api.depends("tier_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.tier_id.display_name or self.env._("No tier")

    def action_open_lines(self):
        """Open the customers whom the figures led to this tier.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self.backtest_id._open_lines(
            [("tier_from_id", "=", self.tier_id.id)], self.display_name
        )
