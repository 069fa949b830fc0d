import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, wording
from ...rules import suggestions
from ...wording import format_date
from .kam_suggestion_duties import REPLY


class KamSuggestion(models.Model):
    """Answering the customer by the feedback form 建议反馈表 (scheme, one.3, 8 and 9)."""

    _inherit = "kam.suggestion"

    @api.depends("author_id", "account_id.manager_id", "unit_id")
    @api.depends_context("uid")
    def _compute_can(self):
        super()._compute_can()
        for suggestion in self:
            # as it is stored: a form may hold it changed
            seen = suggestion._origin
            suggestion.can_lead = bool(seen) and seen._leads()
            suggestion.can_answer = bool(seen) and seen._answers()
            suggestion.can_list = bool(seen) and seen._may_be_listed()

    def _may_be_listed(self):
        """Tell whether the user could put the suggestion on a summary now."""
        is_listable = self.state in suggestions.LISTABLE_STATES and self._is_reported()
        return is_listable and self.env["kam.suggestion.summary"].has_access("create")

    def _answers(self):
        """Tell whether the user handles the suggestion, or leads its account or unit."""
        # sudo: who handles it counts, whoever asks
        return self.env.user == self.sudo().author_id or self._leads()

    def _check_answers(self):
        """Refuse what only who handles the suggestion does, and who leads.

        :raise AccessError: naming the suggestion
        """
        for suggestion in self:
            if not suggestion._answers():
                raise AccessError(
                    self.env._(
                        "%s: this is for whoever handles it, the account manager, and those who "
                        "lead its unit.",
                        suggestion.display_name,
                    )
                )

    @api.depends("date_promise", "date_replied", "state")
    @api.depends_context("lang")
    def _compute_countdown(self):
        for suggestion in self:
            suggestion.countdown = suggestion._word_countdown()

    def _word_countdown(self):
        """Return how long there is until the promise, or whether it was kept."""
        left = self._get_days_left()
        if left is False:
            return False
        if self.date_replied and self.state not in suggestions.OPEN_STATES:
            if left < 0:
                if left == -1:
                    return self.env._("Answered 1 day late")
                return self.env._("Answered %s days late", -left)
            return self.env._("Answered in time")
        if left < 0:
            return self.env._("1 day late") if left == -1 else self.env._("%s days late", -left)
        if left == 0:
            return self.env._("Promised for today")
        return self.env._("1 day left") if left == 1 else self.env._("%s days left", left)

    def _get_days_left(self):
        """Return the days from the answer, or else from today, until the promise.

        :return: a number, negative when it is late; False where nothing is promised any more
        """
        if not self.date_promise:
            return False
        if self.state in suggestions.OPEN_STATES:
            return (self.date_promise - self.company_id._kam_today()).days
        answered = self.company_id._kam_day_of(self.date_replied)
        return (self.date_promise - answered).days if answered else False

    # ------------------------------------------------------------------
    # what the answer begins with
    # ------------------------------------------------------------------

    def _get_last_task_day(self):
        """Return by when what was planned is carried out; False where nothing is left to do."""
        days = self.task_ids.filtered(lambda task: task.state == "open").mapped("date_due")
        return max(days, default=False)

    def _propose_arrangement(self):
        """Return how what was adopted is carried out, in the language of the customer."""
        if self.decision != "adopted":
            return ""
        # sudo: what was planned, whoever answers
        planned = self.sudo().task_ids.filtered(lambda task: task.state != "cancelled")
        env = self.with_context(lang=self._get_language()).env
        if planned and not planned.filtered(lambda task: task.state == "open"):
            return env._("It has been carried out.")
        return env._("It is being carried out.")

    def action_ask_reply(self):
        """Open the dialog that answers the customer.

        :return: a window action
        :raise UserError: before the decision, and when the customer was answered
        :raise AccessError: for all but those who answer
        """
        arguments.one(self)
        self.check_access("write")
        self._check_answers()
        self._check_decided()
        return self._ask("reply", self.env._("Answer the Customer"))

    def _ask(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.suggestion.answer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_suggestion_id": self.id, "default_purpose": purpose},
        }

    def _check_decided(self):
        """Refuse to answer what was not decided, or was answered already.

        :raise UserError: naming the suggestion
        """
        for suggestion in self:
            if suggestion.state in suggestions.UNDECIDED_STATES:
                raise UserError(
                    self.env._(
                        "%s is not decided yet: the customer is answered when it is. Until then "
                        "an interim answer tells how things stand.",
                        suggestion.display_name,
                    )
                )
            if suggestion.state in ("replied", "closed"):
                raise UserError(
                    self.env._(
                        "%(suggestion)s was answered on %(day)s. It is answered again only when "
                        "it was opened again.",
                        suggestion=suggestion.display_name,
                        day=format_date(
                            self.env, suggestion.company_id._kam_day_of(suggestion.date_replied)
                        ),
                    )
                )
            suggestion._check_state(suggestions.DECIDED_STATES)

    # ------------------------------------------------------------------
    # answering
    # ------------------------------------------------------------------

    def action_reply(self, text="", arrangement="", date_arranged=False):
        """Answer the customer: the feedback form goes out, and the promise is kept or was not.

        :param str text: what they are told; by default the sentence of the decision
        :param str arrangement: how what was adopted is carried out; by default as its tasks say
        :param date_arranged: by when; by default the last day of its tasks
        :return: True, or the print that is handed over where no address is known
        :raise UserError: before the decision, when it was answered already, or without a text
        :raise AccessError: for all but whoever handles it, and those who lead
        """
        arguments.one(self)
        self.check_access("write")
        self._check_answers()
        texts = self.env["kam.suggestion.reply"]
        text = arguments.text(self.env, texts._get_label("text"), text)
        arrangement = arguments.text(self.env, texts._get_label("arrangement"), arrangement)
        day = arguments.day(self.env, texts._get_label("date_arranged"), date_arranged)
        self._serialise()
        self._check_decided()
        text = text or (self.reply_text or "").strip()
        if not text:
            raise UserError(
                self.env._(
                    "“%s” is empty: write what the customer is told.", texts._get_label("text")
                )
            )
        reply = self._reply(text, arrangement, day)
        return True if reply.way == "mail" else reply.action_print()

    def _reply(self, text, arrangement, day):
        """Answer the customer, who may was checked; return the feedback form."""
        is_adopted = self.decision == "adopted"
        vals = self._prepare_reply(
            text,
            arrangement or self._propose_arrangement(),
            day or (is_adopted and self.sudo()._get_last_task_day()),  # sudo: as in the proposal
        )
        # sudo: the process's own rows; who may was checked
        reply = self.env["kam.suggestion.reply"].sudo()._protected_create([vals])
        file = reply._print_file()
        reader = self.with_context(lang=reply.lang)
        subject = reader.env._(
            "Our answer to your suggestion %(number)s: %(subject)s",
            number=self.number,
            subject=self.name,
        )
        mail = self._queue_letter(
            subject,
            [
                text,
                vals["arrangement"],
                reader.env._("Thank you once more for supporting our company's work."),
            ],
            file.ids,
        )
        reply._protected_write(
            {
                **self._prepare_sending(mail),
                "state": "sent",
                "checksum": hashlib.sha256(file.raw).hexdigest(),
            }
        )
        self._write_process(
            {
                "state": "replied",
                "reply_text": text,
                "date_replied": reply.date,
                "date_replied_first": self.date_replied_first or reply.date,
                "replied_by_id": self.env.uid,
            }
        )
        self.env["kam.deadline"]._close(self, REPLY, by=self.env.user)
        self._note_told(subject, text, mail)
        self._file_reply(file)
        # sudo: what follows belongs to the process
        self.sudo()._on_replied(text)
        return reply.with_env(self.env)

    def _prepare_reply(self, text, arrangement, day):
        """Return what the feedback form says: of this customer, and nothing internal."""
        # sudo: names of the customer's own people and of who looks after them, for the customer
        own = self.sudo()
        company = own.company_id
        user = own.account_id.manager_id or own.author_id or self.env.user
        return {
            "number": own.env["kam.suggestion.reply"]._find_numbering(company).sudo()._next(),
            "suggestion_id": own.id,
            "company_id": company.id,
            "partner_id": own.partner_id.id,
            "person_name": own.contact_id.name or own.contact_name,
            "suggestion_number": own.number,
            "name": own.name,
            "suggestion_text": own.description,
            "date_received": company._kam_day_of(own.date_received),
            "date_promise": own.date_promise,
            "decision": own.decision,
            "text": text,
            "arrangement": arrangement or False,
            "date_arranged": day,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "our_contact": wording.phrased(
                self.with_context(lang=self._get_language()).env,
                [user.name, user.partner_id.phone, user.partner_id.email],
            ),
            "lang": self._get_language(),
        }

    def _file_reply(self, file):
        """File report, summary and feedback form as one entry of the archive.

        Of customers who are no potential or key accounts there is no form to file it with: the
        feedback form and its file stay with the suggestion.

        :param file: the feedback form as it was sent
        """
        # sudo: what was collected is filed, whoever answers
        own = self.sudo()
        report, summary = own.report_id, own.summary_line_id.summary_id
        if report.approval_state != "approved":
            return
        parts = [(self.env["ir.model"]._get("kam.suggestion.reply").name, file)]
        if summary.archive_entry_ids:
            parts.insert(0, (self.env["ir.model"]._get(summary._name).name, summary))
        own.env["kam.archive.entry"]._file_process(report, parts)
