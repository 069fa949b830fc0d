from odoo import api, models


class IrModelData(models.Model):
    _inherit = "ir.model.data"

    @api.model
    def _module_data_uninstall(self, modules_to_remove):
        """End what waits on forms of addons that go, while forms and people are all still there."""
        if self.env.is_system():
            leaving = self._kam_get_own_models(modules_to_remove)
            self.env["kam.removed.model"]._retire(leaving)
        return super()._module_data_uninstall(modules_to_remove)

    @api.model
    def _kam_get_own_models(self, modules):
        """Return the technical names of the models that some addons have, and no other one.

        :param list modules: technical names of addons
        """
        # sudo: external ids are Odoo's own; which models an addon has is no secret
        data_sudo = self.sudo()
        owners = data_sudo._read_group(
            [("model", "=", "ir.model")], ["res_id"], ["module:array_agg"]
        )
        ids = [res_id for res_id, names in owners if set(names) <= set(modules)]
        return data_sudo.env["ir.model"].browse(ids).exists().mapped("model")
