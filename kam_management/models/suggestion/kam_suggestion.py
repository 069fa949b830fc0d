import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools.mail import email_normalize

from ... import relations
from ...rules import suggestions, texts
from ...rules.account_states import LOOKED_AFTER
from ...searching import by_tick
from ..organisation.kam_root_company_mixin import COLLEAGUES, PARTNERS

# As the customer's words reach us (scheme, one.3, 1).
CHANNELS = [
    ("person", "Met in person"),
    ("phone", "On the phone"),
    ("web", "On the web"),
    ("mail", "In an e-mail"),
]
STATES = [
    ("received", "Taken in"),
    ("accepted", "Accepted for handling"),
    ("reporting", "Report being written"),
    ("listed", "On a summary"),
    ("asking", "Departments are asked"),
    ("reviewing", "Reviewed by the director"),
    ("deciding", "General manager decides"),
    ("executing", "Being carried out"),
    ("decided", "Decided on"),
    ("replied", "Answered to the customer"),
    ("closed", "Settled"),
    ("cancelled", "Withdrawn"),
]
DECISIONS = [("adopted", "Adopted"), ("postponed", "Postponed"), ("refused", "Not adopted")]


class KamSuggestion(models.Model):
    """A suggestion of a customer 大客户建议 (scheme, one.3): what was said, promised and done.

    What the customer said stays as it was. Report, summary with the departments' opinions, and
    answer are records of their own; what they bring about is written here by
    :meth:`_write_process`. What the customer may know of it stands in a record of its own as well.

    ``kam_suggestion_taking_in``: what follows from whose it is, and of which kind.
    ``kam_suggestion_process``: how it goes on, and what it is decided.
    ``kam_suggestion_similar``: which ones are like a text.
    ``kam_suggestion_matter``: several that are one matter; ``kam_suggestion_matter_duties``: what
    is owed of them; ``kam_suggestion_join``: how they become one, and are taken out.
    ``kam_suggestion_listing``: putting it on a summary, and taking it off.
    ``kam_suggestion_back``: what was postponed comes back on its day.
    ``kam_suggestion_duties``: by when its parts are done, and My Day.
    ``kam_suggestion_answering``, ``kam_suggestion_interim_answers``: the answer, and until then.
    ``kam_suggestion_telling``: how the customer is written to.
    ``kam_suggestion_execution``: carrying out what was adopted, and settling it.
    ``kam_suggestion_publishing``: what its customer may know of it.
    ``kam_suggestion_conversation``: what is said between the customer and us.
    ``kam_suggestion_reopening``: what the customer thinks of the answer.
    ``kam_suggestion_intake``: how it comes in: written down, found on a visit, by e-mail.
    ``kam_suggestion_thanking``: the customer is thanked at once.
    """

    _name = "kam.suggestion"
    _description = "Suggestion"
    _inherit = [
        "kam.numbered.mixin",
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]
    _order = "date_received desc, id desc"
    _rec_name = "name"
    _rec_names_search = ["number", "name", "partner_id"]
    _entity_fields = ("author_id", "partner_id")
    _customer_fields = ("partner_id",)
    _number_prefix = "SG/%(year)s/"
    _number_padding = 4
    # goes with an account that changes hands
    _follows_account = True

    # what the customer said, and who heard it: given at the beginning, and final
    _protected_except_on_create = frozenset(
        {
            "company_id",
            "partner_id",
            "contact_id",
            "contact_name",
            "contact_email",
            "thanks_by_mail",
            "channel",
            "description",
        }
    )
    _protected_fields = _protected_except_on_create | {
        "number",
        "account_id",
        "unit_id",
        "date_received",
        "received_by_id",
        "source_model",
        "source_id",
        "date_thanked",
        "state",
        "date_promise_first",
        "date_promise",
        "date_accepted",
        "accepted_by_id",
        "decision",
        "decision_reason",
        "reply_text",
        "date_decided",
        "decided_by_id",
        "date_back",
        "date_returned",
        "date_replied",
        "date_replied_first",
        "replied_by_id",
        "date_closed",
        "cancel_reason",
        "is_reopened",
        "report_id",
        "summary_line_id",
        "joined_to_id",
        "is_joined",
    }

    number = fields.Char(string="Suggestion Number", readonly=True, copy=False, index=True)
    name = fields.Char(
        string="Subject of the Suggestion", required=True, help="What is suggested, in a few words."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=PARTNERS,
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Suggested By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', 'child_of', partner_id)]",
        help="Who at the customer said it.",
    )
    contact_name = fields.Char(
        string="Name of the Person", help="Who said it, where that is no contact of the customer."
    )
    contact_email = fields.Char(
        string="E-Mail of the Person", help="Where that is no contact of the customer."
    )
    thanks_by_mail = fields.Boolean(
        string="Thank by E-Mail",
        compute="_compute_thanks_by_mail",
        store=True,
        readonly=False,
        precompute=True,
        help="A mail with thanks, number and promised date, at most one a day for each address.",
    )
    date_thanked = fields.Datetime(
        string="Thanked At", readonly=True, copy=False, help="When the mail was written."
    )
    # whoever took a suggestion in need not see whose account it is
    account_id = relations.Many2one(
        "kam.account", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    unit_id = fields.Many2one(
        "kam.unit", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        compute="_compute_class_id",
        compute_sudo=False,
    )
    is_routed = fields.Boolean(
        string="Follows the Scheme",
        compute="_compute_is_routed",
        compute_sudo=True,
        help="Of potential and key accounts: reported, put on a summary and decided there. Those "
        "of other customers are decided by the supervisor.",
    )
    channel = fields.Selection(
        CHANNELS, string="Received How", required=True, default="person", index=True
    )
    description = fields.Text(
        string="Words of the Customer",
        required=True,
        help="As the customer said it. It stays unchanged.",
    )
    kind_id = fields.Many2one(
        "kam.suggestion.kind",
        string="Kind of Suggestion",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_kind(self.env.company.root_id),
        domain="[('company_id', '=', company_id)]",
        tracking=True,
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product Concerned",
        index="btree_not_null",
        ondelete="restrict",
        help="What it is about, where it is about a product.",
    )
    author_id = fields.Many2one(
        "res.users",
        string="Handled By",
        index="btree_not_null",
        ondelete="restrict",
        domain=COLLEAGUES,
        tracking=True,
        help="Who writes the report and answers the customer: the account manager, or whom they "
        "name.",
    )
    state = fields.Selection(
        STATES,
        string="State of the Suggestion",
        required=True,
        default="received",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    date_received = fields.Datetime(
        string="Received At", readonly=True, index=True, copy=False, default=fields.Datetime.now
    )
    received_by_id = fields.Many2one(
        "res.users",
        string="Taken In By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who of us wrote it down; nobody where it came by itself.",
    )
    # where it came from: a model of another process, and its record
    source_model = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)
    source_id = fields.Many2oneReference(
        model_field="source_model", readonly=True, copy=False, groups=NO_ACCESS
    )
    date_promise_first = fields.Date(
        string="First Promise", readonly=True, copy=False, help="The day that was promised at once."
    )
    date_promise = fields.Date(
        string="Promised Date",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        help="Until when the customer is answered. An interim answer may move it.",
    )
    days_left = fields.Integer(
        string="Days until the Promise", compute="_compute_days_left", compute_sudo=False
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_days_left", search="_search_is_late", compute_sudo=False
    )
    date_accepted = fields.Datetime(string="Accepted At", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    report_id = fields.Many2one(
        "kam.suggestion.report",
        string="Suggestion Report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    summary_line_id = fields.Many2one(
        "kam.suggestion.summary.line",
        string="Line of the Summary",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Where it is decided, or was.",
    )
    summary_id = fields.Many2one(related="summary_line_id.summary_id", string="Suggestion Summary")
    decision = fields.Selection(
        DECISIONS,
        string="Decision on the Suggestion",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    decision_reason = fields.Text(
        string="Internal Reason", readonly=True, copy=False, help="The customer never reads it."
    )
    reply_text = fields.Text(
        string="Sentence for the Customer",
        readonly=True,
        copy=False,
        help="What the customer is told of the decision.",
    )
    date_decided = fields.Datetime(string="Time of the Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_back = fields.Date(
        string="Comes Back On",
        readonly=True,
        copy=False,
        help="When what was postponed is put on a summary again.",
    )
    date_returned = fields.Date(
        string="Came Back On",
        readonly=True,
        copy=False,
        help="It was postponed and answered; on this day it was taken up again. The promise was "
        "kept by that answer.",
    )
    date_replied = fields.Datetime(string="Answer Given At", readonly=True, copy=False, index=True)
    # opened again, it is answered again: the first promise goes by the first answer
    date_replied_first = fields.Datetime(string="First Answered At", readonly=True, copy=False)
    replied_by_id = fields.Many2one(
        "res.users", string="Answered By", readonly=True, copy=False, ondelete="restrict"
    )
    reply_ids = relations.One2many(
        "kam.suggestion.reply", "suggestion_id", string="Feedback Forms", readonly=True
    )
    interim_ids = relations.One2many(
        "kam.suggestion.interim", "suggestion_id", string="Interim Answers", readonly=True
    )
    task_ids = relations.One2many("kam.suggestion.task", "suggestion_id", string="Tasks")
    task_count = fields.Integer(string="Number of Tasks", compute="_compute_progress")
    task_open_count = fields.Integer(string="Tasks to Do", compute="_compute_progress")
    progress = fields.Integer(
        string="Done So Far (%)", compute="_compute_progress", help="Over all tasks alike."
    )
    department_ids = fields.Many2many(
        "hr.department",
        relation="kam_suggestion_department_rel",
        column1="suggestion_id",
        column2="department_id",
        string="Departments Asked",
        compute="_compute_department_ids",
        store=True,
    )
    class_id = fields.Many2one(
        "kam.customer.class",
        string="Customer Class",
        compute="_compute_class_id",
        compute_sudo=False,
        help="For those who see the account.",
    )
    countdown = fields.Char(string="Time Left", compute="_compute_countdown")
    date_closed = fields.Datetime(string="Time of Settling", readonly=True, copy=False)
    cancel_reason = fields.Char(string="Why Withdrawn", readonly=True, copy=False)
    is_reopened = fields.Boolean(
        string="Opened Again",
        readonly=True,
        copy=False,
        help="The customer was not satisfied with the first answer.",
    )
    # of the system: who reads one of them need not read the other
    joined_to_id = fields.Many2one(
        "kam.suggestion",
        string="Leading Suggestion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=NO_ACCESS,
    )
    all_joined_ids = relations.One2many(
        "kam.suggestion",
        "joined_to_id",
        string="All Joined Suggestions",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
    )
    is_joined = fields.Boolean(
        string="Joined to Another", compute="_compute_is_joined", store=True, copy=False
    )
    joined_root_id = fields.Many2one(
        "kam.suggestion",
        string="Joined To",
        compute="_compute_joined",
        help="One matter, said by several customers: it is decided there for all of them.",
    )
    joined_ids = relations.Many2many(
        "kam.suggestion", string="Joined Suggestions", compute="_compute_joined"
    )
    can_take_out = fields.Boolean(compute="_compute_can_take_out")
    incoming_mail_ids = relations.One2many(
        "kam.suggestion.mail",
        "suggestion_id",
        string="Mails of the Customer",
        copy=False,
        readonly=True,
        help="As they came: what it was made of, and what the customer wrote later.",
    )
    can_write = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_lead = fields.Boolean(compute="_compute_can")
    can_list = fields.Boolean(compute="_compute_can")
    can_write_customer = fields.Boolean(compute="_compute_can_write_customer", compute_sudo=False)
    can_note_rating = fields.Boolean(compute="_compute_can_write_customer", compute_sudo=False)
    # what the customer knows, and what was said with them
    customer_message_ids = relations.One2many(
        "kam.suggestion.message",
        string="Conversation with the Customer",
        compute="_compute_customer_side",
        compute_sudo=False,
    )
    customer_file_ids = fields.Many2many(
        "ir.attachment",
        string="Files of the Customer",
        compute="_compute_customer_side",
        compute_sudo=False,
        help="Sent along by the customer, or to them.",
    )
    answer_rating_ids = relations.One2many(
        "kam.suggestion.rating",
        string="Ratings of the Answer",
        compute="_compute_customer_side",
        compute_sudo=False,
    )

    _number_uniq = models.Constraint(
        "UNIQUE(company_id, number)", "Another suggestion has this number."
    )
    _joined_to_another = models.Constraint(
        "CHECK(joined_to_id <> id)", "A suggestion is joined to another one, not to itself."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "What the customer said and was promised stays as it was; the buttons of the "
            "suggestion write down what becomes of it."
        )

    @api.model
    def _default_kind(self, company):
        return self.env["kam.suggestion.kind"]._find_first(company).id

    @api.depends("number", "name")
    def _compute_display_name(self):
        for suggestion in self:
            suggestion.display_name = " ".join(filter(None, (suggestion.number, suggestion.name)))

    @api.depends("account_id.class_id", "account_id.manager_id")
    @api.depends_context("uid")
    def _compute_class_id(self):
        seen = self.account_id._filtered_access("read")
        for suggestion in self:
            account = suggestion.account_id & seen
            suggestion.class_id = account.class_id
            suggestion.manager_id = account.manager_id

    @api.depends("account_id.state")
    def _compute_is_routed(self):
        for suggestion in self:
            suggestion.is_routed = suggestion.account_id.state in LOOKED_AFTER

    @api.depends("date_promise", "date_returned", "state")
    def _compute_days_left(self):
        for suggestion in self:
            # what came back was answered already
            is_open = suggestion.state in suggestions.OPEN_STATES and not suggestion.date_returned
            due = suggestion.date_promise if is_open else False
            today = suggestion.company_id._kam_today() if due else False
            suggestion.days_left = (due - today).days if due else 0
            suggestion.is_late = bool(due) and suggestions.is_in_time(due, None, today) is False

    @api.model
    def _search_is_late(self, operator, value):
        is_open = Domain("state", "in", suggestions.OPEN_STATES)
        late = (
            is_open
            & Domain("date_returned", "=", False)
            & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("date_promise", "<", company._kam_today())
                for company in self.env.companies.root_id
            )
        )
        return by_tick(operator, value, late)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        for suggestion in self:
            seen = suggestion._origin
            suggestion.can_write = not seen or seen.has_access("write")

    @api.constrains("description", "name")
    def _check_texts(self):
        for suggestion in self:
            for name in ("name", "description"):
                if not texts.trimmed(suggestion[name]):
                    raise ValidationError(
                        self.env._(
                            "“%s” is empty: write down what the customer said.",
                            self._get_label(name),
                        )
                    )

    @api.constrains("kind_id", "company_id")
    def _check_kind(self):
        for suggestion in self:
            # sudo: of which company a kind is counts, whoever may read it
            if suggestion.sudo().kind_id.company_id != suggestion.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose one of %(company)s.",
                        field=self._get_label("kind_id"),
                        company=suggestion.company_id.name,
                    )
                )

    @api.constrains("author_id")
    def _check_author(self):
        for suggestion in self:
            # sudo: which groups a colleague has is asked, whoever names them
            author = suggestion.sudo().author_id
            if author and not author.has_group("kam_management.group_kam_representative"):
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: %(user)s has no position in key accounts, and could not "
                        "read the suggestion. Choose somebody else.",
                        field=self._get_label("author_id"),
                        user=author.name,
                    )
                )

    @api.constrains("contact_email", "contact_name")
    def _check_contact_texts(self):
        for suggestion in self:
            email, name = suggestion.contact_email, suggestion.contact_name
            if email and not email_normalize(email):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no e-mail address: correct it, or leave it empty.",
                        field=self._get_label("contact_email"),
                    )
                )
            if name and any(unicodedata.category(sign) == "Cc" for sign in name):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is one line of text: enter the name alone.",
                        field=self._get_label("contact_name"),
                    )
                )

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for suggestion in self:
            # sudo: for whom a contact works counts, whoever may read it
            contact = suggestion.sudo().contact_id
            if contact and contact.commercial_partner_id != suggestion.sudo().partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose somebody who works for %(customer)s.",
                        field=self._get_label("contact_id"),
                        customer=suggestion.partner_id.name,
                    )
                )
