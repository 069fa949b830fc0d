from odoo import fields, models


class KamCreditSnapshotLine(models.Model):
    """One instalment of a snapshot. It names the invoice in words, so that it outlives it."""

    _name = "kam.credit.snapshot.line"
    _description = "Instalment Kept"
    _inherit = ["kam.history.mixin", "kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "date_due, id"
    _rec_name = "invoice_name"

    snapshot_id = fields.Many2one(
        "kam.credit.snapshot", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="snapshot_id.company_id.currency_id")
    invoice_name = fields.Char(string="Invoice", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(string="Instalment", readonly=True)
    amount_due = fields.Monetary(
        string="Fallen Due", readonly=True, help="Less credit notes, discounts and differences."
    )
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True)
    amount_open = fields.Monetary(string="Open Amount", readonly=True)

    def _get_logged_profiles(self):
        """See the base method."""
        return {line: line.snapshot_id.profile_id for line in self}
