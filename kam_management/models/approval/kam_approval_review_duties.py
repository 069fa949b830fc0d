from odoo import models
from odoo.fields import Domain

KIND = "review"


class KamApprovalReview(models.Model):
    """The deadline of a step: who may decide it owes the decision until the day it is due.

    Received, due and extended are facts of the review, which are printed; the deadline tells who
    owes what, and is what reminds and what figures are made of.
    """

    _inherit = "kam.approval.review"

    def _open_duties(self):
        """Open the deadlines of reviews that wait for a decision."""
        documents = self._find_documents()
        self.env["kam.deadline"]._open(
            [
                documents[review]._prepare_duty_vals(
                    KIND,
                    review.date_due,
                    slot=str(review.id),
                    date_open=review.company_id._kam_day_of(review.date_received),
                    unit_id=(review.review_unit_id or review.unit_id).id,
                    role=review.role,
                    department_id=review.department_id.id,
                    user_ids=review.candidate_ids.ids,
                )
                for review in self
            ]
        )

    def _find_duties(self):
        """Return the open deadlines of the reviews."""
        keys = {(review.res_model, review.res_id) for review in self}
        keys |= {(document._name, document.id) for document in self._find_documents().values()}
        # sudo: a step ends what it opened, whoever may see it
        return (
            self.env["kam.deadline"]
            .sudo()
            .search(
                Domain("state", "=", "open")
                & Domain("code", "=", KIND)
                & Domain("res_model", "in", sorted({model for model, _id in keys}))
                & Domain("res_id", "in", sorted({res_id for _model, res_id in keys}))
                & Domain("slot", "in", list(map(str, self.ids))),
                order="id",
            )
        )

    def _refresh_duties(self):
        """Bring who owes the decisions up to date with who may decide."""
        if self:
            self._find_duties()._assign()

    def _close_duties(self):
        """The steps were decided by the user."""
        duties = self._find_duties()
        slots = {str(review.id): review for review in self}
        for on_behalf_of, some in duties.grouped(
            lambda duty: slots[duty.slot].on_behalf_of_id
        ).items():
            some._end(by=self.decided_by_id, on_behalf_of=on_behalf_of)

    def _move_duty(self, date_due, reason):
        """The step was extended."""
        self.env["kam.deadline"]._move(
            self._get_document(), KIND, date_due, reason, slot=str(self.id)
        )

    def _cancel_duties(self, reason):
        """The steps are not to be decided any more.

        :param str reason: a code of the reasons of deadlines
        """
        if self:
            self._find_duties()._drop(reason)
