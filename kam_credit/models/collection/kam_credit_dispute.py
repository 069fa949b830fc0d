from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.kam_management.rules.route_table import Step

_lt = LazyTranslate(__name__)

OUTCOMES = [
    ("paid", "The customer pays"),
    ("credit_note", "Credit note"),
    ("rejected", "Objection rejected"),
]


class KamCreditDispute(models.Model):
    """Instalments that a customer objects to 争议款项.

    Approved by the credit reviewer, and never by who looks after the customer's sales. From the day
    of approval to its end the instalments count neither as fallen due nor as overdue; figures as of
    other days are what they were. Whole instalments only: what is not objected to is paid, or
    credited and invoiced anew.

    ``kam_credit_dispute_process``: who writes it, what it lacks, how it begins and ends.
    ``kam_credit_dispute_duties``: until when it is resolved.
    """

    _name = "kam.credit.dispute"
    _description = "Disputed Item"
    _inherit = ["kam.credit.collection.mixin", "kam.credit.form.mixin"]
    _order = "id desc"

    # whose customer it is is chosen when the form is made, and stays
    _protected_except_on_create = frozenset({"profile_id", "partner_id"})
    # to credit officers of the area, whoever leads the unit
    _is_left_to_owners = True
    _form_prefix = "DIS/%(year)s/"
    _approval_route_name = _lt("Disputed item")
    _approval_route = (
        Step(
            "credit_reviewer",
            "region",
            _lt("Approval by the region"),
            days=3,
            opinion_required=True,
        ),
    )
    _required_to_submit = ("receivable_ids", "cause", "description")

    cause = fields.Selection(
        [
            ("price", "Price"),
            ("quality", "Quality"),
            ("delivery", "Delivery"),
            ("quantity", "Quantity"),
            ("paperwork", "Paperwork"),
            ("other", "Other"),
        ],
        index=True,
        help="What the customer objects to.",
    )
    description = fields.Text(
        string="Objection", help="What the customer says, and what is known of it by now."
    )
    amount_disputed = fields.Monetary(
        string="Amount in Dispute",
        copy=False,
        help="What was open of the instalments when the form was submitted, then when it was "
        "approved. Whole instalments only.",
    )
    date_first = fields.Date(
        string="In Dispute From", copy=False, help="The day on which it was approved."
    )
    date_ended = fields.Date(
        string="Resolved On",
        copy=False,
        help="From this day on the instalments count again as fallen due.",
    )
    ended_by_id = fields.Many2one(
        "res.users", string="Resolved By", copy=False, ondelete="restrict"
    )
    outcome = fields.Selection(OUTCOMES, copy=False)
    outcome_note = fields.Text(string="How It Was Resolved", copy=False)
    phase = fields.Selection(
        [("disputed", "In dispute"), ("resolved", "Resolved")],
        string="Standing of the Dispute",
        compute="_compute_phase",
        store=True,
        index=True,
    )
    can_end = fields.Boolean(string="Can Be Resolved", compute="_compute_can_end")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "partner_id",
            "amount_disputed",
            "date_first",
            "date_ended",
            "ended_by_id",
            "outcome",
            "outcome_note",
            "phase",
        }

    @api.depends("date_first", "date_ended")
    def _compute_phase(self):
        for form in self:
            form.phase = form.date_first and ("resolved" if form.date_ended else "disputed")

    @api.depends("phase", "profile_id")
    @api.depends_context("uid")
    def _compute_can_end(self):
        for form in self:
            form.can_end = form.phase == "disputed" and form._is_of_credit()

    @api.model
    def _get_binding_domain(self):
        """Return the domain of the disputes that are asked for, or not resolved yet."""
        return Domain("approval_state", "=", "in_review") | Domain("phase", "=", "disputed")
