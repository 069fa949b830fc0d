from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import arguments
from ...queries import account_figures
from ...queries import development_actuals as queries

# who opens invoices of customers, all or their own; nobody else reads a sum of them
INVOICES = (
    "account.group_account_readonly,account.group_account_invoice,sales_team.group_sale_salesman"
)
# what is not known where the reader may not open all invoices
KNOWN = ("actual_sales", "actual_margin", "running_sales")
# what the rows are made of
SOURCES = {
    "account.move": [
        "amount_untaxed_signed",
        "commercial_partner_id",
        "company_id",
        "invoice_date",
        "move_type",
        "state",
    ],
    "kam.account": ["partner_id"],
    "kam.account.cost": ["account_id", "amount_company", "date", "is_superseded", "kind_id"],
    "kam.account.cost.kind": ["forecast_item"],
    "kam.development": [
        "account_id",
        "approval_state",
        "company_id",
        "date_closed",
        "date_forecast",
        "date_started",
        "is_current",
        "origin_id",
        "submitted_by_id",
    ],
    "kam.development.forecast": [
        "development",
        "development_id",
        "management",
        "sales",
        "scenario",
        "staff",
        "travel",
        "year",
    ],
}


class Known(fields.Monetary):
    """An amount that is empty where nobody can tell it, and 0 only where it is nothing."""

    def convert_to_record(self, value, record):
        """See the base method: False where it is not known."""
        return False if value is None else super().convert_to_record(value, record)

    def convert_to_export(self, value, record):
        """See the base method: empty where it is not known."""
        return "" if value is False else super().convert_to_export(value, record)


