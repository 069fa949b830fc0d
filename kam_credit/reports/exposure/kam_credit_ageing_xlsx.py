from odoo import models
from odoo.exceptions import UserError

from ...models.profile.kam_credit_opening import PRINTED

AMOUNTS = (
    "amount_not_due",
    "amount_days_30",
    "amount_days_60",
    "amount_days_90",
    "amount_over_90",
    "amount_credit",
    "amount",
    "amount_disputed",
)
KEYS = ("partner_id", "account_state", "tier_id", "unit_id")
ITEMS = (
    # field, width
    ("partner_id", 36),
    ("document_name", 22),
    ("date_document", 14),
    ("date_due", 14),
    ("days_late", 10),
    ("bucket", 16),
    ("amount", 18),
    ("amount_disputed", 18),
)


class KamCreditAgeingXlsx(models.AbstractModel):
    """The ageing of receivables as a workbook: a row for each customer, and all items."""

    _name = "report.kam_credit.report_kam_credit_ageing_xlsx"
    _description = "Ageing of Receivables (XLSX)"
    _inherit = "report.kam_management.register_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the dialog in which the day was chosen
        :raise AccessError: for whoever may not read credit figures
        :raise UserError: without such a dialog
        """
        asked = objs.exists()
        if len(asked) != 1:
            raise UserError(self.env._("Choose the day under “Ageing” first."))
        # the address of the report asks for no rights
        asked.check_access("read")
        model, chosen = asked._get_rows()
        model.check_access("read")
        rows = model.search(chosen)
        rows._log_use(PRINTED, "workbook", self._name.removeprefix("report."))
        # no slash, which no sheet may be called
        title = self.env._("Ageing %s", asked.date.isoformat())
        self._write_customers(workbook, title, rows)
        sheet, formats = self._begin_register(workbook, self.env._("Open Items"), rows, ITEMS)
        for line, row in enumerate(rows.sorted("partner_id"), start=1):
            for column, (name, _width) in enumerate(ITEMS):
                self._write_field(sheet, line, column, row, name, formats)
        names = [name for name, _width in ITEMS]
        totals = {names.index(name): name for name in ("amount", "amount_disputed")}
        self._write_totals(sheet, len(rows) + 1, rows, totals, formats)

    def _write_customers(self, workbook, title, rows):
        """Write one row for each customer, and their sum."""
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(title)
        names = (*KEYS, *AMOUNTS)
        labels = [self._label(rows, name) for name in names]
        by_customer = rows.grouped("profile_id")
        self._write_head(
            sheet, labels, [36, 14, 14, 30] + [16] * len(AMOUNTS), len(by_customer), formats
        )
        for line, items in enumerate(by_customer.values(), start=1):
            for column, name in enumerate(KEYS):
                self._write_field(sheet, line, column, items[0], name, formats)
            for column, name in enumerate(AMOUNTS, start=len(KEYS)):
                style = formats[items.currency_id.decimal_places]
                sheet.write_number(line, column, sum(items.mapped(name)), style)
        totals = dict(enumerate(AMOUNTS, start=len(KEYS)))
        self._write_totals(sheet, len(by_customer) + 1, rows, totals, formats)
