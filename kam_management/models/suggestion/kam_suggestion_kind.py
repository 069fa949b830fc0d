from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ... import relations
from ...rules import suggestions, texts

_lt = LazyTranslate(__name__)

# what companies start with; the first takes what nobody has classified yet
DEFAULT_KINDS = (
    _lt("Not classified"),
    _lt("Product quality"),
    _lt("Product range"),
    _lt("Delivery"),
    _lt("Price and payment"),
    _lt("Order handling"),
    _lt("Technical support"),
    _lt("After-sales service"),
)
DEFAULT_DAYS = 30


class KamSuggestionKind(models.Model):
    """What suggestions are about, and by when they are answered (scheme, one.3, 2 and 8)."""

    _name = "kam.suggestion.kind"
    _description = "Kind of Suggestion"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _default_texts = ("name",)
    _entity_fields = ("department_ids",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first kind takes what nobody has classified yet."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    promise_days = fields.Integer(
        string="Promised Within",
        required=True,
        default=DEFAULT_DAYS,
        help="Working days until the customer is answered. Not less than report, summary with its "
        "steps, and answer take.",
    )
    department_ids = relations.Many2many(
        "hr.department",
        relation="kam_suggestion_kind_department_rel",
        column1="kind_id",
        column2="department_id",
        string="Departments Asked",
        help="Proposed on a summary: who says how such suggestions can be carried out.",
    )
    active = fields.Boolean(default=True)

    _promise_possible = models.Constraint(
        f"CHECK(promise_days BETWEEN {suggestions.LEAST_DAYS} AND {suggestions.MOST_DAYS})",
        "“Promised Within” runs from 1 to 250 working days.",
    )

    @api.constrains("promise_days", "company_id")
    def _check_promise_days(self):
        for kind in self:
            needed = suggestions.needed_days(self._get_route_days(kind.company_id))
            if kind.promise_days < needed:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(kind)s is %(days)s working days: report, summary with "
                        "its steps, and answer take %(needed)s. Promise more, or shorten the "
                        "route of the suggestion summary.",
                        field=self._get_label("promise_days"),
                        kind=kind.name,
                        days=kind.promise_days,
                        needed=needed,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        if any(not texts.trimmed(kind.name) for kind in self):
            raise ValidationError(self.env._("“%s” is empty: enter one.", self._get_label("name")))

    @api.constrains("company_id")
    def _check_used(self):
        # sudo: what is of a kind counts, whoever sees it
        used = self.env["kam.suggestion"].sudo().search([("kind_id", "in", self.ids)])
        for suggestion in used:
            if suggestion.company_id != suggestion.kind_id.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” has suggestions of %(company)s, and stays there.",
                        kind=suggestion.kind_id.name,
                        company=suggestion.company_id.name,
                    )
                )

    @api.model
    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model
    def _get_route_days(self, company):
        """Return the days that the steps of a summary take in a company.

        :param res.company company: the company
        :rtype: int
        """
        # sudo: how long its steps take counts, whoever sees the route
        route = self.env["kam.approval.route"].sudo()._find("kam.suggestion.summary", company)
        return suggestions.route_days(
            (step.sequence, step.deadline_days) for step in route.step_ids
        )

    @api.model
    def _find_first(self, company):
        """Return the kind of what nobody has classified yet.

        :param res.company company: the company
        """
        # sudo: whoever receives a suggestion need not read the set-up
        return self.sudo().search([("company_id", "=", company.root_id.id)], limit=1)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the kinds that any company knows."""
        return [
            {"name": self.env._(name), "sequence": sequence}
            for sequence, name in enumerate(DEFAULT_KINDS, 1)
        ]
