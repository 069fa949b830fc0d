from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.searching import by_tick

# What stops a document.
HELD = "held"
REFUSED = "refused"
STOPPING = (HELD, REFUSED)
# What a document can be held for: an order, its change, that it has grown, that lines of it come
# within the horizon, an invoice.
ORDER = "order"
CHANGE = "change"
GROWN = "grown"
HORIZON = "horizon"
INVOICE = "invoice"


class KamCreditHold(models.Model):
    """A document that the customer's credit does not cover 信用冻结: why, and what becomes of it.

    It is released, refused, or cleared by itself when what held it is gone.

    ``kam_credit_hold_process``: opened, released, refused, cleared.
    ``kam_credit_hold_release``: what is proposed for a release, and what is checked of one.
    ``kam_credit_hold_clearing``: what would clear it, and how releases before have ended.
    ``kam_credit_hold_content``: what is in the document.
    ``kam_credit_hold_actions``: its dialogs, and the way to the document.
    ``kam_credit_hold_duties``: until when whoever may release decides.
    ``kam_credit_hold_horizon``: orders of which lines come within the horizon.
    ``kam_credit_hold_job``: cleared without anybody, as soon as money has come.
    """

    _name = "kam.credit.hold"
    _description = "Credit Hold"
    _inherit = ["kam.credit.case.mixin"]
    _order = "urgency desc, id desc"
    _rec_name = "document_name"

    kind = fields.Selection(
        [
            (ORDER, "Sales order"),
            (CHANGE, "Change of an order"),
            (GROWN, "Order that has grown"),
            (HORIZON, "Order that comes due for delivery"),
            (INVOICE, "Invoice"),
        ],
        string="What Is Held",
        required=True,
    )
    order_id = fields.Many2one(
        "sale.order", string="Sales Order", index="btree_not_null", ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade"
    )
    document_name = fields.Char(string="Document", required=True)
    salesperson_id = fields.Many2one(
        "res.users", ondelete="restrict", help="Who is told what becomes of it."
    )
    attempted_by_id = fields.Many2one(
        "res.users", string="Tried By", ondelete="restrict", help="Who wanted to confirm it first."
    )
    attempt_ids = fields.Many2many(
        "res.users",
        relation="kam_credit_hold_attempt_rel",
        column1="hold_id",
        column2="user_id",
        string="Everybody Who Tried",
        help="None of them releases it.",
    )
    attempt_count = fields.Integer(
        string="Attempts", default=1, aggregator=None, help="How often somebody tried to go on."
    )
    state = fields.Selection(
        [
            ("warned", "Noted"),
            (HELD, "On Hold"),
            (REFUSED, "Release refused"),
            ("released", "Released"),
            ("cleared", "Cleared"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default=HELD,
        index=True,
    )
    date_open = fields.Datetime(
        string="Since", required=True, default=fields.Datetime.now, index=True
    )
    date_end = fields.Datetime(string="Ended On")
    decided_by_id = fields.Many2one("res.users", ondelete="restrict")
    date_asked = fields.Date(
        string="Asked for Payment On",
        help="The customer was written to last, with what it would have to pay.",
    )
    refusal = fields.Text(
        string="Why It Is Refused", help="One sentence, which the salesperson reads."
    )
    value = fields.Monetary(
        string="Worth",
        aggregator=None,
        help="What the document is worth with tax, in company currency.",
    )
    amount = fields.Monetary(
        string="Asks For", help="Credit that the document asks for, in company currency."
    )
    stake = fields.Monetary(
        string="Beyond What Is Granted",
        help="What a release would let go beyond what is granted: what exceeds the limit, or all "
        "that the document asks for where it is held for another reason.",
    )
    date_promised = fields.Datetime(
        string="Promised to the Customer", related="order_id.commitment_date"
    )
    reason_ids = relations.One2many("kam.credit.hold.reason", "hold_id", string="Reasons")
    reason_note = fields.Text(string="Why It Is Held", compute="_compute_reason_note")
    release_ids = relations.One2many("kam.credit.release", "hold_id", string="Releases")
    urgency = fields.Float(
        compute="_compute_urgency",
        help="Money times waiting time: what is to be decided first.",
    )
    waiting_hours = fields.Float(string="Waiting (Hours)", compute="_compute_urgency")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _one_open_per_order = models.UniqueIndex(
        "(order_id) WHERE state IN ('held', 'refused') AND order_id IS NOT NULL",
        "An order is held once at a time.",
    )
    _one_open_per_move = models.UniqueIndex(
        "(move_id) WHERE state IN ('held', 'refused') AND move_id IS NOT NULL",
        "An invoice is held once at a time.",
    )

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("Holds are made by the check of orders and invoices, and not by hand.")
        )

    @api.model
    def _get_protected_remedy(self):
        """See the base method."""
        return self.env._("Use “Release”, “Refuse Release” or “Check Again”.")

    @api.model
    def _get_document_fields(self):
        """Return which field names a document of a model: dict model -> field. To be extended."""
        return {"sale.order": "order_id", "account.move": "move_id"}

    @api.model
    def _get_policies(self):
        """Return the field of the tier that says what is done, per kind. To be extended."""
        return {
            **dict.fromkeys((ORDER, CHANGE, GROWN, HORIZON), "order_policy"),
            INVOICE: "invoice_policy",
        }

    def _find_stopping(self):
        """Return those that stop their document."""
        return self.filtered(lambda hold: hold.state in STOPPING)

    def _get_document(self):
        """Return the order, invoice or whatever else is held."""
        self.ensure_one()
        for name in self._get_document_fields().values():
            if self[name]:
                return self[name]
        return None

    def _get_logged_profiles(self):
        """See the base method."""
        return {hold: hold.profile_id for hold in self}

    # ------------------------------------------------------------------
    # how it reads
    # ------------------------------------------------------------------

    @api.depends("reason_ids.text")
    @api.depends_context("lang", "uid")
    def _compute_reason_note(self):
        for hold in self:
            hold.reason_note = "\n".join(hold.reason_ids.mapped("text"))

    @api.depends("date_open", "amount", "state")
    def _compute_urgency(self):
        now = fields.Datetime.now()
        for hold in self:
            end = now if hold.state in STOPPING else hold.date_end or now
            hours = (end - (hold.date_open or end)).total_seconds() / 3600
            hold.waiting_hours = hours
            hold.urgency = hold.amount * hours if hold.state == HELD else 0

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """See the base method: money times waiting time is worked out when it is asked for."""
        if field_name != "urgency":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        return SQL(
            "CASE WHEN %(state)s = 'held'"
            " THEN %(amount)s * EXTRACT(EPOCH FROM %(now)s - %(since)s) ELSE -1 END"
            " %(direction)s %(nulls)s",
            state=self._field_to_sql(alias, "state", query),
            amount=self._field_to_sql(alias, "amount", query),
            now=fields.Datetime.now(),
            since=self._field_to_sql(alias, "date_open", query),
            direction=direction,
            nulls=nulls,
        )

    @api.depends("open_deadline_ids.date_due")
    @api.depends_context("uid")
    def _compute_is_late(self):
        late = self.filtered_domain(self._get_late_domain())
        for hold in self:
            hold.is_late = hold in late

    @api.model
    def _get_late_domain(self):
        """Return the domain of holds that nobody has decided in time."""
        by_company = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("date_due", "<", company._kam_today())
            for company in self.env.companies.root_id
        )
        return Domain("open_deadline_ids", "any", by_company)

    @api.model
    def _search_is_late(self, operator, value):
        return by_tick(operator, value, self._get_late_domain())
