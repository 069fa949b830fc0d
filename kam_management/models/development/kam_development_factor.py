from odoo import api, fields, models

from ... import wording

FACTORS = [
    ("price", "Purchase cost"),
    ("technology", "Technical content"),
    ("policy", "Policy of the customer"),
]
# The points that the scheme names (development scheme, 2.3), in its order.
POINTS = [
    ("decision_time", "Decisions take longer"),
    ("decision_people", "More people decide"),
    ("decision_stages", "More stages of decision"),
    ("selling_ability", "Our assessment of the customer's ability to sell"),
    ("present_needs", "Fits the customer's present needs"),
    ("holiday_gifts", "Fixed object of holiday gift purchases"),
    ("own_supply", "Supplied by the own unit or a subsidiary"),
]
FACTOR_OF = {
    "decision_time": "price",
    "decision_people": "price",
    "decision_stages": "price",
    "selling_ability": "price",
    "present_needs": "technology",
    "holiday_gifts": "policy",
    "own_supply": "policy",
}


class KamDevelopmentFactor(models.Model):
    """One point of the influencing factors table 大客户开发影响因素表 (development scheme, 2.3)."""

    _name = "kam.development.factor"
    _description = "Influencing Factor"
    _inherit = ["kam.approval.line.mixin"]
    _order = "development_id, sequence, id"
    _rec_name = "point"

    _approval_form_field = "development_id"
    _approval_lines_field = "factor_ids"
    _protected_fields = frozenset({"development_id", "company_id"})
    _protected_except_on_create = frozenset({"development_id"})

    development_id = fields.Many2one(
        "kam.development", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=100)
    factor = fields.Selection(FACTORS, string="Influencing Factor", required=True, default="price")
    point = fields.Selection(
        POINTS,
        string="Point of the Factor",
        help="Empty: what is found besides the scheme's points.",
    )
    finding = fields.Text(string="Situation", help="How it is with this customer.")
    consequence = fields.Text(string="Effect", help="What it means for our chances.")
    measure = fields.Text(string="Countermeasure", help="What we do about it.")

    _point_uniq = models.UniqueIndex(
        "(development_id, point) WHERE point IS NOT NULL",
        "This point stands in the table already: complete that line.",
    )

    def _word_finding(self):
        """Return what was found of the point, what it means and what is done, as one text."""
        self.ensure_one()
        if not (self.finding or "").strip():
            return ""
        name = "point" if self.point else "factor"
        label = dict(self._fields[name]._description_selection(self.env))[self[name]]
        texts = (self.finding, self.consequence, self.measure)
        said = wording.parted(self.env, [(text or "").strip() for text in texts])
        return wording.labelled(self.env, label, said)

    @api.model
    def _create_defaults_of(self, development):
        """Give a scheme a line for each point of the scheme's table."""
        return self._protected_create(
            [
                {
                    "development_id": development.id,
                    "sequence": sequence,
                    "factor": FACTOR_OF[point],
                    "point": point,
                }
                for sequence, (point, _label) in enumerate(POINTS, 1)
            ]
        )
