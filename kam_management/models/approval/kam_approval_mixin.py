from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Command, Domain

from ... import transactions
from ...rules import routing
from ...rules.form_states import OPEN_STATES
from ...rules.review_states import GOING_ON_STATES

# What may change on a locked form: conversation and activities around it, not its content.
CONVERSATION_MODELS = ("mail.thread", "mail.activity.mixin")


class KamApprovalMixin(models.AbstractModel):
    """A form that is approved along the route of its model and company.

    A form model inherits this, has ``company_id`` and ``unit_id``, and says in the hooks what
    follows from a decision. Submitting freezes the steps as reviews; deciding them moves the form
    on. While it is in review and afterwards its content is locked, see :meth:`_check_write`.

    ``kam_approval_mixin_process``: what a form says for itself, to be overridden.
    ``kam_approval_mixin_duties``: until when its steps are decided, and it is corrected.
    ``kam_approval_mixin_fields``: which of its fields a step may let its reviewers fill.
    ``kam_approval_mixin_bulk``: what the user may do with a form, and doing it with many.
    """

    _name = "kam.approval.mixin"
    _description = "Form with Approval"
    _inherit = [
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]

    # False: a company may do without a route; submitting then completes the form at once
    _approval_required = True
    # names of the fields that approval binds, lines by the field that holds them: they are locked,
    # counted and signed, the others follow the form's own rules; None: all content
    _approval_binds = None

    approval_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("in_review", "In review"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="Approval",
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    approval_round = fields.Integer(
        string="Round", copy=False, help="How often the form was submitted."
    )
    cancel_code = fields.Char(
        copy=False, help="A reason that is worded for the reader, or what somebody wrote."
    )
    cancel_params = fields.Json(copy=False)
    cancel_reason = fields.Char(compute="_compute_cancel_reason")
    review_ids = fields.One2many(
        "kam.approval.review",
        "res_id",
        string="Reviews",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
        readonly=True,
    )
    # For record rules, which read as superuser. What a relation holds in the cache is the same for
    # everybody: asking `review_ids` would then show people reviews that they may not read.
    all_review_ids = fields.One2many(
        "kam.approval.review",
        "res_id",
        string="All Reviews",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
    )
    submitted_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_submitted = fields.Datetime(string="Submitted On", copy=False)
    date_first_submitted = fields.Date(string="Clock Runs From", copy=False)
    date_total_due = fields.Date(string="To Be Decided By", copy=False, index="btree_not_null")
    date_closed = fields.Datetime(string="Decided On", copy=False)
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="I wrote or submitted it, or am in charge of it.",
    )
    is_waiting_for_me = fields.Boolean(
        string="Waiting for Me",
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
    )
    date_due = fields.Date(
        string="Due On", compute="_compute_date_due", help="Of the step that is waiting."
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="What is waiting should have been done before today.",
    )
    waiting_for = fields.Char(
        compute="_compute_waiting_for", help="Whose turn it is, step by step."
    )
    can_submit = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_complete = fields.Boolean(compute="_compute_can")
    can_extend = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_give_up = fields.Boolean(compute="_compute_can")
    missing = fields.Text(
        string="To Do Before Submitting",
        compute="_compute_missing",
        help="What the form still lacks, one thing per line.",
    )
    return_note = fields.Text(
        compute="_compute_return_note", help="Who returned the form last, and why."
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "approval_state",
            "approval_round",
            "cancel_code",
            "cancel_params",
            "cancel_reason",
            "submitted_by_id",
            "date_submitted",
            "date_first_submitted",
            "date_total_due",
            "date_closed",
        }

    @api.depends(lambda self: self._get_in_charge_fields())
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for form in self:
            form.is_mine = form._is_of(self.env.user)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        mine = Domain.OR(Domain(name, "=", self.env.uid) for name in self._get_in_charge_fields())
        return mine if True in value else ~mine

    @api.depends("review_ids.state", "review_ids.candidate_ids", "review_ids.delegate_ids")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        for form in self:
            form.is_waiting_for_me = any(form.review_ids.mapped("is_mine"))

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("review_ids", "any", [("is_mine", "in", list(value))])]

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_date_due(self):
        for form in self:
            pending = form.review_ids.filtered(lambda review: review.state == "pending")
            form.date_due = min(pending.mapped("date_due"), default=False)

    # ------------------------------------------------------------------
    # submitting and taking back
    # ------------------------------------------------------------------

    def action_submit(self):
        """Submit the forms: their steps are frozen and the first one begins.

        :return: True
        :raise UserError: when a form is no draft, incomplete, or nobody could decide a step
        :raise AccessError: for whoever may not write the form
        """
        for form in self:
            form._submit()
        return True

    def _submit(self):
        self.ensure_one()
        self.check_access("write")
        self._serialise()
        self._check_state("draft")
        self._check_needs_approval()
        self._check_submittable()
        # sudo: submitting makes reviews, which nobody writes themselves; the right to write the
        # form was checked
        form = self.sudo()
        route = self._get_route()
        if not route:
            form._close_correction()
            form._complete()
            return
        form._close_correction()
        first_day = form.date_first_submitted or form._get_approval_first_day()
        form._protected_write(
            {
                "approval_state": "in_review",
                "approval_round": form.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": fields.Datetime.now(),
                "date_first_submitted": first_day,
                "date_total_due": route._get_total_due(first_day),
                "cancel_code": False,
                "cancel_params": False,
            }
        )
        reviews = (
            self.env["kam.approval.review"]
            .sudo()  # sudo: as above
            ._protected_create(form._prepare_reviews(route))
        )
        reviews._pass_unneeded(form)
        form._check_decidable(route, reviews)
        form._on_submitted()
        form._open_next()

    def _complete(self):
        """Complete a form that needs nobody's approval."""
        self._protected_write(
            {
                "approval_round": self.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": fields.Datetime.now(),
                "date_first_submitted": self.date_first_submitted or self._get_approval_first_day(),
                "cancel_code": False,
                "cancel_params": False,
            }
        )
        self._on_submitted()
        self._end_round("approved")
        self._on_approved()

    def _get_route(self):
        self.ensure_one()
        route = self.env["kam.approval.route"]._find(self._name, self.company_id)
        if not route and not self._approval_required:
            return route
        if not route:
            raise UserError(
                self.env._(
                    "%(form)s has no approval route in %(company)s: an administrator of key "
                    "accounts enters one under Configuration.",
                    form=self.env["ir.model"]._get(self._name).name,
                    company=self.company_id.name,
                )
            )
        if not self._get_approval_unit():
            raise UserError(
                self.env._(
                    "“Unit” of %(form)s is empty: nobody would decide.", form=self.display_name
                )
            )
        return route

    def _get_authors(self):
        """Return who wrote the form: who created it, and who submitted it in any round."""
        return self.create_uid | self.submitted_by_id | self.review_ids.author_ids

    def _prepare_reviews(self, route):
        unit = self._get_approval_unit()
        shared = {
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "company_id": self.company_id.id,
            "unit_id": unit.id,
            "round": self.approval_round,
            "day_count": route.day_count,
            "allow_same_reviewer": route.allow_same_reviewer,
            "on_total_limit": route.on_total_limit,
            "date_total_due": self.date_total_due,
            "author_ids": [Command.set(self._get_authors().ids)],
        }
        vals_list = []
        for step in route.step_ids:
            vals = {
                **shared,
                **step._prepare_review_vals(),
                "review_unit_id": step._get_unit(unit).id,
            }
            if step.per_department:
                vals_list += [
                    {**vals, "department_id": department.id}
                    for department in self._get_approval_departments()
                ]
            else:
                vals_list.append(vals)
        return vals_list

    def _check_decidable(self, route, reviews):
        """Refuse to submit what nobody, or only one person for two steps, could decide.

        Steps that are passed over where nobody is above, and those that lapse, want nobody.
        """
        asked = reviews.filtered(lambda review: review.state == "waiting" and review._is_sure())
        levels = asked._find_levels(asked._find_excluded())
        # all levels count: whoever has decided another step leaves theirs to the unit above
        candidates = {review: self.env["res.users"].union(*levels[review]) for review in asked}
        stuck = next((review for review in asked if not candidates[review]), None)
        if stuck is None:
            exclusive = [review for review in asked if review._is_exclusive()]
            index = routing.find_unassignable([candidates[review].ids for review in exclusive])
            stuck = exclusive[index] if index is not None else None
        if stuck is not None or not reviews:
            step = stuck.step_name if reviews else route.name
            raise UserError(
                self.env._(
                    "Nobody could decide “%(step)s” of %(form)s: enter a position for it, held by "
                    "somebody who neither wrote the form nor decides another step.",
                    step=step,
                    form=self.display_name,
                )
            )

    def action_give_up(self):
        """Cancel drafts that were submitted before and will not be submitted again.

        :return: True
        :raise UserError: for a form that is no draft, or one that revises an approved edition
        :raise AccessError: for whoever may not write the form
        """
        for form in self:
            form.check_access("write")
            form._serialise()
            form._check_state("draft")
            form._check_may_be_given_up()
            form._end_cancelled("given_up", user=self.env.user.name)
        return True

    def action_withdraw(self):
        """Take the forms back for correction, as whoever created or submitted them.

        :return: True
        :raise UserError: when a form is not in review
        :raise AccessError: for everybody else
        """
        for form in self:
            form.check_access("read")
            form._serialise()
            form._check_state("in_review")
            if not form._may_withdraw():
                raise AccessError(
                    self.env._(
                        "%(form)s is withdrawn by who created or submitted it.",
                        form=form.display_name,
                    )
                )
            form._end_round("draft")
            form._on_withdrawn()
        return True

    def _cancel(self, reason, **params):
        """End forms that something else has overtaken.

        :param str reason: a code of ``_get_cancel_reasons``, or what somebody wrote
        :param params: what the words of the reason name, as texts
        """
        # sudo: the process that overtakes the form has checked who may
        for form in self.sudo().filtered(lambda form: form.approval_state in OPEN_STATES):
            form._end_cancelled(reason, **params)

    def _end_cancelled(self, reason, **params):
        self._end_round("cancelled", cancel_code=reason, cancel_params=params)
        self._on_cancelled()

    def _check_state(self, state):
        if self.approval_state != state:
            states = dict(self._fields["approval_state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(form)s is “%(state)s”; this is possible for “%(wanted)s” only.",
                    form=self.display_name,
                    state=states[self.approval_state],
                    wanted=states[state],
                )
            )

    # ------------------------------------------------------------------
    # moving on
    # ------------------------------------------------------------------

    def _serialise(self):
        """Let those who act on the form at once come one after the other."""
        transactions.serialise(self)
        self.env.invalidate_all()

    def _get_round_reviews(self):
        return self.review_ids.filtered(lambda review: review.round == self.approval_round)

    def _open_next(self):
        """Open the next steps of the round; with none left the form is approved."""
        self.ensure_one()
        while waiting := self._get_round_reviews().filtered(
            lambda review: review.state == "waiting"
        ):
            sequence = min(waiting.mapped("sequence"))
            # steps for a superior whom nobody is are left out
            if waiting.filtered(lambda review: review.sequence == sequence)._open():  # noqa: B023
                return
        self._end_round("approved")
        self._on_approved()

    def _on_review_decided(self, review):
        """Move on after a decision; called by the review, which has checked it."""
        self.ensure_one()
        self.invalidate_recordset(["review_ids", "all_review_ids"])
        if review.state in GOING_ON_STATES:
            pending = self._get_round_reviews().filtered(lambda other: other.state == "pending")
            if pending:
                # whoever has decided this step leaves those beside it to others
                pending._refresh_candidates()
                # what waited only because nobody else had decided
                pending._lapse()
            else:
                self._open_next()
        elif review.state == "returned":
            self._end_round("draft")
            self._open_correction()
            self._on_returned()
        else:
            self._end_round("rejected")
            self._on_rejected()

    def _end_round(self, state, **vals):
        """End the round and let the form be in a state. What follows is said in the hooks."""
        self.ensure_one()
        # sudo: reviews belong to the engine; who may end the round was checked
        form = self.sudo()
        form._get_round_reviews()._cancel_open()
        if state in ("rejected", "cancelled"):
            form.env["kam.deadline"]._cancel(form, "form_cancelled")
        if state != "draft":
            vals["date_closed"] = fields.Datetime.now()
        form._protected_write({"approval_state": state, **vals})

    # ------------------------------------------------------------------
    # late: from the day after it was due, where its company works
    # ------------------------------------------------------------------

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_is_late(self):
        for form in self:
            due = form._get_next_due()
            form.is_late = bool(due) and form.company_id._kam_today() > due

    def _get_next_due(self):
        """Return the day until which the form is due where it stands. To be overridden."""
        self.ensure_one()
        return self.date_due

    @api.model
    def _get_late_domain(self, today):
        """Return the domain of the forms that were due before a day. To be overridden.

        :param date today: the day it is in the company of the forms
        """
        return Domain("review_ids", "any", [("state", "=", "pending"), ("date_due", "<", today)])

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        # in the zone of each company, not of the reader
        late = Domain.OR(
            Domain("company_id", "=", company.id) & self._get_late_domain(company._kam_today())
            for company in self.env.companies
        )
        return late if True in value else ~late

    # ------------------------------------------------------------------
    # locked while in review and afterwards
    # ------------------------------------------------------------------

    # The content of a form changes in draft only. In review, the reviewers whose turn it is fill
    # the fields that their step names; a name with a dot, ``line_ids.decision``, opens one field of
    # the lines.

    def _check_write(self, vals):
        """Refuse changes of locked forms.

        :raise UserError: naming the form and the field
        """
        self._check_unlocked(vals.keys())
        super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for form in self:
            if form.approval_state != "draft" or form.approval_round:
                raise UserError(
                    self.env._(
                        "%(form)s was submitted and stays in the records. Give it up instead.",
                        form=form.display_name,
                    )
                )

    def _check_unlocked(self, names):
        """Refuse unless all fields may change now.

        :param names: names of fields of the form, or ``line_ids.field`` of its lines
        :raise UserError: naming the form and the field
        """
        bound = self._find_bound(names)
        for form in self:
            if form.approval_state == "draft":
                continue
            refused = {name for name in bound if not form._is_writable(name)}
            if refused:
                form._refuse_locked(min(refused))

    @api.model
    def _find_bound(self, names):
        """Return those of some fields that approval binds: the content, not the conversation.

        :param names: as for :meth:`_check_unlocked`
        :return: a set of names
        """
        conversation = {
            name for model in CONVERSATION_MODELS for name in self.env[model]._fields
        } - set(models.MAGIC_COLUMNS)
        content = set(names) - conversation - self._get_protected_fields()
        binding = self._get_binding_fields()
        return {name for name in content if binding is None or name.split(".")[0] in binding}

    @api.model
    def _get_binding_fields(self):
        """Return the names of the fields that approval binds; None for all content.

        Whose form it is belongs to them in any case. To be extended.
        """
        if self._approval_binds is None:
            return None
        return {*self._approval_binds, "company_id", "unit_id"}

    def _is_writable(self, name):
        """Tell whether the user may fill a field of a form in review."""
        self.ensure_one()
        # sudo: the steps that are pending decide, whoever may read them
        mine = self.sudo().all_review_ids.filtered("is_mine")
        opened = {field for review in mine for field in review._get_writable()}
        # writing lines through the form passes here; the lines check their own fields
        lines, _dot, line_field = name.partition(".")
        may_fill = line_field in ("", "id") or self._is_fillable(name)
        return (
            name in opened
            or (lines in opened and may_fill)
            or any(field.startswith(f"{name}.") for field in opened)
        )

    def _refuse_locked(self, name):
        states = dict(self._fields["approval_state"]._description_selection(self.env))
        field = self._fields.get(name.split(".")[0])
        raise UserError(
            self.env._(
                "“%(field)s” of %(form)s cannot be changed: the form is “%(state)s”. "
                "Withdraw it, let it be returned, or revise it.",
                field=field._description_string(self.env) if field else name,
                form=self.display_name,
                state=states[self.approval_state],
            )
        )
