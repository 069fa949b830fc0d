from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import wording
from odoo.addons.kam_management.wording import format_date

from ...queries import instalments, receivables


class KamCreditReceivable(models.Model):
    """An instalment that a customer was invoiced, due or not: what disputes and promises are about.

    It tells nothing but what the ledger says of the invoice; accounting reads it as well. Its id is
    that of the journal item.
    """

    _name = "kam.credit.receivable"
    _description = "Instalment of a Customer"
    _inherit = ["kam.credit.evidence.mixin"]
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_name"
    _rec_names_search = ["move_name", "move_ref"]

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Invoice", readonly=True)
    move_ref = fields.Char(string="Reference", readonly=True)
    date_invoice = fields.Date(string="Invoiced On", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(string="Instalment", readonly=True)
    amount_open = fields.Monetary(
        string="Open Amount", readonly=True, help="What is not settled now."
    )
    is_disputed = fields.Boolean(
        string="Disputed", readonly=True, help="In a dispute that was approved and is not over."
    )

    @api.depends("move_name", "date_due")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for item in self:
            item.display_name = wording.noted(
                self.env, item.move_name or "", format_date(self.env, item.date_due)
            )

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: the same ids as those of what has fallen due."""
        return self.env["kam.credit.instalment"]._find_debtor_ids(ids)

    def _view_query(self, scope):
        choice = instalments.Choice(
            condition=lambda _debtor_id: self._view_condition(),
            source=lambda debtor_id: self._view_profiles(scope, debtor_id),
            columns={
                "profile_id": SQL.identifier("profile", "id"),
                "company_id": SQL.identifier("profile", "company_id"),
            },
        )
        return receivables.instalments(scope, choice, self.env.company._kam_today())
