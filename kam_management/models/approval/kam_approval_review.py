from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, protection, wording
from ...rules import deadlines
from ...rules.review_states import FINAL_REVIEW_STATES
from ...wording import format_date
from ..organisation.kam_unit import LEVELS
from .kam_approval_step import KINDS, ON_DUE, split_names


class KamApprovalReview(models.Model):
    """One step of one round of one form: who may decide it, until when, and what was decided.

    The step is frozen when the form is submitted. Who may decide follows from the positions as long
    as the review is pending; the set that was entitled stays with the decision.

    ``kam_approval_review_candidates``: who may decide.
    ``kam_approval_review_people``: keeping that up to date, and telling whom it concerns.
    ``kam_approval_review_mail``: asking people, and telling what was decided.
    ``kam_approval_review_decision``: approve, return, reject, answer, complete, extend.
    ``kam_approval_review_passing``: steps that end without anybody: passed over, lapsed.
    ``kam_approval_review_duties``: the deadline by which it is owed.
    """

    _name = "kam.approval.review"
    _description = "Approval Review"
    _inherit = ["kam.guarded.mixin", "kam.form.reference.mixin"]
    _order = "date_due, id"
    _rec_name = "document_name"
    _check_company_auto = True

    _guard_final_states = FINAL_REVIEW_STATES
    _guard_relations = ("author_ids", "candidate_ids", "delegate_ids")
    _guard_fixed_relations = ("author_ids",)
    _guard_mutable_fields = (
        "state",
        "unit_id",
        "review_unit_id",
        "pass_reason",
        "date_received",
        "date_due",
        "date_decided",
        "decided_by_id",
        "on_behalf_of_id",
        "opinion",
        "extended_by_id",
        "extension_reason",
        "date_due_before",
        "document_name",
        "cancel_reason",
    )

    res_model = fields.Char(string="Form Model", required=True, index=True)
    res_id = fields.Many2oneReference(
        string="Form", model_field="res_model", required=True, index=True
    )
    document_name = fields.Char(string="Form Name")
    form_label = fields.Char(string="Kind of Form", compute="_compute_form_label")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(
        "kam.unit", required=True, index=True, ondelete="restrict", help="The form's unit."
    )
    round = fields.Integer(required=True)
    sequence = fields.Integer(required=True)
    # in the language of who submitted the form, and in all languages
    name = fields.Char(string="Step", required=True)
    names = fields.Json(string="Names of the Step")
    step_name = fields.Char(string="Name of the Step", compute="_compute_step_name")
    kind = fields.Selection(KINDS)
    on_due = fields.Selection(ON_DUE, string="When Due")
    # of several roles the first
    role = fields.Selection(selection=lambda self: self.env["kam.position"]._role_selection())
    roles = fields.Char(string="Codes of Roles")
    is_superior = fields.Boolean(string="Superior of the Authors")
    asked = fields.Char(compute="_compute_asked", help="Whom the step is for.")
    condition = fields.Char(help="The method that told that the step applies.")
    unit_level = fields.Selection(selection=LEVELS, string="Level")
    review_unit_id = fields.Many2one(
        "kam.unit",
        string="Decided At",
        ondelete="restrict",
        help="The unit at which the role is looked for first.",
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    deadline_days = fields.Integer(string="Days", required=True)
    opinion_required = fields.Boolean()
    writable_fields = fields.Char()
    extension_max_days = fields.Integer()
    extension_role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection()
    )
    day_count = fields.Selection(
        [("calendar", "Calendar days"), ("working", "Working days")], required=True
    )
    allow_same_reviewer = fields.Boolean()
    on_total_limit = fields.Selection(
        [("escalate", "Escalate daily"), ("cancel", "Cancel the form")], string="At the Total Limit"
    )
    author_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_review_author_rel",
        column1="review_id",
        column2="user_id",
        string="Authors",
        help="Who created or submitted the form. They never decide.",
    )
    date_total_due = fields.Date(string="Form Due On")

    state = fields.Selection(
        [
            ("waiting", "Not yet its turn"),
            ("pending", "Waiting for decision"),
            ("approved", "Approved"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
            ("answered", "Answered"),
            ("completed", "Completed"),
            ("lapsed", "No answer"),
            ("passed", "Passed over"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    candidate_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_review_candidate_rel",
        column1="review_id",
        column2="user_id",
        string="May Decide",
    )
    delegate_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_review_delegate_rel",
        column1="review_id",
        column2="user_id",
        string="Delegates",
        help="Who may decide on behalf of somebody who is away.",
    )
    is_mine = fields.Boolean(
        string="Waiting for Me", compute="_compute_is_mine", search="_search_is_mine"
    )
    who = fields.Char(compute="_compute_who", help="Who decided it, or who may.")
    decided_by_id = fields.Many2one("res.users", ondelete="restrict")
    on_behalf_of_id = fields.Many2one("res.users", ondelete="restrict")
    opinion = fields.Text()
    cancel_reason = fields.Selection(
        [("form_gone", "The addon of the form was uninstalled")],
        string="Why Cancelled",
        help="Empty: the round ended without this step.",
    )
    pass_reason = fields.Selection(
        [("none_above", "None above"), ("condition", "Does not apply")],
        string="Why Passed Over",
    )
    outcome = fields.Char(compute="_compute_outcome", help="How the step ended.")
    date_received = fields.Datetime(string="Received")
    date_due = fields.Date(string="Due On", index=True)
    date_due_before = fields.Date(string="Due before the Extension")
    extended_by_id = fields.Many2one("res.users", ondelete="restrict")
    extension_reason = fields.Text()
    date_decided = fields.Datetime(string="Decided On")
    days_late = fields.Integer(compute="_compute_days_late")
    age_days = fields.Integer(string="Days Here", compute="_compute_days_late")

    _open_idx = models.Index("(res_model, res_id) WHERE state IN ('waiting', 'pending')")

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Reviews come from submitting a form, and change by deciding it.")

    @api.depends("res_model")
    def _compute_form_label(self):
        removed_model = self.env["kam.removed.model"]
        labels = {model: removed_model._get_label(model) for model in set(self.mapped("res_model"))}
        for review in self:
            review.form_label = labels[review.res_model]

    @api.depends("document_name", "step_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.document_name or ''} – {review.step_name or ''}"

    @api.depends("name", "names")
    @api.depends_context("lang")
    def _compute_step_name(self):
        for review, name in self._find_step_names().items():
            review.step_name = name

    @api.depends("roles", "role", "is_superior", "department_id", "kind")
    @api.depends_context("lang")
    def _compute_asked(self):
        kinds = dict(
            self.env["kam.approval.step"]._fields["assign"]._description_selection(self.env)
        )
        for review in self:
            if review.department_id:
                # sudo: the name of a department is no secret
                review.asked = review.department_id.sudo().name
            elif review._get_roles():
                review.asked = self.env["kam.position"]._describe_roles(review._get_roles())
            else:
                review.asked = kinds["superior" if review.is_superior else "in_charge"]

    @api.depends("state", "pass_reason", "date_due")
    @api.depends_context("lang")
    def _compute_outcome(self):
        """Silence is said to be silence."""
        states = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            review.outcome = states.get(review.state, "")
            if review.state == "lapsed":
                due = format_date(self.env, review.date_due)
                review.outcome = self.env._("No answer by %s", due)
            elif review.state == "passed":
                review.outcome = self.env._(
                    "%(outcome)s: %(reason)s",
                    outcome=review.outcome,
                    reason=review._get_pass_reason(),
                )

    def _get_pass_reason(self):
        """Return why the step was passed over, in words; of a condition, for what it is."""
        reasons = dict(self._fields["pass_reason"]._description_selection(self.env))
        reason = reasons.get(self.pass_reason, "")
        if self.pass_reason == "condition" and not self.is_form_gone:
            label = self.env[self.res_model]._get_step_condition_label(self.condition)
            return wording.noted(self.env, reason, label)
        return reason

    @api.depends("candidate_ids", "delegate_ids", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for review in self:
            review.is_mine = review._is_waiting_for(self.env.user)

    def _is_waiting_for(self, user):
        """Tell whether a user may decide the step now, for themselves or for somebody else.

        :param res.users user: the user
        """
        self.ensure_one()
        return self.state == "pending" and user in self.candidate_ids | self.delegate_ids

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        mine = Domain("candidate_ids", "in", self.env.user.ids) | Domain(
            "delegate_ids", "in", self.env.user.ids
        )
        return Domain("state", "=", "pending") & mine

    @api.depends("state", "candidate_ids.name", "decided_by_id.name", "on_behalf_of_id.name")
    @api.depends_context("lang")
    def _compute_who(self):
        for review in self:
            if review.on_behalf_of_id:
                review.who = self.env._(
                    "%(user)s for %(principal)s",
                    user=review.decided_by_id.name,
                    principal=review.on_behalf_of_id.name,
                )
            elif review.decided_by_id:
                review.who = review.decided_by_id.name
            else:
                review.who = wording.listed(self.env, review.candidate_ids.mapped("name"))

    @api.depends("date_due", "date_decided", "date_received", "state")
    def _compute_days_late(self):
        for review in self:
            company = review.company_id
            if not review.date_received:
                review.days_late = review.age_days = 0
                continue
            until = company._kam_day_of(review.date_decided) or company._kam_today()
            if review.state == "lapsed":
                # on the day after, whenever the job came by
                until = review.date_due + timedelta(days=1)
            review.days_late = deadlines.days_late(review.date_due, until)
            review.age_days = (until - company._kam_day_of(review.date_received)).days

    def _get_form(self):
        """Return the form that is reviewed.

        The engine acts on it for whoever decides; that they may is checked before.

        :raise UserError: where the addon of the form is not installed
        """
        self.ensure_one()
        if self.is_form_gone:
            raise UserError(
                self.env._(
                    "%(review)s cannot be decided: the addon that “%(kind)s” belongs to is not "
                    "installed. Ask the administrator to install it again.",
                    review=self.display_name,
                    kind=self.form_label,
                )
            )
        # sudo: see above
        return self.env[self.res_model].sudo().browse(self.res_id)

    def _get_roles(self):
        """Return the roles of which any holder is asked. A version before knew one only."""
        self.ensure_one()
        return split_names(self.roles or self.role)

    def _get_own_name(self):
        """Return what the step was called in the reader's language when the form was submitted."""
        self.ensure_one()
        names = self.names or {}
        return names.get(self.env.lang or "en_US") or names.get("en_US")

    def _get_step_name(self):
        """Return what the step is called in the language of the reader, see below."""
        self.ensure_one()
        return self._find_step_names()[self]

    def _find_step_names(self):
        """Return what the steps are called in the language of the reader.

        A language that came later than the form, and a version that kept one language only: the
        route tells the others, as long as the step is called so there. It is asked once for all.

        :return: dict review -> text
        """
        names = {review: review._get_own_name() or review.name for review in self}
        lang = self.env.lang or "en_US"
        foreign = self.filtered(lambda review: lang not in (review.names or {}))
        if not foreign:
            return names
        # sudo: what steps are called is no secret
        steps = (
            self.env["kam.approval.step"]
            .sudo()
            .search_fetch(
                [
                    ("route_id.model", "in", list(set(foreign.mapped("res_model")))),
                    ("company_id", "in", foreign.company_id.ids),
                ],
                ["company_id", "name", "route_id", "sequence"],
            )
        )
        languages = {"en_US", *(code for code, _name in self.env["res.lang"].get_installed())}
        known = {}
        for step in steps:
            for code in languages:
                called = step.with_context(lang=code).name
                key = (step.route_id.model, step.company_id.id, step.sequence, called)
                known.setdefault(key, step.name)
        for review in foreign:
            key = (review.res_model, review.company_id.id, review.sequence, names[review])
            names[review] = known.get(key, names[review])
        return names

    def action_open_form(self):
        """Open the form; where it went with its addon, what was decided on it.

        :return: a window action
        """
        arguments.one(self)
        document = not self.is_form_gone and self._get_document().exists()
        if document:
            # whoever reads the whole form opens that, not what was sent to somebody of it
            form = self.env[self.res_model].browse(self.res_id)
            document = form if form.has_access("read") else document
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name if document else self._name,
            "res_id": document.id if document else self.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # opening
    # ------------------------------------------------------------------

    def _open(self):
        """Begin the reviews: the clock runs, and those who may decide are told.

        Those for a superior that nobody is are passed over instead.

        :return: the reviews that have begun
        """
        self._place()
        begun = self - self._pass_without_superior()
        now, dues, vals_by_review = fields.Datetime.now(), {}, {}
        for review in begun:
            company, days, day_count = key = (
                review.company_id,
                review.deadline_days,
                review.day_count,
            )
            if key not in dues:
                dues[key] = company._kam_due(company._kam_day_of(now), days, day_count)
            vals_by_review[review] = {
                "state": "pending",
                "date_received": now,
                "date_due": min(dues[key], review.date_total_due or dues[key]),
            }
        protection.write_each(vals_by_review)
        begun._refresh_candidates(tell=False)
        begun._open_duties()
        begun._ask()
        return begun

    def _get_writable(self):
        """Return the names of the fields that the reviewers of this step fill."""
        self.ensure_one()
        names = split_names(self.writable_fields)
        form_model = self.env.get(self.res_model)
        if form_model is None:
            return names
        # a route may have been entered when it could still name what reviewers never fill
        return [name for name in names if form_model._is_fillable(name)]

    @api.model
    def _open_decision(self, reviews, decision=None, without=()):
        """Return the action that opens the dialog of decisions.

        :param reviews: what is decided
        :param str decision: the decision that is proposed, which names the dialog
        :param without: selected forms of which nothing is to be decided now; the dialog names them
        """
        decisions = dict(
            self.env["kam.approval.decide"]._fields["decision"]._description_selection(self.env)
        )
        return {
            "type": "ir.actions.act_window",
            "name": decisions.get(decision) or self.env._("Decide"),
            "res_model": "kam.approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_review_ids": reviews.ids,
                "default_left_out": "\n".join(form.display_name for form in without),
                **({"default_decision": decision} if decision else {}),
            },
        }
