from odoo import api, fields, models

from odoo.addons.kam_management import arguments


class KamAccount(models.Model):
    """The way to an account's assessments, and their end with the key account."""

    _inherit = "kam.account"

    credit_assessment_count = fields.Integer(string="Assessments", compute="_compute_form_counts")

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"credit_assessment_count": "kam.credit.assessment"}

    def action_open_credit_assessments(self):
        """Open the assessments of the account.

        :return: a window action
        """
        arguments.one(self)
        return self.credit_profile_id.action_view_assessments()

    def _on_downgraded(self):
        """Cancel open assessments: ordinary customers are not assessed."""
        result = super()._on_downgraded()
        self.env["kam.credit.assessment"]._find_open(self)._cancel("not_key")
        # sudo: nobody owes an assessment any more, whoever runs the process
        profiles = self.env["kam.credit.profile"].sudo().search([("account_id", "in", self.ids)])
        profiles.filtered("date_reassess")._owe_no_assessment()
        return result
