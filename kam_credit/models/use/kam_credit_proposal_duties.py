from odoo import api, models

from odoo.addons.kam_management import wording

from .kam_credit_proposal import OPEN_STAGES
from .kam_credit_proposal_answering import CENTRE_ROLES

ANSWER = "credit_proposal_answer"


class KamCreditProposal(models.Model):
    """Until when proposals are answered: owed by the credit approvers of headquarters, and by who
    stands above them where there are none. A late answer goes up to director and general manager.
    """

    _inherit = "kam.credit.proposal"

    def _open_answer(self):
        """Let the headquarters centre owe the answers."""
        self.env["kam.deadline"]._open(
            [
                proposal._prepare_duty_vals(
                    ANSWER,
                    proposal.date_answer_due,
                    unit_id=proposal._find_top().id,
                    user_ids=proposal._find_answerers().ids,
                )
                for proposal in self
            ]
        )

    def _close_answer(self):
        self.env["kam.deadline"]._close(self, ANSWER)

    def _cancel_answer(self):
        self.env["kam.deadline"]._cancel(self, "form_cancelled", [ANSWER])

    def _find_top(self):
        """Return the unit of headquarters that the proposal goes up to."""
        return self.unit_id._ancestors()[-1:]

    def _find_answerers(self):
        """Return who owes the answer: holders of the first role that others than authors hold."""
        self.ensure_one()
        authors = self._find_authors()
        for role in CENTRE_ROLES:
            users = self._find_centre(self.company_id, (role,)) - authors
            if users:
                return users
        return self.env["res.users"]

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who holds these roles by now."""
        users = super()._find_duty_users(deadlines)
        for duty, proposal in self._find_duty_documents(deadlines).items():
            if duty.code == ANSWER:
                users[duty] = proposal._find_answerers()
        return users

    @api.depends("stage", "date_answer_due")
    @api.depends_context("lang")
    def _compute_waiting_for(self):
        """See the base method: who owes the answer."""
        super()._compute_waiting_for()
        for proposal in self.filtered(lambda each: each.stage in OPEN_STAGES):
            names = wording.listed(self.env, proposal._find_answerers().mapped("name"))
            proposal.waiting_for = wording.labelled(
                self.env, self.env._("Answer"), names or self.env._("nobody now")
            )

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "name", "unit_id"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what it is about, and the dialog that answers it."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, proposal in documents.items():
            if duty.code == ANSWER:
                action = my_day._prepare_action("answer", self.env._("Answer"), bulk=True)
                told[duty] = {"facts": [proposal.name], "actions": [action]}
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialog."""
        if key != "answer":
            return super()._settle_duties(deadlines, key)
        return self.browse(set(deadlines.mapped("res_id"))).action_ask_answer()
