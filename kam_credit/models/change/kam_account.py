from odoo import api, fields, models


class KamAccount(models.Model):
    """The requests about the tier of an account, and what its end does to them."""

    _inherit = "kam.account"

    credit_change_count = fields.Integer(
        string="Tier Changes", compute="_compute_credit_change_count"
    )

    @api.depends_context("uid")
    def _compute_credit_change_count(self):
        change_model = self.env["kam.credit.change"]
        counts = {}
        if change_model.has_access("read"):
            counts = dict(
                change_model._read_group(
                    [("account_id", "in", self.ids)], ["account_id"], ["__count"]
                )
            )
        for account in self:
            account.credit_change_count = counts.get(account._origin, 0)

    def action_open_credit_changes(self):
        """Open the tier change requests of the account.

        :return: a window action
        """
        self.ensure_one()
        return self.credit_profile_id.action_view_changes()

    def _on_downgraded(self):
        """Cancel open tier changes: they are superseded."""
        result = super()._on_downgraded()
        # sudo: the requests end, whoever runs the process that ends them
        changes = self.env["kam.credit.change"].sudo().search([("account_id", "in", self.ids)])
        changes._cancel(self.env._("Superseded: the customer is a key account no longer."))
        return result
