from collections.abc import Mapping

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import arguments, relations
from ... import values as checks
from ...rules import texts
from .kam_approval_step import writing_together


class KamApprovalRoute(models.Model):
    """Who reviews a kind of form, in which order and within how many days.

    What a form takes from its route is frozen when it is submitted: a change of the route reaches
    later submissions only.
    """

    _name = "kam.approval.route"
    _description = "Approval Route"
    _inherit = ["kam.protected.mixin", "kam.thread.mixin"]
    _order = "model_id, company_id"
    _check_company_auto = True

    # follows the form
    _protected_fields = frozenset({"model"})

    name = fields.Char(required=True, translate=True)
    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Form",
        required=True,
        ondelete="cascade",
        domain=lambda self: [("model", "in", self._get_form_models())],
    )
    model = fields.Char(related="model_id.model", store=True, index=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    active = fields.Boolean(default=True, tracking=True)
    day_count = fields.Selection(
        selection=[("calendar", "Calendar days"), ("working", "Working days")],
        required=True,
        default="calendar",
        tracking=True,
        help="Working days follow the company's calendar, its days off and make-up days.",
    )
    correction_days = fields.Integer(
        string="Days for Correction",
        default=7,
        required=True,
        tracking=True,
        help="Days within which a form that was returned is corrected and submitted again, never "
        "beyond the total limit. Counted as above, from the day of the return.",
    )
    total_days = fields.Integer(
        tracking=True,
        help="Days from the first submission within which everything is decided; no step is due "
        "later. 0: no limit.",
    )
    on_total_limit = fields.Selection(
        selection=[("escalate", "Escalate daily"), ("cancel", "Cancel the form")],
        string="At the Total Limit",
        required=True,
        default="escalate",
        tracking=True,
    )
    allow_same_reviewer = fields.Boolean(
        tracking=True,
        help="The same person may decide several steps of one round; it is recorded. "
        "The author never decides.",
    )
    step_ids = relations.One2many(
        comodel_name="kam.approval.step", inverse_name="route_id", string="Steps", copy=True
    )

    _one_per_form = models.UniqueIndex(
        "(model_id, company_id) WHERE active", "This form has a route in the company already."
    )
    _correction_days_possible = models.Constraint(
        "CHECK(correction_days BETWEEN 0 AND 3650)",
        "“Days for Correction” runs from 0 to 3650 days.",
    )
    _total_days_possible = models.Constraint(
        "CHECK(total_days BETWEEN 0 AND 3650)", "“Total Days” runs from 0 to 3650 days."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows “Form”: choose another form instead.")

    @api.model
    def _get_form_models(self, mixin="kam.approval.mixin"):
        """Return the names of the models that are forms with approval.

        :param str mixin: what they inherit
        """
        registry = self.env.registry
        heirs = registry.descendants([mixin], "_inherit")
        return [name for name in heirs if not registry[name]._abstract]

    @api.constrains("name")
    def _check_name(self):
        if any(not texts.trimmed(route.name) for route in self):
            raise ValidationError(self.env._("“Name” of a route is empty. Enter one."))

    @api.constrains("step_ids", "active")
    def _check_has_steps(self):
        for route in self:
            if route.active and not route.step_ids:
                raise ValidationError(
                    self.env._(
                        "“Steps” of %(route)s is empty. Enter one at least.", route=route.name
                    )
                )
        self._check_consent()

    def _check_consent(self):
        """Refuse routes by which nobody would consent.

        :raise ValidationError: naming the route
        """
        for route in self.filtered("active"):
            lack = route._find_lack_of_consent()
            if lack:
                raise ValidationError(lack)

    def _find_lack_of_consent(self):
        """Return why nobody would consent by the route: opinions, completing and silence are none.

        A condition does not count against a step: the forms that it leaves out need no decision,
        by what the route itself says.

        :return: a sentence with what to do, or False
        """
        self.ensure_one()
        deciding = self.step_ids.filtered(lambda step: step.kind == "decide")
        if not deciding:
            return self.env._(
                "Nobody would decide by “%(route)s”: its steps give opinions or complete the form. "
                "Let one step at least be of the kind “Decides”.",
                route=self.name,
            )
        if all(step.on_due == "lapse" for step in deciding):
            return self.env._(
                "Nobody has to decide by “%(route)s”: each step that decides goes on without an "
                "answer. Set “When Due” of one of them to “Waits”.",
                route=self.name,
            )
        return False

    # ------------------------------------------------------------------
    # a form that needs approval has a route
    # ------------------------------------------------------------------

    def write(self, vals):
        """Change routes; one that comes into use takes the place of the one before.

        :raise UserError: when a form that needs approval would be left without a route
        :raise ValidationError: when nobody would decide by it
        """
        if not self.env.su and isinstance(vals, Mapping) and vals.get("active"):
            self.check_access("write")
            self._make_room()
        with writing_together() as left:
            result = super().write(vals)
        self.browse(left).exists()._check_has_steps()
        return result

    def copy_data(self, default=None):
        """Return the values of copies: out of use, as the form has its route."""
        if default is not None:
            checks.check_shape(self, default)
        return [{**vals, "active": False} for vals in super().copy_data(default=default)]

    def _make_room(self):
        """Archive the routes in whose place these come."""
        for route in self:
            # sudo: whoever may bring the one into use may take the other out of it
            present = self.sudo().search(
                [
                    ("model_id", "=", route.model_id.id),
                    ("company_id", "=", route.company_id.id),
                    ("id", "not in", self.ids),
                ]
            )
            present.active = False
        self.flush_model(["active"])

    def _check_write(self, vals):
        """See the base method: no form that needs approval loses its route.

        :raise UserError: naming form and company
        """
        super()._check_write(vals)
        if self.env.su:
            return
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving = self
        for name in ("model_id", "company_id"):
            if name in vals:
                given = getattr(vals[name], "id", vals[name])
                leaving |= self.filtered(lambda route: route[name].id != given)  # noqa: B023
        leaving._check_not_needed()

    def _check_unlink(self):
        """See the base method: no form that needs approval loses its route.

        :raise UserError: naming form and company
        """
        super()._check_unlink()
        if not self.env.su:
            self._check_not_needed()

    def _check_not_needed(self):
        """Refuse where forms could not be submitted any more.

        :raise UserError: naming form and company
        """
        for route in self.filtered("active"):
            form_model = self.env.get(route.model)
            if form_model is not None and form_model._approval_required:
                raise UserError(
                    self.env._(
                        "“%(route)s” is the route of “%(form)s” in %(company)s: without it nothing "
                        "could be submitted. Change its steps; or duplicate it, change the copy, "
                        "and unarchive that: it takes this one's place.",
                        route=route.name,
                        form=self.env["ir.model"]._get(route.model).name,
                        company=route.company_id.name,
                    )
                )

    @api.model
    def _find(self, model, company):
        """Return the route of a form model in a company, or an empty one.

        :param str model: name of the form's model
        :param company: the company
        """
        # sudo: whoever submits a form follows its route, whether or not they may open it
        return self.sudo().search([("model", "=", model), ("company_id", "=", company.id)], limit=1)

    def _get_total_due(self, first_day):
        """Return the last day of a form that was first submitted on a day, or False."""
        self.ensure_one()
        if not self.total_days:
            return False
        return self.company_id._kam_due(first_day, self.total_days, self.day_count)

    def action_preview(self):
        """Open the dialog that shows who would decide each step, and until when.

        :return: a window action
        """
        arguments.one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %s", self.name),
            "res_model": "kam.approval.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_route_id": self.id},
        }
