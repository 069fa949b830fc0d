from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ... import arguments
from ...rules import services, texts
from ...searching import by_tick
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES


class KamServiceExecution(models.Model):
    """How one line of a request is carried out: by whom, when, and what it cost.

    Scheme, service, four. The customer confirms it. What was spent is in the account's ledger.

    ``kam_service_execution_duties``: by when, and My Day.
    ``kam_service_execution_dialogs``: what the dialogs ask.
    """

    _name = "kam.service.execution"
    _description = "Execution of a Service"
    _inherit = ["kam.root.company.mixin", "kam.deadline.mixin", "kam.protected.mixin"]
    _order = "date_due, id"
    _rec_name = "content_id"
    _entity_fields = ("user_id",)
    _colleague_fields = ("user_id",)

    _protected_fields = frozenset(
        {
            "request_id",
            "line_id",
            "account_id",
            "company_id",
            "content_id",
            "state",
            "date_done",
            "done_by_id",
            "cost_id",
            "cancel_reason",
            "is_confirmed",
            "confirmed_by",
            "date_confirmed",
        }
    )

    line_id = fields.Many2one(
        "kam.service.request.line", required=True, readonly=True, index=True, ondelete="restrict"
    )
    request_id = fields.Many2one(
        "kam.service.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(related="request_id.account_id", store=True, index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    content_id = fields.Many2one(related="line_id.content_id", store=True, index=True)
    quantity = fields.Float(related="line_id.quantity")
    requirement = fields.Text(related="line_id.requirement")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        domain=COLLEAGUES,
    )
    date_due = fields.Date(string="To Be Carried Out By", required=True, index=True)
    reference = fields.Char(
        string="Order or Delivery", help="Number of the order or the delivery by which it is done."
    )
    note = fields.Text(string="How It Was Carried Out")
    cost = fields.Monetary(
        string="What It Cost", aggregator="sum", help="What was really spent, in company currency."
    )
    cost_kind_id = fields.Many2one(
        "kam.account.cost.kind",
        string="Kind of Cost",
        ondelete="restrict",
        help="In the ledger of the account's costs. Gifts count for the ceiling of their receiver.",
    )
    receiver_id = fields.Many2one(
        "kam.stakeholder",
        string="Received By",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        help="Who at the customer received it, where the kind of cost asks for it.",
    )
    cost_id = fields.Many2one(
        "kam.account.cost", string="In the Ledger", readonly=True, ondelete="restrict", copy=False
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("cancelled", "Not needed any more")],
        string="State of the Execution",
        required=True,
        default="open",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_done = fields.Date(string="Done On", copy=False)
    done_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    cancel_reason = fields.Char(string="Why Not Needed", copy=False)
    is_confirmed = fields.Boolean(string="Confirmed by the Customer", copy=False)
    confirmed_by = fields.Char(
        string="Who Confirmed It", copy=False, help="Who at the customer, and how."
    )
    date_confirmed = fields.Date(string="Confirmed On", copy=False)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean(string="Mine", compute="_compute_can", search="_search_is_mine")
    can_plan = fields.Boolean(compute="_compute_can")

    _line_uniq = models.Constraint("UNIQUE(line_id)", "This service is carried out already.")
    _cost_possible = models.Constraint(
        "CHECK(cost >= 0 AND cost < 1e12)", "“What It Cost” is an amount, and not negative."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Done”, “Not Needed” and “Confirmed” write it down, with who did it.")

    @api.model
    def _begin(self, lines):
        """Let what was approved be carried out: by whoever asked for it, on the day it is wanted.

        :param kam.service.request.line lines: approved lines
        :return: the executions, as superuser
        """
        # sudo: as the process that approved it
        made = self.sudo()._protected_create(
            [
                {
                    "line_id": line.id,
                    "request_id": line.request_id.id,
                    "user_id": line.request_id.applicant_id.id,
                    "date_due": line.date_wanted,
                }
                for line in lines
            ]
        )
        made._open_duty()
        return made

    @api.depends("state", "date_due", "company_id")
    def _compute_is_late(self):
        for part in self:
            is_open = part.state == "open" and bool(part.date_due)
            part.is_late = is_open and part.date_due < part.company_id._kam_today()

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain("state", "=", "open") & self._get_past_domain("date_due")
        return by_tick(operator, value, late)

    @api.depends("user_id", "state", "account_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for part in self:
            part.is_mine = part.user_id == self.env.user
            # sudo: who leads the account is asked, whoever may see it
            part.can_plan = self.env.su or part.sudo().account_id.is_led

    @api.model
    def _search_is_mine(self, operator, value):
        return by_tick(operator, value, Domain("user_id", "=", self.env.uid))

    # ------------------------------------------------------------------
    # what holds of each
    # ------------------------------------------------------------------

    @api.constrains("date_due")
    def _check_date_due(self):
        for part in self:
            last = fields.Date.add(part.company_id._kam_today(), days=366)
            if part.date_due > last:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(part)s”: enter a day until %(last)s.",
                        field=self._get_label("date_due"),
                        part=part.display_name,
                        last=format_date(self.env, last),
                    )
                )

    @api.constrains("user_id")
    def _check_responsible(self):
        for part in self:
            # sudo: who sees the account is asked, whoever gives it away
            if not part.sudo().account_id._is_seen_by(part.user_id):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(part)s”: %(user)s does not see the account. Choose "
                        "somebody of its service team, or add them to it first.",
                        field=self._get_label("user_id"),
                        part=part.display_name,
                        user=part.user_id.name,
                    )
                )

    @api.constrains("receiver_id", "account_id")
    def _check_receiver(self):
        for part in self:
            # sudo: whose stakeholder it is counts, whoever may see it
            receiver = part.sudo().receiver_id
            if receiver and receiver.account_id != part.sudo().account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(part)s”: choose a stakeholder of this customer.",
                        field=self._get_label("receiver_id"),
                        part=part.display_name,
                    )
                )

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: what is carried out follows from requests.

        :raise UserError: always
        """
        raise UserError(
            self.env._("What is carried out follows from an approved request: make one.")
        )

    def _check_write(self, vals):
        """See the base method: by who carries it out and those who lead, until it is over.

        :raise UserError: for what is over
        :raise AccessError: for everybody else
        """
        super()._check_write(vals)
        if not vals:
            return
        self.check_access("write")
        for part in self:
            part._check_open()
            part._check_acts()
            if {"user_id", "date_due"} & vals.keys() and not part.can_plan:
                raise AccessError(
                    self.env._(
                        "“%s” is given to somebody else, or moved, by the account manager or a "
                        "supervisor.",
                        part.display_name,
                    )
                )

    def write(self, vals):
        """Change what is to be carried out; what is owed follows."""
        result = super().write(vals)
        if {"user_id", "date_due"} & vals.keys():
            self.filtered(lambda part: part.state == "open")._open_duty()
        return result

    def _check_unlink(self):
        """See the base method: what was approved stays.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(
                self.env._(
                    "“%s” was approved, and stays: choose “Not Needed”, with the reason.",
                    self[:1].display_name,
                )
            )

    def _check_open(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for part in self:
            if part.state != "open":
                raise UserError(
                    self.env._(
                        "“%(part)s” is “%(state)s”, and stays as it is.",
                        part=part.display_name,
                        state=labels[part.state],
                    )
                )

    def _check_acts(self):
        """Refuse everybody but those who carry it out and those who lead the account.

        :raise AccessError: naming the part
        """
        for part in self:
            if not (part.is_mine or part.can_plan):
                raise AccessError(
                    self.env._("“%s” is carried out by somebody else.", part.display_name)
                )

    # ------------------------------------------------------------------
    # ending
    # ------------------------------------------------------------------

    def action_done(self, day=False, note=""):
        """Say that services were carried out, on a day on which the customer is entitled to them.

        :param day: when, today by default; not ahead
        :param str note: how; by default what stands there
        :return: True
        :raise UserError: for what is over, a day ahead, a customer that is not entitled to it any
            more, or a cost without its kind
        :raise AccessError: for all but those who carry it out or lead the account
        """
        self.check_access("read")
        day = arguments.day(self.env, self._get_label("date_done"), day)
        note = arguments.text(self.env, self._get_label("note"), note)
        self._serialise()
        self._check_open()
        self._check_acts()
        for part in self:
            done = day or part.company_id._kam_today()
            part._check_may_be_done(done)
            # sudo: the process's own fields; who may was checked
            part.sudo()._protected_write(
                {
                    "state": "done",
                    "note": note or part.note,
                    "date_done": done,
                    "done_by_id": self.env.uid,
                    "cost_id": part._note_cost(done).id,
                }
            )
        self._close_duty()
        self._find_requests()._on_execution()
        return True

    def _check_may_be_done(self, day):
        """Refuse to carry out what the customer is not entitled to on that day.

        :param date day: when it was carried out
        :raise UserError: naming the content
        """
        # sudo: what the customer is entitled to decides, whoever carries it out
        part = self.sudo()
        if not part.request_id.date_requested <= day <= part.company_id._kam_today():
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(part)s” cannot be %(day)s: choose a day from the request on "
                    "until today.",
                    field=self._get_label("date_done"),
                    part=self.display_name,
                    day=format_date(self.env, day),
                )
            )
        answer = part.line_id._get_answers("full", day)[part.line_id]
        if answer.verdict not in services.OFFERED:
            raise UserError(
                self.env._(
                    "“%(part)s” cannot be carried out: the customer is not entitled to it any more "
                    "on %(day)s. Choose “Not Needed”, or ask for it again.",
                    part=self.display_name,
                    day=format_date(self.env, day),
                )
            )

    def _note_cost(self, day):
        """Write what it cost into the ledger of the account; return the line, or none."""
        # sudo: as the process; whose cost it is was entered by who carried it out
        part = self.sudo()
        if not part.cost:
            return part.cost_id
        if not part.cost_kind_id:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(part)s” is empty: say what the money was spent on.",
                    field=self._get_label("cost_kind_id"),
                    part=self.display_name,
                )
            )
        return part.account_id._note_cost(
            {
                "date": day,
                "kind_id": part.cost_kind_id.id,
                "amount": part.cost,
                "currency_id": part.currency_id.id,
                "stakeholder_id": part.receiver_id.id,
                "user_id": self.env.uid,
                "purpose": part.display_name,
            },
            part,
        )

    def action_cancel(self, reason=""):
        """Say that services are not needed any more.

        :param str reason: why
        :return: True
        :raise UserError: for what is over, or without a reason
        :raise AccessError: for all but those who carry it out or lead the account
        """
        self.check_access("read")
        reason = arguments.text(self.env, self._get_label("cancel_reason"), reason)
        self._serialise()
        self._check_open()
        self._check_acts()
        if not reason:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(part)s” is empty: say why.",
                    field=self._get_label("cancel_reason"),
                    part=self[:1].display_name,
                )
            )
        self._drop(reason)
        return True

    def _drop(self, reason):
        """End what is not needed any more. The caller has checked who may."""
        # sudo: the process's own fields
        own = self.sudo()
        own._protected_write({"state": "cancelled", "cancel_reason": reason})
        self.env["kam.deadline"]._cancel(own, "not_needed")
        self._find_requests()._on_execution()

    def action_confirm(self, person="", day=False):
        """Write down that the customer confirmed what was carried out.

        :param str person: who at the customer, and how
        :param day: when, today by default; not before it was done, and not ahead
        :return: True
        :raise UserError: for what was not done, was confirmed already, or names nobody
        :raise AccessError: for all but those who carry it out or lead the account
        """
        self.check_access("read")
        person = arguments.text(self.env, self._get_label("confirmed_by"), person)
        day = arguments.day(self.env, self._get_label("date_confirmed"), day)
        self._serialise()
        self._check_acts()
        for part in self:
            confirmed = day or part.company_id._kam_today()
            part._check_may_be_confirmed(person, confirmed)
            # sudo: the process's own fields; who may was checked
            part.sudo()._protected_write(
                {"is_confirmed": True, "confirmed_by": person, "date_confirmed": confirmed}
            )
        return True

    def _check_may_be_confirmed(self, person, day):
        if self.state != "done" or self.is_confirmed:
            raise UserError(
                self.env._(
                    "“%s” cannot be confirmed: only what is done, and not confirmed yet, is.",
                    self.display_name,
                )
            )
        if not texts.trimmed(person):
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(part)s” is empty: say who at the customer, and how.",
                    field=self._get_label("confirmed_by"),
                    part=self.display_name,
                )
            )
        if not self.date_done <= day <= self.company_id._kam_today():
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(part)s” cannot be %(day)s: choose a day from when it was "
                    "done until today.",
                    field=self._get_label("date_confirmed"),
                    part=self.display_name,
                    day=format_date(self.env, day),
                )
            )

    def _find_requests(self):
        """Return the requests, as superuser: they follow, whoever carries it out."""
        return self.sudo().request_id
