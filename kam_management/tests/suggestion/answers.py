from odoo import fields

from .common import SuggestionCommon

ANSWER = "You will have the notes by mail from May on."


class AnswerCommon(SuggestionCommon):
    """Suggestions that are answered; ``foreman`` of the mill has an e-mail address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreman = cls._contact("Foreman", cls.mill, email="foreman@mill.example.com")

    @classmethod
    def _day(cls, days):
        return fields.Date.add(cls.today, days=days)

    def _adopted(self, **vals):
        """Return a suggestion of the mill that the general manager has adopted."""
        suggestion = self._reported(**{"contact_id": self.foreman.id, **vals})
        self._decided(suggestion)
        return suggestion

    def _direct(self, decision="adopted", **vals):
        """Return a suggestion that the supervisor's superior has decided: the short way."""
        suggestion = self._accepted(
            partner=self.farm.partner_id, author_id=self.rep_shanghai.id, **vals
        )
        own = self.seen_by(self.director, suggestion)
        own.action_decide(decision, reply="With pleasure")
        return suggestion

    def _answered(self, suggestion=None, user=None, text=ANSWER):
        suggestion = suggestion or self._adopted()
        self.seen_by(user or self.rep_shanghai, suggestion).action_reply(text)
        return suggestion

    def _proposed(self, suggestion=None, user=None, days=90, text="We ask the hauliers."):
        """Return an interim answer that waits to be approved; as superuser."""
        suggestion = suggestion or self._accepted(contact_id=self.foreman.id)
        day = fields.Date.add(suggestion.date_promise, days=days)
        own = self.seen_by(user or self.rep_shanghai, suggestion)
        own.action_propose_interim(text, day)
        return suggestion.interim_ids.sorted("id")[-1:]

    def _task(self, suggestion=None, user=None, **vals):
        """Return a task of a suggestion, by default of the dispatch department; as superuser."""
        suggestion = suggestion or self._direct()
        if "user_id" not in vals:
            vals.setdefault("department_id", self.dispatch.id)
        return (
            self.env["kam.suggestion.task"]
            .with_user(user or self.rep_shanghai)
            .create(
                {
                    "suggestion_id": suggestion.id,
                    "name": "Mail the notes",
                    "date_due": self._day(30),
                    **vals,
                }
            )
            .sudo()
        )

    def _mails(self, address="foreman@mill.example.com"):
        return self.env["mail.mail"].search([("email_to", "ilike", address)], order="id")
