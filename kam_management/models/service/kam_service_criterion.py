from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ... import wording

_lt = LazyTranslate(__name__)

# what companies start with: name and weight
DEFAULT_CRITERIA = (
    (_lt("Timeliness of the service"), 25),
    (_lt("Quality of the service"), 30),
    (_lt("Attitude of our people"), 20),
    (_lt("Effect of the service"), 25),
)


class KamServiceCriterion(models.Model):
    """What services are judged by, and how much each counts (scheme, service, five.1).

    An evaluation keeps those that held when it was begun.
    """

    _name = "kam.service.criterion"
    _description = "Criterion of Service"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _default_texts = ("name",)

    name = fields.Char(string="Criterion", required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    weight = fields.Integer(
        required=True,
        default=10,
        aggregator=None,
        help="How much it counts beside the others; they need not add up to 100.",
    )
    active = fields.Boolean(default=True)

    _weight_possible = models.Constraint(
        "CHECK(weight BETWEEN 1 AND 100)", "“Weight” of a criterion runs from 1 to 100."
    )

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: timeliness, quality, attitude, effect."""
        return [
            {"name": self.env._(name), "sequence": sequence, "weight": weight}
            for sequence, (name, weight) in enumerate(DEFAULT_CRITERIA, 1)
        ]

    @api.model
    def _find_valid(self, company):
        """Return the criteria by which services of a company are judged now, as superuser.

        :param res.company company: a root
        """
        # sudo: whoever judges a service need not read the set-up
        return self.sudo().search([("company_id", "=", company.id)])

    def _get_names(self):
        """Return the name in each language in which people read: dict code -> text."""
        self.ensure_one()
        return wording.in_languages(self, "name")
