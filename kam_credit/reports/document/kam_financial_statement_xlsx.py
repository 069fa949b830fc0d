from odoo import models

from ...models.document.kam_financial_statement import CREDIT_FIGURES


class KamFinancialStatementXlsx(models.AbstractModel):
    """The figures of the ability to pay stand beside the others in the register of statements."""

    _inherit = "report.kam_management.report_kam_financial_statement_xlsx"

    def _get_columns(self):
        """See the base method."""
        return (*super()._get_columns(), *((name, 18) for name in CREDIT_FIGURES))
