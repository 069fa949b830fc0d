from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import arguments

SCORES = [
    ("5", "Very satisfied"),
    ("4", "Satisfied with it"),
    ("3", "Fairly satisfied"),
    ("2", "Not satisfied"),
    ("1", "Not satisfied at all"),
]
# With these the suggestion is opened once more.
UNSATISFIED = ("1", "2")


class KamSuggestionRating(models.Model):
    """What a customer thinks of an answer 满意度评价: once per answer, never changed.

    *Verified* is what a user of the customer has chosen on our portal page. What a colleague was
    told is written down as well, and shown apart. Odoo's ratings are no evidence: every employee
    may change them.
    """

    _name = "kam.suggestion.rating"
    _description = "Rating of an Answer"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "score"

    public_id = fields.Many2one(
        "kam.suggestion.public",
        string="Suggestion of the Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    answer_number = fields.Integer(
        string="Which Answer",
        required=True,
        readonly=True,
        default=1,
        aggregator=None,
        help="1 is the first, 2 the one after it was opened again.",
    )
    date_answered = fields.Datetime(string="Answer Given At", readonly=True)
    date = fields.Datetime(
        string="Rated At", required=True, readonly=True, default=fields.Datetime.now
    )
    score = fields.Selection(SCORES, string="Satisfaction", required=True, readonly=True)
    points = fields.Integer(
        required=True,
        readonly=True,
        aggregator="avg",
        help="From 1, not satisfied at all, to 5, very satisfied.",
    )
    text = fields.Text(string="In the Customer's Words", readonly=True)
    author_name = fields.Char(string="Rated By", required=True, readonly=True)
    is_verified = fields.Boolean(
        string="Verified",
        readonly=True,
        help="Chosen on our portal page, by a user of the customer who was logged in. Otherwise "
        "it was told to a colleague, and nobody has looked at who said it.",
    )
    taken_by_id = fields.Many2one(
        "res.users",
        string="Told To",
        readonly=True,
        ondelete="restrict",
        groups="base.group_user",
    )

    _once_per_answer = models.Constraint(
        "UNIQUE(public_id, answer_number, is_verified)", "This answer was rated already."
    )
    _points_possible = models.Constraint("CHECK(points BETWEEN 1 AND 5)", "Points run from 1 to 5.")

    def action_open_suggestion(self):
        """Open the suggestion whose answer was rated.

        :return: a window action
        :raise AccessError: for whoever may not read the rating, and for customers
        """
        arguments.one(self)
        self.check_access("read")
        if self.env.user.share:
            raise AccessError(self.env._("What is behind a rating is for colleagues."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion",
            # sudo: the id of the suggestion; whether it may be read is asked when it is opened
            "res_id": self.sudo().public_id.suggestion_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _get_scores(self):
        """Return what customers choose from: pairs of score and its words, the best first."""
        return self._fields["score"]._description_selection(self.env)
