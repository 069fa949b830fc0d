from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ... import relations, wording
from ...rules import visits
from ...rules.route_table import SUPERIOR, Step
from ...searching import by_tick
from ..organisation.kam_root_company_mixin import COLLEAGUES
from .kam_visit_type import PURPOSES, VISIT_CHANNELS

_lt = LazyTranslate(__name__)

STATES = [
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("under_way", "Visiting"),
    ("done", "Visited"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# What a report begins with, noted while the customer is being visited.
SITE_FIELDS = (
    "attitude",
    "main_points",
    "customer_thoughts",
    "proposals",
    "latest_information",
    "promises",
)


class KamVisit(models.Model):
    """A visit to a customer, with its plan 拜访计划 (scheme, one.2; development scheme, 6).

    The plan is the form: approval binds what is wanted, who leads it and what is spent. When, where
    and how the customer is met is arranged in every state of the approval; what became of it stands
    in the report.

    ``kam_visit_plan``: what the plan lacks, and who approves it.
    ``kam_visit_process``: confirming, beginning, ending, closing and cancelling.
    ``kam_visit_moving``: another time, another leader.
    ``kam_visit_keeping``: which plans are deleted, and what a copy is.
    ``kam_visit_appointment``: what was agreed with the customer, and how far it holds.
    ``kam_visit_duties``: what is owed for a visit and after it.
    ``kam_visit_findings``: what was found, and what becomes of it.
    ``kam_visit_costs``: what it really cost.
    ``kam_visit_dialogs``: cancelling, moving and waiving from a form or a list.
    ``kam_visit_telling``: My Day, mails, and what the conversation says.
    ``kam_visit_follow_up``: listening to the customer again within a week.
    ``kam_visit_calendar``: its meeting, in the calendars of those of us who make it.
    ``kam_visit_moments``: when and how it could be made.
    ``kam_visit_absence``: visits of somebody who is away.
    ``kam_visit_timing``: how it stands at this moment, and what its print says of it.
    ``kam_visit_site``: what one has in the hand at the customer.
    ``kam_visit_brief``: what to know before one goes there.
    """

    _name = "kam.visit"
    _description = "Visit Plan"
    _inherit = ["kam.account.form.mixin"]
    _order = "date_start desc, id desc"
    _entity_fields = ("leader_id", "participant_ids", "discussion_user_ids")

    # the time is chosen when the visit is planned; afterwards it is moved
    _protected_except_on_create = frozenset({"account_id", "date_start", "date_stop"})
    _form_prefix = "VP/%(year)s/"
    _form_line_fields = ("budget_ids",)
    _in_charge_fields = ("leader_id",)
    _required_to_submit = ("goal",)
    _approval_binds = (
        "goal",
        "requirements",
        "type_id",
        "leader_id",
        "stakeholder_ids",
        "budget_ids",
        "date_discussion",
        "discussion_user_ids",
        "discussion_notes",
    )
    _approval_route_name = _lt("Visit plan")
    _approval_route = (Step(SUPERIOR, None, _lt("Review by the superior"), days=2),)

    state = fields.Selection(
        STATES,
        string="Visit State",
        required=True,
        default="planned",
        index=True,
        tracking=True,
        group_expand=True,
        copy=False,
    )
    type_id = fields.Many2one(
        "kam.visit.type",
        string="Type of Visit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_type(),
    )
    purpose = fields.Selection(
        PURPOSES,
        string="Visit Purpose",
        compute="_compute_purpose",
        store=True,
        precompute=True,
        index=True,
    )
    is_target = fields.Boolean(
        string="Target Account",
        compute="_compute_is_target",
        store=True,
        help="The customer is to be won: a supervisor or above leads the visit, after a meeting "
        "in which it is discussed. Fixed when the visit begins.",
    )
    needs_rank = fields.Boolean(
        string="Led by a Supervisor or Above", compute="_compute_needs_rank", store=True
    )
    # who meets whom
    leader_id = fields.Many2one(
        "res.users",
        string="Visit Leader",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
        tracking=True,
    )
    participant_ids = fields.Many2many(
        "res.users",
        relation="kam_visit_participant_rel",
        column1="visit_id",
        column2="user_id",
        string="Participants",
        domain=COLLEAGUES,
        help="Who of us comes along, besides who leads the visit.",
    )
    stakeholder_ids = relations.Many2many(
        "kam.stakeholder",
        relation="kam_visit_stakeholder_rel",
        column1="visit_id",
        column2="stakeholder_id",
        string="Persons Visited",
        domain="[('account_id', '=', account_id)]",
        copy=False,
    )
    # what is wanted
    goal = fields.Text(string="Visit Goal", help="What the visit is to achieve.")
    requirements = fields.Text(
        string="Visit Requirements", help="What has to be fulfilled for the goal to be reached."
    )
    # when, where, how
    date_start = fields.Datetime(
        string="Visit From", required=True, index=True, tracking=True, copy=False
    )
    date_stop = fields.Datetime(string="Visit Until", required=True, copy=False)
    leeway = fields.Selection(
        [("fixed", "Fixed"), ("day", "That day"), ("week", "That week")],
        required=True,
        default="fixed",
        tracking=True,
        help="How far the visit may still be moved without asking the customer.",
    )
    date_agreed = fields.Datetime(
        string="Was Agreed For",
        copy=False,
        help="Of a fixed visit that was moved when its time had passed: it is late against this "
        "time, unless the customer agrees to another one.",
    )
    channel = fields.Selection(
        VISIT_CHANNELS,
        string="Visit Channel",
        compute="_compute_channel",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    moment_reason = fields.Text(
        string="Why Then and This Way",
        help="By the customer's business and by whom we meet (scheme, one.2, 2).",
    )
    place = fields.Char(string="Visit Place")
    appointment_channel = fields.Selection(
        [("person", "Arranged in person"), ("phone", "By phone")],
        string="Appointment Made",
        copy=False,
    )
    appointment_stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Confirmed By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        copy=False,
        help="Who at the customer agreed to the appointment.",
    )
    date_appointment = fields.Datetime(string="Agreed On", copy=False)
    # preparation
    item_ids = relations.One2many("kam.visit.item", "visit_id", string="Preparation List")
    item_open_count = fields.Integer(string="Still to Prepare", compute="_compute_item_open_count")
    material_ids = relations.Many2many(
        "kam.sales.material",
        relation="kam_visit_material_rel",
        column1="visit_id",
        column2="material_id",
        string="Sales Material to Bring",
    )
    budget_ids = relations.One2many("kam.visit.budget", "visit_id", string="Budget", copy=True)
    budget_total = fields.Monetary(
        string="Planned Cost", compute="_compute_budget_total", store=True, aggregator=None
    )
    spent_total = fields.Monetary(
        string="Spent",
        compute="_compute_spent",
        compute_sudo=False,
        help="What the account's ledger says of this visit, as you see it.",
    )
    budget_left = fields.Monetary(
        string="Planned Less Spent", compute="_compute_spent", compute_sudo=False
    )
    date_discussion = fields.Datetime(string="Discussed On", copy=False)
    discussion_user_ids = fields.Many2many(
        "res.users",
        relation="kam_visit_discussion_rel",
        column1="visit_id",
        column2="user_id",
        string="Took Part in the Discussion",
        domain=COLLEAGUES,
        copy=False,
    )
    discussion_notes = fields.Text(copy=False, help="Opinions and suggestions that were given.")
    waiver_reason = fields.Text(
        copy=False, help="Why a manager lets the visit do without a leader of rank or a discussion."
    )
    waived_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_waived = fields.Datetime(string="Waived On", copy=False)
    # what became of it
    date_started = fields.Datetime(string="Begun At", copy=False)
    started_by_id = fields.Many2one("res.users", string="Begun By", copy=False, ondelete="restrict")
    date_started_device = fields.Datetime(
        string="Begun At, by the Device",
        copy=False,
        help="When the button was pressed on a device without a connection, by its clock. What "
        "counts is when the server heard of it.",
    )
    date_ended = fields.Datetime(string="Ended At", copy=False, index="btree_not_null")
    ended_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    date_ended_device = fields.Datetime(
        string="Ended At, by the Device",
        copy=False,
        help="When the button was pressed on a device without a connection, by its clock.",
    )
    minutes_late = fields.Integer(
        compute="_compute_minutes_late", store=True, aggregator="avg", help="0: on time."
    )
    site_notes = fields.Json(copy=False)
    attempt_key = fields.Char(copy=False, help="Of the device that ended the visit.")
    report_ids = relations.One2many("kam.visit.report", "visit_id", string="Visit Report")
    no_finding_reason = fields.Text(
        string="Why Nothing Was Found",
        copy=False,
        help="A visit is closed with what was found, or with the reason why nothing was.",
    )
    visit_cancel_reason = fields.Text(string="Why It Was Cancelled", copy=False)
    date_cancelled = fields.Datetime(string="Cancelled On", copy=False, index="btree_not_null")
    finding_ids = relations.One2many("kam.visit.finding", "visit_id", string="Findings")
    finding_count = fields.Integer(
        string="Number of Findings", compute="_compute_finding_count", compute_sudo=False
    )
    move_ids = relations.One2many("kam.visit.move", "visit_id", string="Changes", readonly=True)
    is_participant = fields.Boolean(
        string="I Take Part", compute="_compute_is_participant", search="_search_is_participant"
    )
    can_change = fields.Boolean(compute="_compute_can_visit")
    can_change_leeway = fields.Boolean(compute="_compute_can_change_leeway")
    can_confirm = fields.Boolean(compute="_compute_can_visit")
    can_waive = fields.Boolean(compute="_compute_can_visit")
    can_close = fields.Boolean(compute="_compute_can_visit")
    can_spend = fields.Boolean(compute="_compute_can_visit")
    can_find = fields.Boolean(compute="_compute_can_visit")
    # how it stands
    approval_needed = fields.Boolean(
        string="Needs an Approved Plan",
        compute="_compute_approval_needed",
        help="It takes place with an approved plan only: the customer is to be won, or the budget "
        "is high.",
    )
    is_overdue = fields.Boolean(
        string="Not Made in Time", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_possible_now = fields.Boolean(compute="_compute_is_possible_now")
    timing = fields.Char(string="When It Is", compute="_compute_timing")
    punctuality = fields.Selection(
        [("on_time", "On time"), ("late", "Arrived late")],
        compute="_compute_punctuality",
        store=True,
        help="By the stamp of the beginning, against the appointment.",
    )
    closing_gaps = fields.Text(string="To Do Before Closing", compute="_compute_closing_gaps")
    is_mine_to_follow_up = fields.Boolean(
        compute="_compute_is_mine_to_follow_up", help="I am to listen to the customer again."
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_stop > date_start)", "“Visit Until” of a visit is after “Visit From”."
    )
    _account_start_idx = models.Index("(account_id, date_start)")
    _account_done_idx = models.Index("(account_id, date_ended) WHERE date_ended IS NOT NULL")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "purpose",
            "is_target",
            "needs_rank",
            "budget_total",
            "date_start",
            "date_stop",
            "date_agreed",
            "waiver_reason",
            "waived_by_id",
            "date_waived",
            "date_started",
            "date_started_device",
            "started_by_id",
            "date_ended",
            "date_ended_device",
            "ended_by_id",
            "minutes_late",
            "punctuality",
            "site_notes",
            "attempt_key",
            "visit_cancel_reason",
            "date_cancelled",
        }

    @api.model
    def _default_type(self):
        """Return the first type of regular visits of the present company."""
        return self._find_default_type(self.env.company.root_id)

    @api.model
    def _find_default_type(self, company):
        return self.env["kam.visit.type"].search(
            [("company_id", "=", company.id), ("purpose", "=", "regular")], limit=1
        )

    @api.depends("type_id")
    def _compute_purpose(self):
        for visit in self:
            visit.purpose = visit.type_id.purpose

    @api.depends("account_id.state")
    def _compute_is_target(self):
        targets = self.account_id._filter_targets()
        for visit in self:
            # as it was on the day the visit began
            if not visit.date_started and visit.state != "cancelled":
                visit.is_target = visit.account_id in targets

    @api.depends("is_target", "purpose")
    def _compute_needs_rank(self):
        for visit in self:
            visit.needs_rank = visits.needs_rank(visit.is_target, visit.purpose)

    @api.depends("type_id")
    def _compute_channel(self):
        for visit in self:
            visit.channel = visit.type_id.channel or "person"

    @api.depends("budget_ids.amount")
    def _compute_budget_total(self):
        for visit in self:
            visit.budget_total = sum(visit.budget_ids.mapped("amount"))

    @api.depends("item_ids.is_ready")
    def _compute_item_open_count(self):
        for visit in self:
            visit.item_open_count = len(visit.item_ids.filtered(lambda item: not item.is_ready))

    @api.depends("date_started")
    def _compute_minutes_late(self):
        for visit in self:
            # where only the day or the week was agreed, no minute was
            fixed = visit.date_agreed or (visit.leeway == "fixed" and visit.date_start)
            visit.minutes_late = (
                visits.minutes_late(fixed, visit.date_started)
                if fixed and visit.date_started
                else 0
            )

    @api.depends("leader_id", "participant_ids")
    @api.depends_context("uid")
    def _compute_is_participant(self):
        for visit in self:
            visit.is_participant = self.env.user in visit._get_people()

    @api.model
    def _search_is_participant(self, operator, value):
        domain = Domain("leader_id", "=", self.env.uid) | Domain(
            "participant_ids", "in", self.env.user.ids
        )
        return by_tick(operator, value, domain)

    def _get_people(self):
        """Return who of us visits: who leads the visit, and who comes along.

        :rtype: res.users
        """
        return self.leader_id | self.participant_ids

    @api.onchange("date_start", "type_id")
    def _onchange_date_start(self):
        if self.date_start and self.type_id:
            self.date_stop = self.date_start + timedelta(hours=self.type_id.duration)

    @api.onchange("account_id")
    def _onchange_account_id(self):
        self.place = self.place or self._get_address(self.account_id.partner_id)
        if self.account_id and self.type_id.company_id != self.account_id.company_id:
            self.type_id = self._find_default_type(self.account_id.company_id)

    @api.model
    def _get_address(self, partner):
        """Return the address of a customer in one line, without its name."""
        lines = partner._display_address(without_company=True).splitlines()
        # a format may end a line with the sign before what is empty, as “China, ” without a code
        return wording.phrased(self.env, [line.strip(" ,") for line in lines])

    # ------------------------------------------------------------------
    # what may stand in it
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Plan visits, each with the checklist of its type.

        :raise ValidationError: for times, people or persons that do not fit
        """
        planned = super().create(vals_list)
        planned._take_checklist()
        planned._open_planned()
        return planned

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: a visit lasts as long as its type says, where nobody says.

        The type is one of the company to which the account belongs, whichever is the present one.
        """
        vals_list = [
            self._with_own_type(vals, self._add_missing_default_values(vals))
            for vals in super()._complete_create(vals_list)
        ]
        types = self.env["kam.visit.type"]
        for vals in vals_list:
            start = fields.Datetime.to_datetime(vals.get("date_start"))
            if start and not vals.get("date_stop"):
                hours = types.browse(vals.get("type_id") or []).duration
                vals["date_stop"] = start + timedelta(hours=hours or 1)
        return vals_list

    @api.model
    def _with_own_type(self, given, vals):
        """Return values of a visit; of another company than the present one with a type of that.

        :param dict given: what was entered
        :param dict vals: the same, with defaults
        """
        if given.get("type_id") or not vals.get("account_id"):
            return vals
        # sudo: who may visit the account is checked when the visit is stored
        account = self.env["kam.account"].sudo().browse(vals["account_id"]).exists()
        kind = self.env["kam.visit.type"].browse(vals.get("type_id") or [])
        if not account or kind.company_id == account.company_id:
            return vals
        return {**vals, "type_id": self._find_default_type(account.company_id).id}

    def _take_checklist(self):
        pairs = [
            (visit, item)
            for visit in self.filtered(lambda visit: not visit.item_ids)
            for item in visit.type_id.item_ids
        ]
        # sudo: the items belong to the process, which has checked who plans the visit
        lines = (
            self.env["kam.visit.item"]
            .sudo()
            .create(
                [
                    {
                        "visit_id": visit.id,
                        "kind": item.kind,
                        "name": item.name,
                        "sequence": item.sequence,
                    }
                    for visit, item in pairs
                ]
            )
        )
        lines._take_names([item for _visit, item in pairs])

    @api.constrains("date_start", "date_stop")
    def _check_length(self):
        for visit in self:
            if visit.date_stop - visit.date_start > timedelta(days=visits.LONGEST_DAYS):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(visit)s is more than %(days)s days after its beginning. "
                        "Enter when the visit is over.",
                        field=self._fields["date_stop"]._description_string(self.env),
                        visit=visit.display_name,
                        days=visits.LONGEST_DAYS,
                    )
                )

    @api.constrains("leader_id", "participant_ids")
    def _check_people(self):
        for visit in self:
            # what has been done stays as it was
            if visit.state not in visits.OPEN_STATES:
                continue
            for user in visit._get_people():
                if not visit.account_id._is_seen_by(user):
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not see the account of %(customer)s and cannot visit "
                            "it: let them join its service team first, or choose somebody else.",
                            user=user.name,
                            customer=visit.partner_id.name,
                        )
                    )

    @api.constrains("stakeholder_ids", "appointment_stakeholder_id", "account_id")
    def _check_stakeholders(self):
        for visit in self:
            # sudo: whose they are counts, whoever may see them
            persons = visit.sudo().stakeholder_ids | visit.sudo().appointment_stakeholder_id
            if persons.account_id - visit.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(visit)s: choose stakeholders of %(customer)s only.",
                        field=self._fields["stakeholder_ids"]._description_string(self.env),
                        visit=visit.display_name,
                        customer=visit.partner_id.name,
                    )
                )

    def _check_participant(self):
        """Refuse who takes no part in the visit.

        :raise AccessError: naming the visit, and who does
        """
        self.ensure_one()
        self.check_access("write")
        if self.env.user not in self._get_people() and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(visit)s is made by %(people)s: only who takes part says so.",
                    visit=self.display_name,
                    people=wording.listed(self.env, self._get_people().mapped("name")),
                )
            )
