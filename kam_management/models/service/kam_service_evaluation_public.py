from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools.mail import email_normalize, formataddr

from ... import arguments, protection, transactions, wording
from ...rules import evaluations, texts

LONGEST_WORDS = 5000


class KamServiceEvaluationPublic(models.Model):
    """A service evaluation as its customer may know it: all that the portal reads.

    Written by the evaluation alone, as the system: which services, and what they are judged by, in
    all languages. The customer answers once; what was answered stays for ever. Neither our points
    nor who of us serves stand here, and the way back to the evaluation is a field without access.

    Portal users read those of the company that they work for: record rules alone say so.
    """

    _name = "kam.service.evaluation.public"
    _description = "Service Evaluation as the Customer Knows It"
    _inherit = ["kam.root.company.mixin", "kam.guarded.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _guard_final_states = ("answered",)
    _guard_mutable_fields = (
        "state",
        "scores",
        "text",
        "author_name",
        "date_answered",
    )

    evaluation_id = fields.Many2one(
        "kam.service.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        groups=NO_ACCESS,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict", copy=False
    )
    # whose customer it is follows the account, also when customers are merged
    account_id = fields.Many2one(
        "kam.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        groups=NO_ACCESS,
    )
    number = fields.Char(string="Evaluation Number", required=True, readonly=True, copy=False)
    services = fields.Json(
        string="Services Provided", readonly=True, help="One for each: language and text."
    )
    criteria = fields.Json(
        string="What Is Judged", readonly=True, help="One for each: language and text."
    )
    date_from = fields.Date(string="Provided From", readonly=True)
    date_to = fields.Date(string="Provided Until", readonly=True)
    date_asked = fields.Datetime(
        string="Asked At", required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        [
            ("open", "Waits for your judgement"),
            ("answered", "Judgement given"),
            ("closed", "No longer open"),
        ],
        string="State of the Judgement",
        required=True,
        readonly=True,
        default="open",
        copy=False,
    )
    scores = fields.Json(
        string="Points Given", readonly=True, copy=False, help="In the order of what is judged."
    )
    text = fields.Text(string="Words Beside the Points", readonly=True, copy=False)
    author_name = fields.Char(string="Judged By", readonly=True, copy=False)
    date_answered = fields.Datetime(string="Judged At", readonly=True, copy=False)

    _evaluation_uniq = models.Constraint(
        "UNIQUE(evaluation_id)", "The customer was asked for this evaluation already."
    )

    # ------------------------------------------------------------------
    # what the page shows
    # ------------------------------------------------------------------

    @api.model
    def _is_portal(self):
        """Tell whether a customer is logged in: no employee, and no visitor."""
        user = self.env.user
        return user.share and not user._is_public() and not self.env.su

    @api.model
    def _count_own(self):
        """Return how many evaluations there are of the customer for whom the user speaks."""
        return self.search_count([]) if self._is_portal() else 0

    @api.model
    def _find_own(self, **page):
        """Return the evaluations of the customer for whom the user speaks, the newest first.

        :param page: ``limit`` and ``offset``
        """
        return self.search([], **page) if self._is_portal() else self.browse()

    def _pick_language(self, rows):
        """Return the texts of rows in the language of the reader."""
        lang = self.env.lang or "en_US"
        return [row.get(lang) or row.get("en_US") or next(iter(row.values())) for row in rows or []]

    def _get_services(self):
        """Return what the customer was served with, as one text."""
        self.ensure_one()
        return wording.listed(self.env, self._pick_language(self.services))

    def _get_questions(self):
        """Return what is judged: triples of key, text, and points given, or 0."""
        self.ensure_one()
        names = self._pick_language(self.criteria)
        given = self.scores or [0] * len(names)
        return [
            (f"score_{number}", name, points)
            for number, (name, points) in enumerate(zip(names, given, strict=True))
        ]

    @api.model
    def _get_choices(self):
        """Return what customers choose from: pairs of points and words, the best first."""
        return [
            ("5", self.env._("5 – very good")),
            ("4", self.env._("4 – good")),
            ("3", self.env._("3 – fair")),
            ("2", self.env._("2 – poor")),
            ("1", self.env._("1 – bad")),
        ]

    def _may_answer(self):
        """Tell whether the user may judge now: a customer, once, while it is open."""
        self.ensure_one()
        return self._is_portal() and self.state == "open"

    def _queue_mail(self, user):
        """Queue the mail that asks a user of the customer; as the system, in their language.

        :param res.users user: to whom it goes, and nobody else
        """
        company = self.company_id
        subject = self.env._("How was our service? (%s)", self.number)
        sender = company.email_formatted or company.partner_id.email_formatted
        body = self.env["ir.qweb"]._render(
            "kam_management.service_evaluation_mail",
            {
                "company": company,
                "lang": self.env.lang,
                "title": subject,
                "url": f"{self.get_base_url()}/my/services/{self.id}",
                "greeting": self.env._("Dear %s,", user.name),
                "services": self._get_services(),
            },
        )
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "author_id": company.partner_id.id,
                "email_from": sender,
                "reply_to": sender,
                "email_to": formataddr((user.name, email_normalize(user.email))),
                "auto_delete": False,
            }
        )

    # ------------------------------------------------------------------
    # the answer
    # ------------------------------------------------------------------

    def _answer(self, given, text):
        """Take what the customer says: verified, because they are logged in.

        :param dict given: key of a question -> points, as texts of a form
        :param str text: what they say beside
        :return: what is wrong, a dict key -> text; empty when it was taken
        :raise AccessError: for whoever speaks for no customer, or for another one
        :raise UserError: when it was answered already, or is closed
        """
        protection.check_caller(self.env, "_answer")
        self._check_speaks()
        # sudo: whatever is written of the form, one after the other
        transactions.serialise(self.sudo().evaluation_id)
        self.env.invalidate_all()
        if not self._may_answer():
            raise UserError(self.env._("This was judged already, or is closed."))
        questions = self._get_questions()
        allowed = {str(points) for points in range(evaluations.LEAST, evaluations.MOST + 1)}
        faults = {
            key: self.env._("“%s” is empty: choose one.", name)
            for key, name, _points in questions
            if given.get(key) not in allowed
        }
        said = texts.trimmed(text.replace("\r\n", "\n")) if arguments.is_text(text) else ""
        if len(said) > LONGEST_WORDS:
            faults["text"] = self.env._(
                "“%(field)s” is %(length)s characters long: at most %(most)s are taken.",
                field=self.env._("In Your Words"),
                length=len(said),
                most=LONGEST_WORDS,
            )
        if faults:
            return faults
        own = self.with_user(SUPERUSER_ID)
        own._protected_write(
            {
                "state": "answered",
                "scores": [int(given[key]) for key, _name, _points in questions],
                "text": said or False,
                "author_name": self.env.user.name,
                "date_answered": fields.Datetime.now(),
            }
        )
        own.evaluation_id._take_answer(own)
        return {}

    def _check_speaks(self):
        """Refuse for whoever does not speak for the customer.

        :raise AccessError: whether or not there is such an evaluation
        """
        arguments.one(self)
        self.check_access("read")
        # sudo: whom somebody works for, and whose it is, counts
        customer = self.env.user.sudo().partner_id.commercial_partner_id
        own = self.sudo().account_id.partner_id  # sudo: as above
        if not self._is_portal() or own != customer:
            raise AccessError(
                self.env._("Only users of the customer judge here, logged in on the portal.")
            )
