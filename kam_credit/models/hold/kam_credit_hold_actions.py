from odoo import models

from odoo.addons.kam_management import arguments


class KamCreditHold(models.Model):
    """The dialogs of holds, and the way to what they are about."""

    _inherit = "kam.credit.hold"

    def action_open_release(self):
        """Open the dialog that releases the documents.

        :return: a window action
        """
        return self._open_dialog("kam.credit.hold.release", self.env._("Release"))

    def action_open_refuse(self):
        """Open the dialog that refuses to release the documents.

        :return: a window action
        """
        return self._open_dialog("kam.credit.hold.refuse", self.env._("Refuse Release"))

    def _open_dialog(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids},
        }

    def action_open_document(self):
        """Open the order or invoice that is held.

        :return: a window action
        """
        arguments.one(self)
        return self._get_document().get_formview_action()

    def action_open_profile(self):
        """Open the credit of the customer.

        :return: a window action
        """
        arguments.one(self)
        return self.profile_id.get_formview_action()