class KamDevelopmentActual(models.Model):
    """What became of a forecast, month by month (development scheme, 2.6).

    One row per approved edition of a scheme and month of its forecast that has begun, until the
    next edition takes over: each day belongs to one edition. Net sales are those of invoices and
    credit notes by their date, for whoever may open all of the customer; everybody else reads
    nothing, and no part.
    """

    _name = "kam.development.actual"
    _description = "Actuals against Forecast"
    _auto = False
    _order = "id"
    _rec_name = "date_month"
    _depends = SOURCES

    development_id = fields.Many2one(
        "kam.development", string="Edition of the Scheme", readonly=True
    )
    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    author_id = fields.Many2one("res.users", string="Forecast By", readonly=True)
    edition = fields.Char(
        string="Number and Mark",
        compute="_compute_edition",
        help="Number of the scheme, and the mark of the edition whose forecast it is.",
    )
    is_current = fields.Boolean(string="Edition Holds", readonly=True)
    number = fields.Integer(string="Month of the Forecast", readonly=True, aggregator=None)
    date_month = fields.Date(string="Month", readonly=True)
    date_from = fields.Date(
        string="Counted Since",
        readonly=True,
        help="The first day whose invoices count: that of the month, or the day on which the "
        "edition took over from the former one.",
    )
    date_to = fields.Date(
        string="Counted Until",
        readonly=True,
        help="The last day whose invoices and costs count: the end of the month, today, or the day "
        "before the next edition takes over.",
    )
    date_cost_from = fields.Date(
        string="Costs Since",
        readonly=True,
        help="What was spent since the start of the development stands in the first month.",
    )
    is_whole = fields.Boolean(string="Month Is Over", readonly=True)
    forecast_low = fields.Monetary(string="Low Sales", readonly=True)
    forecast_expected = fields.Monetary(string="Sales as Forecast", readonly=True)
    forecast_high = fields.Monetary(string="High Sales", readonly=True)
    knows_sales = fields.Boolean(string="Sales Are Known", readonly=True)
    actual_sales = Known(
        readonly=True,
        groups=INVOICES,
        help="Net sales of posted invoices and credit notes, by their date. Empty where you may "
        "not open all of the customer.",
    )
    is_in_band = fields.Boolean(string="Within Low and High", readonly=True, groups=INVOICES)
    actual_margin = Known(
        readonly=True,
        groups=INVOICES,
        help="As far as orders know their margin; empty where none does.",
    )
    running_low = fields.Monetary(string="Low Sales So Far", readonly=True, aggregator="max")
    running_expected = fields.Monetary(
        string="Forecast Sales So Far", readonly=True, aggregator="max"
    )
    running_high = fields.Monetary(string="High Sales So Far", readonly=True, aggregator="max")
    running_sales = Known(
        string="Actual Sales So Far", readonly=True, aggregator="max", groups=INVOICES
    )
    forecast_staff = fields.Monetary(string="Staff Cost as Forecast", readonly=True)
    forecast_travel = fields.Monetary(string="Travel Cost as Forecast", readonly=True)
    forecast_management = fields.Monetary(
        string="Management and Operating Cost as Forecast", readonly=True
    )
    forecast_development = fields.Monetary(string="Development Cost as Forecast", readonly=True)
    cost_staff = fields.Monetary(string="Actual Staff Cost", readonly=True)
    cost_travel = fields.Monetary(string="Actual Travel Cost", readonly=True)
    cost_management = fields.Monetary(string="Actual Management and Operating Cost", readonly=True)
    cost_development = fields.Monetary(string="Actual Development Cost", readonly=True)
    cost_unassigned = fields.Monetary(
        string="Costs without an Item",
        readonly=True,
        help="Costs of kinds that stand beside no item of the forecast.",
    )
    cost_total = fields.Monetary(string="Actual Costs", readonly=True)

    @property
    def _table_query(self):
        return self._get_statement()

    @api.model
    def _get_statement(self, only=None):
        """Return the statement of the rows, with the rights of the user.

        :param only: ids of developments; None for all
        """
        every = None
        if not self.env["kam.account"]._opens_all_invoices():
            # sudo: whether there are invoices that the reader may not open; none of them is shown
            every = self.sudo()._get_sales()
        return queries.actuals(
            self._get_clock(), self._get_sales(), self._has_margin(), only=only, every=every
        )

    def _read_group_select(self, aggregate_spec, query):
        """See the base method: a sum in which sales are missing is not known either."""
        aggregate = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec.partition(":")[0] not in KNOWN:
            return aggregate
        known = self._field_to_sql(self._table, "knows_sales", query)
        return SQL("CASE WHEN bool_and(%s) THEN %s END", known, aggregate)

    @api.model
    def _get_clock(self):
        """Return what day it is in the companies of the reader, see ``queries``."""
        return [
            (company.id, company._kam_timezone().zone, company._kam_today())
            for company in self.env.companies.root_id
        ]

    @api.model
    def _get_sales(self):
        """Return the documents that make sales and that the reader may open; None for none."""
        moves = self.env["account.move"]
        if not moves.has_access("read"):
            return None
        companies = self.env.companies.root_id
        query = moves._search(
            [
                *account_figures.sales_domain(companies.ids),
                ("invoice_date", "!=", False),
            ]
        )
        return queries.documents(moves, query)

    @api.model
    def _has_margin(self):
        """Tell whether orders know their margin, as they do where Odoo's margins are installed."""
        return "margin_percent" in self.env["sale.order.line"]._fields

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """See the base method: no column for margins where Odoo knows none."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._has_margin():
            for node in arch.xpath("//field[@name='actual_margin']"):
                node.getparent().remove(node)
        return arch, view

    @api.depends("development_id")
    def _compute_edition(self):
        for row in self:
            row.edition = row.development_id._get_edition_name()

    # ------------------------------------------------------------------
    # the records behind the numbers
    # ------------------------------------------------------------------

    def action_view_invoices(self):
        """Open the invoices and credit notes that make the sales of the month.

        :return: a window action
        :raise UserError: for none, or several rows
        """
        arguments.one(self)
        self.check_access("read")
        domain = (
            Domain(account_figures.sales_domain(self.company_id.id))
            & Domain("commercial_partner_id", "=", self.account_id.partner_id.id)
            & Domain("invoice_date", ">=", self.date_from)
            & Domain("invoice_date", "<=", self.date_to)
        )
        return self.account_id._open_documents(
            "account.action_move_out_invoice", domain, self.env._("Net Sales"), create=False
        )

    def action_view_costs(self):
        """Open the costs that count in the month.

        :return: a window action
        :raise UserError: for none, or several rows
        """
        arguments.one(self)
        self.check_access("read")
        domain = (
            Domain("account_id", "=", self.account_id.id)
            & Domain("is_superseded", "=", False)
            & Domain("date", ">=", self.date_cost_from)
            & Domain("date", "<=", self.date_to)
        )
        return self.account_id._open_documents(
            "kam_management.action_kam_account_cost", domain, self.env._("Costs"), create=False
        )

    def action_view_development(self):
        """Open the edition whose forecast it is.

        :return: a window action
        :raise UserError: for none, or several rows
        """
        arguments.one(self)
        self.check_access("read")
        return self.development_id.get_formview_action()
