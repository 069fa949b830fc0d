from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import transactions
from ...rules import periods, ratios, validity
from ...wording import format_date
from .kam_financial_ratio import PERIOD_TYPES

FIGURES = (
    "current_assets",
    "total_assets",
    "net_profit",
    "revenue",
    "cost_of_sales",
    "receivables",
    "inventory",
)


class KamFinancialStatement(models.Model):
    """A customer's own figures of one period (scheme, development scheme, section 2.2)."""

    _name = "kam.financial.statement"
    _description = "Financial Statement"
    _inherit = ["kam.account.record.mixin", "kam.thread.mixin", "mail.activity.mixin"]
    _order = "date_to desc, account_id, id desc"
    _check_company_auto = True
    _follows_account = True

    name = fields.Char(string="Period", compute="_compute_name", store=True, precompute=True)
    period_type = fields.Selection(PERIOD_TYPES, required=True, default="year", tracking=True)
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="First day of the period: by default that of the last calendar period that is over.",
    )
    date_to = fields.Date(
        string="To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="Last day of the period. The figures of the balance sheet are those of this day.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        tracking=True,
        help="The currency of the customer's books.",
    )
    current_assets = fields.Monetary(
        aggregator=None, tracking=True, help="Cash, receivables, inventory and the like (流动资产)."
    )
    total_assets = fields.Monetary(aggregator=None, tracking=True)
    revenue = fields.Monetary(aggregator=None, tracking=True, help="Sales of the period.")
    cost_of_sales = fields.Monetary(string="Cost of Sales", aggregator=None, tracking=True)
    net_profit = fields.Monetary(
        aggregator=None, tracking=True, help="After tax. Negative for a loss."
    )
    receivables = fields.Monetary(
        aggregator=None, tracking=True, help="What its own customers owe it on the last day."
    )
    inventory = fields.Monetary(aggregator=None, tracking=True, help="Stock on the last day.")
    is_audited = fields.Boolean(string="Audited", tracking=True)
    source = fields.Char(
        help="Where the figures come from: annual report, credit agency, told by the customer …"
    )
    note = fields.Text(string="Notes")
    ratios = fields.Json(
        compute="_compute_ratios",
        store=True,
        help="Kind of ratio -> share or days; null where it has no value.",
    )
    previous_id = fields.Many2one(
        comodel_name="kam.financial.statement",
        string="Statement Before",
        compute="_compute_previous_id",
        help="The latest one of the same kind of period before this one.",
    )
    ratio_table = fields.Html(compute="_compute_ratio_table", sanitize=False)
    current_asset_ratio_text = fields.Char(
        string="Current Asset Ratio",
        compute="_compute_texts",
        help="Current assets / total assets: whether the customer has the cash to pay.",
    )
    net_profit_margin_text = fields.Char(
        string="Net Profit Margin",
        compute="_compute_texts",
        help="Net profit / revenue: how well the company as a whole earns.",
    )
    return_on_assets_text = fields.Char(
        string="Return on Assets",
        compute="_compute_texts",
        help="Net profit / total assets: what the customer earns with what it has invested.",
    )
    collection_days_text = fields.Char(
        string="Collection Period",
        compute="_compute_texts",
        help="Receivables / revenue × days of the period: how long its money is with its own "
        "customers.",
    )
    inventory_days_text = fields.Char(
        string="Inventory Period",
        compute="_compute_texts",
        help="Inventory / cost of sales × days of the period: how fast it sells or uses its stock.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"name", "ratios"}

    @api.depends("period_type")
    def _compute_date_from(self):
        for statement in self:
            company = statement.company_id or self.env.company
            statement.date_from = periods.last_complete(
                statement.period_type or "year", company._kam_today()
            )

    @api.depends("period_type", "date_from")
    def _compute_date_to(self):
        for statement in self:
            statement.date_to = statement.date_from and periods.last_day(
                statement.period_type or "year", statement.date_from
            )

    @api.depends("period_type", "date_from", "date_to")
    def _compute_name(self):
        for statement in self:
            first, last = statement.date_from, statement.date_to
            statement.name = (
                first and last and periods.label(statement.period_type or "year", first, last)
            )

    @api.depends("account_id")
    def _compute_currency_id(self):
        """Take the currency of the account's latest statement, else that of the company."""
        latest = self.search([("account_id", "in", self.account_id.ids)], order="date_to")
        known = {statement.account_id.id: statement.currency_id for statement in latest}
        for statement in self:
            company = statement.account_id.company_id or self.env.company
            statement.currency_id = known.get(statement.account_id._origin.id, company.currency_id)

    @api.depends("date_from", "date_to", *FIGURES)
    def _compute_ratios(self):
        for statement in self:
            figures = {name: statement[name] for name in FIGURES}
            first, last = statement.date_from, statement.date_to
            days = periods.length(first, last) if first and last else 0
            statement.ratios = ratios.compute(figures, days)

    @api.depends("account_id", "period_type", "date_from")
    def _compute_previous_id(self):
        others = self.search([("account_id", "in", self.account_id.ids)], order="date_to")
        by_kind = others.grouped(lambda other: (other.account_id.id, other.period_type))
        for statement in self:
            same = by_kind.get((statement.account_id._origin.id, statement.period_type), [])
            first = statement.date_from
            before = [other for other in same if first and other.date_to < first]
            statement.previous_id = before[-1] if before else False

    @api.depends("ratios")
    @api.depends_context("lang")
    def _compute_texts(self):
        ratio = self.env["kam.financial.ratio"]
        for statement in self:
            values = statement.ratios or {}
            for kind in ratios.KINDS:
                statement[f"{kind}_text"] = ratio._format(kind, values.get(kind))

    @api.depends("ratios", "previous_id")
    @api.depends_context("lang")
    def _compute_ratio_table(self):
        for statement in self:
            statement.ratio_table = self.env["ir.qweb"]._render(
                "kam_management.financial_ratio_table",
                {"rows": statement._get_ratio_rows(), "previous": statement.previous_id},
            )

    @api.depends("account_id", "name")
    def _compute_display_name(self):
        for statement in self:
            names = (statement.account_id.name, statement.name)
            statement.display_name = " · ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        """Enter statements; the next ones are owed by the day these are out of date."""
        statements = super().create(vals_list)
        statements.account_id._sync_statement_duty()
        return statements

    def write(self, vals):
        """Change statements; when the next ones are owed follows."""
        accounts = self.account_id
        result = super().write(vals)
        if {"account_id", "period_type", "date_from", "date_to"} & vals.keys():
            (accounts | self.account_id)._sync_statement_duty()
        return result

    def unlink(self):
        """Delete statements; when the next ones are owed follows."""
        accounts = self.account_id
        result = super().unlink()
        accounts._sync_statement_duty()
        return result

    def _get_ratio_rows(self):
        """Return the five ratios with what is said of them, in the language of the reader.

        :return: list of dicts: what ``kam.financial.ratio._describe`` returns, and ``value``,
            ``change`` (None for no value), ``text``, ``change_text``
        """
        self.ensure_one()
        ratio = self.env["kam.financial.ratio"]
        values, before = self.ratios or {}, self.previous_id.ratios or {}
        rows = []
        for kind in ratios.KINDS:
            value = values.get(kind)
            change = ratios.change(value, before.get(kind))
            rows.append(
                {
                    **ratio._describe(kind),
                    "value": value,
                    "change": change,
                    "text": ratio._format(kind, value),
                    "change_text": ratio._format_change(kind, change),
                }
            )
        return rows

    # ------------------------------------------------------------------
    # what is refused
    # ------------------------------------------------------------------

    @api.constrains("period_type", "date_from", "date_to")
    def _check_period(self):
        for statement in self:
            first, last = statement.date_from, statement.date_to
            if last < first:
                raise ValidationError(
                    self.env._(
                        "“To” %(last)s of the statement lies before “From” %(first)s. "
                        "Enter the first and the last day of the period.",
                        last=format_date(self.env, last),
                        first=format_date(self.env, first),
                    )
                )
            if last > statement.company_id._kam_today():
                raise ValidationError(
                    self.env._(
                        "“To” %(last)s of the statement lies in the future: enter a period that is "
                        "over.",
                        last=format_date(self.env, last),
                    )
                )
            longest = periods.LONGEST_DAYS[statement.period_type]
            days = periods.length(first, last)
            if days > longest:
                labels = dict(self._fields["period_type"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(first)s – %(last)s has %(days)s days; a period of the type “%(type)s” "
                        "has %(longest)s at most. Change the dates or the type.",
                        first=format_date(self.env, first),
                        last=format_date(self.env, last),
                        days=days,
                        type=labels[statement.period_type],
                        longest=longest,
                    )
                )

    @api.constrains("account_id", "period_type", "date_from", "date_to")
    def _check_overlap(self):
        # of two who enter one period at once, one comes too late
        transactions.serialise(self.account_id)
        others = self.search([("account_id", "in", self.account_id.ids)])
        by_kind = others.grouped(lambda other: (other.account_id, other.period_type))
        for statement in self:
            for other in by_kind[statement.account_id, statement.period_type] - statement:
                if validity.overlap(
                    (statement.date_from, statement.date_to), (other.date_from, other.date_to)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(account)s has the statement %(other)s (%(first)s – %(last)s) "
                            "already, which overlaps with %(period)s. Change that one, or the "
                            "dates.",
                            account=statement.account_id.name,
                            other=other.name,
                            first=format_date(self.env, other.date_from),
                            last=format_date(self.env, other.date_to),
                            period=statement.name,
                        )
                    )

    @api.constrains(*FIGURES)
    def _check_figures(self):
        for statement in self:
            if not any(statement[name] for name in FIGURES):
                raise ValidationError(
                    self.env._(
                        "%(statement)s has no figure yet: enter what the customer's statement "
                        "says, “Total Assets” and “Revenue” first.",
                        statement=statement.display_name,
                    )
                )
            for name in FIGURES:
                if name != "net_profit" and statement[name] < 0:
                    statement._refuse_figure(name)
            current, total = statement.current_assets, statement.total_assets
            if statement.currency_id.compare_amounts(current, total) > 0:
                raise ValidationError(
                    self.env._(
                        "“%(current_label)s” %(current)s of %(statement)s are more than "
                        "“%(total_label)s” %(total)s, of which they are a part. Correct one of "
                        "them.",
                        current_label=self._fields["current_assets"]._description_string(self.env),
                        current=statement.currency_id.format(current),
                        statement=statement.display_name,
                        total_label=self._fields["total_assets"]._description_string(self.env),
                        total=statement.currency_id.format(total),
                    )
                )

    def _refuse_figure(self, name):
        raise ValidationError(
            self.env._(
                "“%(field)s” %(value)s of %(statement)s is negative. Enter 0 or more; only "
                "“%(profit)s” may be negative, for a loss.",
                field=self._fields[name]._description_string(self.env),
                value=self.currency_id.format(self[name]),
                statement=self.display_name,
                profit=self._fields["net_profit"]._description_string(self.env),
            )
        )

    def action_view_trend(self):
        """Open the trend of the ratios of these statements' accounts.

        :return: a window action
        """
        return self.account_id.action_view_ratios()
