from odoo import api, fields, models

from odoo.addons.kam_management import arguments, wording

from ...rules.backtests import BELOW, INSTALMENT, LATE, RATE, SCORE, TIER, WRITTEN_OFF, groups
from ...rules.discrimination import curve

# An area of one half is what drawing lots would get.
CHANCE = 0.5
MAIN = {(RATE, INSTALMENT), (RATE, BELOW)}
# What was bad -> the field of the customer's line that says so.
IS_BAD = {
    INSTALMENT: "is_late",
    BELOW: "is_below",
    LATE: "is_late",
    WRITTEN_OFF: "is_written_off",
}


class KamCreditBacktestFigure(models.Model):
    """How well one figure of the past told bad cases of the later time from good ones."""

    _name = "kam.credit.backtest.figure"
    _description = "Figure of a Backtest"
    _inherit = ["kam.history.mixin"]
    _order = "backtest_id desc, id"

    backtest_id = fields.Many2one(
        "kam.credit.backtest", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="backtest_id.company_id")
    predictor = fields.Selection(
        [
            (RATE, "Contract fulfilment rate"),
            (TIER, "Tier by figures"),
            (SCORE, "Assessment score"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [
            (INSTALMENT, "Instalment late"),
            (BELOW, "Customer below the threshold"),
            (LATE, "Customer with a late instalment"),
            (WRITTEN_OFF, "Customer with a write-off"),
        ],
        string="What Was Bad",
        required=True,
        readonly=True,
    )
    count_bad = fields.Integer(string="Bad Cases", readonly=True, aggregator=None)
    count_good = fields.Integer(string="Good Cases", readonly=True, aggregator=None)
    has_figure = fields.Boolean(
        string="Enough Cases", readonly=True, help="Enough bad and enough good cases for a figure."
    )
    has_interval = fields.Boolean(readonly=True)
    auc = fields.Float(
        string="AUC",
        digits=(6, 3),
        readonly=True,
        aggregator=None,
        help="How often of a bad and a good case, drawn at random, the bad one was placed as the "
        "worse one: 0.5 is what drawing lots would get, 1 is perfect.",
    )
    auc_low = fields.Float(string="AUC from", digits=(6, 3), readonly=True, aggregator=None)
    auc_high = fields.Float(string="AUC to", digits=(6, 3), readonly=True, aggregator=None)
    gini = fields.Float(
        digits=(6, 3), readonly=True, aggregator=None, help="Twice the AUC less one."
    )
    ks = fields.Float(
        string="KS",
        digits=(6, 3),
        readonly=True,
        aggregator=None,
        help="The largest distance between the shares of bad and of good cases that one limit "
        "would catch.",
    )
    curve = fields.Json(
        string="Bad Cases Found",
        compute="_compute_curve",
        help="How many of the bad cases one finds who looks at the worst placed first.",
    )
    is_main = fields.Boolean(compute="_compute_is_main")
    sentence = fields.Char(string="In Words", compute="_compute_sentence")

    @api.depends("backtest_id", "has_figure", "outcome", "predictor")
    def _compute_curve(self):
        for figure in self:
            backtest = figure.backtest_id
            # no tier stands last, as the figures were computed
            ranks = {
                row.tier_id.id: rank for rank, row in enumerate(backtest.tier_ids.sorted("id"))
            }
            ranks.pop(False, None)
            told = groups(
                [line._as_case(ranks) for line in backtest.line_ids] if figure.has_figure else (),
                figure.predictor,
                figure.outcome,
                len(ranks),
            )
            figure.curve = curve(told)

    @api.depends("predictor", "outcome")
    def _compute_is_main(self):
        for figure in self:
            figure.is_main = (figure.predictor, figure.outcome) in MAIN

    @api.depends("predictor", "outcome")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("predictor", "outcome")
        }
        for figure in self:
            figure.display_name = wording.noted(
                self.env,
                labels["outcome"].get(figure.outcome, ""),
                labels["predictor"].get(figure.predictor, ""),
            )

    @api.depends("auc", "auc_low", "auc_high", "has_figure", "has_interval")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for figure in self:
            figure.sentence = figure._word()

    def _word(self):
        """Return what the figure means."""
        if not self.has_figure:
            return self.env._(
                "Not enough cases for a figure: %(bad)s bad and %(good)s good ones; at least "
                "%(minimum)s of each are needed.",
                bad=self.count_bad,
                good=self.count_good,
                minimum=self.backtest_id.minimum_cases,
            )
        values = {
            "share": f"{100 * self.auc:.0f}",
            "auc": f"{self.auc:.3f}",
            "bad": self.count_bad,
            "good": self.count_good,
        }
        if not self.has_interval:
            return self.env._(
                "Of a bad and a good case the bad one was placed as the worse one %(share)s times "
                "out of 100 (AUC %(auc)s; %(bad)s bad, %(good)s good cases; nothing scatters, so "
                "there is no interval).",
                **values,
            )
        values |= {"low": f"{self.auc_low:.3f}", "high": f"{self.auc_high:.3f}"}
        return wording.sentences(
            self.env,
            [
                self.env._(
                    "Of a bad and a good case the bad one was placed as the worse one %(share)s "
                    "times out of 100 (AUC %(auc)s, with 95 in 100 certainty from %(low)s to "
                    "%(high)s; %(bad)s bad, %(good)s good cases).",
                    **values,
                ),
                self._word_verdict(),
            ],
        )

    def _word_verdict(self):
        if self.auc_low > CHANCE:
            return self.env._("It tells them apart.")
        if self.auc_high < CHANCE:
            return self.env._("It places them the wrong way round.")
        return self.env._("It may be chance.")

    def action_open_cases(self):
        """Open the customers behind the figure: those it was computed from.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self.backtest_id._open_lines(self._get_cases(), self.display_name)

    def action_open_bad(self):
        """Open those customers behind the figure with whom it went badly.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        domain = [*self._get_cases(), (IS_BAD[self.outcome], "=", True)]
        return self.backtest_id._open_lines(domain, self.display_name)

    def _get_cases(self):
        """Return the domain of the customers that the figure was computed from."""
        domain = [("count_judged", ">", 0)]
        if self.outcome == BELOW:
            domain = [("has_rate_later", "=", True)]
        if self.predictor == RATE:
            domain.append(("has_rate", "=", True))
        elif self.predictor == SCORE:
            domain.append(("has_score", "=", True))
        return domain
