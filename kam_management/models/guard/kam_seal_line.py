from odoo import api, fields, models


class KamSealLine(models.Model):
    """One row under a seal, with the digest that it had then."""

    _name = "kam.seal.line"
    _description = "Sealed Row"
    _inherit = ["kam.history.mixin"]
    _order = "seal_id, res_id"

    _is_sealed = False

    seal_id = fields.Many2one(
        "kam.seal", required=True, readonly=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Row", model_field="res_model", required=True, readonly=True
    )
    digest = fields.Char(required=True, readonly=True, help="SHA-256 of what the row held.")

    _row_uniq = models.Constraint("UNIQUE(res_model, res_id)", "The row is sealed already.")

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self._describe(line.res_model, line.res_id)

    @api.model
    def _describe(self, model_name, row_id):
        """Return how a row is named to people who may not read it: by its model and number."""
        label = self.env["ir.model"]._get(model_name).name or model_name
        return self.env._("%(model)s no. %(number)s", model=label, number=row_id)
