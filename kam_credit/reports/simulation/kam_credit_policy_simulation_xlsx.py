from odoo import models
from odoo.exceptions import UserError

from ...models.profile.kam_credit_opening import PRINTED

CUSTOMERS = (
    # field, width
    ("partner_id", 36),
    ("account_state", 14),
    ("unit_id", 30),
    ("move", 22),
    ("is_by_policy", 12),
    ("tier_now", 14),
    ("tier_led", 14),
    ("tier_then", 14),
    ("reason_now", 26),
    ("reason_then", 26),
    ("transaction_amount_now", 18),
    ("transaction_amount_then", 18),
    ("rate_now", 14),
    ("rate_then", 14),
    ("score_now", 10),
    ("score_then", 10),
    ("limit_now", 18),
    ("limit_then", 18),
    ("exposure_now", 18),
    ("exposure_then", 18),
    ("available_now", 18),
    ("available_then", 18),
    ("overdue_now", 18),
    ("overdue_then", 18),
    ("held_count_now", 10),
    ("held_count_then", 10),
    ("held_amount_now", 18),
    ("held_amount_then", 18),
)
ORDERS = (
    ("document_name", 18),
    ("partner_id", 36),
    ("unit_id", 30),
    ("kind", 18),
    ("amount", 18),
    ("amount_now", 18),
    ("reasons_now", 40),
    ("amount_then", 18),
    ("reasons_then", 40),
    ("ordinary", 34),
)
# A figure that says nothing without its sign.
SAID_IF = {
    "rate_now": "has_rate_now",
    "rate_then": "has_rate_then",
    "score_now": "has_score",
    "score_then": "has_score",
    "available_now": "is_limited_now",
    "available_then": "is_limited_then",
}


class KamCreditPolicySimulationXlsx(models.AbstractModel):
    """A policy simulation as a workbook: customers, who moves where, held orders; with totals."""

    _name = "report.kam_credit.report_kam_credit_policy_simulation_xlsx"
    _description = "Policy Simulation (XLSX)"
    _inherit = "report.kam_management.register_xlsx"
    _shares = frozenset({"rate_now", "rate_then"})

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets.

        :param workbook: the workbook to write
        :param dict data: what the client sent; not used
        :param objs: the simulation
        :raise AccessError: for whoever may not read simulations
        :raise UserError: for none, and for several
        """
        # the address of the report asks for no rights
        found = self._get_rows("kam.credit.policy.simulation", objs)
        if len(found) != 1:
            raise UserError(self.env._("Choose one simulation."))
        chosen = [("simulation_id", "=", found.id)]
        lines = self.env["kam.credit.policy.simulation.line"].search(chosen)
        holds = self.env["kam.credit.policy.simulation.hold"].search(chosen)
        name = self._name.removeprefix("report.")
        lines._log_use(PRINTED, "workbook", name)
        holds._log_use(PRINTED, "workbook", name)
        customers = self.env._("Customers")
        self._write_register(workbook, customers, lines, CUSTOMERS, has_totals=True)
        self._write_matrix(workbook, self.env._("Who Moves Where"), lines)
        orders = self.env._("Held Orders")
        self._write_register(workbook, orders, holds, ORDERS, keys=2, has_totals=True)

    def _is_said(self, row, name):
        """See the base method."""
        sign = SAID_IF.get(name)
        return not sign or row[sign]

    def _write_matrix(self, workbook, title, lines):
        """Write how many customers move from which list to which, with totals on both sides."""
        formats = self._make_formats(workbook)
        sheet = workbook.add_worksheet(title)
        lists = lines._fields["tier_now"]._description_selection(self.env)
        labels = [
            self.env._("From / To"),
            *(label for _code, label in lists),
            self.env._("Total"),
        ]
        self._write_head(sheet, labels, [18] + [16] * (len(lists) + 1), len(lists) + 1, formats)
        counts = {pair: len(some) for pair, some in _by_pair(lines).items()}
        codes = [code for code, _label in lists]
        for place, (before, label) in enumerate(lists, start=1):
            numbers = [counts.get((before, after), 0) for after in codes]
            _write_numbers(sheet, place, label, [*numbers, sum(numbers)])
        sums = [sum(counts.get((before, after), 0) for before in codes) for after in codes]
        _write_numbers(sheet, len(lists) + 1, self.env._("Total"), [*sums, sum(sums)])


def _by_pair(lines):
    return lines.grouped(lambda line: (line.tier_now, line.tier_then))


def _write_numbers(sheet, row, label, numbers):
    sheet.write_string(row, 0, label)
    for column, number in enumerate(numbers, start=1):
        sheet.write_number(row, column, number)
