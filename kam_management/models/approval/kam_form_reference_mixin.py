from odoo import api, fields, models
from odoo.fields import Domain

from ...searching import by_tick


class KamFormReferenceMixin(models.AbstractModel):
    """A row that names a form by ``res_model`` and ``res_id``, and outlives the form's addon.

    Where the addon is not installed, the row shows what it holds itself; nobody asks for the form.
    """

    _name = "kam.form.reference.mixin"
    _description = "Reference to a Form"

    is_form_gone = fields.Boolean(
        string="Addon Not Installed",
        compute="_compute_is_form_gone",
        search="_search_is_form_gone",
        help="The addon that the form belongs to is not installed. What was decided and filed "
        "stays readable; nothing more is decided.",
    )

    @api.depends("res_model")
    def _compute_is_form_gone(self):
        known = set(self.env["kam.approval.route"]._get_form_models())
        for record in self:
            record.is_form_gone = record.res_model not in known

    @api.model
    def _search_is_form_gone(self, operator, value):
        gone = Domain("res_model", "not in", self.env["kam.approval.route"]._get_form_models())
        return by_tick(operator, value, gone)
