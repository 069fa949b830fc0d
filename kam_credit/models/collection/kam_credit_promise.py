from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import format_date

from ...rules import promises as rules

STATES = [
    (rules.OPEN, "Not due yet"),
    (rules.KEPT, "Kept"),
    (rules.PARTLY, "Partly kept"),
    (rules.BROKEN, "Broken"),
    (rules.WITHDRAWN, "Withdrawn"),
]
# What was promised: another promise is written down as another one.
TERMS = frozenset(
    {"profile_id", "partner_id", "date_promised", "date_until", "amount", "receivable_ids"}
)


class KamCreditPromise(models.Model):
    """What a customer has promised to pay by a day 承诺付款.

    What became of it is found from the money that came, and never entered. What was promised stays
    as it was: it is withdrawn, and another promise is written down.

    ``kam_credit_promise_result``: what became of promises, and how reliable a customer is.
    ``kam_credit_promise_duties``: a promise is a dated duty of who took it.
    ``kam_credit_promise_mail``: reminding the customer of it.
    """

    _name = "kam.credit.promise"
    _description = "Promise to Pay"
    _inherit = [
        "kam.credit.collection.mixin",
        "kam.root.company.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
        "kam.deadline.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
        "kam.protected.mixin",
    ]
    _order = "date_until desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id"]
    _check_company_auto = True
    # who may read the promise may talk about it
    _mail_post_access = "read"

    _protected_fields = TERMS | {
        "number",
        "account_id",
        "company_id",
        "user_id",
        "state",
        "amount_kept",
        "date_judged",
        "withdraw_reason",
        "date_reminded",
    }
    _protected_except_on_create = TERMS

    number = fields.Char(string="Promise Number", copy=False, readonly=True, index=True)
    account_id = fields.Many2one(
        related="profile_id.account_id", store=True, precompute=True, index="btree_not_null"
    )
    unit_id = fields.Many2one(related="account_id.unit_id")
    contact_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who promised, if the customer's contacts have them.",
    )
    promised_by = fields.Char(
        compute="_compute_promised_by",
        store=True,
        readonly=False,
        precompute=True,
        help="Who promised, in words: name and function.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Taken By",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
        copy=False,
    )
    date_promised = fields.Date(
        string="Promised On",
        required=True,
        default=lambda self: self.env.company._kam_today(),
        copy=False,
        help="Money from this day on counts.",
    )
    date_until = fields.Date(
        string="Promised Until", required=True, index=True, copy=False, help="The last day."
    )
    amount = fields.Monetary(
        string="Amount Promised",
        required=True,
        copy=False,
        help="In the currency of the company.",
    )
    note = fields.Text(help="What was said.")
    state = fields.Selection(
        STATES,
        string="Result",
        required=True,
        default=rules.OPEN,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
        help="Kept as soon as the whole sum has come; otherwise it is said on the day after the "
        "last one.",
    )
    amount_kept = fields.Monetary(
        string="Paid in Time",
        copy=False,
        help="What came from the first to the last day. Money that another promise counts is not "
        "counted again.",
    )
    date_judged = fields.Date(
        string="Found On", copy=False, help="When it was found what became of the promise."
    )
    withdraw_reason = fields.Text(string="Why It Was Withdrawn", copy=False)
    date_reminded = fields.Date(string="Customer Reminded On", copy=False)
    is_mine = fields.Boolean(
        string="Taken by Me", compute="_compute_is_mine", search="_search_is_mine"
    )
    is_late = fields.Boolean(
        string="Past Its Last Day",
        compute="_compute_is_late",
        search="_search_is_late",
        help="The last day is over, and it is to be found what became of the promise.",
    )
    can_write = fields.Boolean(string="Can Be Changed", compute="_compute_can_write")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "“Amount Promised” is 0 or less: enter what was promised."
    )
    _date_order = models.Constraint(
        "CHECK(date_until >= date_promised)",
        "“Promised Until” lies before “Promised On”: choose a later last day.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "What became of a promise is found from the money that came; what was promised stays. "
            "Withdraw it, and write the new promise down."
        )

    @api.depends("number", "partner_id")
    def _compute_display_name(self):
        for promise in self:
            # sudo: whose promise it is is told to who reads it
            name = promise.sudo().partner_id.name
            promise.display_name = " ".join(filter(None, (promise.number, name)))

    @api.depends("contact_id")
    def _compute_promised_by(self):
        for promise in self:
            promise.promised_by = promise.contact_id.name or promise.promised_by

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for promise in self:
            promise.is_mine = promise.user_id == self.env.user

    @api.model
    def _search_is_mine(self, operator, value):
        return by_tick(operator, value, Domain("user_id", "=", self.env.uid))

    @api.depends("state", "date_until")
    def _compute_is_late(self):
        for promise in self:
            promise.is_late = bool(
                promise.state == rules.OPEN
                and promise.date_until
                and promise.company_id
                and promise.date_until < promise.company_id._kam_today()
            )

    @api.model
    def _search_is_late(self, operator, value):
        late = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("date_until", "<", company._kam_today())
            for company in self.env.companies.root_id
        )
        return by_tick(operator, value, Domain("state", "=", rules.OPEN) & late)

    @api.depends("state", "profile_id")
    @api.depends_context("uid")
    def _compute_can_write(self):
        for promise in self:
            promise.can_write = promise.state == rules.OPEN and promise._may_collect(
                promise.profile_id
            )

    @api.constrains("date_promised")
    def _check_date_promised(self):
        for promise in self:
            if promise.date_promised > promise.company_id._kam_today():
                raise ValidationError(
                    self.env._(
                        "“%(field)s” %(day)s lies in the future: enter the day on which it was "
                        "promised.",
                        field=self._get_label("date_promised"),
                        day=format_date(self.env, promise.date_promised),
                    )
                )

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for promise in self:
            # sudo: whose contact it is counts, whoever may see it
            contact = promise.sudo().contact_id
            if contact and contact.commercial_partner_id != promise.sudo().partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: %(contact)s is nobody at this customer. Choose one of its "
                        "contacts, or say in words who promised.",
                        field=self._get_label("contact_id"),
                        contact=contact.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # writing it down
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write promises down: each gets its number, and is a duty of who took it.

        :raise AccessError: for everybody but accounting and who looks after the customer's credit
        """
        made = super().create(vals_list)
        # sudo: numbers come from a sequence that nobody else reads
        sequence = self.env["ir.sequence"].sudo()
        for promise in made:
            promise._protected_write({"number": sequence.next_by_code("kam.credit.promise")})
        made._open_following()
        return made

    def _check_write(self, vals):
        """See the base method: what people enter is written by who may write a promise down.

        :raise AccessError: for everybody else
        """
        if self and not vals.keys().isdisjoint({"contact_id", "promised_by", "note"}):
            self.check_access("write")
            self._check_may_collect(self.profile_id)
        super()._check_write(vals)

    def _get_duty_title(self):
        """See the base method: no name of a customer, no figure."""
        return self.number

    def _get_duty_audience(self):
        """See the base method: seen by credit readers, besides who took it."""
        return "credit"
