from odoo import models

from ... import arguments


class KamServiceEvent(models.Model):
    """The dialogs that ask what is to be said, and what is opened."""

    _inherit = "kam.service.event"

    def action_ask_end(self):
        """Open the dialog that asks what came of events.

        :return: a window action
        :raise UserError: for what is over already
        :raise AccessError: for whoever does not run them
        """
        return self._ask("end", self.env._("End the Event"))

    def action_ask_cancel(self):
        """Open the dialog that asks why events are called off.

        :return: a window action
        :raise UserError: for what is over already
        :raise AccessError: for whoever does not run them
        """
        return self._ask("cancel", self.env._("Call Off"))

    def _ask(self, purpose, title):
        self.check_access("read")
        self._check_open()
        self._check_runs()
        context = {"default_event_ids": self.ids, "default_purpose": purpose}
        if len(self) == 1:
            context["default_outcome"] = self.outcome
        return self._open_dialog("kam.service.event.settle", title, context)

    def _open_dialog(self, model, title, context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_add_guests(self):
        """Open the dialog that adds stakeholders to the guests of the event.

        :return: a window action
        :raise UserError: for what is over already
        """
        arguments.one(self)
        self.check_access("read")
        self._check_open()
        return self._open_dialog(
            "kam.service.guest.add", self.env._("Add Guests"), {"default_event_id": self.id}
        )

    def action_attendance(self):
        """Open the list on which it is noted who came, made for a phone.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_attendance"
        )
        return {**action, "domain": [("event_id", "=", self.id), ("state", "!=", "to_invite")]}

    def action_view_guests(self):
        """Open the guests of the event: account by account, with what each cost.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_guest"
        )
        return {
            **action,
            "domain": [("event_id", "=", self.id)],
            "context": {"default_event_id": self.id, "search_default_group_account": 1},
        }

    def action_view_never_invited(self):
        """Open the decision makers of key accounts who were never invited to an event.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_stakeholder_never_invited"
        )
        # sudo: which units belong to it, whoever may read them
        unit = self.sudo().unit_id
        return {
            **action,
            "domain": [
                ("is_never_invited", "=", True),
                ("account_id.unit_id", "child_of", unit.id),
            ],
        }
