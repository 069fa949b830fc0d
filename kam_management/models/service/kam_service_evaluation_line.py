from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import evaluations


class KamServiceEvaluationLine(models.Model):
    """One criterion of an evaluation: our points and the customer's, side by side."""

    _name = "kam.service.evaluation.line"
    _description = "Criterion of a Service Evaluation"
    _inherit = ["kam.approval.line.mixin"]
    _order = "evaluation_id, sequence, id"
    _rec_name = "name"
    _approval_form_field = "evaluation_id"
    _approval_lines_field = "line_ids"
    _protected_fields = frozenset(
        {"evaluation_id", "company_id", "sequence", "criterion_id", "names", "weight"}
    )

    evaluation_id = fields.Many2one(
        "kam.service.evaluation", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    criterion_id = fields.Many2one(
        "kam.service.criterion", string="Criterion Kept", index=True, ondelete="restrict"
    )
    # as the criterion was called: dict of language and text
    names = fields.Json(string="Names of the Criterion")
    name = fields.Char(string="Criterion", compute="_compute_name")
    weight = fields.Integer(aggregator=None)
    our_score = fields.Integer(
        string="Our Points", aggregator="avg", help="From 1, bad, to 5, very good; 0: not judged."
    )
    customer_score = fields.Integer(
        string="Points of the Customer",
        aggregator="avg",
        help="From 1, bad, to 5, very good; 0: not judged. What the customer gave on the portal "
        "stays; otherwise write down what a colleague was told.",
    )
    difference = fields.Integer(
        compute="_compute_difference", store=True, aggregator=None, help="Ours less the customer's."
    )
    is_finding = fields.Boolean(
        string="Differs",
        compute="_compute_is_finding",
        help="Both lie so far apart that it has to be said why.",
    )
    remark = fields.Char(help="Why both differ, where they do.")

    _our_score_possible = models.Constraint(
        "CHECK(our_score BETWEEN 0 AND 5)", "“Our Points” run from 1 to 5; 0 is for none."
    )
    _customer_score_possible = models.Constraint(
        "CHECK(customer_score BETWEEN 0 AND 5)",
        "“Points of the Customer” run from 1 to 5; 0 is for none.",
    )

    @api.depends("names")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            names = line.names or {}
            line.name = names.get(self.env.lang) or names.get("en_US")

    @api.depends("our_score", "customer_score")
    def _compute_difference(self):
        for line in self:
            line.difference = evaluations.difference(line.our_score, line.customer_score)

    @api.depends("our_score", "customer_score", "company_id")
    def _compute_is_finding(self):
        for line in self:
            # sudo: from when on it counts holds for everybody
            most = line.company_id.sudo().kam_service_difference
            line.is_finding = evaluations.is_finding(line.our_score, line.customer_score, most)

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: the criteria are the company's.

        :raise UserError: always, unless there is nothing to add
        """
        if vals_list:
            raise UserError(
                self.env._(
                    "The criteria of an evaluation are those that held when it was begun: nobody "
                    "adds others."
                )
            )
        return super()._complete_create(vals_list)

    def _check_write(self, vals):
        """See the base method: what the customer gave on the portal stays.

        :raise UserError: naming the form
        """
        super()._check_write(vals)
        if "customer_score" not in vals:
            return
        for line in self:
            form = line.evaluation_id
            if form.customer_source == "portal" and vals["customer_score"] != line.customer_score:
                form._refuse_customers_own(self._get_label("customer_score"))

    def write(self, vals):
        """Change what is judged; what the customer's points ask for follows."""
        result = super().write(vals)
        if "customer_score" in vals:
            self.evaluation_id._on_told()
        return result

    def _check_unlink(self):
        """See the base method: all criteria are judged.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(
                self.env._(
                    "“%s” is one of the criteria by which services are judged, and stays.",
                    self[:1].name,
                )
            )
