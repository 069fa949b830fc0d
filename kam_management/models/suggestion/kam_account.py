from odoo import api, fields, models

from ... import arguments, relations
from ...rules import suggestions


class KamAccount(models.Model):
    """The suggestions of an account, and the way to write one down.

    ``kam_account_page``: what they add to the page of the account.
    ``kam_account_suggestions``: what other processes ask of them, and tell.
    """

    _inherit = "kam.account"

    suggestion_ids = relations.One2many(
        "kam.suggestion", "account_id", string="Suggestions", readonly=True, copy=False
    )
    suggestion_count = fields.Integer(
        string="Number of Suggestions", compute="_compute_form_counts"
    )
    can_suggest = fields.Boolean(
        string="May Write Suggestions Down", compute="_compute_can_suggest"
    )

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"suggestion_count": "kam.suggestion"}

    @api.depends_context("uid")
    def _compute_can_suggest(self):
        self.can_suggest = self.env["kam.suggestion"].has_access("create")

    def action_view_suggestions(self):
        """Open the suggestions of the account.

        :return: a window action
        """
        arguments.one(self)
        return {
            **self._open_forms("kam.suggestion"),
            "context": {"default_partner_id": self.partner_id.id, "hide_account": True},
        }

    def action_view_open_suggestions(self):
        """Open those suggestions of the account that wait for an answer.

        :return: a window action
        """
        action = self.action_view_suggestions()
        return {
            **action,
            "domain": [*action["domain"], ("state", "in", suggestions.OPEN_STATES)],
        }

    def action_suggest(self):
        """Open the dialog that takes down in few words what the customer suggests.

        :return: a window action
        :raise AccessError: for whoever takes no suggestions in
        """
        arguments.one(self)
        self.check_access("read")
        self.env["kam.suggestion"].check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_suggestion_quick"
        )
        return {
            **action,
            "context": {"default_partner_id": self.partner_id.id, "dialog_size": "medium"},
        }
