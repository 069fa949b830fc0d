from odoo import models

from ...models.profile.kam_credit_opening import PRINTED


class KamRegisterXlsx(models.AbstractModel):
    """Registers of credit: who takes one away is noted, a row for each customer in it."""

    _inherit = "report.kam_management.register_xlsx"

    def _get_rows(self, model, chosen, order=None):
        """See the base method: what tells of credit is noted."""
        rows = super()._get_rows(model, chosen, order=order)
        if isinstance(rows, self.env.registry["kam.credit.logged.mixin"]):
            rows._log_use(PRINTED, "workbook", self._name.removeprefix("report."))
        return rows
