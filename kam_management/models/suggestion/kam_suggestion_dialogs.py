from odoo import api, models

from ... import arguments
from ...rules import suggestions
from .kam_suggestion_duties import DIRECT, REPLY


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

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what is decided is answered at once, others are decided together."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, description in told.items():
            suggestion = documents[duty]
            if duty.code == REPLY and suggestion.state in suggestions.DECIDED_STATES:
                action = my_day._prepare_action("reply", self.env._("Answer the Customer"))
                description["actions"] = [action]
                description["facts"].append(suggestion.reply_text or "")
            elif duty.code == DIRECT:
                action = my_day._prepare_action("decide", self.env._("Decide"), bulk=True)
                description["actions"] = [action]
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialogs."""
        documents = self.browse(set(deadlines.mapped("res_id")))
        if key == "reply":
            return documents.action_ask_reply()
        if key == "decide":
            return documents.action_ask_decision()
        return super()._settle_duties(deadlines, key)

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
