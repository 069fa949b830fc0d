from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import arguments


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
    active = fields.Boolean(default=True)
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
    step_ids = fields.One2many(
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
    def _get_form_models(self):
        """Return the names of the models that are forms with approval."""
        registry = self.env.registry
        heirs = registry.descendants(["kam.approval.mixin"], "_inherit")
        return [name for name in heirs if not registry[name]._abstract]

    @api.constrains("name")
    def _check_name(self):
        if any(not (route.name or "").strip() for route in self):
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
