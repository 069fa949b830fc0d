from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments

from ...rules.backtests import Case


class KamCreditBacktestLine(models.Model):
    """One customer of a backtest: what was expected, and what came."""

    _name = "kam.credit.backtest.line"
    _description = "Customer of a Backtest"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False
    _order = "backtest_id desc, transaction_amount desc, id"
    _rec_name = "partner_id"

    backtest_id = fields.Many2one(
        "kam.credit.backtest", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one(
        "kam.credit.profile", readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="restrict"
    )
    transaction_amount = fields.Monetary(readonly=True)
    fulfilment_rate = fields.Float(
        string="Rate on the Day", digits=(12, 10), readonly=True, aggregator=None
    )
    has_rate = fields.Boolean(readonly=True)
    amount_overdue = fields.Monetary(string="Overdue on the Day", readonly=True)
    tier_from_id = fields.Many2one(
        "kam.credit.tier", string="Tier on the Day", readonly=True, ondelete="restrict"
    )
    score = fields.Float(string="Score on the Day", digits=(6, 2), readonly=True, aggregator="avg")
    has_score = fields.Boolean(string="Assessed", readonly=True)
    count_judged = fields.Integer(
        string="Later Instalments", readonly=True, help="Those that had their time."
    )
    count_late = fields.Integer(string="Late", readonly=True)
    is_late = fields.Boolean(string="With a Late One", readonly=True)
    amount_due = fields.Monetary(string="Fallen Due Later", readonly=True)
    amount_on_time = fields.Monetary(string="Honoured on Time Later", readonly=True)
    rate_later = fields.Float(
        digits=(12, 10),
        readonly=True,
        aggregator=None,
        help="Of the instalments invoiced from the cut on.",
    )
    has_rate_later = fields.Boolean(readonly=True)
    is_below = fields.Boolean(string="Below Threshold Later", readonly=True)
    amount_written_off = fields.Monetary(
        string="Written Off", readonly=True, help="Of the instalments invoiced from the cut on."
    )
    is_written_off = fields.Boolean(string="With a Write-off", readonly=True)
    tier_to_id = fields.Many2one(
        "kam.credit.tier", string="Tier at the End", readonly=True, ondelete="restrict"
    )
    movement = fields.Selection(
        [("better", "Better"), ("same", "Same tier"), ("worse", "Worse")],
        readonly=True,
    )
    threshold = fields.Float(related="backtest_id.threshold", aggregator=None)

    @api.model
    def _refuse_by_hand(self):
        """See the base method."""
        raise UserError(
            self.env._(
                "What was expected of customers and what came of it stays as the backtest found "
                "it: run another one."
            )
        )

    def _as_case(self, ranks):
        """Return the customer as a case, as the figures were computed from it.

        :param dict ranks: id of a tier -> rank, 0 the best
        :rtype: rules.backtests.Case
        """
        return Case(
            rate=self.fulfilment_rate if self.has_rate else None,
            rank=ranks.get(self.tier_from_id.id),
            score=self.score if self.has_score else None,
            count=self.count_judged,
            count_late=self.count_late,
            is_below=self.is_below if self.has_rate_later else None,
            is_written_off=self.is_written_off,
        )

    def action_open_before(self):
        """Open the instalments behind the rate of the day.

        :return: a window action
        """
        profile = self._get_profile()
        return profile._open_figures(
            "kam_credit.action_kam_credit_instalment", as_of=self.backtest_id.date_figures
        )

    def action_open_later(self):
        """Open the instalments behind what came.

        :return: a window action
        """
        profile = self._get_profile()
        backtest = self.backtest_id
        action = profile._open_figures(
            "kam_credit.action_kam_credit_instalment", as_of=backtest.date_to
        )
        return {
            **action,
            "domain": [
                *action["domain"],
                ("date_invoice", ">=", backtest.date_cut),
                ("date_due", ">=", backtest.date_cut),
            ],
            "context": {
                **action["context"],
                "kam_credit_days": (backtest.date_to - backtest.date_cut).days,
            },
        }

    def _get_profile(self):
        """Return the credit profile of the customer.

        :raise UserError: for customers that have none
        """
        arguments.one(self)
        self.check_access("read")
        # who had no profile on that day may have one now
        profile = self.profile_id or self.env["kam.credit.profile"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        )
        if not profile:
            raise UserError(
                self.env._(
                    "%(customer)s has no credit profile yet: evaluate it first.",
                    customer=self.partner_id.display_name,
                )
            )
        return profile
