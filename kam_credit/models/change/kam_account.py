from odoo import api, fields, models

from odoo.addons.kam_management import arguments


class KamAccount(models.Model):
    """The way to the requests about an account's tier, and their end with the key account."""

    _inherit = "kam.account"

    credit_change_count = fields.Integer(string="Tier Changes", compute="_compute_form_counts")

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"credit_change_count": "kam.credit.change"}

    def action_open_credit_changes(self):
        """Open the tier change requests of the account.

        :return: a window action
        """
        arguments.one(self)
        return self.credit_profile_id.action_view_changes()

    def _on_downgraded(self):
        """Cancel open tier changes: they are superseded."""
        result = super()._on_downgraded()
        changes = self.env["kam.credit.change"]._find_open(self)
        changes._cancel("not_key")
        return result
