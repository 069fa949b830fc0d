from odoo import models

from ... import arguments


class KamSuggestion(models.Model):
    """The dialogs that ask for a decision, or why suggestions are withdrawn, and what is opened."""

    _inherit = "kam.suggestion"

    def action_ask_decision(self):
        """Open the dialog that decides on suggestions of customers who are no key accounts.

        :return: a window action
        :raise AccessError: for all but those who lead the unit
        """
        return self._ask_leaders("decide", self.env._("Decide"))

    def action_ask_withdraw(self):
        """Open the dialog that withdraws suggestions.

        :return: a window action
        :raise AccessError: for all but those who lead the account or the unit
        """
        return self._ask_leaders("withdraw", self.env._("Withdraw"))

    def _ask_leaders(self, purpose, title):
        self.check_access("write")
        for suggestion in self:
            suggestion._check_leads()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.suggestion.decide",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_suggestion_ids": self.ids, "default_purpose": purpose},
        }

    def action_view_tasks(self):
        """Open the tasks of the suggestions.

        :return: a window action
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_suggestion_task"
        )
        return {**action, "domain": [("suggestion_id", "in", self.ids)], "context": {}}

    def action_print_reply(self):
        """Print the feedback form that went to the customer last.

        :return: a report action
        :raise UserError: when the customer was not answered yet
        """
        arguments.one(self)
        self.check_access("read")
        last = self.reply_ids.sorted("id")[-1:]
        if not last:
            self._refuse_state(["replied", "closed"])
        return last.action_print()
