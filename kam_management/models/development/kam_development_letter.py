from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ... import wording
from ...rules import letters
from ...wording import format_date
from ..ledger.kam_account_contact import ATTITUDES
from .kam_development_letter_template import LETTER, PHONE, WAYS, WRITTEN

ANSWER = "development_answer"
DRAFT, SENT, ANSWERED = "draft", "sent", "answered"
UNANSWERED, CANCELLED = "unanswered", "cancelled"
STATES = [
    (DRAFT, "Draft"),
    (SENT, "Waiting for an answer"),
    (ANSWERED, "Answer received"),
    (UNANSWERED, "No answer received"),
    (CANCELLED, "Cancelled"),
]
# the channel of the contact that it becomes
CHANNELS = {"letter": "letter", "phone": "phone", "email": "mail"}


class KamDevelopmentLetter(models.Model):
    """The first contact with a customer 首次接触: by letter, phone or e-mail (scheme, 5).

    What is written asks for an answer by a day, on which whoever develops asks again. What was
    sent stays as it was; the answer, or that there was none, is recorded.

    ``kam_development_letter_process``: sending, and the answer.
    ``kam_development_letter_duties``: who owes what, and My Day.
    """

    _name = "kam.development.letter"
    _description = "First Contact"
    _inherit = [
        "kam.root.company.mixin",
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
    ]
    _order = "id desc"
    _rec_name = "subject"
    _check_company_auto = True

    # what the draft says; the answer is written while it is waited for
    _draft_fields = frozenset(
        {
            "way",
            "stakeholder_id",
            "template_id",
            "subject",
            "body",
            "date_answer",
            "interest",
            "minutes",
        }
    )
    _answer_fields = frozenset({"answer_text", "answer_attitude"})
    _protected_fields = frozenset(
        {
            "development_id",
            "account_id",
            "company_id",
            "state",
            "subject_sent",
            "body_sent",
            "date_sent",
            "sent_by_id",
            "sent_to",
            "date_answered",
            "mail_id",
        }
    )
    _protected_except_on_create = frozenset({"development_id"})

    development_id = fields.Many2one(
        "kam.development",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        domain="[('origin_id', '=', False), ('state', 'in', ('preparing', 'open'))]",
    )
    account_id = fields.Many2one(related="development_id.account_id", store=True, index=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    state = fields.Selection(
        STATES,
        string="State of the Contact",
        required=True,
        default=DRAFT,
        index=True,
        group_expand=True,
        tracking=True,
        copy=False,
    )
    way = fields.Selection(WAYS, string="Way of Contact", required=True, default=LETTER)
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Addressed To",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('account_id', '=', account_id), ('partner_id', '!=', False)]",
    )
    template_id = fields.Many2one(
        "kam.development.letter.template",
        string="Contact Template",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('way', '=', way), ('company_id', '=', company_id)]",
    )
    subject = fields.Char(
        string="Subject of the Text",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    body = fields.Html(
        string="Text to the Customer",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        sanitize=True,
        sanitize_attributes=True,
        help="Places to be filled: {customer}, {person}, {sender}, {company} and {day}, by which "
        "an answer is asked for.",
    )
    points = fields.Text(
        string="Points to Watch",
        compute="_compute_points",
        help="What the scheme says of this way of contact.",
    )
    date_answer = fields.Date(
        string="Please Answer By", copy=False, help="The text says it, and asks for an answer."
    )
    preview = fields.Html(string="As It Goes Out", compute="_compute_preview", sanitize=True)
    interest = fields.Text(
        string="What Woke Their Interest", help="Of a call: what they asked, what they care about."
    )
    minutes = fields.Integer(string="Minutes of the Call", copy=False)
    subject_sent = fields.Char(copy=False)
    body_sent = fields.Html(string="What Was Sent", copy=False, sanitize=True)
    date_sent = fields.Datetime(string="Contacted At", copy=False, index="btree_not_null")
    sent_by_id = fields.Many2one(
        "res.users", string="Contacted By", copy=False, ondelete="restrict"
    )
    sent_to = fields.Char(copy=False, help="The address to which it went.")
    # of the system: its answer is no secret, the queue of mails is
    mail_id = fields.Many2one(
        "mail.mail", ondelete="set null", copy=False, index="btree_not_null", groups=NO_ACCESS
    )
    mail_failure = fields.Char(
        string="Why It Did Not Go Out", compute="_compute_mail_failure", compute_sudo=True
    )
    answer_text = fields.Text(string="What They Answered", copy=False)
    answer_attitude = fields.Selection(
        ATTITUDES,
        string="Attitude of the Answer",
        copy=False,
        help="Warm: opened up, asked, helped. Lukewarm: matter-of-fact. Cold: short, put us off.",
    )
    date_answered = fields.Datetime(string="Answered At", copy=False)
    is_overdue = fields.Boolean(
        string="Answer Overdue", compute="_compute_is_overdue", compute_sudo=False
    )
    can_write_letter = fields.Boolean(compute="_compute_can_write_letter")

    _minutes_possible = models.Constraint(
        "CHECK(minutes BETWEEN 0 AND 1440)", "“Minutes of the Call” run from 0 to 1440, one day."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("The buttons of the contact write it down, with who did it.")

    @api.depends("way", "stakeholder_id", "account_id.partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        ways = dict(self._fields["way"]._description_selection(self.env))
        for letter in self:
            letter.display_name = wording.phrased(
                self.env,
                [
                    self.env._("First Contact"),
                    ways.get(letter.way),
                    letter.account_id.partner_id.name,
                ],
            )

    def _get_language(self):
        """Return the language in which the customer is written to."""
        # sudo: in which language somebody reads is no secret
        person = self.stakeholder_id.sudo().partner_id
        return person.lang or self.company_id.sudo().partner_id.lang or self.env.lang

    @api.depends("template_id")
    def _compute_text(self):
        for letter in self:
            template = letter.template_id
            if not template:
                letter.subject, letter.body = letter.subject, letter.body
                continue
            own = template.with_context(lang=letter._get_language())
            letter.subject = own.subject
            letter.body = Markup().join(
                Markup("<p>%s</p>") % Markup("<br/>").join(part.splitlines())
                for part in letters.paragraphs(own.body)
            )

    @api.depends("way")
    @api.depends_context("lang")
    def _compute_points(self):
        points = self.env["kam.development.letter.template"]._get_points()
        for letter in self:
            letter.points = points.get(letter.way, "")

    def _get_values(self):
        """Return what stands in the places of the text: of this customer, and nobody else."""
        self.ensure_one()
        lang = self._get_language()
        reader = self.with_context(lang=lang) if lang else self
        # sudo: whom it is written to, whoever looks at the text
        person = self.stakeholder_id.sudo().partner_id
        day = self.date_answer
        return {
            "customer": self.account_id.partner_id.name or "",
            "person": person.name or "",
            "sender": (self.sent_by_id or self.env.user).name,
            "company": self.company_id.sudo().name or "",  # sudo: its name is no secret
            "day": format_date(reader.env, day, date_format="long") if day else "{day}",
        }

    def _fill_subject(self):
        return letters.fill(self.subject, self._get_values())

    def _fill_body(self):
        values = {name: escape(value) for name, value in self._get_values().items()}
        # the text was sanitised when it was stored, and what is filled in is escaped
        return Markup(letters.fill(self.body, values))

    @api.depends(
        "subject", "body", "body_sent", "date_answer", "stakeholder_id", "development_id", "state"
    )
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for letter in self:
            is_sent = letter.state != DRAFT and letter.body_sent
            letter.preview = letter.body_sent if is_sent else letter._fill_body()

    @api.depends("mail_id.state", "mail_id.failure_reason")
    def _compute_mail_failure(self):
        for letter in self:
            letter.mail_failure = letter.mail_id._kam_get_failure()

    @api.depends("state", "date_answer", "company_id")
    def _compute_is_overdue(self):
        for letter in self:
            day = letter.date_answer
            letter.is_overdue = bool(
                letter.state == SENT and day and day < letter.company_id._kam_today()
            )

    @api.depends("development_id.state")
    @api.depends_context("uid")
    def _compute_can_write_letter(self):
        writable = self._origin._filtered_access("write")
        for letter in self:
            letter.can_write_letter = not letter._origin or letter._origin in writable

    def _is_written(self):
        return self.way in WRITTEN

    def _is_call(self):
        return self.way == PHONE
