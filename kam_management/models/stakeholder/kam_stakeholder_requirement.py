from odoo import api, fields, models

from .kam_stakeholder import DECISION_ROLES

DEFAULT_ROLES = ("decision_maker", "approver", "buyer", "user")


class KamStakeholderRequirement(models.Model):
    """A role in the customer's decisions for which somebody has to be known."""

    _name = "kam.stakeholder.requirement"
    _description = "Required Stakeholder Role"
    _inherit = ["kam.company.default.mixin"]
    _order = "sequence, id"
    _rec_name = "decision_role"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    sequence = fields.Integer(default=10)
    decision_role = fields.Selection(
        selection=DECISION_ROLES,
        string="Role",
        required=True,
        help="At every account somebody has to be known in this role; until then it is missing.",
    )

    _company_role_uniq = models.Constraint(
        "UNIQUE(company_id, decision_role)", "This role is required in the company already."
    )

    @api.depends("decision_role")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["decision_role"]._description_selection(self.env))
        for requirement in self:
            requirement.display_name = roles.get(requirement.decision_role, "")

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the roles that are usually required."""
        return [
            {"decision_role": role, "sequence": at * 10}
            for at, role in enumerate(DEFAULT_ROLES, start=1)
        ]
