from odoo import fields, models

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.models.account.kam_account_form_mixin import one_open_form
from odoo.addons.kam_management.rules import texts

from ...rules import credit_items

# What the table takes from the basic information sheet: item -> items of the sheet.
OF_SHEET = {
    "company": credit_items.BASIC["company"],
    **{item: (item,) for item in credit_items.CONTENT["basic"] if item != "company"},
}


class KamCreditContentTable(models.Model):
    """The credit assessment content table 大客户信用评估内容表 (scheme, credit management, 4.3)."""

    _name = "kam.credit.content.table"
    _description = "Credit Assessment Content Table"
    _inherit = ["kam.credit.content.mixin"]

    _form_prefix = "CAC/%(year)s/"
    _one_open_per_account = one_open_form(
        "This customer has an open assessment content table already."
    )
    _form_line_fields = ("line_ids",)
    _items = credit_items.CONTENT

    line_ids = relations.One2many("kam.credit.content.line", "table_id", string="Items", copy=False)
    profile_id = fields.Many2one(domain="[('account_id', '!=', False)]")

    def _collect_facts(self):
        """See the base method: basic information is that of the sheet that was completed last."""
        facts = super()._collect_facts()
        sheet = self.env["kam.credit.basic.sheet"].search(
            [("profile_id", "=", self.profile_id.id), ("approval_state", "=", "approved")],
            order="date_closed DESC, id DESC",
            limit=1,
        )
        if sheet:
            return {**facts, **self._collect_of_sheet(sheet)}
        company = [
            {**fact, "label": fact.get("label") or part}
            for part in OF_SHEET["company"]
            for fact in facts.get(part, [])
        ]
        return {**facts, "company": company}

    def _collect_of_sheet(self, sheet):
        """Return what a basic information sheet says, as it was completed.

        Its facts are kept as such, so that everybody reads them in their own language.

        :param kam.credit.basic.sheet sheet: the sheet
        """
        lines = {line.item: line for line in sheet.line_ids if not line.is_unknown}
        day = fields.Date.to_string(self.company_id._kam_day_of(sheet.date_content))
        return {
            item: [
                {
                    "label": part if item == "company" else None,
                    "type": "form",
                    "value": (sheet.content or {}).get(part, []),
                    "added": texts.trimmed(lines[part].text),
                    "source": "sheet",
                    "day": day,
                }
                for part in parts
                if part in lines
            ]
            for item, parts in OF_SHEET.items()
        }
