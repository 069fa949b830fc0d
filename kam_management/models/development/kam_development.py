from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ... import relations
from ...rules import developments
from ...rules.route_table import SUPERIOR, Step
from ..organisation.kam_root_company_mixin import COLLEAGUES

_lt = LazyTranslate(__name__)

STATES = [
    (developments.PREPARING, "Preparing"),
    (developments.OPEN, "Developing"),
    (developments.WON, "Won"),
    (developments.LOST, "Not won for now"),
    (developments.CANCELLED, "Cancelled"),
]
PROGRESS = [
    ("contact", "Customer contacted"),
    ("introduction", "Product introduced"),
    ("demonstration", "Product demonstrated"),
    ("proposal", "Contract proposed"),
]
# from 1, low, to 5, high
GRADES = [
    ("1", "Very low"),
    ("2", "Fairly low"),
    ("3", "Middling"),
    ("4", "Fairly high"),
    ("5", "Very high"),
]
# what the process has written of a development, the same in all its editions
PROCESS_FIELDS = frozenset(
    {
        "state",
        "date_started",
        "started_by_id",
        "date_ended",
        "end_code",
        "end_params",
        "progress",
        "developer_id",
        "was_ordinary",
        "is_attitude_falling",
    }
)


class KamDevelopment(models.Model):
    """The development of a customer 大客户开发, with its scheme 大客户开发方案.

    The scheme is the form; each edition is a record of its own, and the one that was approved last
    holds. What the process writes (state, progress, who develops) is the same in all editions;
    what hangs on the development as a whole hangs on its first edition.

    ``kam_development_process``: starting, ending, and what follows the account.
    ``kam_development_people``: who develops the customer.
    ``kam_development_scheme``: what the scheme lacks, and what it keeps of the account's file.
    ``kam_development_page``: what its form says and offers, and the dialogs behind its buttons.
    ``kam_development_print``: what its prints say.
    ``kam_development_contacts``: what the contacts since the start say.
    ``kam_development_hints``: what it would be good to do next.
    ``kam_development_value``: what the forecast comes to, and how its cases are filled.
    ``kam_development_transactions``: what the customer has bought so far.
    ``kam_development_actuals``: what became of the forecast.
    ``kam_development_method``: the method meeting, and the first contact.
    """

    _name = "kam.development"
    _description = "Development Scheme"
    _inherit = ["kam.account.form.mixin"]
    _entity_fields = ("developer_id",)

    _protected_except_on_create = frozenset({"account_id", "developer_id"})
    _form_prefix = "DS/%(year)s/"
    _form_line_fields = ("factor_ids", "competitor_ids", "forecast_ids", "advantage_ids")
    _revise = "copy"
    _in_charge_fields = ("developer_id",)
    _required_to_submit = ("meaning", "own_strengths", "own_weaknesses", "development_risk")
    _approval_route_name = _lt("Development scheme")
    _approval_route = (
        Step(SUPERIOR, None, _lt("Review by the superior"), days=3),
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval by the manager"),
            days=3,
        ),
    )

    state = fields.Selection(
        STATES,
        string="Development State",
        required=True,
        default=developments.PREPARING,
        index=True,
        tracking=True,
        group_expand=True,
        copy=False,
    )
    progress = fields.Selection(
        PROGRESS,
        string="Development Progress",
        index=True,
        group_expand=True,
        copy=False,
        help="How far the customer was brought, by the contacts since the start.",
    )
    origin_id = fields.Many2one(
        "kam.development",
        string="First Edition",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Empty in the first edition itself.",
    )
    is_current = fields.Boolean(
        string="Edition That Holds",
        compute="_compute_is_current",
        store=True,
        precompute=True,
        index=True,
        help="The one that was approved last; as long as none was, the first one.",
    )
    # an edition stays in the currency in which it was reckoned, whatever the company's is later
    currency_id = fields.Many2one(
        "res.currency",
        related=None,
        compute="_compute_currency_id",
        store=True,
        ondelete="restrict",
    )
    group_id = fields.Many2one(
        related="account_id.group_id",
        store=True,
        index="btree_not_null",
        string="Key Account Group",
    )
    developer_id = fields.Many2one(
        "res.users",
        string="Developed By",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        tracking=True,
        help="Who develops the customer, and answers for the scheme.",
    )
    date_started = fields.Datetime(string="Started On", copy=False, index="btree_not_null")
    started_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_ended = fields.Datetime(string="Development Ended On", copy=False, index="btree_not_null")
    end_reason = fields.Char(string="Why It Ended", compute="_compute_end_reason")
    end_code = fields.Char(copy=False)
    end_params = fields.Json(copy=False)
    was_ordinary = fields.Boolean(
        string="Customer Was Ordinary",
        copy=False,
        help="Starting the development made it a potential key account.",
    )
    elapsed_days = fields.Integer(
        compute="_compute_elapsed_days", help="From the start until the end, or until today."
    )
    next_step = fields.Char(compute="_compute_next_step", help="What is to be done next.")
    date_next_duty = fields.Date(
        string="Next Deadline of the Account",
        compute="_compute_date_next_duty",
        help="The first day on which something is owed to this customer, as you see it.",
    )
    # 1. meaning and purpose
    meaning = fields.Text(
        string="Purpose and Meaning", help="What developing this customer does for our targets."
    )
    # 2.1 to 2.4: what is known of the customer; kept with the edition
    snapshot = fields.Json(copy=False, help="What the account's file said at submission.")
    classification = fields.Html(
        string="Classification of the Customer",
        compute="_compute_classification",
        sanitize=False,
        help="From the account; kept as it is when the scheme is submitted.",
    )
    transactions = fields.Json(
        string="Transaction Analysis",
        compute="_compute_transactions",
        help="What the customer has bought so far, from posted invoices and their orders.",
    )
    asks_factors = fields.Boolean(compute="_compute_asks_factors")
    factor_ids = relations.One2many(
        "kam.development.factor", "development_id", string="Influencing Factors", copy=True
    )
    awareness = fields.Selection(
        GRADES, string="Awareness of Our Products", help="How well the customer knows our products."
    )
    awareness_source = fields.Char(string="Awareness Known From")
    date_awareness = fields.Date(string="Awareness As Of")
    satisfaction = fields.Selection(
        GRADES,
        string="Satisfaction with Our Products",
        help="How satisfied the customer is with our products.",
    )
    satisfaction_source = fields.Char(string="Satisfaction Known From")
    date_satisfaction = fields.Date(string="Satisfaction As Of")
    # 2.5
    competitor_ids = relations.One2many(
        "kam.development.competitor", "development_id", string="Competitor Comparison", copy=True
    )
    own_strengths = fields.Text(string="Our Strengths")
    own_weaknesses = fields.Text(string="Our Weaknesses")
    development_risk = fields.Text(
        string="Risk of the Development", help="What may make it fail, and what is done about it."
    )
    # 2.6
    forecast_ids = relations.One2many(
        "kam.development.forecast", "development_id", string="Forecast", copy=True
    )
    date_forecast = fields.Date(
        string="Forecast Begins",
        help="First day of the first month of the forecast.",
        default=lambda self: self._default_date_forecast(),
    )
    risk_coefficient = fields.Float(
        digits=(3, 2),
        aggregator=None,
        help="0 to 1: the share of the margin that is not to be counted on. Proposed from the risk "
        "analysis of the customer.",
    )
    discount_rate = fields.Float(
        string="Discount Rate (%)",
        digits=(5, 2),
        aggregator=None,
        default=lambda self: self.env.company.root_id.kam_discount_rate,
    )
    stock_rate = fields.Float(
        string="Stock Interest Rate (%)",
        digits=(5, 2),
        aggregator=None,
        default=lambda self: self.env.company.root_id.kam_stock_rate,
    )
    value_figures = fields.Json(
        string="What the Forecast Comes To", compute="_compute_value", store=True
    )
    present_value = fields.Monetary(
        string="Net Present Value", compute="_compute_value", store=True
    )
    expected_contribution = fields.Monetary(compute="_compute_value", store=True)
    is_worth = fields.Boolean(
        string="Worth Developing",
        compute="_compute_value",
        store=True,
        help="The expected case reaches what the company asks: net present value, return and "
        "break-even month.",
    )
    verdict = fields.Text(compute="_compute_verdict", help="Whether it is worth it, and why.")
    actual_figures = fields.Json(
        string="Actuals against Forecast", compute="_compute_actual_figures"
    )
    actuals_note = fields.Text(
        compute="_compute_actuals_note", help="Which edition it is, and what is not known."
    )
    # 3.
    advantage_ids = relations.One2many(
        "kam.development.advantage", "development_id", string="Competitive Advantages", copy=True
    )
    advantage_total = fields.Monetary(
        string="Value for the Customer", compute="_compute_advantage_total", store=True
    )
    advantage_confirmed = fields.Monetary(
        string="Value Confirmed by the Customer",
        compute="_compute_advantage_total",
        store=True,
        help="Of the value for the customer, what somebody there has agreed to.",
    )
    # 4. and 5.
    meeting_ids = relations.One2many(
        "kam.development.meeting", "development_id", string="Method Meetings", readonly=True
    )
    meeting_count = fields.Integer(
        string="Number of Method Meetings", compute="_compute_winning_counts", compute_sudo=False
    )
    method_text = fields.Char(
        string="Method of Development",
        compute="_compute_method",
        help="What the method meeting decided last; a visit always belongs to it.",
    )
    method_reasons = fields.Text(string="Reasons for the Method", compute="_compute_method")
    can_convene = fields.Boolean(compute="_compute_can_convene")
    letter_ids = relations.One2many(
        "kam.development.letter", "development_id", string="First Contacts", readonly=True
    )
    letter_count = fields.Integer(
        string="Number of First Contacts", compute="_compute_winning_counts", compute_sudo=False
    )
    record_ids = relations.One2many(
        "kam.development.record", "development_id", string="Development Record"
    )
    record_count = fields.Integer(compute="_compute_record_count")
    # what contacts say, and what is to be done about it
    is_attitude_falling = fields.Boolean(
        string="Falling Attitude",
        copy=False,
        help="Somebody who was warm since the start has turned cold.",
    )
    falling_note = fields.Text(compute="_compute_attitude_curve")
    attitude_curve = fields.Json(
        compute="_compute_attitude_curve", help="How the customer was to us, contact by contact."
    )
    contact_count = fields.Integer(
        string="Number of Contacts",
        compute="_compute_attitude_curve",
        help="Contacts since the start.",
    )
    hints = fields.Json(string="Coaching Hints", compute="_compute_hints")
    hint_count = fields.Integer(
        string="Number of Coaching Hints",
        compute="_compute_hints",
        search="_search_hint_count",
    )
    can_start = fields.Boolean(compute="_compute_can_develop")
    can_end = fields.Boolean(compute="_compute_can_develop")
    can_change = fields.Boolean(compute="_compute_can_develop")

    # of the first editions, which go on as long as the development does: while the next edition
    # takes the place of one, both may count as the one that holds
    _account_open_uniq = models.UniqueIndex(
        "(account_id) WHERE edition_of_id IS NULL AND state IN ('preparing', 'open')",
        "This customer is being developed already: go on with that development.",
    )
    _risk_possible = models.Constraint(
        "CHECK(risk_coefficient BETWEEN 0 AND 1)", "“Risk Coefficient” runs from 0 to 1."
    )
    _rates_possible = models.Constraint(
        "CHECK(discount_rate BETWEEN 0 AND 100 AND stock_rate BETWEEN 0 AND 100)",
        "“Discount Rate (%)” and “Stock Interest Rate (%)” run from 0 to 100.",
    )

    def _get_protected_fields(self):
        return (
            super()._get_protected_fields()
            | PROCESS_FIELDS
            | {
                "origin_id",
                "is_current",
                "currency_id",
                "group_id",
                "snapshot",
                "value_figures",
                "present_value",
                "expected_contribution",
                "is_worth",
                "advantage_confirmed",
                "advantage_total",
            }
        )

    @api.model
    def _default_date_forecast(self):
        """Return the first day of the next month, where the company works."""
        return fields.Date.add(self.env.company.root_id._kam_today(), months=1, day=1)

    @api.depends("company_id.currency_id", "approval_state")
    def _compute_currency_id(self):
        for development in self:
            if development.approval_state == "draft" or not development.currency_id:
                development.currency_id = development.company_id.currency_id

    @api.depends(
        "approval_state", "control_status", "edition_of_id", "edition_of_id.control_status"
    )
    def _compute_is_current(self):
        for development in self:
            before = development.edition_of_id
            # at no time two of them hold, not even within a transaction
            is_next = before and (
                development.approval_state != "approved" or before.control_status != "obsolete"
            )
            development.is_current = development.control_status != "obsolete" and not is_next

    def _get_origin(self):
        """Return the first edition, on which hangs what belongs to the whole development."""
        return self.origin_id or self

    @api.depends("date_started", "date_ended", "company_id")
    def _compute_elapsed_days(self):
        for development in self:
            company, begun = development.company_id, development.date_started
            if not begun:
                development.elapsed_days = 0
                continue
            ended = development.date_ended
            last = company._kam_day_of(ended) if ended else company._kam_today()
            development.elapsed_days = (last - company._kam_day_of(begun)).days

    @api.depends("account_id.nature_id.asks_factors")
    def _compute_asks_factors(self):
        for development in self:
            development.asks_factors = development.account_id.nature_id.asks_factors

    @api.depends("record_ids")
    @api.depends_context("uid")
    def _compute_record_count(self):
        records = self.env["kam.development.record"]
        counts = {}
        if records.has_access("read"):
            counts = dict(
                records._read_group(
                    [("development_id", "in", (self.origin_id | self).ids)],
                    ["development_id"],
                    ["__count"],
                )
            )
        for development in self:
            development.record_count = counts.get(development._get_origin()._origin, 0)

    @api.depends("advantage_ids.value", "advantage_ids.date_confirmed")
    def _compute_advantage_total(self):
        for development in self:
            advantages = development.advantage_ids
            confirmed = advantages.filtered("date_confirmed")
            development.advantage_total = sum(advantages.mapped("value"))
            development.advantage_confirmed = sum(confirmed.mapped("value"))

    @api.constrains("date_forecast")
    def _check_date_forecast(self):
        for development in self:
            day = development.date_forecast
            if day and day.day != 1:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(scheme)s: choose the first day of a month, because "
                        "forecast and invoices are compared month by month.",
                        field=self._fields["date_forecast"]._description_string(self.env),
                        scheme=development.display_name,
                    )
                )
