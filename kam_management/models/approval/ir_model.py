from odoo import models


class IrModel(models.Model):
    """Models that go leave nothing that waits, and models that come back repeat no id."""

    _inherit = "ir.model"

    def unlink(self):
        """End what waits on a model that goes by itself, and keep what was filed of it.

        What an addon takes along was seen to before its columns went.
        """
        # sudo: the state of addons is asked for whoever removes a model
        leaving = self.env["ir.module.module"].sudo().search([("state", "=", "to remove")])
        seen_to = self.env["ir.model.data"]._kam_get_own_models(leaving.mapped("name"))
        models_gone = [model for model in self.mapped("model") if model not in seen_to]
        self.env["kam.removed.model"]._retire(models_gone)
        return super().unlink()

    def _reflect_models(self, model_names):
        """Let models that come back go on behind the ids that they have used up."""
        result = super()._reflect_models(model_names)
        self.env["kam.removed.model"]._continue_ids(model_names)
        return result
