from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Documents whose due dates the fulfilment rate goes by.
DUE_TYPES = ("out_invoice", "entry")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    kam_date_missed = fields.Date(
        string="Day Missed",
        readonly=True,
        copy=False,
        help="The due date that had passed when it was moved. The contract fulfilment rate goes "
        "by it.",
    )

    _kam_date_missed_idx = models.Index("(kam_date_missed) WHERE kam_date_missed IS NOT NULL")

    def init(self):
        """Let PostgreSQL know that hardly any line has such a day.

        A column that was added without statistics is taken for filled, and every figure read with
        a bad plan until the table is analyzed, which nothing does as long as nobody posts much.
        """
        super().init()
        self.env.cr.execute(SQL("ANALYZE account_move_line (kam_date_missed)"))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a day missed that nobody missed."""
        for vals in vals_list:
            self._check_kam_date_missed(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Remember due dates that are moved after the invoice was posted.

        Back in draft an invoice is still the one that its customer got.
        """
        self._check_kam_date_missed(vals)
        if "date_maturity" not in vals:
            return super().write(vals)
        owed = self.filtered(
            lambda line: (
                line.move_id.move_type in DUE_TYPES
                and (line.parent_state == "posted" or line.move_id.posted_before)
                and line.account_id.account_type == "asset_receivable"
                and line.balance > 0
            )
        )
        before = {line: line.date_maturity for line in owed}
        result = super().write(vals)
        missed = {}
        for line, day in before.items():
            moved = day and line.date_maturity != day and not line.kam_date_missed
            if moved and day < line.company_id._kam_today():
                missed.setdefault(day, self.browse())
                missed[day] |= line
        for day, lines in missed.items():
            super(AccountMoveLine, lines).write({"kam_date_missed": day})
        self.env["kam.credit.due.change"]._remember(before)
        return result

    def _check_kam_date_missed(self, vals):
        if vals.get("kam_date_missed"):
            raise UserError(
                self.env._(
                    "“Day Missed” cannot be entered: it follows from moving the due date of an "
                    "invoice after it had passed."
                )
            )
