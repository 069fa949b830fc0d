from odoo import api, fields, models

CREDIT_ROLES = ("credit_officer", "credit_reviewer", "credit_approver")


class KamPosition(models.Model):
    _inherit = "kam.position"

    role = fields.Selection(
        selection_add=[
            ("credit_officer", "Credit officer (area)"),
            ("credit_reviewer", "Credit reviewer (region)"),
            ("credit_approver", "Credit approver (headquarters)"),
        ],
        ondelete=dict.fromkeys(CREDIT_ROLES, "cascade"),
    )

    @api.model
    def _viewer_roles(self):
        """See the base method: who decides on credit sees the accounts and their figures."""
        return super()._viewer_roles() | set(CREDIT_ROLES)

    @api.model
    def _role_groups(self):
        """See the base method."""
        return {
            **super()._role_groups(),
            **{role: f"kam_credit.group_{role}" for role in CREDIT_ROLES},
        }
