from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain

from ... import relations
from ...rules.form_states import OPEN_STATES
from ...rules.review_states import GOING_ON_STATES
from ...searching import by_tick

# What may change on a locked form: conversation and activities around it, not its content.
CONVERSATION_MODELS = ("mail.thread", "mail.activity.mixin")


class KamApprovalMixin(models.AbstractModel):
    """A form that is approved along the route of its model and company.

    A form model inherits this, has ``company_id`` and ``unit_id``, and says in the hooks what
    follows from a decision. Submitting freezes the steps as reviews; deciding them moves the form
    on. While it is in review and afterwards its content is locked, see :meth:`_check_write`.

    ``kam_approval_mixin_process``: what a form says for itself, to be overridden.
    ``kam_approval_mixin_submit``: submitting.
    ``kam_approval_mixin_duties``: until when its steps are decided, and it is corrected.
    ``kam_approval_mixin_fields``: which of its fields a step may let its reviewers fill.
    ``kam_approval_mixin_standing``: how its approval stands, as people read it.
    ``kam_approval_mixin_mail``: what mails say of it, and who is told of its steps.
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
    # False: nobody ever approves such forms, they go their own way from stage to stage
    _is_approved = True
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
    approval_standing = fields.Selection(
        [
            ("draft", "Draft"),
            ("in_review", "In review"),
            ("approved", "Approved"),
            ("complete", "No approval needed"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="State of Approval",
        compute="_compute_approval_standing",
        store=True,
        index=True,
        group_expand="_expand_approval_standing",
        help="As people read it: a form that is complete without anybody's decision says so.",
    )
    approval_needed = fields.Boolean(
        string="Needs Approval", compute="_compute_approval_needed", help="Somebody approves it."
    )
    approval_round = fields.Integer(
        string="Round", copy=False, help="How often the form was submitted."
    )
    cancel_code = fields.Char(
        copy=False, help="A reason that is worded for the reader, or what somebody wrote."
    )
    cancel_params = fields.Json(copy=False)
    cancel_reason = fields.Char(compute="_compute_cancel_reason")
    review_ids = relations.One2many(
        "kam.approval.review",
        "res_id",
        string="Reviews",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
        readonly=True,
    )
    # For record rules, which read as superuser. What a relation holds in the cache is the same for
    # everybody: asking `review_ids` would then show people reviews that they may not read.
    all_review_ids = relations.One2many(
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
    can_delete = fields.Boolean(compute="_compute_can_delete")
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
            "approval_standing",
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
        mine = Domain.OR(Domain(name, "=", self.env.uid) for name in self._get_in_charge_fields())
        return by_tick(operator, value, mine)

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
        self._submit()
        return True

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
        self._tell_taken_back()
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
        self._tell_taken_back()
        return True

    def _cancel(self, reason, **params):
        """End forms that something else has overtaken.

        :param str reason: a code of ``_get_cancel_reasons``, or what somebody wrote
        :param params: what the words of the reason name, as texts
        """
        # sudo: the process that overtakes the form has checked who may
        forms = self.sudo().filtered(lambda form: form.approval_state in OPEN_STATES)
        for form in forms:
            form._end_cancelled(reason, **params)
        forms._tell_taken_back()

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
                    state=self._word_standing(),
                    wanted=states[state],
                )
            )

    # ------------------------------------------------------------------
    # moving on
    # ------------------------------------------------------------------

    def _get_round_reviews(self):
        return self.review_ids.filtered(lambda review: review.round == self.approval_round)

    def _open_next(self):
        """Open the next steps of the rounds; a form with none left is approved."""
        left, ended = self, self.browse()
        while left:
            upcoming = self.env["kam.approval.review"]
            for form in left:
                waiting = form._get_round_reviews().filtered(
                    lambda review: review.state == "waiting"
                )
                first = min(waiting.mapped("sequence"), default=None)
                upcoming |= waiting.filtered(lambda review: review.sequence == first)  # noqa: B023
            open_ids, begun_ids = set(upcoming.mapped("res_id")), set()
            if upcoming:
                begun_ids.update(upcoming._open().mapped("res_id"))
            ended |= left.filtered(lambda form: form.id not in open_ids)  # noqa: B023
            # steps for a superior whom nobody is are left out
            left = left.filtered(lambda form: form.id in open_ids - begun_ids)  # noqa: B023
        if ended:
            ended._end_round("approved")
            ended._on_all_approved()

    def _on_reviews_decided(self, state):
        """Move on after one decision on each form; called by the reviews, which have checked it.

        :param str state: what each of the reviews has become
        """
        self.invalidate_recordset(["review_ids", "all_review_ids"])
        if state in GOING_ON_STATES:
            free = self.browse()
            for form in self:
                pending = form._get_round_reviews().filtered(lambda other: other.state == "pending")
                if pending:
                    # whoever has decided this step leaves those beside it to others
                    pending._refresh_candidates()
                    # what waited only because nobody else had decided
                    pending._lapse()
                else:
                    free |= form
            free._open_next()
        elif state == "returned":
            self._end_round("draft")
            self._open_correction()
            for form in self:
                form._on_returned()
        else:
            self._end_round("rejected")
            self._on_all_rejected()

    def _end_round(self, state, **vals):
        """End the rounds and let the forms be in a state. What follows is said in the hooks."""
        # sudo: reviews belong to the engine; who may end the round was checked
        forms = self.sudo()
        reviews = forms.env["kam.approval.review"]
        reviews.concat(*(form._get_round_reviews() for form in forms))._cancel_open()
        if state in ("rejected", "cancelled"):
            forms.env["kam.deadline"]._cancel(forms, "form_cancelled")
        if state != "draft":
            vals["date_closed"] = fields.Datetime.now()
        forms._protected_write({"approval_state": state, **vals})

    # ------------------------------------------------------------------
    # late: from the day after it was due, where its company works
    # ------------------------------------------------------------------

    @api.depends("review_ids.state", "review_ids.date_due")
    def _compute_is_late(self):
        for form in self:
            due, company = form._get_next_due(), form.company_id
            # one that is just begun may be of no company yet
            form.is_late = bool(due and company) and company._kam_today() > due

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
        # in the zone of each company, not of the reader
        late = Domain.OR(
            Domain("company_id", "=", company.id) & self._get_late_domain(company._kam_today())
            for company in self.env.companies
        )
        return by_tick(operator, value, late)

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
            if form._stays_in_records():
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
        for form, locked in self._find_locked(names).items():
            form._refuse_locked(min(locked))

    def _find_locked(self, names):
        """Return which of some fields may not change now. To be extended by what else locks a form.

        :param names: as for :meth:`_check_unlocked`
        :return: dict form -> set of names; forms of which all may change are left out
        """
        bound = self._find_bound(names)
        found = {}
        for form in self.filtered(lambda form: form.approval_state != "draft"):
            if locked := {name for name in bound if not form._is_writable(name)}:
                found[form] = locked
        return found

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
        field = self._fields.get(name.split(".")[0])
        raise UserError(
            self.env._(
                "“%(field)s” of %(form)s cannot be changed: %(lock)s",
                field=field._description_string(self.env) if field else name,
                form=self.display_name,
                lock=self._word_lock(),
            )
        )

    def _word_lock(self):
        """Return what locks the form, and what opens it, as the end of a sentence."""
        self.ensure_one()
        return self.env._(
            "the form is “%s”. Withdraw it, let it be returned, or revise it.",
            self._word_standing(),
        )
