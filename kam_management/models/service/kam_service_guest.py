from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.mail import email_normalize

from ... import relations
from ...rules import service_events, texts
from ..ledger.kam_account_contact import ATTITUDES
from ..organisation.kam_root_company_mixin import PARTNERS

STATES = [
    ("to_invite", "To be invited"),
    ("invited", "Invited"),
    ("attended", "Attended"),
    ("absent", "Absent"),
]
ANSWERS = [("accepted", "Accepted"), ("declined", "Declined")]
# who is meant: given until the guest is invited
PERSON = frozenset({"account_id", "stakeholder_id", "partner_id", "name", "organisation"})


class KamServiceGuest(models.Model):
    """Somebody who is invited to a service event (scheme, service, four.1).

    A stakeholder or contact of a key account, or a third party of the trade. Whoever sees the
    account sees its guests; third parties are seen by whoever organises the event, and their unit.

    ``kam_service_guest_process``: inviting, attendance, and what was heard.
    ``kam_service_guest_mails``: what guests are sent, and what they answer by link.
    """

    _name = "kam.service.guest"
    _description = "Guest of a Service Event"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "event_id desc, account_id, id"
    _check_company_auto = True
    _entity_fields = ("partner_id",)

    _protected_fields = frozenset(
        {
            "event_id",
            "company_id",
            "date_start",
            "state",
            "date_invited",
            "invited_by_id",
            "is_mailed",
            "answer",
            "date_answered",
            "cost_share",
            "gift_cost_id",
            "meeting_id",
            "access_token",
        }
    )
    _protected_except_on_create = frozenset({"event_id"})

    event_id = fields.Many2one(
        "kam.service.event", required=True, index=True, ondelete="cascade", copy=False
    )
    event_state = fields.Selection(related="event_id.state", string="Where the Event Stands")
    date_start = fields.Datetime(related="event_id.date_start", store=True, index=True)
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "kam.account",
        string="Key Account",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('state', '=', 'key'), ('company_id', '=', company_id)]",
        help="Whose guest it is. Empty: a third party of the trade.",
    )
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Guest as Stakeholder",
        index="btree_not_null",
        ondelete="restrict",
        domain="account_id and [('account_id', '=', account_id)] or []",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Guest as Contact",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=PARTNERS,
    )
    name = fields.Char(
        string="Guest",
        required=True,
        compute="_compute_person",
        store=True,
        readonly=False,
        precompute=True,
    )
    organisation = fields.Char(
        string="Third Party", help="Of which institution of the trade, if of no customer."
    )
    function = fields.Char(
        string="Post of the Guest",
        compute="_compute_person",
        store=True,
        readonly=False,
        precompute=True,
    )
    email = fields.Char(
        string="E-mail of the Guest",
        compute="_compute_person",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the invitation goes. Empty: whoever looks after the guest tells them.",
    )
    state = fields.Selection(
        STATES,
        string="Attendance",
        required=True,
        default="to_invite",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_invited = fields.Datetime(string="Guest Invited On", copy=False)
    invited_by_id = fields.Many2one("res.users", copy=False, ondelete="restrict")
    is_mailed = fields.Boolean(
        string="Invited by E-mail", copy=False, help="Otherwise they were told."
    )
    answer = fields.Selection(
        ANSWERS,
        string="Answered by Link",
        copy=False,
        help="What the guest answered to the mail. It decides nothing: who came is noted at the "
        "event.",
    )
    date_answered = fields.Datetime(string="Guest Answered On", copy=False)
    attitude = fields.Selection(
        ATTITUDES,
        string="Attitude at the Event",
        required=True,
        default="neutral",
        help="Goes into the ledger of the account's contacts.",
    )
    opinion = fields.Text(
        string="Opinion Heard", help="What the guest said of our products and services."
    )
    opinion_ids = relations.One2many(
        "kam.service.opinion",
        "guest_id",
        string="Opinions Passed On",
        readonly=True,
        copy=False,
        help="Each went on as a suggestion by itself; further ones can be written.",
    )
    gift = fields.Char(string="Gift or Ticket")
    gift_amount = fields.Monetary(
        string="Value of the Gift",
        help="In company currency, within the ceiling of the year of whoever receives it.",
    )
    gift_cost_id = fields.Many2one(
        "kam.account.cost", string="Gift in the Ledger", copy=False, ondelete="restrict"
    )
    cost_share = fields.Monetary(
        string="Share of the Cost", copy=False, help="Of the cost of the event, gifts left out."
    )
    can_act = fields.Boolean(compute="_compute_can_act")
    meeting_id = fields.Many2one(
        "calendar.event",
        string="Meeting of the Guest's Company",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=NO_ACCESS,
    )
    access_token = fields.Char(copy=False, index="btree_not_null", groups=NO_ACCESS)

    _stakeholder_uniq = models.Constraint(
        "UNIQUE(event_id, stakeholder_id)", "This stakeholder is a guest of the event already."
    )
    # apart: whoever adds a third party is not told of guests of accounts that they do not see
    _partner_uniq = models.UniqueIndex(
        "(event_id, partner_id, account_id) WHERE account_id IS NOT NULL",
        "This contact is a guest of the event already.",
    )
    _third_party_uniq = models.UniqueIndex(
        "(event_id, partner_id) WHERE account_id IS NULL",
        "This third party is a guest of the event already.",
    )
    _access_token_uniq = models.UniqueIndex(
        "(access_token) WHERE access_token IS NOT NULL", "Two guests cannot have the same link."
    )
    _gift_possible = models.Constraint(
        "CHECK(gift_amount >= 0 AND gift_amount < 1e12)",
        "“Value of the Gift” is an amount, and not negative.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Invite”, “Attended” and “Absent” write it down.")

    @api.depends("stakeholder_id")
    def _compute_account_id(self):
        for guest in self:
            guest.account_id = guest.stakeholder_id.account_id or guest.account_id

    @api.depends("stakeholder_id")
    def _compute_partner_id(self):
        for guest in self:
            guest.partner_id = guest.stakeholder_id.partner_id or guest.partner_id

    @api.depends("partner_id")
    def _compute_person(self):
        for guest in self:
            person = guest.partner_id
            guest.name = person.name or guest.name
            guest.function = guest.stakeholder_id.position or person.function or guest.function
            guest.email = person.email or guest.email

    @api.depends("event_id", "account_id")
    @api.depends_context("uid")
    def _compute_can_act(self):
        writable = self._origin._filtered_access("write")
        for guest in self:
            guest.can_act = bool(guest._origin) and guest._origin in writable

    # ------------------------------------------------------------------
    # what holds of each
    # ------------------------------------------------------------------

    @api.constrains("account_id", "stakeholder_id", "partner_id", "name", "organisation")
    def _check_person(self):
        # sudo: to which customer somebody belongs counts, whoever may see them
        for guest in self.sudo():
            account, person = guest.account_id, guest.partner_id
            stakeholder = guest.stakeholder_id
            is_theirs = not person or person.commercial_partner_id == account.partner_id
            if account and (not is_theirs or (stakeholder and stakeholder.account_id != account)):
                raise ValidationError(
                    self.env._(
                        "“%(guest)s” is no contact of %(account)s. Choose the customer whose "
                        "guest it is, or none for a third party.",
                        guest=guest.name,
                        account=account.name,
                    )
                )
            if not account and not person and not texts.trimmed(guest.organisation):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(guest)s” is empty: say whose guest it is, or from "
                        "which institution.",
                        field=self._get_label("organisation"),
                        guest=guest.name,
                    )
                )

    @api.constrains("partner_id", "account_id")
    def _check_is_third_party(self):
        for guest in self.filtered(lambda guest: not guest.account_id):
            # a customer whom the user sees, though constraints run as superuser: of others nothing
            # is told
            customer = guest.sudo(False).partner_id.commercial_partner_id
            if customer.kam_account_id and customer.kam_state == "key":
                raise ValidationError(
                    self.env._(
                        "“%(guest)s” belongs to a key account: choose %(account)s as “%(field)s”.",
                        guest=guest.name,
                        account=customer.name,
                        field=self._get_label("account_id"),
                    )
                )

    @api.constrains("email")
    def _check_email(self):
        for guest in self:
            if guest.email and not email_normalize(guest.email):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(guest)s” is %(value)s: enter one address.",
                        field=self._get_label("email"),
                        guest=guest.name,
                        value=guest.email[:60],
                    )
                )

    @api.constrains("gift", "gift_amount", "stakeholder_id", "account_id")
    def _check_gift(self):
        # sudo: what a person received counts, whoever may see it
        for guest in self.sudo():
            if not guest.gift_amount or guest.gift_cost_id:
                continue
            receiver = guest.stakeholder_id.partner_id
            if not receiver or not texts.trimmed(guest.gift):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(guest)s”: say what it is, and who receives it: a "
                        "stakeholder of the account whose contact is known.",
                        field=self._get_label("gift"),
                        guest=guest.name,
                    )
                )
            guest._check_ceiling(receiver)

    def _check_ceiling(self, receiver):
        company = self.company_id
        ceiling = company.kam_receiver_ceiling
        year = self.event_id._get_days()[1].year
        received = self.env["kam.account.cost"]._get_received(receiver, year, company)
        total = received + self.gift_amount
        if ceiling and self.currency_id.compare_amounts(total, ceiling) > 0:
            raise ValidationError(
                self.env._(
                    "“%(field)s” of “%(guest)s”: with it they would have received %(total)s in "
                    "%(year)s, more than the ceiling of %(ceiling)s. Give less, or nothing.",
                    field=self._get_label("gift_amount"),
                    guest=self.name,
                    total=self.currency_id.format(total),
                    year=str(year),
                    ceiling=self.currency_id.format(ceiling),
                )
            )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: guests are added while the event is open.

        :raise UserError: naming the event
        """
        vals_list = super()._complete_create(vals_list)
        events = self.env["kam.service.event"]
        events.browse(filter(None, {vals.get("event_id") for vals in vals_list}))._check_open()
        return vals_list

    def _check_write(self, vals):
        """See the base method: who is meant stays once they were invited.

        :raise UserError: naming the field and the guest
        """
        super()._check_write(vals)
        for guest in self:
            settled = set() if guest.state == "to_invite" else set(PERSON)
            if guest.event_id.state not in service_events.OPEN_STATES:
                # what was heard is still written down afterwards
                settled |= set(self._fields) - {"opinion"}
            changed = sorted(settled & vals.keys() - set(models.MAGIC_COLUMNS))
            if changed:
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(guest)s” stays as it is.",
                        field=self._get_label(changed[0]),
                        guest=guest.name,
                    )
                )

    def write(self, vals):
        """Change guests; whoever is meant afterwards is one whom the user may change as well.

        :raise AccessError: for an account that the user does not serve
        """
        result = super().write(vals)
        if PERSON & vals.keys():
            # record rules were asked of the account that it was
            self.check_access("write")
        return result

    def _check_unlink(self):
        """See the base method: whoever was invited stays.

        :raise UserError: naming the guest
        """
        super()._check_unlink()
        for guest in self:
            if guest.state != "to_invite":
                raise UserError(
                    self.env._(
                        "“%s” was invited, and stays: note “Absent” if they do not come.",
                        guest.name,
                    )
                )

    def _get_company_key(self):
        """Return what guests of one company have in common."""
        self.ensure_one()
        # sudo: to which company somebody belongs, whoever may see it
        guest = self.sudo()
        if guest.account_id:
            return ("account", guest.account_id.id)
        if guest.partner_id:
            return ("partner", guest.partner_id.commercial_partner_id.id)
        return ("third", texts.trimmed(guest.organisation).casefold())
