from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_management.workbooks import lay_out

from ...models.profile.kam_credit_opening import PRINTED

SETTINGS = (
    "date_cut",
    "date_figures",
    "date_to",
    "late_days",
    "minimum_cases",
    "is_over_all",
    "user_id",
    "date",
    "policy_id",
    "threshold",
    "grace_days",
    "minimum_due",
    "basis",
    "tier_policy",
    "brier",
    "stability",
)
FIGURES = (
    # field, width
    ("predictor", 26),
    ("outcome", 32),
    ("count_bad", 10),
    ("count_good", 10),
    ("auc", 10),
    ("auc_low", 10),
    ("auc_high", 10),
    ("gini", 10),
    ("ks", 10),
    ("sentence", 90),
)
NEEDS_FIGURE = frozenset({"auc", "gini", "ks"})
NEEDS_INTERVAL = frozenset({"auc_low", "auc_high"})
TIERS = (
    ("display_name", 20),
    ("amount_from", 16),
    ("amount_to", 16),
    ("count_customers", 12),
    ("count_judged", 12),
    ("count_late", 10),
    ("share_expected", 12),
    ("share_late", 12),
    ("late_low", 12),
    ("late_high", 12),
    ("verdict", 24),
    ("count_rated", 14),
    ("count_below", 14),
    ("share_below", 12),
    ("below_low", 12),
    ("below_high", 12),
)
LINES = (
    ("partner_id", 36),
    ("transaction_amount", 18),
    ("tier_from_id", 14),
    ("fulfilment_rate", 12),
    ("score", 10),
    ("amount_overdue", 16),
    ("count_judged", 12),
    ("count_late", 10),
    ("amount_due", 18),
    ("amount_on_time", 18),
    ("rate_later", 12),
    ("is_below", 12),
    ("amount_written_off", 16),
    ("tier_to_id", 14),
    ("movement", 12),
)
# what is empty rather than 0 -> the field that says so
SAID_BY = {
    "fulfilment_rate": "has_rate",
    "score": "has_score",
    "rate_later": "has_rate_later",
    "amount_to": "amount_to",
    "brier": "has_brier",
    **dict.fromkeys(("share_expected", "share_late", "late_low", "late_high"), "count_judged"),
    **dict.fromkeys(("share_below", "below_low", "below_high"), "count_rated"),
}
SHARES = frozenset(
    {
        "fulfilment_rate",
        "rate_later",
        "threshold",
        "share_expected",
        "share_late",
        "late_low",
        "late_high",
        "share_below",
        "below_low",
        "below_high",
    }
)


class KamCreditBacktestXlsx(models.AbstractModel):
    """A backtest as a workbook: what it says, its figures, the tiers, from which tier to which, the
    customers."""

    _name = "report.kam_credit.report_kam_credit_backtest_xlsx"
    _description = "Credit Backtest (XLSX)"
    _inherit = "report.kam_management.register_xlsx"
    _shares = SHARES

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the backtest
        :raise AccessError: for whoever may not read it
        :raise UserError: without exactly one backtest
        """
        backtest = objs.exists()
        if len(backtest) != 1:
            raise UserError(self.env._("Choose one backtest for the workbook."))
        # the address of the report asks for no rights
        backtest.check_access("read")
        lines = self.env["kam.credit.backtest.line"].search([("backtest_id", "=", backtest.id)])
        lines._log_use(PRINTED, "workbook", self._name.removeprefix("report."))
        self._write_summary(workbook, backtest)
        figures, tiers = backtest.figure_ids, backtest.tier_ids
        self._write_register(workbook, self.env._("Figures"), figures, FIGURES, keys=2)
        self._write_register(workbook, self.env._("Tiers"), tiers, TIERS, has_totals=True)
        self._write_moves(workbook, backtest._count_moves())
        customers = self.env._("Customers")
        self._write_register(workbook, customers, lines, LINES, has_totals=True)

    def _write_summary(self, workbook, backtest):
        """Write what the backtest says, and by which settings it was run."""
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(self._label(backtest, "summary"))
        lay_out(sheet)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 110, workbook.add_format({"align": "left"}))
        lines = backtest.summary.splitlines()
        for line, text in enumerate(lines):
            sheet.write_string(line, 0, text)
        for line, name in enumerate(SETTINGS, start=len(lines) + 1):
            sheet.write_string(line, 0, self._label(backtest, name))
            if self._is_said(backtest, name):
                self._write_field(sheet, line, 1, backtest, name, formats)

    def _label(self, records, name):
        """See the base method: a row of the tiers is called like its tier."""
        if records._name == "kam.credit.backtest.tier" and name == "display_name":
            name = "tier_id"
        return super()._label(records, name)

    def _is_said(self, row, name):
        """See the base method: without a figure there is none, and without cases no share."""
        if row._name == "kam.credit.backtest.figure":
            if name in NEEDS_INTERVAL:
                return row.has_interval
            return name not in NEEDS_FIGURE or row.has_figure
        return name not in SAID_BY or row[SAID_BY[name]]

    def _write_moves(self, workbook, moves):
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(self.env._("From Tier to Tier"))
        names = [tier["name"] for tier in moves["tiers"]]
        labels = [self.env._("Tier on the Day"), *names]
        widths = [24] + [14] * len(names)
        self._write_head(sheet, labels, widths, len(moves["rows"]), formats)
        for line, (name, counts) in enumerate(zip(names, moves["rows"], strict=True), start=1):
            sheet.write_string(line, 0, name)
            for column, count in enumerate(counts, start=1):
                sheet.write_number(line, column, count)
