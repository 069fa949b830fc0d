from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ... import arguments, protection
from ...rules import texts
from .kam_suggestion_rating import SCORES, UNSATISFIED

ANSWERED = ("replied", "closed")
DIALOG = "kam.suggestion.told"


class KamSuggestion(models.Model):
    """What the customer thinks of the answer; not satisfied, it is opened once more."""

    _inherit = "kam.suggestion"

    def action_note_rating(self):
        """Open the dialog in which is written down what the customer said of the answer.

        :return: a window action
        :raise AccessError: for all but those who handle the suggestion, or lead it
        :raise UserError: for one that was not answered
        """
        arguments.one(self)
        self._check_may_write_customer()
        self._check_state(ANSWERED)
        return self._open_dialog(self.env._("What the Customer Says of the Answer"), DIALOG)

    def _note_rating_told(self, score, text, author):
        """Write down what a colleague was told: nobody has looked at who said it.

        :param str score: one of the scores
        :param str text: what the customer said
        :param str author: who said it
        :raise AccessError: for all but those who handle the suggestion, or lead it
        :raise UserError: naming what is missing, or for an answer that was rated already
        """
        arguments.one(self)
        self._check_may_write_customer()
        label = self.env["kam.suggestion.rating"]._fields
        if score not in dict(SCORES):
            raise UserError(
                self.env._(
                    "“%s” is empty: choose one.", label["score"]._description_string(self.env)
                )
            )
        said = texts.trimmed(text or "")
        if score in UNSATISFIED and not said:
            raise UserError(
                self.env._(
                    "“%s” is empty: write down what the customer is missing.",
                    label["text"]._description_string(self.env),
                )
            )
        self._serialise()
        self._check_state(ANSWERED)
        # sudo: as the process; who may was checked
        self.with_user(SUPERUSER_ID)._note_rating(
            score,
            said,
            author_name=texts.trimmed(author or "") or self.sudo().partner_id.name,
            is_verified=False,
            taken_by_id=self.env.uid,
        )

    def _note_rating(self, score, text, **vals):
        """Write down a rating, once per answer; not satisfied opens the suggestion once more.

        :param str score: one of the scores
        :param str text: what the customer says to it
        :param vals: who said it, and whether that was verified
        :raise UserError: when the answer was rated already
        """
        protection.check_caller(self.env, "_note_rating")
        self.ensure_one()
        number = 2 if self.is_reopened else 1
        public = self._find_public()
        ratings = self._as_system("kam.suggestion.rating")
        this_one = [
            ("public_id", "=", public.id),
            ("answer_number", "=", number),
            ("is_verified", "=", vals["is_verified"]),
        ]
        if ratings.search_count(this_one, limit=1):
            raise UserError(
                self.env._(
                    "%s: what the customer says of this answer stands there already.",
                    self.display_name,
                )
            )
        rating = ratings._append(
            [
                {
                    "public_id": public.id,
                    "company_id": public.company_id.id,
                    "answer_number": number,
                    "date_answered": self.date_replied,
                    "score": score,
                    "points": int(score),
                    "text": text or False,
                    **vals,
                }
            ]
        )
        self._on_rated(rating)

    def _on_rated(self, rating):
        """Do what follows from a rating: nobody is left alone with a customer who is not satisfied.

        :param rating: the rating, as the system
        """
        if rating.score not in UNSATISFIED:
            self._tell_rating(rating, leaders=False)
            self._settle_if_done()
            return
        is_opened = not self.is_reopened and self.state in ANSWERED
        if is_opened:
            self._reopen()
        self._tell_rating(rating, leaders=True)

    def _tell_rating(self, rating, leaders):
        def word(own):
            score = dict(rating.with_context(lang=own.env.lang)._get_scores())[rating.score]
            subject = own.env._(
                "%(customer)s: %(score)s", customer=own.partner_id.name, score=score
            )
            told = [rating.text or ""]
            if leaders and own.state not in ANSWERED:
                told.append(own.env._("It is opened once more, with a new promise."))
            elif leaders:
                told.append(
                    own.env._("It was opened again once already: please call the customer.")
                )
            return subject, "\n".join(filter(None, told))

        self._tell_handlers(word, leaders=leaders, without=rating.taken_by_id)

    def _reopen(self):
        """Open an answered suggestion once more: its author goes on, with a new promise.

        One that was reported stands where its report was approved: the report is revised, or it
        is put on another summary. All others are accepted, and reported or decided anew. What was
        answered stays in the conversation, and the first promise what it was.
        """
        for suggestion in self:
            company = suggestion.company_id
            has_report = suggestion.is_routed and suggestion._is_reported()
            suggestion._write_process(
                {
                    "state": "reporting" if has_report else "accepted",
                    "date_promise": company._kam_add_working_days(
                        company._kam_today(), suggestion.kind_id.promise_days
                    ),
                    "is_reopened": True,
                    "summary_line_id": False,
                    **dict.fromkeys(
                        (
                            "decision",
                            "decision_reason",
                            "reply_text",
                            "date_decided",
                            "decided_by_id",
                            "date_back",
                            "date_replied",
                            "replied_by_id",
                            "date_closed",
                        ),
                        False,
                    ),
                }
            )
        self._open_duties()

    def _is_satisfied(self):
        """Tell whether the customer was satisfied with the last answer.

        What was verified counts before what was told.

        :return: True or False; None where nobody has said so
        """
        self.ensure_one()
        rating = self._as_system("kam.suggestion.rating").search(
            [
                ("public_id.suggestion_id", "=", self.id),
                ("answer_number", "=", 2 if self.is_reopened else 1),
            ],
            order="is_verified desc, id desc",
            limit=1,
        )
        return rating.score not in UNSATISFIED if rating else None
