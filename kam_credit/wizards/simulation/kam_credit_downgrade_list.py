from odoo import models


class KamCreditDowngradeList(models.TransientModel):
    """The list of whom automatic downgrades would hit leads to all that the settings do."""

    _inherit = "kam.credit.downgrade.list"

    def action_simulate(self):
        """Show what the settings in force lead to: whom they hit, with limits and held orders.

        :return: a window action on the simulation
        :raise AccessError: for everybody but credit administrators
        """
        self.ensure_one()
        self._check_rights()
        return self.env["kam.credit.policy.simulation"]._simulate(self.company_id)._open()
