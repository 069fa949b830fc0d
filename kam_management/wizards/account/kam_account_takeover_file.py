import base64

from odoo import api, models
from odoo.fields import Command


class KamAccountTakeover(models.TransientModel):
    """Reads the rows of a file, and gives the template for it."""

    _inherit = "kam.account.takeover"

    # columns that tell a customer
    _identifying_columns = frozenset({"customer", "reference", "vat"})
    _date_columns = frozenset({"since"})
    # 客户编号 is the customer's own reference, 大客户编号 the number of the account
    _usual_titles = {
        "customer": "客户|客户名称|客户全称|公司名称|企业名称|单位名称|customer name|company name",
        "reference": "客户编号|客户编码|客户代码|customer number|customer no.|customer code",
        "vat": "统一社会信用代码|社会信用代码|税号|纳税人识别号|vat number|vat no.|tax number",
        "unit": "组织单位|所属单位|所属区域|区域|unit code|region|area",
        "manager": "大客户经理|客户经理|account manager|key account manager",
        "number": "大客户编号|account number|key account no.|account no.",
        "since": "成为大客户日期|成为大客户时间|大客户起始日期|key account from",
    }

    @api.model
    def _get_template_name(self):
        """See the base method."""
        return self.env._("key_accounts_to_take_over")

    def action_download_problems(self):
        """Download the lines with problems, to be corrected and read again.

        :return: an action that downloads a workbook
        """
        return self._download("problem_file", self.env._("key_accounts_with_problems"))

    def action_read_file(self):
        """Replace the lines by those of the file, with a preview of each.

        :return: a window action that shows the dialog again
        :raise UserError: when the file is no table, or its first line names no columns
        """
        self.ensure_one()
        self.company_id._kam_check_takeover()
        lines = self._prepare_lines(self._read_records())
        self.line_ids = [Command.clear(), *map(Command.create, lines)]
        return self._reopen()

    @api.model
    def _get_columns(self):
        """See the base method."""
        return {
            "customer": self.env._("Customer (reference or name)"),
            "unit": self.env._("Unit (code or name)"),
            "manager": self.env._("Account manager (login)"),
            "number": self.env._("Key account number"),
            "since": self.env._("Key account since"),
            "reference": self.env._("Customer reference"),
            "vat": self.env._("Tax ID"),
        }

    def _get_choices(self):
        """See the base method: the units of the company."""
        units = self.env["kam.unit"].search([("company_id", "=", self.company_id.id)])
        return {"unit": units.mapped("complete_name")}

    @api.model
    def _get_remarks(self):
        """See the base method."""
        return {"row": self.env._("Line"), "message": self.env._("What will happen")}

    def _compute_problem_file(self):
        for takeover in self:
            rows = [line._describe() for line in takeover._get_problem_lines()]
            takeover.problem_file = base64.b64encode(takeover._make_template(rows))
