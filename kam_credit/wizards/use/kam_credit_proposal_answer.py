from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import relations

from ...models.use.kam_credit_proposal import DECISIONS

PURPOSES = [("answer", "Answer"), ("link", "Say in what they are taken up")]


class KamCreditProposalAnswer(models.TransientModel):
    """Asks what headquarters answers to proposals, or in what they are taken up."""

    _name = "kam.credit.proposal.answer"
    _description = "Answer Proposals on Credit Management"
    _inherit = ["kam.batch.dialog.mixin"]

    proposal_ids = relations.Many2many(
        "kam.credit.proposal", string="Proposals to Answer", required=True, readonly=True
    )
    purpose = fields.Selection(
        PURPOSES, string="What Is Done with Them", required=True, readonly=True, default="answer"
    )
    decision = fields.Selection(DECISIONS, string="Answer")
    reason = fields.Text(string="Reason of the Answer", help="The author is told.")
    date_deferred = fields.Date(string="Deferred Until", help="Then it is answered for good.")
    taken_up = fields.Reference(
        selection="_select_takers",
        string="Taken Up In",
        help="What follows from the proposal; it can be said later.",
    )
    failures = fields.Text(string="Not Possible", readonly=True)

    @api.model
    def _select_takers(self):
        models_ = self.env["ir.model"]
        return [
            (model, models_._get(model).name)
            for model in self.env["kam.credit.proposal"]._get_taking_models()
        ]

    def action_apply(self):
        """Answer each of the proposals, or link it.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: as the methods of ``kam.credit.proposal``, for one proposal
        :raise AccessError: as there
        """
        self.ensure_one()
        if self.purpose == "link" and not self.taken_up:
            raise UserError(
                self.env._("“%s” is empty: choose what takes it up.", self.env._("Taken Up In"))
            )
        titles = dict(self._fields["purpose"]._description_selection(self.env))
        return self._apply_each(self.proposal_ids, self._apply, titles[self.purpose])

    def _apply(self, proposal):
        if self.purpose == "answer":
            proposal.action_answer(self.decision or "", self.reason or "", self.date_deferred)
        if self.taken_up and proposal.stage == "answered":
            proposal.action_link(self.taken_up._name, self.taken_up.id)
