from odoo import models
from odoo.exceptions import UserError

from ... import arguments, wording
from ...rules import suggestions
from ...wording import format_date
from .kam_suggestion_interim import INTERIM


class KamSuggestion(models.Model):
    """Telling the customer how things stand, and promising another day."""

    _inherit = "kam.suggestion"

    def _check_undecided(self):
        """Refuse an interim answer to what was decided: then the customer is answered.

        :raise UserError: naming the suggestion and its state
        """
        for suggestion in self:
            suggestion._check_state(suggestions.UNDECIDED_STATES)

    def _check_interim(self):
        """Refuse an interim answer where none is possible now.

        :raise UserError: naming the suggestion
        """
        self._check_undecided()
        # sudo: how often the promise was moved counts, whoever asks
        given = self.sudo().interim_ids
        if given.filtered(lambda interim: interim.state == "proposed"):
            raise UserError(
                self.env._(
                    "An interim answer to %s waits to be approved already.", self.display_name
                )
            )
        approved = given.filtered(lambda interim: interim.state == "approved")
        if len(approved) >= suggestions.MOST_INTERIM:
            raise UserError(
                self.env._(
                    "%(suggestion)s has had %(count)s interim answers: its promise is not moved "
                    "again.",
                    suggestion=self.display_name,
                    count=len(approved),
                )
            )

    def action_ask_interim(self):
        """Open the dialog that proposes an interim answer.

        :return: a window action
        :raise UserError: after the decision, and after two of them
        :raise AccessError: for all but those who answer
        """
        arguments.one(self)
        self.check_access("write")
        self._check_answers()
        self._check_interim()
        return self._ask("interim", self.env._("Propose an Interim Answer"))

    def action_propose_interim(self, text="", date=False):
        """Propose an interim answer, which the manager over the unit approves.

        :param str text: how things stand, for the customer
        :param date: the new promised date
        :return: True
        :raise UserError: after the decision, after two of them, without a text, for a day that is
            not later than what was promised, or where nobody could approve it
        :raise AccessError: for all but whoever handles it, and those who lead
        """
        arguments.one(self)
        self.check_access("write")
        self._check_answers()
        interims = self.env["kam.suggestion.interim"]
        text = arguments.text(self.env, interims._get_label("text"), text)
        day = arguments.day(self.env, interims._get_label("date_to"), date)
        if not text:
            raise UserError(
                self.env._("“%s” is empty: say how things stand.", interims._get_label("text"))
            )
        self._serialise()
        self._check_interim()
        today = self.company_id._kam_today()
        if not day or not suggestions.may_move(self.date_promise, day, today):
            raise UserError(
                self.env._(
                    "“%(field)s”: choose a day after %(promise)s, at most a year later.",
                    field=interims._get_label("date_to"),
                    promise=format_date(self.env, max(self.date_promise, today)),
                )
            )
        # sudo: the process's own rows; who may was checked
        interim = interims.sudo()._protected_create(
            [
                {
                    "suggestion_id": self.id,
                    "company_id": self.company_id.id,
                    "text": text,
                    "date_from": self.date_promise,
                    "date_to": day,
                    "user_id": self.env.uid,
                }
            ]
        )
        if not interim._find_approvers()[interim]:
            raise UserError(
                self.env._(
                    "Nobody but you manages the unit of %s: there is nobody to approve an interim "
                    "answer. Answer the customer.",
                    self.display_name,
                )
            )
        interim._open_duty()
        return True

    def _send_interim(self, interim):
        """Mail an interim answer to the customer; return the mail, an empty one without address."""
        reader = self.with_context(lang=self._get_language())
        subject = reader.env._(
            "How your suggestion %(number)s stands: %(subject)s",
            number=self.number,
            subject=self.name,
        )
        promise = reader.env._(
            "We will answer you by %s.",
            format_date(reader.env, interim.date_to, date_format="long"),
        )
        sender = interim.user_id
        mail = self._queue_letter(subject, [interim.text, promise], sender=sender)
        told = wording.sentences(reader.env, [interim.text, promise])
        self._note_told(subject, told, mail, sender)
        return mail

    def _move_promise(self, day):
        """Promise another day; what is owed moves along, and keeps its history."""
        self._write_process({"date_promise": day})
        for duty in self._prepare_duties():
            self.env["kam.deadline"]._move(self, duty["kind"], duty["date_due"], INTERIM)

    def _tell_proposer(self, interim):
        """Tell whoever proposed an interim answer that it was refused."""
        for lang, some in wording.by_language(interim.user_id):
            own = self.with_context(lang=lang)
            own._kam_tell(
                some,
                own.env._("The interim answer was refused"),
                own.env["ir.qweb"]._render(
                    "kam_management.mail_facts",
                    {
                        "lead": own.display_name,
                        "facts": [
                            (interim.with_context(lang=lang)._get_label(name), interim[name])
                            for name in ("text", "refusal")
                            if interim[name]
                        ],
                    },
                ),
            )

    def _write_process(self, vals):
        """See the base method: what is decided or withdrawn needs no interim answer any more."""
        result = super()._write_process(vals)
        following = vals.get("state")
        if following and following not in suggestions.UNDECIDED_STATES:
            self.sudo().interim_ids._drop()  # sudo: the process's own rows
        return result
