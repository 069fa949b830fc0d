from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import wording
from ...rules import texts
from ..organisation.kam_unit import LEVELS

# What a review takes from its step when a form is submitted.
FROZEN_FIELDS = (
    "name",
    "sequence",
    "kind",
    "role",
    "roles",
    "unit_level",
    "condition",
    "on_due",
    "deadline_days",
    "opinion_required",
    "writable_fields",
    "extension_max_days",
    "extension_role",
)

KINDS = [
    ("decide", "Decides"),
    ("answer", "Gives an opinion"),
    ("complete", "Completes the form"),
]
ON_DUE = [("wait", "Waits"), ("lapse", "Goes on without an answer")]
CONDITION_PREFIX = "_step_is_"
# by which a step may cease to be the one that decides
DECIDING_FIELDS = frozenset({"kind", "on_due", "route_id"})

# while a route writes its steps: the ids of the routes to look at when all are written
_left = ContextVar("kam_approval_routes_left", default=None)


@contextmanager
def writing_together():
    """Let steps that are written as one be looked at as one: a step may take another's place.

    :return: a context manager; gives the ids of routes to be looked at when it has ended
    """
    ids = []
    token = _left.set(ids)
    try:
        yield ids
    finally:
        _left.reset(token)


def _look_at(routes):
    """Refuse routes that lack steps, now or when the rest of them is written."""
    left = _left.get()
    if left is None:
        routes._check_has_steps()
    else:
        left.extend(routes.ids)


