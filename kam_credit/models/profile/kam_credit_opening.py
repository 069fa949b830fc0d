from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

OPENED, EXPORTED, PRINTED = "open", "export", "print"
# Who opens the same file again within so many minutes has it open still.
OPEN_MINUTES = 10


class KamCreditOpening(models.Model):
    """Who opened, exported or printed what of a customer's credit, when, and through what (scheme,
    credit management, section 6). Nobody changes it.

    A row is written by :class:`kam.credit.logged.mixin`, which says what counts as an opening. What
    one person opens again within ten minutes is one opening; each export and each print is a row,
    one for each customer that it tells of.
    """

    _name = "kam.credit.opening"
    _description = "Use of Credit Information"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "how"

    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    account_id = fields.Many2one(related="profile_id.account_id")
    unit_id = fields.Many2one(related="profile_id.unit_id")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Moment", required=True, readonly=True, index=True, default=fields.Datetime.now
    )
    how = fields.Selection(
        [(OPENED, "Opened"), (EXPORTED, "Exported"), (PRINTED, "Printed")],
        string="How It Was Used",
        required=True,
        readonly=True,
    )
    through = fields.Selection(
        [
            ("form", "Form on the screen"),
            ("program", "Another program"),
            ("file", "File of a list"),
            ("paper", "Page or PDF"),
            ("workbook", "Workbook of a register"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        readonly=True,
        help="Of what is one record; empty for files and workbooks, which hold several.",
    )
    row_count = fields.Integer(
        string="Rows", required=True, readonly=True, help="How many rows told of this customer."
    )
    document_name = fields.Char(
        string="Document", readonly=True, help="What it was called at that moment."
    )
    kind_label = fields.Char(string="Kind of Document", compute="_compute_kind_label")
    report_name = fields.Char(string="Technical Name of the Print", readonly=True)
    report_label = fields.Char(string="Print", compute="_compute_report_label")

    _user_recent_idx = models.Index("(user_id, profile_id, date)")

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_kind_label(self):
        removed_model = self.env["kam.removed.model"]
        for model, rows in self.grouped("res_model").items():
            rows.kind_label = removed_model._get_label(model)

    @api.depends("report_name")
    @api.depends_context("lang")
    def _compute_report_label(self):
        reports = self.env["ir.actions.report"].sudo()  # sudo: what a print is called
        found = reports.search([("report_name", "in", self.mapped("report_name"))])
        by_name = {report.report_name: report.name for report in found}
        for row in self:
            row.report_label = by_name.get(row.report_name) or row.report_name

    @api.model
    def _find_open(self, vals_list):
        """Return which of some openings somebody has made a moment ago: set of model and id.

        :param list vals_list: values of openings of one user
        """
        since = fields.Datetime.now() - timedelta(minutes=OPEN_MINUTES)
        # sudo: who opened what is asked by the log itself
        recent = self.sudo().search_fetch(
            Domain("user_id", "=", self.env.uid)
            & Domain("profile_id", "in", [vals["profile_id"] for vals in vals_list])
            & Domain("date", ">=", since)
            & Domain("how", "=", OPENED),
            ["res_model", "res_id"],
        )
        return {(row.res_model, row.res_id) for row in recent}
