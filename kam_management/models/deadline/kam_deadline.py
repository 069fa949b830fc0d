from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import arguments, relations
from ...queries.my_day import my_day
from ...rules.deadlines import standing
from .kam_deadline_kind import AUDIENCES

STANDINGS = [("late", "Late"), ("today", "Due today"), ("coming", "Coming")]
FINAL_STATES = ("kept", "late", "missed", "cancelled")


class KamDeadline(models.Model):
    """One dated duty: who owes what until when, and whether it was kept.

    Processes open, move, close and cancel duties; nobody writes them by hand. The key is kind,
    record and slot, of which one is open at a time.

    - ``kam_deadline_process``: opening, moving, closing, cancelling
    - ``kam_deadline_people``: who owes it and who works on it, kept up to date
    - ``kam_deadline_job``: reminders, escalation, what follows when the day has passed
    """

    _name = "kam.deadline"
    _description = "Deadline"
    _inherit = ["kam.guarded.mixin"]
    _order = "date_due, id"
    _rec_name = "title"

    _guard_final_states = FINAL_STATES
    _guard_mutable_fields = (
        "title",
        "unit_id",
        "role",
        "department_id",
        "date_due",
        "days_late_before",
        "state",
        "date_done",
        "days_late",
        "done_by_id",
        "on_behalf_of_id",
        "reason",
        "level",
        "date_told",
        "date_reminded",
        "date_passed",
        "failure",
    )
    # what was due is said by the documents themselves, whose decisions are sealed
    _is_sealed = False
    _guard_relations = ("user_ids", "worker_ids", "told_ids")

    kind_id = fields.Many2one(
        "kam.deadline.kind", string="What", required=True, readonly=True, ondelete="restrict"
    )
    # frozen: what a kind says later does not change who may read what has ended
    code = fields.Char(required=True, readonly=True, index=True)
    audience = fields.Selection(AUDIENCES, string="Seen By", required=True, readonly=True)
    is_counted = fields.Boolean(related="kind_id.is_counted")
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Related Record", model_field="res_model", required=True, readonly=True
    )
    slot = fields.Char(
        required=True,
        readonly=True,
        default="",
        help="Tells several duties of one kind on one document apart.",
    )
    title = fields.Char(
        string="Document Name", required=True, readonly=True, help="Shown to whoever owes the duty."
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("kam.unit", readonly=True, index=True, ondelete="restrict")
    role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(), readonly=True
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    user_ids = fields.Many2many(
        "res.users",
        relation="kam_deadline_user_rel",
        column1="deadline_id",
        column2="user_id",
        string="Owed By",
        readonly=True,
        context={"active_test": False},
    )
    # record rules and My Day read only this
    worker_ids = fields.Many2many(
        "res.users",
        relation="kam_deadline_worker_rel",
        column1="deadline_id",
        column2="user_id",
        string="Waiting For",
        readonly=True,
        context={"active_test": False},
        help="Who owes it, and who acts for them today.",
    )
    told_ids = fields.Many2many(
        "res.users",
        relation="kam_deadline_told_rel",
        column1="deadline_id",
        column2="user_id",
        string="Told That It Is Late",
        readonly=True,
        context={"active_test": False},
    )
    date_open = fields.Date(string="Since", required=True, readonly=True)
    date_due = fields.Date(string="Due", required=True, readonly=True, index=True)
    date_due_first = fields.Date(string="First Due", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "To do"),
            ("kept", "Kept"),
            ("late", "Done late"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_done = fields.Date(string="Ended On", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="avg")
    days_late_before = fields.Integer(
        string="Days Late Before It Was Moved",
        readonly=True,
        aggregator=None,
        help="What was late stays late, even when a later day was agreed afterwards.",
    )
    done_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    on_behalf_of_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reason = fields.Char(string="Code of the Reason", readonly=True)
    reason_text = fields.Char(string="Reason", compute="_compute_reason_text")
    level = fields.Integer(
        string="Told So Far",
        readonly=True,
        aggregator=None,
        help="How many levels above have been told that it is late.",
    )
    date_told = fields.Date(string="Last Told On", readonly=True)
    date_reminded = fields.Date(string="Reminded On", readonly=True)
    # when the record was told that the day has passed; once
    date_passed = fields.Date(readonly=True)
    failure = fields.Char(
        readonly=True, help="Why the job could not do what follows when the day has passed."
    )
    is_late = fields.Boolean(string="Late", compute="_compute_standing", search="_search_is_late")
    standing = fields.Selection(
        STANDINGS,
        compute="_compute_standing",
        search="_search_standing",
        help="Where an open duty stands today, where its company works.",
    )
    days_left = fields.Integer(compute="_compute_standing", help="Negative when it is late.")
    is_mine = fields.Boolean(string="Mine", compute="_compute_is_mine", search="_search_is_mine")
    move_ids = relations.One2many("kam.deadline.move", "deadline_id", string="Moved")

    _one_open = models.UniqueIndex(
        "(kind_id, res_model, res_id, slot) WHERE state = 'open'",
        "This duty is open already.",
    )
    _document_idx = models.Index("(res_model, res_id)")
    _open_due_idx = models.Index("(company_id, date_due) WHERE state = 'open'")

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Duties begin and end with what they are about: act on the document.")

    @api.model
    def _get_reasons(self):
        """Return the reasons that are stored as codes, worded for the reader.

        :return: dict code -> text; extended with ``super() | {...}``
        """
        return {
            "deleted": self.env._("The document was deleted"),
            "uninstalled": self.env._("The application was removed"),
            "updated": self.env._("Changed with the document"),
            "not_needed": self.env._("Not needed any more"),
        }

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        reasons = self._get_reasons()
        for deadline in self:
            deadline.reason_text = reasons.get(deadline.reason, deadline.reason)

    @api.depends("state", "date_due", "days_late_before")
    def _compute_standing(self):
        todays = {company: company._kam_today() for company in self.company_id}
        for deadline in self:
            left = (deadline.date_due - todays[deadline.company_id]).days
            deadline.days_left = left
            deadline.standing = deadline.state == "open" and standing(
                left, deadline.days_late_before
            )
            deadline.is_late = deadline.standing == "late"

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        return Domain("standing", "=", "late")

    @api.model
    def _search_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        # in the zone of each company, not of the reader
        parts = [
            Domain("company_id", "=", company.id)
            & self._standing_domain(name, company._kam_today())
            for company in self.env.companies
            for name in dict(STANDINGS)
            if name in value
        ]
        found = Domain("state", "=", "open") & Domain.OR(parts)
        # what has ended stands nowhere any more
        return found | Domain("state", "!=", "open") if False in value else found

    @api.model
    def _standing_domain(self, name, today):
        """Return the domain of what stands like this on a day of the company, among the open."""
        was_late = Domain("days_late_before", ">", 0)
        if name == "late":
            return Domain("date_due", "<", today) | was_late
        if name == "today":
            return Domain("date_due", "=", today) & ~was_late
        return Domain("date_due", ">", today) & ~was_late

    @api.depends("state", "worker_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for deadline in self:
            deadline.is_mine = deadline.state == "open" and self.env.user in deadline.worker_ids

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        return Domain("state", "=", "open") & Domain("worker_ids", "in", self.env.user.ids)

    @api.model
    def _count_mine(self):
        """Return how many open duties wait for the user: dict late, today, coming -> number."""
        companies = self.env.user.company_ids.root_id
        statement = my_day(self.env.uid, {each.id: each._kam_today() for each in companies})
        self.env["kam.deadline"].flush_model(["state", "date_due", "worker_ids"])
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FILTER (WHERE is_late),"
                " count(*) FILTER (WHERE days = 0 AND NOT is_late),"
                " count(*) FILTER (WHERE days > 0 AND NOT is_late) FROM (%s) AS mine",
                statement,
            )
        )
        return dict(zip(dict(STANDINGS), self.env.cr.fetchone(), strict=True))

    def action_open_document(self):
        """Open what settles the duty: the action of its kind, or the form of its document.

        :return: an action
        :raise AccessError: for whoever may not read the document
        :raise UserError: when the addon of the document was uninstalled
        """
        arguments.one(self)
        self.check_access("read")
        if self.res_model not in self.env:
            raise UserError(
                self.env._("“%s” belongs to an application that was removed.", self.title)
            )
        document = self.env[self.res_model].browse(self.res_id)
        # sudo: what settles a duty is no secret to whoever sees the duty
        method = self.sudo().kind_id.action
        if method:
            # which checks for itself who may: not everybody who owes something reads the document
            return getattr(document, method)()
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
