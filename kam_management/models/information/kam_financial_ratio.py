from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate
from odoo.tools.misc import formatLang

from ... import wording
from ...rules import ratios

_lt = LazyTranslate(__name__)

KINDS = [
    ("current_asset_ratio", "Current asset ratio"),
    ("net_profit_margin", "Net profit margin"),
    ("return_on_assets", "Return on assets"),
    ("collection_days", "Collection period"),
    ("inventory_days", "Inventory period"),
]
PERIOD_TYPES = [("year", "Year"), ("half", "Half-year"), ("quarter", "Quarter")]
FORMULAS = {
    "current_asset_ratio": _lt("Current assets / total assets"),
    "net_profit_margin": _lt("Net profit / revenue"),
    "return_on_assets": _lt("Net profit / total assets"),
    "collection_days": _lt("Receivables / revenue × days of the period"),
    "inventory_days": _lt("Inventory / cost of sales × days of the period"),
}
MEANINGS = {
    "current_asset_ratio": _lt("Whether the customer has the cash to pay what it orders: crucial."),
    "net_profit_margin": _lt("How well the company as a whole earns."),
    "return_on_assets": _lt(
        "What the customer earns with what it has invested, and how well the company is managed."
    ),
    "collection_days": _lt(
        "Whether the cash inside the company goes into repaying loans or is free to work with."
    ),
    "inventory_days": _lt(
        "How well the customer sells or how much it really uses, and how fast its cash moves."
    ),
}
NO_VALUE = "–"
# where a ratio has no value there is no row, so that nothing can be taken for 0
ROWS = """
    SELECT statement.id * %(count)s + kind.index AS id,
           statement.id AS statement_id,
           statement.account_id,
           statement.company_id,
           statement.period_type,
           statement.name AS period,
           statement.date_from,
           statement.date_to,
           kind.name AS kind,
           kind.unit,
           (statement.ratios ->> kind.name)::double precision * kind.factor AS value
      FROM kam_financial_statement AS statement
      JOIN (VALUES %(kinds)s) AS kind (index, name, unit, factor)
        ON jsonb_typeof(statement.ratios -> kind.name) = 'number'
"""


class KamFinancialRatio(models.Model):
    """One ratio of one statement, for trends. A ratio without a value has no row."""

    _name = "kam.financial.ratio"
    _description = "Financial Ratio"
    _auto = False
    _order = "date_to desc, account_id, id"
    _rec_name = "kind"
    _depends = {
        "kam.financial.statement": [
            "account_id",
            "company_id",
            "date_from",
            "date_to",
            "name",
            "period_type",
            "ratios",
        ],
    }

    statement_id = fields.Many2one("kam.financial.statement", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    period_type = fields.Selection(PERIOD_TYPES, readonly=True)
    period = fields.Char(readonly=True, help="Such as 2025 Q3.")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Period Ends", readonly=True)
    kind = fields.Selection(KINDS, string="Ratio", readonly=True)
    unit = fields.Selection([("share", "%"), ("days", "Days")], string="Measure", readonly=True)
    value = fields.Float(
        digits=(16, 1), readonly=True, aggregator="avg", help="In % or in days, see “Measure”."
    )
    formula = fields.Char(compute="_compute_texts")
    meaning = fields.Char(string="What It Tells", compute="_compute_texts")

    @property
    def _table_query(self):
        kinds = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", index, kind, unit, 100 if unit == ratios.SHARE else 1)
            for index, (kind, unit) in enumerate(ratios.UNITS.items())
        )
        return SQL(ROWS, count=len(ratios.KINDS), kinds=kinds)

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_texts(self):
        for row in self:
            row.formula = self.env._(FORMULAS[row.kind])
            row.meaning = self.env._(MEANINGS[row.kind])

    @api.model
    def _describe(self, kind):
        """Return what is said of a ratio, in the language of the reader.

        :param str kind: a value of ``kind``
        :return: dict with ``kind``, ``label``, ``unit``, ``formula`` and ``meaning``
        """
        units = dict(self._fields["unit"]._description_selection(self.env))
        return {
            "kind": kind,
            "label": dict(self._fields["kind"]._description_selection(self.env))[kind],
            "unit": units[ratios.UNITS[kind]],
            "formula": self.env._(FORMULAS[kind]),
            "meaning": self.env._(MEANINGS[kind]),
        }

    @api.model
    def _format(self, kind, value):
        """Return a ratio as text, a dash where it has no value.

        :param str kind: a value of ``kind``
        :param float value: share (1.0 is all) or days, or None
        """
        number = self._format_number(kind, value)
        if value is None:
            return number
        if ratios.UNITS[kind] == ratios.SHARE:
            return wording.percentage(self.env, value * 100, digits=1)
        return self.env._("%(number)s days", number=number)

    @api.model
    def _format_number(self, kind, value):
        """Return a ratio as :meth:`_format` does, for where its unit stands already."""
        if value is None:
            return NO_VALUE
        factor = 100 if ratios.UNITS[kind] == ratios.SHARE else 1
        return formatLang(self.env, value * factor, digits=1)

    @api.model
    def _format_change(self, kind, change):
        """Return the change of a ratio as text with its sign.

        :param str kind: a value of ``kind``
        :param float change: share (0.01 is a percentage point) or days, or None
        """
        if change is None:
            return NO_VALUE
        factor = 100 if ratios.UNITS[kind] == ratios.SHARE else 1
        number = formatLang(self.env, abs(change * factor), digits=1)
        sign = "±" if round(change * factor, 1) == 0 else "+" if change > 0 else "−"
        if factor == 100:
            return self.env._("%(number)s points", number=f"{sign}{number}")
        return self.env._("%(number)s days", number=f"{sign}{number}")

    def action_open_statement(self):
        """Open the statement that the ratio comes from.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.financial.statement",
            "res_id": self.statement_id.id,
            "view_mode": "form",
        }
