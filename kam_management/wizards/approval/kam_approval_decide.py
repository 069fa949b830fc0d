from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, relations, transactions
from ...rules.review_states import OUTCOMES


class KamApprovalDecide(models.TransientModel):
    """Asks for the opinion, and decides the reviews."""

    _name = "kam.approval.decide"
    _description = "Decide Reviews"
    _inherit = ["kam.batch.dialog.mixin"]

    review_ids = relations.Many2many("kam.approval.review", string="Reviews")
    review_count = fields.Integer(compute="_compute_review_count")
    steps = fields.Text(
        string="Step", compute="_compute_steps", help="What is decided, one step per line."
    )
    decision = fields.Selection(
        [
            ("approve", "Approve"),
            ("return", "Return for correction"),
            ("reject", "Reject"),
            ("answer", "Answer"),
            ("complete", "Complete"),
            ("extend", "Extend"),
        ],
        required=True,
        default="approve",
    )
    opinion = fields.Text(help="Stays beside the decision. Required to return or reject.")
    days = fields.Integer(
        string="More Days", help="On top of the present due date. 0: as many as possible."
    )
    opinion_required = fields.Boolean(compute="_compute_opinion_required")
    left_out = fields.Text(readonly=True, help="Selected forms of which nothing waits now.")
    failures = fields.Text(readonly=True)

    @api.depends("review_ids")
    def _compute_review_count(self):
        for wizard in self:
            wizard.review_count = len(wizard.review_ids)

    @api.depends("review_ids.display_name")
    def _compute_steps(self):
        for wizard in self:
            wizard.steps = "\n".join(wizard.review_ids.mapped("display_name"))

    @api.depends("decision", "review_ids.opinion_required", "review_ids.kind")
    def _compute_opinion_required(self):
        for wizard in self:
            goes_on = wizard.decision in ("approve", "answer", "complete")
            wizard.opinion_required = not goes_on or any(
                review._is_opinion_needed(OUTCOMES[review.kind or "decide"][0])
                for review in wizard.review_ids
            )

    def action_apply(self):
        """Decide each of the reviews; what cannot be decided is named, the others stand.

        Many are decided in the background.

        :return: an action that closes the dialog, or shows what could not be decided and why, or
            how far the decisions in the background are
        :raise UserError: without a review, or when the only one cannot be decided
        """
        arguments.one(self)
        if not self.review_ids:
            raise UserError(self.env._("Nothing of what you selected waits for you."))
        if len(self.review_ids) == 1:
            self._apply(self.review_ids)
            return {"type": "ir.actions.act_window_close"}
        runs = self.env["kam.approval.run"]
        if len(self.review_ids) >= runs._background_from():
            chosen = [self.decision, self.opinion or "", self.days]
            return runs._start(self.review_ids, "_carry_out", chosen)
        _results, refused = transactions.run_together(self.review_ids, self._apply)
        failures = [review._explain(error) for review, error in refused]
        return self._end_with(failures, self.env._("Could Not Be Decided"))

    def _apply(self, reviews):
        reviews._carry_out(self.decision, self.opinion or "", self.days)
