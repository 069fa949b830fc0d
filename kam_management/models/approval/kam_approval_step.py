from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..organisation.kam_unit import LEVELS

# What a review takes from its step when a form is submitted.
FROZEN_FIELDS = (
    "name",
    "sequence",
    "role",
    "unit_level",
    "deadline_days",
    "opinion_required",
    "writable_fields",
    "extension_max_days",
    "extension_role",
)


def split_names(text):
    """Return the names in a text that separates them by commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


class KamApprovalStep(models.Model):
    """One step of a route: who decides it, at which level, within how many days."""

    _name = "kam.approval.step"
    _description = "Approval Step"
    _inherit = ["kam.company.default.mixin"]
    _order = "route_id, sequence, id"

    # steps come with their route
    _default_texts = ("name",)

    route_id = fields.Many2one(
        comodel_name="kam.approval.route", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="route_id.company_id", store=True, index=True)
    sequence = fields.Integer(
        default=10, help="Steps with the same number run side by side; others one after the other."
    )
    name = fields.Char(required=True, translate=True)
    role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        help="Who decides: any one holder of this role at the level below.",
    )
    per_department = fields.Boolean(
        help="One review for each department that the form names, decided by its members."
    )
    unit_level = fields.Selection(
        selection=LEVELS,
        string="Level",
        help="Where the role is held, seen from the form's unit. Empty: in the form's own unit. "
        "With nobody there, the next unit above.",
    )
    deadline_days = fields.Integer(string="Days", required=True, default=3)
    opinion_required = fields.Boolean(help="Nobody approves without writing an opinion.")
    writable_fields = fields.Char(
        help="Technical names of fields, separated by commas, that the reviewers of this step fill "
        "while the form is locked."
    )
    extension_max_days = fields.Integer(
        string="Extended to at Most",
        help="Days from the beginning of the step that an extension cannot exceed. 0: none.",
    )
    extension_role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        string="Extended By",
        help="Holder of this role at the unit or above.",
    )

    _days_positive = models.Constraint("CHECK(deadline_days > 0)", "A step needs one day at least.")

    @api.constrains("role", "per_department")
    def _check_who(self):
        for step in self:
            if bool(step.role) == step.per_department:
                raise ValidationError(
                    self.env._(
                        "“Role” of step %(step)s: choose a role, or departments, not both.",
                        step=step.name,
                    )
                )

    @api.constrains("extension_max_days", "extension_role", "deadline_days")
    def _check_extension(self):
        for step in self:
            if step.extension_max_days and not step.extension_role:
                raise ValidationError(
                    self.env._(
                        "“Extended By” of step %(step)s is empty: say who may extend it, or set "
                        "“Extended to at Most” to 0.",
                        step=step.name,
                    )
                )
            if step.extension_max_days and step.extension_max_days <= step.deadline_days:
                raise ValidationError(
                    self.env._(
                        "“Extended to at Most” of step %(step)s is %(value)s: it must be more than "
                        "its %(days)s days.",
                        step=step.name,
                        value=step.extension_max_days,
                        days=step.deadline_days,
                    )
                )

    @api.constrains("writable_fields", "route_id")
    def _check_writable_fields(self):
        for step in self:
            unknown = [
                name for name in split_names(step.writable_fields) if not step._is_form_field(name)
            ]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“Writable Fields” of step %(step)s names %(unknown)s, which the form does "
                        "not have.",
                        step=step.name,
                        unknown=", ".join(unknown),
                    )
                )

    def _is_form_field(self, name):
        """Tell whether the form has a field ``name``, or for ``line_ids.name`` its lines."""
        model = self.env.get(self.route_id.model)
        field_name, _dot, line_field = name.partition(".")
        if model is None or field_name not in model:
            return False
        return not line_field or (
            model._fields[field_name].type == "one2many" and line_field in model[field_name]
        )

    def _get_unit(self, unit):
        """Return the unit at which the step's role is looked for first.

        :param kam.unit unit: the form's unit
        :return: the nearest unit of the level, or the form's own when it stands above it
        """
        self.ensure_one()
        at_level = unit._ancestors().filtered(lambda above: above.level == self.unit_level)
        return at_level[:1] or unit

    def _prepare_review_vals(self):
        """Return what reviews of this step have in common."""
        self.ensure_one()
        return {fname: self[fname] for fname in FROZEN_FIELDS}
