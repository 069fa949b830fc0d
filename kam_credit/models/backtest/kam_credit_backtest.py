from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, relations, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import calibration


class KamCreditBacktest(models.Model):
    """A backtest 历史回测: what figures said of customers on a day, and what became of them.

    It looks at a day in the past with what was booked until then, and at what was invoiced from
    then on with what came of it; nothing of the outcome is in the figures. It is kept as it was
    computed: for whom, by whom, when, and by which settings.

    ``kam_credit_backtest_run``: computing it.
    """

    _name = "kam.credit.backtest"
    _description = "Credit Backtest"
    _inherit = ["kam.credit.judged.mixin", "kam.history.mixin", "kam.root.company.mixin"]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Run By", required=True, readonly=True, ondelete="restrict", index=True
    )
    date = fields.Datetime(string="Run On", required=True, readonly=True)
    date_cut = fields.Date(
        string="Cut On",
        required=True,
        readonly=True,
        help="What was booked before this day is what was known; invoices of this day and later "
        "are the outcome.",
    )
    date_figures = fields.Date(
        string="Figures As Of", required=True, readonly=True, help="The day before the cut."
    )
    date_to = fields.Date(
        string="Outcome Until",
        required=True,
        readonly=True,
        help="What was paid until then counts; what had not its time by then is left out.",
    )
    late_days = fields.Integer(
        string="Late After Days",
        readonly=True,
        aggregator=None,
        help="An instalment is late when it was not honoured within so many days after its last "
        "day on time.",
    )
    minimum_cases = fields.Integer(
        string="Fewest Cases",
        readonly=True,
        aggregator=None,
        help="With fewer bad or fewer good cases there is no figure.",
    )
    is_over_all = fields.Boolean(
        string="All Customers",
        readonly=True,
        help="Otherwise it is over the customers that who ran it may see.",
    )
    is_incomplete = fields.Boolean(
        string="Figures Incomplete",
        readonly=True,
        help="The figures look further back than everything is known.",
    )
    threshold = fields.Float(
        string="Fulfilment Threshold", digits=(6, 5), readonly=True, aggregator=None
    )
    grace_days = fields.Integer(string="Days of Grace", readonly=True, aggregator=None)
    minimum_due = fields.Integer(
        string="Fewest Instalments for a Rate", readonly=True, aggregator=None
    )
    basis = fields.Selection(
        lambda self: (
            self.env["res.company"]._fields["kam_credit_basis"]._description_selection(self.env)
        ),
        string="Rate Counted By",
        readonly=True,
    )
    tier_policy = fields.Selection(
        lambda self: (
            self.env["res.company"]
            ._fields["kam_credit_tier_policy"]
            ._description_selection(self.env)
        ),
        string="Tier Decided By",
        readonly=True,
    )
    count_customers = fields.Integer(
        string="Customers", readonly=True, aggregator=None, help="Known on the day of the figures."
    )
    count_new = fields.Integer(
        string="New Customers",
        readonly=True,
        aggregator=None,
        help="Of them nothing was known on the day of the figures: they are left out.",
    )
    count_instalments = fields.Integer(string="Instalments", readonly=True, aggregator=None)
    count_late = fields.Integer(string="Late Instalments", readonly=True, aggregator=None)
    brier = fields.Float(
        string="Brier Score",
        digits=(6, 4),
        readonly=True,
        aggregator=None,
        help="Mean squared distance between the share of late instalments that the rate let expect "
        "and what came: 0 is perfect, 0.25 is what one half for everybody would get.",
    )
    has_brier = fields.Boolean(readonly=True)
    stability = fields.Float(
        string="Stability Index",
        digits=(6, 3),
        readonly=True,
        aggregator=None,
        help="How far the customers moved over the tiers: by custom below 0.1 is stable, above "
        "0.25 has shifted.",
    )
    figure_ids = relations.One2many(
        "kam.credit.backtest.figure", "backtest_id", string="Figures", readonly=True
    )
    tier_ids = relations.One2many(
        "kam.credit.backtest.tier", "backtest_id", string="Tiers", readonly=True
    )
    line_ids = relations.One2many(
        "kam.credit.backtest.line", "backtest_id", string="Customer Lines", readonly=True
    )
    summary = fields.Text(string="What It Says", compute="_compute_summary")
    moves = fields.Json(string="From Tier to Tier", compute="_compute_moves")

    @api.depends("date_cut", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for backtest in self:
            backtest.display_name = self.env._(
                "Backtest from %(cut)s to %(end)s",
                cut=format_date(self.env, backtest.date_cut),
                end=format_date(self.env, backtest.date_to),
            )

    @api.depends("count_instalments", "count_late", "is_over_all", "figure_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for backtest in self:
            backtest.summary = "\n".join(backtest._word())

    def _word(self):
        """Return what the backtest says, one text for each line."""
        self.ensure_one()
        lines = [
            self.env._("Over all customers of %s.", self.company_id.name)
            if self.is_over_all
            else self.env._("Over the customers that %s may see, not over all.", self.user_id.name),
            self.env._(
                "%(count)s instalments of %(customers)s customers, invoiced from %(cut)s on, had "
                "their time until %(end)s; %(late)s of them (%(share)s) were late by more than "
                "%(days)s days, or not honoured at all.",
                count=self.count_instalments,
                customers=self.count_customers,
                cut=format_date(self.env, self.date_cut),
                end=format_date(self.env, self.date_to),
                late=self.count_late,
                share=wording.percentage(
                    self.env, 100 * self.count_late / max(self.count_instalments, 1)
                ),
                days=self.late_days,
            ),
        ]
        if self.count_new:
            lines.append(
                self.env._("1 customer came later: nothing was known of it, and it is left out.")
                if self.count_new == 1
                else self.env._(
                    "%s customers came later: of them nothing was known, and they are left out.",
                    self.count_new,
                )
            )
        if self.is_incomplete:
            lines.append(
                self.env._(
                    "The figures of %s look further back than everything is known: they are "
                    "incomplete, and what is said here as well.",
                    format_date(self.env, self.date_figures),
                )
            )
        lines += [
            wording.labelled(self.env, figure.display_name, figure.sentence)
            for figure in self.figure_ids
            if figure.is_main
        ]
        return lines

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_moves(self):
        for backtest in self:
            backtest.moves = backtest._count_moves()

    def _count_moves(self):
        """Return the tiers of both days, and how many customers moved from which to which.

        :return: dict of ``tiers``, dicts of ``id`` (0 for no tier) and ``name``, and ``rows``: the
            counts of each tier of the day, a number for each tier at the end
        """
        self.ensure_one()
        lines = self.env["kam.credit.backtest.line"]
        moves = {}
        if lines.has_access("read"):
            moves = {
                (before.id, after.id): count
                for before, after, count in lines._read_group(
                    [("backtest_id", "=", self.id)], ["tier_from_id", "tier_to_id"], ["__count"]
                )
            }
        # sudo: what tiers are called is known to whoever reads the backtest
        tiers = self.tier_ids.sudo().tier_id
        return {
            "tiers": [
                *({"id": tier.id, "name": tier.display_name} for tier in tiers),
                {"id": 0, "name": self.env._("No tier")},
            ],
            "rows": calibration.matrix(moves, [*tiers.ids, False]),
        }

    def action_open_lines(self):
        """Open the customers, with what was expected of them and what came.

        Filters are taken from the context, as buttons give them.

        :return: a window action
        """
        arguments.one(self)
        return self._open_lines([])

    def action_open_moves(self, tier_from_id=0, tier_to_id=0):
        """Open the customers who moved from one tier to another, or stayed where both are one.

        :param int tier_from_id: id of the tier on the day; 0 for no tier
        :param int tier_to_id: id of the tier at the end; 0 for no tier
        :return: a window action
        :raise UserError: for what is no tier of the backtest
        """
        arguments.one(self)
        names = {tier["id"]: tier["name"] for tier in self._count_moves()["tiers"]}
        for tier_id in (tier_from_id, tier_to_id):
            if type(tier_id) is not int or tier_id not in names:
                raise UserError(
                    self.env._(
                        "%s is no tier of this backtest: choose one of the table.",
                        arguments.shown(tier_id),
                    )
                )
        return self._open_lines(
            [
                ("tier_from_id", "=", tier_from_id or False),
                ("tier_to_id", "=", tier_to_id or False),
            ],
            f"{names[tier_from_id]} → {names[tier_to_id]}",
        )

    def _open_lines(self, domain, title=None):
        """Return a window action on those customers of the backtest that a domain leaves."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_backtest_line"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, self.display_name, title or ""),
            "domain": [("backtest_id", "=", self.id), *domain],
            "context": {
                name: value
                for name, value in self.env.context.items()
                if name.startswith("search_default_")
            },
        }

    def action_export(self):
        """Open the backtest as a workbook.

        :return: an action of a report
        """
        arguments.one(self)
        return self.env.ref("kam_credit.action_report_kam_credit_backtest_xlsx").report_action(self)

    def _get_file_name(self):
        """Return what the workbook is called: with days as file names may hold them."""
        self.ensure_one()
        return self.env._(
            "Backtest from %(cut)s to %(end)s",
            cut=self.date_cut.isoformat(),
            end=self.date_to.isoformat(),
        )
