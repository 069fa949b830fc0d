from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...rules import ranking, suggestions
from ...searching import by_tick
from ...wording import format_date

INTERIM = "suggestion_interim"
STATES = [
    ("proposed", "To be approved"),
    ("approved", "Told to the customer"),
    ("refused", "Refused"),
    ("cancelled", "Not needed any more"),
]


class KamSuggestionInterim(models.Model):
    """An interim answer 阶段性回复: how things stand, and a new day for the answer.

    Proposed by whoever handles the suggestion before it is decided, approved by somebody else: the
    manager over its unit. Then the customer is told, and the promise moves.
    """

    _name = "kam.suggestion.interim"
    _description = "Interim Answer"
    _inherit = ["kam.deadline.mixin", "kam.guarded.mixin", "kam.suggestion.sending.mixin"]
    _order = "id desc"
    _rec_name = "suggestion_id"
    _guard_final_states = ("approved", "refused", "cancelled")
    _guard_mutable_fields = (
        "state",
        "decided_by_id",
        "date_decided",
        "refusal",
        "way",
        "sent_to",
        "mail_number",
    )

    suggestion_id = fields.Many2one(
        "kam.suggestion", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # whoever approves for somebody else need not read the suggestion
    suggestion_name = fields.Char(
        string="Subject of the Suggestion", compute="_compute_told", compute_sudo=True
    )
    customer_name = fields.Char(string="Customer", compute="_compute_told", compute_sudo=True)
    state = fields.Selection(
        STATES,
        string="State of the Interim Answer",
        required=True,
        readonly=True,
        default="proposed",
        index=True,
        group_expand=True,
    )
    text = fields.Text(
        string="How Things Stand",
        required=True,
        readonly=True,
        help="What the customer is told.",
    )
    date_from = fields.Date(string="Promised Until Now", required=True, readonly=True)
    date_to = fields.Date(string="New Promised Date", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Proposed By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date_proposed = fields.Datetime(
        string="Proposed At", required=True, readonly=True, default=fields.Datetime.now
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_decided = fields.Datetime(string="Time of the Decision", readonly=True)
    refusal = fields.Char(string="Why It Is Refused", readonly=True)
    is_waiting_for_me = fields.Boolean(
        string="Waiting for Me",
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
    )

    _one_proposed = models.UniqueIndex(
        "(suggestion_id) WHERE state = 'proposed'",
        "An interim answer to this suggestion waits to be approved already.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Propose it at the suggestion; the manager approves or refuses it.")

    @api.depends("suggestion_id.number", "suggestion_id.name", "suggestion_id.partner_id.name")
    def _compute_told(self):
        for interim in self:
            suggestion = interim.suggestion_id
            interim.suggestion_name = suggestion.display_name
            interim.customer_name = suggestion.partner_id.name

    @api.depends("suggestion_name")
    def _compute_display_name(self):
        for interim in self:
            interim.display_name = interim.suggestion_name

    @api.depends("state", "open_deadline_ids.worker_ids", "user_id")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        # sudo: who is asked stands in the deadline
        duties = self.env["kam.deadline"].sudo()._find_open(self, INTERIM)
        asked = {duty.res_id for duty in duties if self.env.user in duty.worker_ids}
        for interim in self:
            is_own = interim.user_id == self.env.user
            interim.is_waiting_for_me = (
                interim.state == "proposed" and interim.id in asked and not is_own
            )

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        mine = (
            Domain("state", "=", "proposed")
            & Domain("open_deadline_ids", "any", [("is_mine", "=", True)])
            & Domain("user_id", "!=", self.env.uid)
        )
        return by_tick(operator, value, mine)

    # ------------------------------------------------------------------
    # who approves, by when
    # ------------------------------------------------------------------

    def _get_duty_title(self):
        """See the base method: the customer, and what it is."""
        # sudo: whoever approves it learns whose suggestion it is
        own = self.sudo()
        return wording.labelled(self.env, own.customer_name, own.suggestion_id.name)

    def _find_approvers(self):
        """Return who approves each: dict interim answer -> users.

        The nearest managers or above, at the unit of the suggestion or above it, of those who rank
        above whoever proposed it; where nobody does, another who manages there. Never who proposed
        it.
        """
        positions = self.env["kam.position"]
        managing = positions._managing_roles() - {"development_manager"}
        # sudo: where suggestions hang counts, whoever asks
        own = self.sudo()
        upward = {}
        for interim in own:
            suggestion = interim.suggestion_id
            unit = suggestion._get_unit()
            upward[interim.id] = unit._ancestors() if unit else unit
        units = self.env["kam.unit"].sudo().union(*upward.values())
        holders = positions._find_holders(units, managing) if units else {}
        ranks = positions._find_ranks(own.user_id, own.company_id)
        return {
            self.browse(interim.id): self._pick_approvers(
                interim, upward[interim.id], holders, ranks
            )
            for interim in own
        }

    @api.model
    def _pick_approvers(self, interim, units, holders, ranks):
        positions, nobody = self.env["kam.position"], self.env["res.users"]
        managing = positions._managing_roles() - {"development_manager"}
        proposer = interim.user_id
        above = ranking.roles_above(
            ranks[interim.company_id.id, proposer.id], managing, positions._get_ranks()
        )
        for wanted in (above, [managing]):
            for unit in units:
                for roles in wanted:
                    users = nobody.union(*(holders[unit.id, role] for role in roles)) - proposer
                    if users:
                        return nobody.browse(users.ids)
        return nobody

    def _open_duty(self):
        """Let the manager owe the decision."""
        approvers = self._find_approvers()
        vals_list = []
        for interim in self:
            company = interim.company_id
            due = company._kam_add_working_days(company._kam_today(), suggestions.INTERIM_DAYS)
            suggestion = interim.suggestion_id
            vals_list.append(
                interim._prepare_duty_vals(
                    INTERIM,
                    due,
                    user_ids=approvers[interim].ids,
                    unit_id=suggestion._get_unit().id,
                )
            )
        self.env["kam.deadline"]._open(vals_list)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: the manager over the unit, as positions are now."""
        people = super()._find_duty_users(deadlines)
        documents = self._find_duty_documents(deadlines)
        approvers = self.browse({each.id for each in documents.values()})._find_approvers()
        return {**people, **{duty: approvers[each] for duty, each in documents.items()}}

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "text", "date_from", "date_to"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what the customer would be told, and until when."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, interim in documents.items():
            told[duty] = {
                "why": interim.text,
                "facts": [
                    self.env._(
                        "Promised for %(before)s, now for %(after)s",
                        before=format_date(self.env, interim.date_from),
                        after=format_date(self.env, interim.date_to),
                    )
                ],
                "actions": [
                    my_day._prepare_action("approve", self.env._("Approve"), bulk=True),
                    my_day._prepare_action("refuse", self.env._("Refuse"), bulk=True),
                ],
            }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: approved or refused at once."""
        documents = self.browse(set(deadlines.mapped("res_id")))
        if key == "approve":
            return documents.action_approve()
        if key == "refuse":
            return documents.action_refuse()
        return super()._settle_duties(deadlines, key)

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def _check_decides(self):
        """Refuse unless the interim answers wait for the user.

        :raise UserError: for what was decided already
        :raise AccessError: for everybody who is not asked
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for interim in self:
            if interim.state != "proposed":
                raise UserError(
                    self.env._(
                        "The interim answer to %(suggestion)s is “%(state)s”: it waits for nobody.",
                        suggestion=interim.suggestion_name,
                        state=labels[interim.state],
                    )
                )
            if not interim.is_waiting_for_me:
                raise AccessError(
                    self.env._(
                        "The interim answer to %s is approved by the manager over its unit, never "
                        "by whoever proposed it.",
                        interim.suggestion_name,
                    )
                )

    def action_approve(self):
        """Approve interim answers: the customers are told, and the promises move.

        :return: True
        :raise UserError: for what was decided already, and when the suggestion was
        :raise AccessError: for everybody who is not asked
        """
        self.check_access("read")
        # sudo: who approves for somebody else need not read the suggestion; who may is checked
        self.sudo().suggestion_id._serialise()
        self._check_decides()
        for interim in self:
            interim._tell_customer()
        self._close_duty()
        return True

    def _tell_customer(self):
        # sudo: as above
        own = self.sudo()
        suggestion = own.suggestion_id
        suggestion._check_undecided()
        if own.date_to <= own.company_id._kam_today():
            raise UserError(
                self.env._(
                    "“%(field)s” of the interim answer to %(suggestion)s has passed: refuse it, "
                    "and let another one be proposed.",
                    field=self._get_label("date_to"),
                    suggestion=own.suggestion_name,
                )
            )
        # the decision is the user's, the mail from whoever handles the suggestion
        mail = suggestion._send_interim(own)
        own._protected_write(
            {
                **suggestion._prepare_sending(mail),
                "state": "approved",
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        suggestion._move_promise(own.date_to)
        suggestion._on_replied(own.text, kind="interim")

    def action_refuse(self, note=""):
        """Refuse interim answers: the promises stay.

        :param str note: why
        :return: True
        :raise UserError: for what was decided already
        :raise AccessError: for everybody who is not asked
        """
        self.check_access("read")
        note = arguments.text(self.env, self._get_label("refusal"), note)
        # sudo: as for approving
        self.sudo().suggestion_id._serialise()
        self._check_decides()
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write(
            {
                "state": "refused",
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "refusal": note or False,
            }
        )
        self._close_duty()
        for interim in self.sudo():  # sudo: as above
            interim.suggestion_id._tell_proposer(interim)
        return True

    def _close_duty(self):
        self.env["kam.deadline"]._close(self, INTERIM, by=self.env.user)

    def _drop(self):
        """Cancel what waits still: the suggestion was decided, or withdrawn."""
        # sudo: the process's own fields
        waiting = self.sudo().filtered(lambda interim: interim.state == "proposed")
        waiting._protected_write({"state": "cancelled", "date_decided": fields.Datetime.now()})
        self.env["kam.deadline"]._cancel(waiting, "not_needed", INTERIM)

    def action_view_suggestion(self):
        """Open the suggestion, for those who may read it.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion",
            # sudo: whether it may be read is asked when it is opened
            "res_id": self.sudo().suggestion_id.id,
            "view_mode": "form",
        }
