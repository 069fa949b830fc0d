from odoo import api, fields, models

from odoo.addons.kam_management import arguments


class KamAccount(models.Model):
    """The way to the documents of the account's customer, and what its state means for them."""

    _inherit = "kam.account"

    credit_document_count = fields.Integer(
        string="Credit Documents", compute="_compute_form_counts"
    )

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"credit_document_count": "kam.credit.document"}

    def action_open_credit_documents(self):
        """Open the documents of the account's credit file.

        :return: a window action
        """
        arguments.one(self)
        return self.credit_profile_id.action_view_documents()

    def write(self, vals):
        """Change accounts; documents of ordinary customers are renewed by nobody."""
        result = super().write(vals)
        if "state" in vals:
            # sudo: duties follow from the state, whoever changes it
            documents = self.env["kam.credit.document"].sudo()
            documents.search([("account_id", "in", self.ids)])._sync_renewals()
        return result
