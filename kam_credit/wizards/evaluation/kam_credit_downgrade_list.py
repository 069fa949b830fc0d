import base64
import io
from urllib.parse import quote

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.workbooks import lay_out

from ...rules import tiering

EXPORTED_FIELDS = (
    "partner_id",
    "unit_id",
    "manager_id",
    "tier_id",
    "transaction_amount",
    "amount_due",
    "amount_on_time",
    "fulfilment_rate",
    "threshold",
    "has_receipts",
)


class KamCreditDowngradeList(models.TransientModel):
    """Whom automatic downgrades would hit today, and why; they are switched on from here."""

    _name = "kam.credit.downgrade.list"
    _description = "Automatic Downgrade"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_on = fields.Boolean(related="company_id.kam_credit_auto_downgrade", string="Switched On")
    complete_from = fields.Date(related="company_id.kam_credit_complete_from")
    date = fields.Date(string="Figures As Of", readonly=True)
    threshold = fields.Float(string="Fulfilment Threshold", digits=(6, 5), readonly=True)
    account_count = fields.Integer(string="Key Accounts", readonly=True)
    incomplete_count = fields.Integer(
        string="Figures Incomplete",
        readonly=True,
        help="Key accounts whose figures look back to days before they are complete: nothing "
        "happens to them.",
    )
    line_ids = relations.One2many("kam.credit.downgrade.list.line", "list_id", readonly=True)
    line_count = fields.Integer(string="Would Be Downgraded", readonly=True)
    is_seen = fields.Boolean(string="List Seen", readonly=True)
    export_file = fields.Binary(string="Spreadsheet", compute="_compute_export_file")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Automatic Downgrade")

    # ------------------------------------------------------------------
    # the list
    # ------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Find whom automatic downgrades would hit today, and show it.

        :return: a window action
        :raise AccessError: for everybody but credit administrators
        """
        self._check_rights()
        # sudo: nobody but the process makes such lists
        own = self.sudo().create([{}]).with_env(self.env)
        own._find()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Automatic Downgrade"),
            "res_model": self._name,
            "res_id": own.id,
            "view_mode": "form",
        }

    def _find(self):
        """Compute the figures of all key accounts of today, and keep those below the threshold."""
        self.ensure_one()
        company = self.company_id
        profiles = self.env["kam.credit.profile"].search(
            [("company_id", "=", company.id), ("account_state", "=", "key")]
        )
        rows = profiles._evaluate(
            partner_ids=profiles.partner_id.ids, company_id=company.id, simulate=True
        )
        falling = {
            row["partner_id"]: row for row in rows if row["reason"] == tiering.BELOW_THRESHOLD
        }
        hit = profiles.filtered(lambda profile: profile.partner_id.id in falling)
        # sudo: as the nightly job does; receipts are told to nobody
        waiting = hit.sudo()._liftable_by_receipts(company)
        # sudo: as in action_open
        self.sudo().write(
            {
                "date": company._kam_today(),
                "threshold": company.kam_credit_threshold,
                "account_count": len(profiles),
                "incomplete_count": sum(not row["is_complete"] for row in rows),
                "line_count": len(hit),
                "is_seen": False,
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            self._prepare_line(
                                profile, falling[profile.partner_id.id], profile in waiting
                            )
                        )
                        for profile in hit
                    ),
                ],
            }
        )

    def _prepare_line(self, profile, row, is_waiting):
        return {
            "profile_id": profile.id,
            "tier_id": profile.tier_id.id,
            "transaction_amount": row["transaction_amount"],
            "amount_due": row["amount_due"],
            "amount_on_time": row["amount_on_time"],
            "fulfilment_rate": row["fulfilment_rate"],
            "has_receipts": is_waiting,
        }

    def action_show(self):
        """Show the list, to be read and exported; it counts as seen.

        :return: a window action on the lines
        """
        self.ensure_one()
        self._check_rights()
        # sudo: as in action_open
        self.sudo().is_seen = True
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_downgrade_list_line"
        )
        return {**action, "domain": [("list_id", "=", self.id)], "context": {}}

    def action_export(self):
        """Download the list as a spreadsheet; it counts as seen.

        :return: an action that downloads the file
        """
        self.ensure_one()
        self._check_rights()
        # sudo: as in action_open
        self.sudo().is_seen = True
        name = quote(f"{self.env._('automatic_downgrade')}_{self.date}")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/export_file/{name}.xlsx?download=true",
            "target": "download",
        }

    def _compute_export_file(self):
        for found in self:
            found.export_file = base64.b64encode(found._make_export())

    def _make_export(self):
        labels = self.line_ids.fields_get(EXPORTED_FIELDS, ["string"])
        buffer = io.BytesIO()
        # what somebody has called a customer is no formula
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet()
            head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
            for at, name in enumerate(EXPORTED_FIELDS):
                sheet.write_string(0, at, labels[name]["string"], head)
                sheet.set_column(at, at, 20)
            for row, line in enumerate(self.line_ids, 1):
                for at, name in enumerate(EXPORTED_FIELDS):
                    value = line[name]
                    if line._fields[name].type == "many2one":
                        # sudo: a name, as lists show it beside what the reader may read
                        value = value.sudo().display_name or ""
                    sheet.write(row, at, value)
            lay_out(sheet, keys=1)
        return buffer.getvalue()

    # ------------------------------------------------------------------
    # the switch
    # ------------------------------------------------------------------

    def action_switch_on(self):
        """Let key accounts below the threshold be downgraded by themselves from now on.

        :return: True
        :raise AccessError: for everybody but credit administrators
        :raise UserError: before the list was seen, or when it is of another day or threshold
        """
        self.ensure_one()
        self._check_rights()
        company = self.company_id
        is_of_today = self.date == company._kam_today()
        if not self.is_seen or not is_of_today or self.threshold != company.kam_credit_threshold:
            raise UserError(
                self.env._(
                    "The list of whom it would hit today was not seen yet, or is not of today: "
                    "open it with “Show the List” first."
                )
                if is_of_today
                else self.env._(
                    "This list is of %(day)s: open Automatic Downgrade again.", day=self.date
                )
            )
        self.env["kam.credit.switch"]._record(company, True, self.line_count)
        # sudo: a credit administrator decides on it, who need not administer companies
        company.sudo().kam_credit_auto_downgrade = True
        return True

    def action_switch_off(self):
        """Let nobody be downgraded by themselves from now on.

        :return: True
        :raise AccessError: for everybody but credit administrators
        """
        self.ensure_one()
        self._check_rights()
        self.env["kam.credit.switch"]._record(self.company_id, False, self.line_count)
        # sudo: as in action_switch_on
        self.company_id.sudo().kam_credit_auto_downgrade = False
        return True

    def action_open_history(self):
        """Show when automatic downgrades were switched on and off, by whom.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_switch"
        )
        return {**action, "domain": [("company_id", "=", self.company_id.id)]}

    @api.model
    def _check_rights(self):
        is_administrator = self.env.user.has_group("kam_credit.group_credit_administrator")
        if not self.env.su and not is_administrator:
            raise AccessError(
                self.env._("Only credit administrators switch automatic downgrades on and off.")
            )
        if not self.env.su and self.company_id and self.company_id not in self.env.companies:
            raise AccessError(self.env._("Switch it in a company that you have chosen."))
