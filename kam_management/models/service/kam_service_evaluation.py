from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate

from ... import arguments, relations, wording
from ...rules import evaluations
from ...rules.form_states import ALIVE_STATES
from ...rules.route_table import SUPERIOR, Step

_lt = LazyTranslate(__name__)

SOURCES = [
    ("portal", "On the portal, verified"),
    ("told", "Told to a colleague, not verified"),
]
# what the customer says; on the portal it is written by the customer alone
CUSTOMER_FIELDS = frozenset({"customer_person", "customer_words"})


class KamServiceEvaluation(models.Model):
    """The service evaluation form 大客户服务评估表 (scheme, service, five.1).

    Somebody of the service team judges one or several ended services of a customer by the weighted
    criteria of the company; the customer judges them beside it, on its portal page or by telling a
    colleague. Where both lie far apart, that is a finding which needs a word.

    ``kam_service_evaluation_process``: what it lacks, and what follows from it.
    ``kam_service_evaluation_customer``: what the customer says.
    """

    _name = "kam.service.evaluation"
    _description = "Service Evaluation Form"
    _inherit = ["kam.account.form.mixin"]

    _form_prefix = "SE/%(year)s/"
    _form_line_fields = ("line_ids",)
    _approval_binds = (
        "account_id",
        "ending_ids",
        "line_ids",
        "assessment",
        "customer_person",
        "customer_words",
        "customer_views",
        "improvements",
    )
    _required_to_submit = ("assessment",)
    _approval_route_name = _lt("Service evaluation")
    _approval_route = (
        Step(SUPERIOR, None, _lt("Review of the evaluation by the superior"), days=3),
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval of the evaluation by the manager"),
            days=3,
        ),
    )

    ending_ids = relations.Many2many(
        "kam.service.ending",
        relation="kam_service_evaluation_ending_rel",
        column1="evaluation_id",
        column2="ending_id",
        string="Services Evaluated",
        domain="[('account_id', '=', account_id)]",
        copy=False,
    )
    date_from = fields.Date(string="Services From", compute="_compute_period", store=True)
    date_to = fields.Date(
        string="Services Until", compute="_compute_period", store=True, index=True
    )
    served_by = fields.Char(
        string="Service Staff", compute="_compute_period", store=True, compute_sudo=True
    )
    line_ids = relations.One2many(
        "kam.service.evaluation.line", "evaluation_id", string="Evaluation by Criteria"
    )
    assessment = fields.Text(
        string="How the Service Went", help="What was done, and how well, in our words."
    )
    customer_views = fields.Text(
        string="Customer's Opinions on Our Products",
        help="What was heard of our products, so that they become better.",
    )
    improvements = fields.Text(string="Measures of Improvement", help="Who does what until when.")
    # what the customer says
    customer_source = fields.Selection(
        SOURCES, string="How the Customer Judged", copy=False, index=True
    )
    customer_person = fields.Char(
        string="Who Judged", copy=False, help="Who at the customer; of what was told, and how."
    )
    customer_words = fields.Text(string="In the Customer's Own Words", copy=False)
    date_judged = fields.Date(string="Judged On", copy=False)
    is_customer_asked = fields.Boolean(string="Asked on the Portal", copy=False)
    suggestion_outcome = fields.Char(
        string="What Became of the Suggestion", compute="_compute_suggestion_outcome"
    )
    # points
    our_points = fields.Float(
        digits=(3, 2),
        compute="_compute_points",
        store=True,
        aggregator="avg",
        help="Ours, weighted; from 1, bad, to 5, very good.",
    )
    customer_points = fields.Float(
        string="Customer's Points",
        digits=(3, 2),
        compute="_compute_points",
        store=True,
        aggregator="avg",
        help="The customer's, weighted. 0: the customer has not judged.",
    )
    lowest_points = fields.Integer(
        string="Lowest of the Customer's Points",
        compute="_compute_points",
        store=True,
        aggregator="min",
    )
    finding_count = fields.Integer(
        string="Differences", compute="_compute_findings", help="Criteria on which both differ."
    )
    # low points are followed up
    low_state = fields.Selection(
        [("open", "To be followed up"), ("done", "Followed up")],
        string="Low Points",
        copy=False,
        index=True,
    )
    low_measures = fields.Text(
        string="What Was Done About Low Points",
        copy=False,
        help="What the customer was offered, and what it said. Stays to be written after approval.",
    )
    low_done_by_id = fields.Many2one(
        "res.users", string="Low Points Followed Up By", copy=False, ondelete="restrict"
    )
    date_low_done = fields.Date(string="Low Points Followed Up On", copy=False)

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "customer_source",
            "date_judged",
            "is_customer_asked",
            "low_state",
            "low_done_by_id",
            "date_low_done",
        }

    @api.depends("ending_ids")
    def _compute_period(self):
        for form in self:
            endings = form.ending_ids
            begun = endings.filtered("date_begun").mapped("date_begun")
            form.date_from = min(begun, default=False)
            form.date_to = max(endings.mapped("date_ended"), default=False)
            lang = form.company_id.partner_id.lang or self.env.lang
            own = form.with_context(lang=lang)
            form.served_by = wording.listed(own.env, endings.user_id.mapped("name"))

    @api.depends("line_ids.our_score", "line_ids.customer_score", "line_ids.weight")
    def _compute_points(self):
        for form in self:
            lines = form.line_ids
            ours = evaluations.weighted((line.weight, line.our_score) for line in lines)
            theirs = evaluations.weighted((line.weight, line.customer_score) for line in lines)
            form.our_points = float(ours or 0)
            form.customer_points = float(theirs or 0)
            given = [line.customer_score for line in lines if line.customer_score]
            form.lowest_points = min(given, default=0)

    @api.depends("line_ids.is_finding")
    def _compute_findings(self):
        for form in self:
            form.finding_count = len(form.line_ids.filtered("is_finding"))

    @api.depends("account_id", "customer_words", "customer_views")
    @api.depends_context("lang", "uid")
    def _compute_suggestion_outcome(self):
        self.suggestion_outcome = False
        for account, forms in self._origin.grouped("account_id").items():
            told = account._word_suggestions(forms)
            for form in forms:
                form.suggestion_outcome = told.get(form, False)

    @api.constrains("ending_ids", "account_id")
    def _check_endings(self):
        for form in self:
            # sudo: what is evaluated counts, whoever may see it
            endings = form.sudo().ending_ids
            if endings.account_id - form.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(form)s: choose services of %(account)s.",
                        field=self._get_label("ending_ids"),
                        form=form.display_name,
                        account=form.account_id.name,
                    )
                )
            others = endings.evaluation_ids.filtered(lambda other: other._is_alive()) - form
            if form._is_alive() and others:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(form)s: %(other)s evaluates one of these services "
                        "already. Leave it out, or go on with that form.",
                        field=self._get_label("ending_ids"),
                        form=form.display_name,
                        other=others[:1].display_name,
                    )
                )

    def _is_alive(self):
        """Tell whether the evaluation was neither rejected nor cancelled."""
        self.ensure_one()
        return self.approval_state in ALIVE_STATES

    @api.model_create_multi
    def create(self, vals_list):
        """Begin evaluations, each with the criteria that hold now."""
        forms = super().create(vals_list)
        forms._take_criteria()
        return forms

    def _take_criteria(self):
        """Keep the criteria that hold now, with their weights and in all languages."""
        criteria_of = {
            company: self.env["kam.service.criterion"]._find_valid(company)
            for company in self.company_id
        }
        # sudo: as the process, which alone makes the lines
        self.env["kam.service.evaluation.line"].sudo()._protected_create(
            [
                {
                    "evaluation_id": form.id,
                    "sequence": number,
                    "criterion_id": criterion.id,
                    "weight": criterion.weight,
                    "names": criterion._get_names(),
                }
                for form in self
                for number, criterion in enumerate(criteria_of[form.company_id], 1)
            ]
        )

    def _check_write(self, vals):
        """See the base method: what the customer says on the portal stays in its words.

        :raise UserError: naming the form and the field
        """
        super()._check_write(vals)
        for name in CUSTOMER_FIELDS & vals.keys():
            for form in self:
                if form.customer_source == "portal" and vals[name] != form[name]:
                    form._refuse_customers_own(self._get_label(name))

    def _check_unlink(self):
        """See the base method: what a customer was asked stays.

        :raise UserError: naming the form
        """
        super()._check_unlink()
        for form in self:
            if form.is_customer_asked:
                raise UserError(
                    self.env._(
                        "%s stays: the customer was asked. Give it up instead.", form.display_name
                    )
                )

    def _refuse_customers_own(self, label):
        raise UserError(
            self.env._(
                "“%(field)s” of %(form)s was written by the customer on the portal, and stays as "
                "it is.",
                field=label,
                form=self.display_name,
            )
        )

    def _get_period_text(self):
        """Return from when to when the services were provided, as people read it."""
        self.ensure_one()
        if not self.date_to:
            return "—"
        if not self.date_from or self.date_from == self.date_to:
            return wording.format_date(self.env, self.date_to)
        return self.env._(
            "%(date_from)s to %(date_to)s",
            date_from=wording.format_date(self.env, self.date_from),
            date_to=wording.format_date(self.env, self.date_to),
        )

    def action_view_endings(self):
        """Open the ended services that are evaluated.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_ending"
        )
        return {**action, "domain": [("evaluation_ids", "in", self.ids)], "context": {}}
