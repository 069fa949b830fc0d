from odoo import fields, models

from ... import arguments
from ...models.suggestion.kam_suggestion_rating import SCORES


class KamSuggestionTold(models.TransientModel):
    """Writes down what a customer said of the answer, to a colleague."""

    _name = "kam.suggestion.told"
    _description = "What a Customer Said of an Answer"

    suggestion_id = fields.Many2one("kam.suggestion", required=True, readonly=True)
    score = fields.Selection(SCORES, string="Satisfaction")
    text = fields.Text(string="In the Customer's Words")
    author_name = fields.Char(string="Rated By", help="Who of the customer said it.")

    def action_note(self):
        """Write the rating down as told: nobody has looked at who said it.

        :return: an action that closes the dialog
        :raise UserError: naming what is missing, or for an answer that was rated already
        :raise AccessError: for all but those who handle the suggestion, or lead it
        """
        arguments.one(self)
        self.check_access("read")
        self.suggestion_id._note_rating_told(self.score, self.text, self.author_name)
        return {"type": "ir.actions.act_window_close"}
