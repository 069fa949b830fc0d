from odoo import fields, models

from ... import arguments, relations
from ...models.suggestion.kam_suggestion import DECISIONS


class KamSuggestionDecide(models.TransientModel):
    """Asks for the decision on suggestions of other customers, or why some are withdrawn."""

    _name = "kam.suggestion.decide"
    _description = "Decide on Suggestions"
    _inherit = ["kam.batch.dialog.mixin"]

    suggestion_ids = relations.Many2many(
        "kam.suggestion",
        relation="kam_suggestion_decide_rel",
        column1="wizard_id",
        column2="suggestion_id",
        string="Suggestions",
    )
    purpose = fields.Selection(
        [("decide", "Decide"), ("withdraw", "Withdraw")], required=True, default="decide"
    )
    decision = fields.Selection(DECISIONS, string="Decision on the Suggestion")
    reply_text = fields.Text(
        string="Sentence for the Customer", help="What the customer is told of the decision."
    )
    reason = fields.Text(help="For colleagues. The customer never reads it.")
    failures = fields.Text(string="What Could Not Be Done", readonly=True)

    def action_apply(self):
        """Decide on the suggestions, or withdraw them, one by one.

        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: when the only one is refused
        """
        arguments.one(self)
        return self._apply_each(
            self.suggestion_ids, self._apply, self.env._("Could Not Be Decided")
        )

    def _explain(self, record, error):
        """See the base method: the error names what it is about."""
        return str(error)

    def _apply(self, suggestion):
        if self.purpose == "withdraw":
            suggestion.action_withdraw(self.reason or "")
        else:
            suggestion.action_decide(self.decision or "", self.reply_text or "", self.reason or "")
