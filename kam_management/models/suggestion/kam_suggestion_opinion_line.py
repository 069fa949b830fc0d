from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS

from ...rules import suggestions
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES

FEASIBILITIES = [
    ("yes", "Can be done"),
    ("partly", "Can be done in part"),
    ("no", "Cannot be done"),
]


class KamSuggestionOpinionLine(models.Model):
    """What a department says of one suggestion: a cell of the matrix of the summary."""

    _name = "kam.suggestion.opinion.line"
    _description = "Opinion on a Suggestion"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "opinion_id, sequence, id"
    _entity_fields = ("owner_id",)
    _colleague_fields = ("owner_id",)
    _protected_fields = frozenset(
        {"opinion_id", "summary_line_id", "sequence", "name", "customer_name", "suggestion_text"}
    )
    _answer_fields = frozenset({"feasibility", "opinion", "owner_id", "date_possible"})

    opinion_id = fields.Many2one(
        "kam.suggestion.opinion", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="opinion_id.company_id")
    # of the system: who answers reads nothing of the summary; empty where the suggestion was taken
    # off after a round, of which the opinion stays
    summary_line_id = fields.Many2one(
        "kam.suggestion.summary.line",
        readonly=True,
        index=True,
        ondelete="set null",
        groups=NO_ACCESS,
    )
    sequence = fields.Integer(readonly=True)
    # as they were when the department was asked
    name = fields.Char(string="Suggestion", required=True, readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)
    suggestion_text = fields.Text(string="Words of the Customer", readonly=True)
    feasibility = fields.Selection(FEASIBILITIES, string="Can It Be Done")
    opinion = fields.Text(
        string="Implementation Opinion", help="How it can be carried out, or why it cannot."
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Would Do It",
        ondelete="restrict",
        index="btree_not_null",
        domain=COLLEAGUES,
        help="Who would carry it out.",
    )
    date_possible = fields.Date(string="Possible By", help="By when it could be carried out.")

    @api.constrains("date_possible")
    def _check_date_possible(self):
        # what is adopted becomes a task for that day
        for line in self:
            today = line.company_id._kam_today()
            last = fields.Date.add(today, days=suggestions.LONGEST_TASK)
            if line.date_possible and line.date_possible > last:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(task)s”: enter a day until %(last)s.",
                        field=self._get_label("date_possible"),
                        task=line.name,
                        last=format_date(self.env, last),
                    )
                )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It is what the department was sent.")

    @api.model
    def _complete_create(self, vals_list):
        """Refuse lines by hand: what a department is asked follows from the summary.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                "What a department is asked follows from the summary, and is not added here."
            )
        )

    def _check_write(self, vals):
        """See the base method: answered by the department that is asked, while it is asked.

        :raise UserError: when the step is over
        :raise AccessError: for everybody else
        """
        super()._check_write(vals)
        if not self._answer_fields & vals.keys():
            return
        for opinion in self.opinion_id:
            # sudo: who is asked stands in the step
            review = opinion.sudo().review_id
            if review.state != "pending":
                raise UserError(
                    self.env._(
                        "%s is not asked any more: what was said stays as it is.",
                        opinion.display_name,
                    )
                )
            if not review._is_waiting_for(self.env.user):
                raise AccessError(
                    self.env._("%s is answered by members of the department.", opinion.display_name)
                )

    def _check_unlink(self):
        """See the base method: what was asked stays.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(self.env._("What a department was asked is not deleted."))
