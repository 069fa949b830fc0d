from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain

from ... import relations
from ...rules import service_events
from ...searching import by_tick
from ..organisation.kam_root_company_mixin import COLLEAGUES

KINDS = [
    ("seminar", "Product technology seminar"),
    ("exchange", "Industry exchange"),
    ("appreciation", "Appreciation event"),
    ("other", "Others"),
]
STATES = [
    (service_events.PLANNED, "Planned"),
    (service_events.INVITED, "Guests invited"),
    (service_events.HELD, "Held"),
    (service_events.ENDED, "Ended"),
    (service_events.CANCELLED, "Called off"),
]
# what was agreed with the guests, and what they are told when it changes
TOLD = frozenset({"name", "date_start", "date_stop", "place"})
# what the customers' allowances were counted by
COUNTED = frozenset({"kind", "content_id", "company_id"})


class KamServiceEvent(models.Model):
    """An event for customers: a seminar, an exchange, an appreciation (scheme, service, four).

    It belongs to whoever organises it, and to their unit. Guests are invited by those who serve
    their account, and seen by those only who see the account: see ``kam.service.guest``.

    ``kam_service_event_process``: inviting, holding, ending and calling off.
    ``kam_service_event_closing``: what follows when it has ended: costs, contacts, services.
    ``kam_service_event_meetings``: its time in our calendars.
    ``kam_service_event_duties``: by when, and My Day.
    ``kam_service_event_dialogs``: what the dialogs ask, and what is opened.
    """

    _name = "kam.service.event"
    _description = "Service Event"
    _inherit = ["kam.root.company.mixin", "kam.deadline.mixin", "kam.protected.mixin"]
    _order = "date_start desc, id desc"
    _entity_fields = ("user_id",)
    _colleague_fields = ("user_id",)

    _protected_fields = frozenset({"company_id", "unit_id", "state", "date_ended", "cancel_reason"})
    _protected_except_on_create = frozenset({"company_id"})

    name = fields.Char(string="Event", required=True)
    kind = fields.Selection(
        KINDS, string="Kind of Event", required=True, default="seminar", index=True
    )
    content_id = fields.Many2one(
        "kam.service.content",
        string="Counts As",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_content_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=[("is_special_terms", "=", False)],
        help="To which service an invitation counts: what the account is not offered of it has to "
        "be granted first.",
    )
    form = fields.Text(
        string="Form of the Meeting",
        help="How it is held: lectures, talks, leisure, a presentation, tickets for a concert.",
    )
    aim = fields.Text(
        string="Aim of the Event", help="What it is to bring: for the customers, and for us."
    )
    date_start = fields.Datetime(string="Begins", required=True, index=True)
    date_stop = fields.Datetime(string="Is Over", required=True)
    place = fields.Char(string="Venue")
    user_id = fields.Many2one(
        "res.users",
        string="Organised By",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
        default=lambda self: self.env.user,
    )
    unit_id = fields.Many2one(
        "kam.unit",
        string="Organising Unit",
        index=True,
        ondelete="restrict",
        compute="_compute_unit_id",
        store=True,
        precompute=True,
        help="The unit of whoever organises it.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES,
        string="State of the Event",
        required=True,
        default=service_events.PLANNED,
        index=True,
        copy=False,
        group_expand=True,
    )
    guest_ids = relations.One2many("kam.service.guest", "event_id", string="Guests", copy=False)
    # for record rules, which read as superuser
    all_guest_ids = relations.One2many(
        "kam.service.guest",
        "event_id",
        string="All Guests",
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
    )
    guest_count = fields.Integer(string="Number of Guests", compute="_compute_counts")
    attended_count = fields.Integer(string="Who Came", compute="_compute_counts")
    cost = fields.Monetary(
        string="Cost of the Event",
        copy=False,
        help="What it cost altogether, gifts left out, in company currency. Each guest who came "
        "bears the same share; those of an account go into its ledger.",
    )
    cost_kind_id = fields.Many2one(
        "kam.account.cost.kind",
        string="Kind of Cost of the Event",
        ondelete="restrict",
        domain=[("has_ceiling", "=", False)],
        default=lambda self: self.env.ref(
            "kam_management.cost_kind_event", raise_if_not_found=False
        ),
    )
    outcome = fields.Text(string="Outcome of the Event", copy=False)
    date_ended = fields.Date(string="Event Ended On", copy=False)
    cancel_reason = fields.Char(string="Why Called Off", copy=False)
    is_late = fields.Boolean(
        string="Event Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_mine = fields.Boolean(string="My Event", compute="_compute_can", search="_search_is_mine")
    can_run = fields.Boolean(compute="_compute_can")

    _cost_possible = models.Constraint(
        "CHECK(cost >= 0 AND cost < 1e12)", "“Cost of the Event” is an amount, and not negative."
    )
    _times_possible = models.Constraint(
        "CHECK(date_stop > date_start)", "“Is Over” of an event lies after “Begins”."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "“Invite”, “Held”, “End the Event” and “Call Off” write it down, with what follows."
        )

    @api.depends("kind")
    def _compute_content_id(self):
        for event in self:
            key = service_events.CONTENTS.get(event.kind)
            event.content_id = key and self.env.ref(
                f"kam_management.service_content_{key}", raise_if_not_found=False
            )

    @api.depends("user_id", "company_id")
    def _compute_unit_id(self):
        positions = self.env["kam.position"]
        for company, events in self.grouped("company_id").items():
            units = positions._find_units(company, events.user_id) if company else {}
            for event in events:
                event.unit_id = units.get(event.user_id)

    @api.depends("guest_ids.state")
    @api.depends_context("uid")
    def _compute_counts(self):
        # as far as the reader sees the guests
        found = {
            event: (count, sum(state == "attended" for state in states))
            for event, count, states in self.env["kam.service.guest"]._read_group(
                [("event_id", "in", self._origin.ids)],
                ["event_id"],
                ["__count", "state:array_agg"],
            )
        }
        for event in self:
            event.guest_count, event.attended_count = found.get(event._origin, (0, 0))

    @api.depends("state", "date_stop", "company_id")
    def _compute_is_late(self):
        for event in self:
            is_open = event.state in service_events.OPEN_STATES and event.date_stop
            event.is_late = bool(is_open) and event.date_stop < event._get_day_start()

    def _get_day_start(self):
        company = self.company_id
        return company._kam_day_start(company._kam_today())

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain("state", "in", list(service_events.OPEN_STATES)) & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_stop", "<", company._kam_day_start(company._kam_today()))
            for company in self.env.companies.root_id
        )
        return by_tick(operator, value, late)

    @api.depends("user_id", "unit_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for event in self:
            event.is_mine = event.user_id == self.env.user
            event.can_run = self.env.su or event._is_run_by(self.env.user)

    def _is_run_by(self, user):
        # sudo: who leads the unit is asked, whoever may read it
        return self.user_id == user or user in self.sudo().unit_id.leader_ids

    @api.model
    def _search_is_mine(self, operator, value):
        return by_tick(operator, value, Domain("user_id", "=", self.env.uid))

    # ------------------------------------------------------------------
    # what holds of each
    # ------------------------------------------------------------------

    @api.constrains("user_id", "company_id")
    def _check_unit(self):
        for event in self:
            if not event.unit_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(event)s”: %(user)s has no position in a unit. Choose "
                        "somebody of the organisation.",
                        field=self._get_label("user_id"),
                        event=event.display_name,
                        user=event.user_id.name,
                    )
                )

    @api.constrains("cost_kind_id")
    def _check_cost_kind(self):
        for event in self:
            if event.cost_kind_id.has_ceiling:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(event)s”: “%(kind)s” counts for the ceiling of a "
                        "person. Enter it at the guest who receives it.",
                        field=self._get_label("cost_kind_id"),
                        event=event.display_name,
                        kind=event.cost_kind_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Plan events: whoever organises them owes the invitations, and what came of them."""
        events = super().create(vals_list)
        events._open_duties()
        return events

    def _check_write(self, vals):
        """See the base method: by who runs it, until it is over.

        :raise UserError: for what is over, or what guests were invited to
        :raise AccessError: for everybody else
        """
        super()._check_write(vals)
        names = vals.keys() - {"guest_ids"}
        if not names:
            return
        for event in self:
            event._check_runs()
            event._check_open()
            settled = set()
            if event.state != service_events.PLANNED:
                settled |= COUNTED
            if event.state == service_events.HELD:
                settled |= TOLD
            changed = sorted(settled & names)
            if changed:
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(event)s” stays as it is: its guests are invited. Call "
                        "it off and plan another one.",
                        field=self._get_label(changed[0]),
                        event=event.display_name,
                    )
                )

    def write(self, vals):
        """Change events; what is owed follows, and guests are told of another time or place."""
        before = {event: [event[name] for name in sorted(TOLD)] for event in self}
        result = super().write(vals)
        if {"user_id", "date_start", "date_stop", "state"} & vals.keys():
            self._open_duties()
        if (TOLD | {"user_id"}) & vals.keys():
            changed = self.filtered(
                lambda event: before[event] != [event[name] for name in sorted(TOLD)]
            )
            changed._on_changed()
            self._sync_meetings()
        return result

    def _check_unlink(self):
        """See the base method: only what nobody was invited to is deleted.

        :raise UserError: naming the event
        """
        super()._check_unlink()
        for event in self:
            if event.state != service_events.PLANNED:
                raise UserError(
                    self.env._(
                        "“%s” stays in the records: guests were invited. Call it off instead.",
                        event.display_name,
                    )
                )

    def _check_open(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for event in self:
            if event.state not in service_events.OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%(event)s” is “%(state)s”, and stays as it is.",
                        event=event.display_name,
                        state=labels[event.state],
                    )
                )

    def _check_runs(self):
        """Refuse everybody but whoever organises the events, and those who lead the unit.

        :raise AccessError: naming the event
        """
        for event in self:
            if not event.can_run:
                raise AccessError(
                    self.env._(
                        "“%(event)s” is run by %(user)s: ask them, or whoever leads the unit.",
                        event=event.display_name,
                        user=event.user_id.name,
                    )
                )

    def _get_days(self):
        """Return the day on which the event begins, and the one on which it is over."""
        self.ensure_one()
        company = self.company_id
        return company._kam_day_of(self.date_start), company._kam_day_of(self.date_stop)
