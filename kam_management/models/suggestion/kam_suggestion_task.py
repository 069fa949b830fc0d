from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ... import arguments
from ...rules import suggestions, texts
from ...searching import by_tick
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES

# Whoever only carries something out reads nothing of the suggestion besides the customer's name.
ACCOUNT_GROUPS = "kam_management.group_kam_representative,kam_management.group_kam_administrator"


class KamSuggestionTask(models.Model):
    """What is done to carry out a suggestion that was adopted (scheme, one.3, 7), and by whom.

    Owed by a person or by a department, as a dated duty. Who owes it reads this and nothing else of
    key accounts.

    ``kam_suggestion_task_duties``: by when, My Day, and who is told.
    """

    _name = "kam.suggestion.task"
    _description = "Task of a Suggestion"
    _inherit = ["kam.root.company.mixin", "kam.deadline.mixin", "kam.protected.mixin"]
    _order = "date_due, id"
    _entity_fields = ("user_id", "department_id")
    _colleague_fields = ("user_id",)

    _protected_fields = frozenset(
        {
            "suggestion_id",
            "company_id",
            "state",
            "date_due_first",
            "date_done",
            "done_by_id",
            "cancel_reason",
        }
    )
    _protected_except_on_create = frozenset({"suggestion_id"})
    # what whoever carries it out writes down
    _worker_fields = frozenset({"progress", "note"})

    suggestion_id = fields.Many2one(
        "kam.suggestion",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        groups=ACCOUNT_GROUPS,
        domain="[('decision', '=', 'adopted'), ('state', 'in', ('executing', 'replied'))]",
    )
    customer_name = fields.Char(
        string="Whose Suggestion", compute="_compute_customer_name", compute_sudo=True
    )
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True, index=True)
    name = fields.Char(
        string="What Is to Be Done", required=True, help="What is carried out, in a few words."
    )
    description = fields.Text(string="Details")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible Person",
        index="btree_not_null",
        ondelete="restrict",
        domain=COLLEAGUES,
        help="Who carries it out; or a department.",
    )
    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        ondelete="restrict",
        help="Which department carries it out; or a person.",
    )
    date_due = fields.Date(string="To Be Done By", required=True, index=True)
    date_due_first = fields.Date(
        string="First To Be Done By", readonly=True, copy=False, help="Figures go by this day."
    )
    progress = fields.Integer(
        string="Done So Far (%)", default=0, aggregator="avg", help="From 0 to 100."
    )
    note = fields.Text(string="What Was Done", help="How far it is, and what came of it.")
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("cancelled", "Not needed any more")],
        string="State of the Task",
        required=True,
        default="open",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_done = fields.Datetime(string="Done At", copy=False)
    done_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    cancel_reason = fields.Char(string="Why Not Needed", copy=False)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late", compute_sudo=False
    )
    is_mine = fields.Boolean(string="Mine", compute="_compute_can", search="_search_is_mine")
    can_plan = fields.Boolean(compute="_compute_can")

    _progress_possible = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)", "“Done So Far (%)” runs from 0 to 100."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Done” and “Not Needed” write it down, with who did it.")

    @api.depends("suggestion_id.partner_id.name")
    def _compute_customer_name(self):
        for task in self:
            task.customer_name = task.suggestion_id.partner_id.name

    @api.depends("state", "date_due", "company_id")
    def _compute_is_late(self):
        for task in self:
            day = task.date_due
            is_open = task.state == "open" and bool(day)
            task.is_late = is_open and day < task.company_id._kam_today()

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain("state", "=", "open") & self._get_past_domain("date_due")
        return by_tick(operator, value, late)

    @api.depends("state", "open_deadline_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        # sudo: who owes it stands in the deadline
        duties = self.env["kam.deadline"].sudo()._find_open(self)
        mine = {duty.res_id for duty in duties if self.env.user in duty.worker_ids}
        for task in self:
            task.is_mine = task.id in mine
            # sudo: who leads the suggestion counts, whoever asks
            suggestion = task.sudo().suggestion_id.with_user(self.env.user)
            task.can_plan = not suggestion or suggestion._answers()

    @api.model
    def _search_is_mine(self, operator, value):
        mine = Domain("open_deadline_ids", "any", [("is_mine", "=", True)])
        return by_tick(operator, value, mine)

    # ------------------------------------------------------------------
    # what holds of each
    # ------------------------------------------------------------------

    @api.constrains("name")
    def _check_name(self):
        for task in self:
            if not texts.trimmed(task.name):
                raise ValidationError(
                    self.env._("“%s” is blank: say what is done.", self._get_label("name"))
                )

    @api.constrains("user_id", "department_id")
    def _check_owner(self):
        for task in self:
            if bool(task.user_id) == bool(task.department_id):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” is carried out by one person or by one department: fill in "
                        "“%(person)s” or “%(department)s”.",
                        task=task.name,
                        person=self._get_label("user_id"),
                        department=self._get_label("department_id"),
                    )
                )

    @api.constrains("date_due")
    def _check_date_due(self):
        for task in self:
            today = task.company_id._kam_today()
            last = fields.Date.add(today, days=suggestions.LONGEST_TASK)
            if task.date_due and task.date_due > last:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(task)s”: enter a day until %(last)s.",
                        field=self._get_label("date_due"),
                        task=task.name,
                        last=format_date(self.env, last),
                    )
                )

    # ------------------------------------------------------------------
    # who writes what
    # ------------------------------------------------------------------

    def _find_suggestions(self):
        """Return the suggestions, with the rights of the user, who need not read them."""
        # sudo: of which suggestion it is counts, whoever asks
        return self.sudo().suggestion_id.with_env(self.env)

    @api.model
    def _complete_create(self, vals_list):
        """Plan tasks of suggestions that were adopted.

        :raise UserError: without a suggestion, or for one that was not adopted
        :raise AccessError: for all but those who answer the customer
        """
        vals_list = [
            self._add_missing_default_values(vals) for vals in super()._complete_create(vals_list)
        ]
        ids = {vals.get("suggestion_id") for vals in vals_list} - {None, False}
        if not ids or not all(vals.get("suggestion_id") for vals in vals_list):
            raise UserError(
                self.env._("A task belongs to a suggestion that was adopted: add it there.")
            )
        found = self.env["kam.suggestion"].browse(ids)
        found.check_access("read")
        found._check_answers()
        found._check_carried_out()
        today = self.env.company.root_id._kam_today()
        return [{**vals, "date_due_first": vals.get("date_due") or today} for vals in vals_list]

    @api.model_create_multi
    def create(self, vals_list):
        """Plan tasks: each is owed from now on."""
        tasks = super().create(vals_list)
        tasks._open_duty()
        return tasks

    def _check_write(self, vals):
        """See the base method: planned by who answers, progress by who carries it out.

        :raise UserError: for what is over
        :raise AccessError: for everybody else
        """
        super()._check_write(vals)
        if not vals:
            return
        self.check_access("write")
        for task in self:
            task._check_open()
            is_worker = task.is_mine and vals.keys() <= self._worker_fields
            if not is_worker and not task.can_plan:
                raise AccessError(
                    self.env._(
                        "“%s” is planned by whoever answers the customer. Who carries it out "
                        "writes down how far it is.",
                        task.name,
                    )
                )

    def write(self, vals):
        """Change tasks; what they owe follows."""
        result = super().write(vals)
        if {"name", "user_id", "department_id", "date_due"} & vals.keys():
            self._open_duty()
        return result

    def _check_unlink(self):
        """See the base method: what was planned stays.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(
                self.env._(
                    "“%s” was planned, and stays: choose “Not Needed”, with the reason.",
                    self[:1].name,
                )
            )

    def _check_open(self):
        for task in self:
            if task.state != "open":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(task)s” is “%(state)s”, and stays as it is.",
                        task=task.name,
                        state=labels[task.state],
                    )
                )

    # ------------------------------------------------------------------
    # ending
    # ------------------------------------------------------------------

    def action_done(self, note=""):
        """Say that tasks are done, and what came of it.

        :param str note: what was done; by default what stands there
        :return: True
        :raise UserError: without a note, or for what is over
        :raise AccessError: for all but those who carry it out or answer the customer
        """
        self.check_access("read")
        note = arguments.text(self.env, self._get_label("note"), note)
        self._serialise()
        for task in self:
            task._check_open()
            if not (task.is_mine or task.can_plan):
                raise AccessError(self.env._("“%s” is carried out by somebody else.", task.name))
            said = note or (task.note or "").strip()
            if not said:
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(task)s” is empty: say what was done.",
                        field=self._get_label("note"),
                        task=task.name,
                    )
                )
            # sudo: the process's own fields; who may was checked
            task.sudo()._protected_write(
                {
                    "state": "done",
                    "note": said,
                    "progress": 100,
                    "date_done": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                }
            )
        self._close_duty()
        self._tell_done()
        self._find_suggestions()._settle_if_done()
        return True

    def action_cancel(self, reason=""):
        """Say that tasks are not needed any more.

        :param str reason: why
        :return: True
        :raise UserError: for what is over
        :raise AccessError: for all but those who answer the customer
        """
        self.check_access("read")
        reason = arguments.text(self.env, self._get_label("cancel_reason"), reason)
        self._serialise()
        for task in self:
            task._check_open()
        self._find_suggestions()._check_answers()
        self._drop(reason)
        self._find_suggestions()._settle_if_done()
        return True

    def _drop(self, reason=""):
        """End tasks that are not needed any more."""
        # sudo: the process's own fields; who may was checked
        own = self.sudo().filtered(lambda task: task.state == "open")
        own._protected_write({"state": "cancelled", "cancel_reason": reason or False})
        self.env["kam.deadline"]._cancel(own, "not_needed")

    def action_view_suggestion(self):
        """Open the suggestion, for those who may read it.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion",
            "res_id": self._find_suggestions().id,
            "view_mode": "form",
        }
