from odoo import models

from .kam_position import CREDIT_ROLES


class KamCreditProfile(models.Model):
    """Who looks after the credit of a customer."""

    _inherit = "kam.credit.profile"

    def _is_looked_after(self, roles=CREDIT_ROLES):
        """Tell whether the user looks after the credit of the customer.

        Whoever holds a role over its unit does; its own account manager never.

        :param roles: roles of positions, by default credit officers, reviewers and approvers
        :return: True or False; False for nobody's credit
        """
        if not self:
            return False
        self.ensure_one()
        account = self.sudo().account_id  # sudo: whose account it is counts, whoever may see it
        return account.manager_id != self.env.user and self.env["kam.position"]._has_role_over(
            self.env.user, account.unit_id, roles
        )
