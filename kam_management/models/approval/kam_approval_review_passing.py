from markupsafe import Markup

from odoo import fields, models

from ... import voices, wording
from ...rules import review_states, routing


class KamApprovalReview(models.Model):
    """Steps that end without anybody: passed over, or lapsed."""

    _inherit = "kam.approval.review"

    def _pass_over(self, reason):
        """Leave waiting reviews out of the round.

        :param str reason: a value of ``pass_reason``
        """
        if self:
            self._protected_write(
                {
                    "state": "passed",
                    "pass_reason": reason,
                    "date_decided": fields.Datetime.now(),
                }
            )

    def _pass_unneeded(self, form):
        """Leave out the steps that do not apply to the form, which is being submitted."""
        conditions = set(self.filtered("condition").mapped("condition"))
        applies = {name: form._ask_step_condition(name) for name in conditions}
        self.filtered(lambda review: not applies.get(review.condition, True))._pass_over(
            "condition"
        )

    def _pass_without_superior(self):
        """Leave out reviews for a superior of whom there is none, now that it is their turn.

        Whom another step cannot spare is no superior for this one.

        :return: those that were left out
        """
        superiors = self.filtered("is_superior")
        if not superiors:
            return superiors
        rivals = superiors._find_rivals()
        everyone = superiors | rivals
        levels = everyone._find_levels(everyone._find_excluded())
        passed = self.browse()
        for review in superiors:
            others = [
                self.env["res.users"].union(*levels[other]).ids
                for other in rivals - review
                if other._get_round_key() == review._get_round_key()
            ]
            if review._is_exclusive():
                index = routing.find_level([users.ids for users in levels[review]], others)
                is_left_out = index is None
                if not is_left_out:
                    # from now on it wants somebody as well
                    rivals |= review
            else:
                is_left_out = not levels[review]
            if is_left_out:
                passed |= review
        passed._pass_over("none_above")
        return passed

    # ------------------------------------------------------------------
    # silence
    # ------------------------------------------------------------------

    def _lapse(self):
        """End pending reviews that nobody has answered in time; their rounds go on.

        Silence is never consent: where nobody else would decide the form, the review waits on.
        Called by the job of deadlines on the day after the last one.
        """
        for review in self.filtered(lambda review: review.on_due == "lapse"):
            if not review._is_over():
                continue
            form = review._get_form()
            form._serialise()
            if not review._is_over() or not review._may_lapse():
                continue
            review._protected_write(
                {
                    "state": "lapsed",
                    "date_decided": fields.Datetime.now(),
                    "document_name": form.display_name,
                }
            )
            review._cancel_duties("lapsed")
            form._on_reviews_decided("lapsed")
            own = wording.for_readers(review)
            with voices.speaking(voices.PROCESS):
                form.with_context(lang=own.env.lang).message_post(
                    body=Markup("<p>%s</p>")
                    % wording.labelled(own.env, own._get_step_label(), own.outcome),
                    subtype_xmlid="mail.mt_note",
                )
            review._tell_ended({review: form}, form._find_followed("mail.mt_note"))

    def _is_over(self):
        self.ensure_one()
        return self.state == "pending" and self.date_due < self.company_id._kam_today()

    def _may_lapse(self):
        self.ensure_one()
        # the superuser of the job reads the whole round
        others = self.search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("round", "=", self.round),
                ("id", "!=", self.id),
            ]
        )
        return review_states.may_lapse(
            self.kind or "decide",
            [(other.state, not other._is_sure()) for other in others if other._is_consent()],
        )
