from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import arguments
from ...rules import mail_headers
from ...searching import by_tick

REASONS = [
    ("own", "From an address of ours"),
    ("bounce", "Report of delivery"),
    ("automatic", "Automatic reply"),
    ("list", "Mailing list"),
    ("unknown", "Unknown sender"),
    ("several", "Sender of several customers"),
    ("colleague", "Passed on by a colleague"),
    ("handed", "Handed over by a user"),
    ("failed", "Could not be taken in"),
]
STATES = [
    ("waiting", "To be looked at"),
    ("taken", "Suggestion made"),
    ("answer", "Answer to a mail of ours"),
    ("dismissed", "Put aside"),
]


class KamSuggestionMail(models.Model):
    """A mail that came to the address of suggestions, as it came, and what became of it.

    Each leaves a row, once for each company. What somebody known has written makes a suggestion at
    once; the rest is mail not taken 未受理邮件 and waits for a person: what machines send, and mail
    from addresses that belong to nobody, or to several customers. Such mail is of no unit yet. So
    it is looked at by those who lead any unit of the company, supervisors and above, and by nobody
    below: a representative would read what other people's customers write.

    ``kam_suggestion_mail_receiving``: how mails come in.
    """

    _name = "kam.suggestion.mail"
    _description = "Mail to the Address of Suggestions"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "id desc"
    _rec_name = "subject"
    _rec_names_search = ["subject", "email_from"]

    _protected_fields = frozenset(
        {
            "company_id",
            "message_id",
            "state",
            "reason",
            "subject",
            "email_from",
            "sender",
            "sender_name",
            "date_received",
            "date_sent",
            "text",
            "failure",
            "suggestion_id",
            "settled_by_id",
            "date_settled",
            "dismiss_reason",
        }
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", copy=False
    )
    message_id = fields.Char(
        string="Message Id", required=True, copy=False, help="By which a mail is known again."
    )
    state = fields.Selection(
        STATES,
        string="What Became of the Mail",
        required=True,
        default="waiting",
        index=True,
        copy=False,
        group_expand=True,
    )
    reason = fields.Selection(
        REASONS, string="Why Not Taken", copy=False, help="Why a person has to look at it."
    )
    subject = fields.Char(string="Subject of the Mail", copy=False)
    email_from = fields.Char(string="Sent By", copy=False, help="As the mail says.")
    sender = fields.Char(string="Address of the Sender", index="btree_not_null", copy=False)
    sender_name = fields.Char(string="Name of the Sender", copy=False)
    date_received = fields.Datetime(
        string="Arrived At", default=fields.Datetime.now, index=True, copy=False
    )
    date_sent = fields.Datetime(string="Sent At", copy=False, help="As the mail says.")
    text = fields.Text(string="Text of the Mail", copy=False)
    failure = fields.Text(string="What Went Wrong", copy=False)
    suggestion_id = fields.Many2one(
        "kam.suggestion", index="btree_not_null", ondelete="restrict", copy=False
    )
    settled_by_id = fields.Many2one(
        "res.users", string="Looked At By", ondelete="restrict", copy=False
    )
    date_settled = fields.Datetime(string="Looked At On", copy=False)
    dismiss_reason = fields.Char(string="Why Put Aside", copy=False)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="The Mail as It Came",
        compute="_compute_attachment_ids",
        compute_sudo=False,
    )
    # For record rules and buttons.
    is_for_me = fields.Boolean(
        string="Mine to Look At", compute="_compute_is_for_me", search="_search_is_for_me"
    )

    # a mail that is delivered twice is one, also when two workers bring it at once
    _message_uniq = models.UniqueIndex("(company_id, message_id)", "This mail has come in already.")

    @api.model
    def _get_protected_remedy(self):
        return self.env._("A mail stays as it came; the buttons say what becomes of it.")

    @api.depends("subject", "email_from")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = mail.subject or mail.email_from or self.env._("Mail")

    @api.depends_context("uid")
    def _compute_attachment_ids(self):
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        by_mail = files.grouped("res_id")
        for mail in self:
            mail.attachment_ids = by_mail.get(mail.id, files.browse())

    @api.model
    def _find_led_companies(self):
        """Return the query of the companies in which the user leads a unit, in brackets."""
        # sudo: who leads which unit is known in the organisation
        units = self.env["kam.unit"].sudo()
        query = units._search([("leader_ids", "in", self.env.uid)])
        return query.subselect(units._field_to_sql(units._table, "company_id", query))

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_is_for_me(self):
        led = {row[0] for row in self.env.execute_query(self._find_led_companies())}
        for mail in self:
            mail.is_for_me = mail.company_id.id in led

    @api.model
    def _search_is_for_me(self, operator, value):
        return by_tick(operator, value, Domain("company_id", "in", self._find_led_companies()))

    # ------------------------------------------------------------------
    # a person looks at what was not taken
    # ------------------------------------------------------------------

    def _check_waits(self):
        """Refuse what is not the user's to look at, or does not wait any more.

        :raise AccessError: for all but those who lead a unit of the company
        :raise UserError: naming the mail and what became of it
        """
        self.check_access("read")
        states = dict(self._fields["state"]._description_selection(self.env))
        for mail in self:
            if not (mail.is_for_me or self.env.su):
                raise AccessError(
                    self.env._(
                        "“%s”: mail that was not taken is looked at by supervisors and above.",
                        mail.display_name,
                    )
                )
            if mail.state != "waiting":
                raise UserError(
                    self.env._(
                        "“%(mail)s” does not wait any more: %(state)s.",
                        mail=mail.display_name,
                        state=states[mail.state],
                    )
                )

    def _settle(self, state, **vals):
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write(
            {
                "state": state,
                "settled_by_id": self.env.uid,
                "date_settled": fields.Datetime.now(),
                **vals,
            }
        )

    def action_make_suggestion(self, vals=None):
        """Make a suggestion of a mail that was not taken.

        :param dict vals: ``partner_id``, the customer or somebody who works there; optional
            ``contact_id``, ``kind_id``, ``name`` and ``thanks_by_mail``
        :return: a window action: the suggestion
        :raise UserError: without a customer, or for a mail that does not wait
        :raise AccessError: for all but those who lead a unit of the company
        """
        mail = arguments.one(self)
        mail._check_waits()
        given = mail._check_given(vals)
        mail._serialise()
        mail._check_waits()
        taken = mail._make(given, received_by_id=self.env.uid)
        mail._settle("taken", suggestion_id=taken.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": taken._name,
            "res_id": taken.id,
            "view_mode": "form",
        }

    def _check_given(self, vals):
        """Return what somebody said of the suggestion that a mail becomes.

        :raise UserError: for what is not as described
        """
        suggestions = self.env["kam.suggestion"]
        names = ("partner_id", "contact_id", "kind_id", "name", "thanks_by_mail")
        given = dict(vals) if isinstance(vals, dict) else {}
        given = {name: given[name] for name in names if given.get(name)}
        if not given.get("partner_id"):
            raise UserError(
                self.env._(
                    "“%s” is empty: choose who suggested it.", suggestions._get_label("partner_id")
                )
            )
        # as if it was written down by hand: what is there, what may be seen, what fits
        suggestions._kam_check_input([given])
        for name in ("partner_id", "contact_id"):
            chosen = self.env["res.partner"].browse(given.get(name) or [])
            chosen.check_access("read")
            if chosen != chosen.exists():
                raise UserError(
                    self.env._("“%s” is not there any more.", suggestions._get_label(name))
                )
        if "name" in given:
            given["name"] = arguments.text(self.env, suggestions._get_label("name"), given["name"])
        # what a machine has sent is answered by nobody
        is_machine = self.reason in mail_headers.MACHINE_REASONS
        given["thanks_by_mail"] = bool(given.get("thanks_by_mail")) and not is_machine
        return {name: value for name, value in given.items() if value != ""}

    def action_dismiss(self, reason=""):
        """Put mails aside that are no suggestions.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a mail that does not wait
        :raise AccessError: for all but those who lead a unit of the company
        """
        self._check_waits()
        label = self._get_label("dismiss_reason")
        reason = arguments.text(self.env, label, reason)
        if not reason:
            raise UserError(self.env._("“%s” is empty: say in a few words why.", label))
        self._serialise()
        self._check_waits()
        self._settle("dismissed", dismiss_reason=reason)
        return True

    def action_ask_suggestion(self):
        """Open the dialog that makes a suggestion of a mail.

        :return: a window action
        """
        arguments.one(self)
        return self._ask("take", self.env._("Make a Suggestion"))

    def action_ask_reason(self):
        """Open the dialog that asks why mails are put aside.

        :return: a window action
        """
        return self._ask("dismiss", self.env._("Put Aside"))

    def _ask(self, decision, title):
        self._check_waits()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.suggestion.mail.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mail_ids": self.ids, "default_decision": decision},
        }

    def action_view_suggestion(self):
        """Open the suggestion that the mail became, or belongs to.

        :return: a window action
        :raise UserError: where there is none
        """
        arguments.one(self)
        self.check_access("read")
        if not self.suggestion_id:
            raise UserError(
                self.env._("“%s”: there is no suggestion of this mail.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion",
            "res_id": self.suggestion_id.id,
            "view_mode": "form",
        }