def split_names(text):
    """Return the names in a text that separates them by commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def find_unit(unit, level):
    """Return the unit at which a role is looked for first.

    :param kam.unit unit: the form's unit
    :param str level: a level; a false value for the form's own unit
    :return: the nearest unit of the level, or the form's own when it stands above it
    """
    return unit._ancestors().filtered(lambda above: above.level == level)[:1] or unit


class KamApprovalStep(models.Model):
    """One step of a route: who decides it, at which level, within how many days."""

    _name = "kam.approval.step"
    _description = "Approval Step"
    _inherit = ["kam.protected.mixin", "kam.company.default.mixin"]
    _order = "route_id, sequence, id"

    # steps come with their route
    _default_texts = ("name",)
    # follows the route
    _protected_fields = frozenset({"company_id"})

    route_id = fields.Many2one(
        comodel_name="kam.approval.route", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="route_id.company_id", store=True, index=True)
    sequence = fields.Integer(
        default=10, help="Steps with the same number run side by side; others one after the other."
    )
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="decide",
        help="Who gives an opinion can neither return nor reject the form, and does not consent to "
        "it. What is to be completed is filled by whoever is in charge of the form.",
    )
    assign = fields.Selection(
        [
            ("role", "Holders of roles"),
            ("superior", "Superior of the authors"),
            ("department", "Departments of the form"),
            ("in_charge", "Whoever is in charge of the form"),
        ],
        string="Who",
        required=True,
        default="role",
        help="Superior: the nearest person, at the form's unit or above, whose role ranks above "
        "all who wrote the form. With nobody above, the step is passed over.\n"
        "Departments: one review for each department that the form names, by its members.",
    )
    # several roles in the order in which they were chosen; people choose them one by one
    roles = fields.Char(string="Codes of Roles")
    role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        compute="_compute_role",
        inverse="_inverse_who",
        help="Any one holder of this role at the level below. With several roles, the nearest unit "
        "where somebody holds one of them.",
    )
    role_2 = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        string="Or",
        compute="_compute_role_2",
        inverse="_inverse_who",
    )
    role_3 = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        string="Or Else",
        compute="_compute_role_3",
        inverse="_inverse_who",
    )
    per_department = fields.Boolean(
        compute="_compute_per_department",
        inverse="_inverse_who",
        help="One review for each department that the form names, decided by its members.",
    )
    who = fields.Char(string="For Whom", compute="_compute_who", help="Whom the step is for.")
    unit_level = fields.Selection(
        selection=LEVELS,
        string="Level",
        help="Where the role is held, seen from the form's unit. Empty: in the form's own unit. "
        "With nobody there, the next unit above.",
    )
    deadline_days = fields.Integer(string="Days", required=True, default=3)
    on_due = fields.Selection(
        ON_DUE,
        string="When Due",
        required=True,
        default="wait",
        help="Goes on without an answer: the step ends on the day after. That is not taken as "
        "consent: where nobody else decides the form, it waits nevertheless.",
    )
    condition = fields.Char(
        help="Technical name of a method of the form, which begins with _step_is_: asked when the "
        "form is submitted; the step is passed over where the answer is no. Empty: always."
    )
    condition_label = fields.Char(string="Only For", compute="_compute_condition_label")
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

    _days_possible = models.Constraint(
        "CHECK(deadline_days BETWEEN 1 AND 3650)", "“Days” of a step run from 1 to 3650 days."
    )
    _extension_possible = models.Constraint(
        "CHECK(extension_max_days BETWEEN 0 AND 3650)",
        "“Extended to at Most” runs from 0 to 3650 days.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows the route of the step.")

    @api.depends("roles")
    def _compute_role(self):
        for step in self:
            step.role = next(iter(step._get_roles()), False)

    @api.depends("roles")
    def _compute_role_2(self):
        for step in self:
            step.role_2 = next(iter(step._get_roles()[1:]), False)

    @api.depends("roles")
    def _compute_role_3(self):
        for step in self:
            step.role_3 = next(iter(step._get_roles()[2:]), False)

    @api.depends("assign")
    def _compute_per_department(self):
        for step in self:
            step.per_department = step.assign == "department"

    def _inverse_who(self):
        for step in self:
            chosen = filter(None, (step.role, step.role_2, step.role_3))
            assign = step.assign
            if step.per_department:
                assign = "department"
            elif assign == "department":
                assign = "role"
            # at once: what is written is checked
            step.write({"roles": ", ".join(dict.fromkeys(chosen)) or False, "assign": assign})

    @api.depends("assign", "roles")
    @api.depends_context("lang")
    def _compute_who(self):
        labels = dict(self._fields["assign"]._description_selection(self.env))
        for step in self:
            roles = step._get_roles()
            described = self.env["kam.position"]._describe_roles(roles)
            step.who = described if step.assign == "role" else labels[step.assign]

    @api.depends("condition", "route_id.model")
    @api.depends_context("lang")
    def _compute_condition_label(self):
        for step in self:
            form_model = self.env.get(step.route_id.model)
            has_label = step.condition and hasattr(form_model, "_get_step_condition_label")
            step.condition_label = has_label and form_model._get_step_condition_label(
                step.condition
            )

    @api.onchange("kind")
    def _onchange_kind(self):
        """What is completed is completed by whoever is in charge, and nothing else is."""
        if self.kind == "complete":
            self.assign = "in_charge"
        elif self.assign == "in_charge":
            self.assign = "role"

    @api.onchange("assign")
    def _onchange_assign(self):
        """Roles belong to a step that holders of roles decide."""
        if self.assign == "in_charge":
            self.kind = "complete"
        if self.assign != "role":
            self.role = self.role_2 = self.role_3 = self.roles = False

    @api.model_create_multi
    def create(self, vals_list):
        """Create steps; each says whom it is for.

        :raise ValidationError: naming the step
        """
        steps = super().create(vals_list)
        steps._check_who()
        return steps

    def write(self, vals):
        """Change steps; each says whom it is for, and one of the route decides.

        :raise ValidationError: naming the step, or the route
        """
        routes = self.route_id if "route_id" in vals else self.route_id.browse()
        result = super().write(vals)
        if not DECIDING_FIELDS.isdisjoint(vals):
            routes |= self.route_id
        _look_at(routes)
        self._check_who()
        # a role that is taken away leaves its place to the next one
        self.invalidate_recordset(["role", "role_2", "role_3"])
        return result

    def unlink(self):
        """Delete steps; a route keeps one at least that decides.

        :raise ValidationError: naming the route
        """
        routes = self.route_id
        result = super().unlink()
        _look_at(routes)
        return result

    def _get_roles(self):
        """Return the roles of which any holder is asked, in the order of the step."""
        return split_names(self.roles)

    @api.constrains("name")
    def _check_name(self):
        if any(not texts.trimmed(step.name) for step in self):
            raise ValidationError(self.env._("“Name” of a step is empty. Enter one."))

    # no constraint: these would be checked before the chosen roles are written down
    def _check_who(self):
        known = dict(self.env["kam.position"]._role_selection())
        for step in self:
            roles = step._get_roles()
            if bool(roles) != (step.assign == "role"):
                raise ValidationError(
                    self.env._(
                        "“Role” of step %(step)s: choose a role, or departments, not both. Under "
                        "“Who”, only “Holders of roles” takes one.",
                        step=step.name,
                    )
                )
            unknown = [role for role in roles if role not in known]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“Role” of step %(step)s names %(unknown)s. Choose from: %(known)s.",
                        step=step.name,
                        unknown=wording.listed(self.env, unknown),
                        known=wording.listed(self.env, known),
                    )
                )
            if (step.kind == "complete") != (step.assign == "in_charge"):
                raise ValidationError(
                    self.env._(
                        "“Who” of step %(step)s: what is to be completed is completed by whoever "
                        "is in charge of the form, and nothing else is decided by them.",
                        step=step.name,
                    )
                )

    @api.constrains("condition", "route_id")
    def _check_condition(self):
        for step in self.filtered("condition"):
            if not step.condition.startswith(CONDITION_PREFIX):
                raise ValidationError(
                    self.env._(
                        "“Condition” of step %(step)s is %(name)s: the name of such a method "
                        "begins with %(prefix)s.",
                        step=step.name,
                        name=step.condition,
                        prefix=CONDITION_PREFIX,
                    )
                )
            if not callable(getattr(self.env.get(step.route_id.model), step.condition, None)):
                raise ValidationError(
                    self.env._(
                        "“Condition” of step %(step)s is %(name)s, which the form cannot be asked. "
                        "It can be asked: %(known)s.",
                        step=step.name,
                        name=step.condition,
                        known=wording.listed(self.env, step._find_conditions())
                        or self.env._("nothing"),
                    )
                )

    def _find_conditions(self):
        """Return the names of the methods by which the form says that a step applies to it."""
        form_model = self.env.get(self.route_id.model)
        return [name for name in dir(type(form_model)) if name.startswith(CONDITION_PREFIX)]

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
                        unknown=wording.listed(self.env, unknown),
                    )
                )
            closed = [
                name
                for name in split_names(step.writable_fields)
                if not self.env[step.route_id.model]._is_fillable(name)
            ]
            if closed:
                raise ValidationError(
                    self.env._(
                        "“Writable Fields” of step %(step)s names %(closed)s, which reviewers "
                        "never fill: it says whose form it is, follows from something else, or is "
                        "set by the process. Name fields of the content.",
                        step=step.name,
                        closed=wording.listed(self.env, closed),
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
        return unit if self.assign == "superior" else find_unit(unit, self.unit_level)

    def _prepare_review_vals(self):
        """Return what reviews of this step have in common."""
        self.ensure_one()
        return {
            **{fname: self[fname] for fname in FROZEN_FIELDS},
            "is_superior": self.assign == "superior",
            # as each reader calls it
            "names": self._fields["name"]._get_stored_translations(self),
        }
