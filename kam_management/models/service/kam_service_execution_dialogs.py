from odoo import models

from ... import arguments


class KamServiceExecution(models.Model):
    """The dialogs that ask what is to be said, and what is opened."""

    _inherit = "kam.service.execution"

    def action_ask_done(self):
        """Open the dialog that says how services were carried out, and when.

        :return: a window action
        :raise UserError: for what is over
        :raise AccessError: for all but those who carry them out or lead the account
        """
        self.check_access("read")
        self._check_open()
        return self._ask("done", self.env._("Done"))

    def action_ask_confirm(self):
        """Open the dialog that says who at the customer confirmed services.

        :return: a window action
        :raise AccessError: for all but those who carry them out or lead the account
        """
        self.check_access("read")
        return self._ask("confirm", self.env._("Confirmed by the Customer"))

    def action_ask_cancel(self):
        """Open the dialog that says why services are not needed any more.

        :return: a window action
        :raise UserError: for what is over
        :raise AccessError: for all but those who carry them out or lead the account
        """
        self.check_access("read")
        self._check_open()
        return self._ask("cancel", self.env._("Not Needed"))

    def _ask(self, purpose, title):
        self._check_acts()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.service.settle",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_execution_ids": self.ids, "default_purpose": purpose},
        }

    def action_view_request(self):
        """Open the request that the service belongs to.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.service.request",
            # whether it may be read is asked when it is opened
            "res_id": self._find_requests().id,
            "view_mode": "form",
        }
