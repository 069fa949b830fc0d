from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ... import arguments, relations, wording
from ...rules import services
from ...rules.route_table import SUPERIOR, Step
from ..organisation.kam_root_company_mixin import COLLEAGUES

_lt = LazyTranslate(__name__)

SERVICE_STATES = [
    ("none", "Not begun"),
    ("open", "Being carried out"),
    ("done", "Carried out"),
    ("cancelled", "Not carried out"),
]
# what the scheme lets the form say of the customer, and where in the account's file it goes
INFORMATION = {
    "deeper_needs": "service_needs",
    "needs_change": "service_needs",
    "organisation_change": "structure",
    "personnel_changes": "persons_in_charge",
}


class KamServiceRequest(models.Model):
    """The service and support request 大客户服务与支持申请表 (scheme, service, three).

    Somebody of the service team asks for what the customer is to be served with; the superior gives
    an opinion, the manager approves, special payment terms also the general manager or a vice
    president. What was approved is carried out line by line.

    ``kam_service_request_process``: what it lacks, what is checked, what follows from it.
    ``kam_service_request_terms``: special payment terms and what they cost.
    """

    _name = "kam.service.request"
    _description = "Service and Support Request"
    _inherit = ["kam.account.form.mixin"]
    _entity_fields = ("applicant_id",)
    _colleague_fields = ("applicant_id",)

    _form_prefix = "SQ/%(year)s/"
    _form_line_fields = ("line_ids",)
    _in_charge_fields = ("applicant_id",)
    _approval_route_name = _lt("Service and support request")
    _approval_route = (
        Step(SUPERIOR, None, _lt("Opinion of the superior"), days=2),
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval of the service by the manager"),
            days=2,
        ),
        Step(
            ("general_manager", "vice_president"),
            "headquarters",
            _lt("Approval of special payment terms"),
            days=2,
            condition="_step_is_special_terms",
        ),
    )

    date_requested = fields.Date(
        string="Requested On",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._kam_today(),
        copy=False,
    )
    applicant_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        help="Somebody of the service team of the customer.",
    )
    class_id = fields.Many2one(related="account_id.class_id", string="Customer Class")
    line_ids = relations.One2many(
        "kam.service.request.line", "request_id", string="Services Requested", copy=True
    )
    contents = fields.Char(string="What Is Requested", compute="_compute_contents")
    date_wanted = fields.Date(
        string="First Wanted On", compute="_compute_date_wanted", store=True, index=True
    )
    deeper_needs = fields.Text(
        string="Deeper Needs of the Customer",
        help="What the customer needs beyond what it buys.",
    )
    needs_change = fields.Text(
        string="Change of Needs", help="What it needs otherwise than before."
    )
    organisation_change = fields.Text(
        string="Organisation of the Customer", help="How it is organised now, and what changed."
    )
    personnel_changes = fields.Text(help="Who left, who came, who does something else now.")
    # special payment terms (scheme, service, two.5)
    has_special_terms = fields.Boolean(
        string="Special Payment Terms", compute="_compute_has_special_terms", store=True
    )
    terms_id = fields.Many2one(
        "account.payment.term",
        string="Payment Term Asked For",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    terms_order_id = fields.Many2one(
        "sale.order",
        string="For the Order",
        ondelete="restrict",
        copy=False,
        groups="sales_team.group_sale_salesman",
        help="One order that is not confirmed yet; or, instead, the orders of a period.",
    )
    terms_order_name = fields.Char(string="Order Concerned", readonly=True, copy=False)
    terms_date_from = fields.Date(string="For Orders From", copy=False)
    terms_date_to = fields.Date(
        string="For Orders To",
        copy=False,
        help="The last day on which an order may have this term. Of one order: until when it has "
        "to be confirmed.",
    )
    terms_amount = fields.Monetary(
        string="Amount Concerned",
        copy=False,
        aggregator=None,
        help="What is expected to be sold on these terms, in company currency.",
    )
    terms_days = fields.Float(
        string="Days Longer",
        digits=(9, 1),
        compute="_compute_terms",
        store=True,
        aggregator=None,
        help="By how many days the customer pays later than its own term says, on average of the "
        "money.",
    )
    terms_rate = fields.Float(
        string="Yearly Rate of the Concession (%)",
        digits=(7, 3),
        compute="_compute_terms",
        store=True,
        aggregator=None,
        help="The company's rate of interest when the term was asked for.",
    )
    terms_cost = fields.Monetary(
        string="Cost of the Concession",
        compute="_compute_terms",
        store=True,
        aggregator=None,
        help="Amount × yearly rate × days / 365, in company currency.",
    )
    concession_ids = relations.One2many(
        "kam.service.concession", "request_id", string="Concessions", readonly=True, copy=False
    )
    execution_ids = relations.One2many(
        "kam.service.execution", "request_id", string="Execution", readonly=True, copy=False
    )
    service_state = fields.Selection(
        SERVICE_STATES,
        string="State of the Service",
        required=True,
        default="none",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_ended = fields.Date(
        string="Service Ended On",
        copy=False,
        help="When the last of what was approved was carried out.",
    )

    _amount_possible = models.Constraint(
        "CHECK(terms_amount >= 0 AND terms_amount < 1e15)",
        "“Amount Concerned” is an amount, and not negative.",
    )
    _terms_date_order = models.Constraint(
        "CHECK(terms_date_to IS NULL OR terms_date_from IS NULL "
        "OR terms_date_to >= terms_date_from)",
        "“For Orders To” lies before “For Orders From”: choose a later last day.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "date_requested",
            "date_wanted",
            "has_special_terms",
            "terms_order_name",
            "terms_days",
            "terms_rate",
            "terms_cost",
            "service_state",
            "date_ended",
        }

    @api.depends("line_ids.content_id.name")
    @api.depends_context("lang")
    def _compute_contents(self):
        for request in self:
            names = request.line_ids.content_id.mapped("name")
            request.contents = wording.listed(self.env, names)

    @api.depends("line_ids.date_wanted")
    def _compute_date_wanted(self):
        for request in self:
            days = request.line_ids.filtered("date_wanted").mapped("date_wanted")
            request.date_wanted = min(days, default=False)

    @api.depends("line_ids.content_id.is_special_terms")
    def _compute_has_special_terms(self):
        for request in self:
            request.has_special_terms = any(request.line_ids.mapped("content_id.is_special_terms"))

    @api.depends("terms_id", "terms_amount", "approval_state", "account_id")
    def _compute_terms(self):
        """What was submitted keeps the days and the rate with which it was."""
        for request in self:
            if request.approval_state != "draft":
                continue
            request.terms_days = request._get_days_longer()
            request.terms_rate = request.company_id.kam_discount_rate
            request.terms_cost = float(
                services.concession_cost(
                    Decimal(str(request.terms_amount)),
                    Decimal(str(request.terms_rate)) / 100,
                    Decimal(str(request.terms_days)),
                )
            )

    @api.constrains("date_requested", "line_ids")
    def _check_lines_differ(self):
        for request in self:
            terms = request.line_ids.filtered("content_id.is_special_terms")
            if len(terms) > 1:
                raise ValidationError(
                    self.env._(
                        "%(request)s asks for special payment terms in %(number)s lines: one form "
                        "asks for one term.",
                        request=request.display_name,
                        number=len(terms),
                    )
                )

    def action_view_concessions(self):
        """Open the payment terms that were granted by the request.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_concession"
        )
        return {**action, "domain": [("request_id", "=", self.id)], "context": {}}

    def action_view_executions(self):
        """Open what is carried out of the request.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_execution"
        )
        return {**action, "domain": [("request_id", "=", self.id)], "context": {}}
