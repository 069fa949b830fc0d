import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Documents whose due dates the fulfilment rate goes by.
DUE_TYPES = ("out_invoice", "entry")


class _MissedDay(datetime.date):
    """A day that was missed: what comes over RPC is none."""


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
        lines = super().create(vals_list)
        lines._inherit_missed(lines.move_id.filtered("posted_before"))
        return lines

    def unlink(self):
        """Let what replaces an instalment keep the day on which that was missed."""
        moves = self.move_id.filtered("posted_before")
        missed = {move: (move.line_ids & self)._get_missed_day() for move in moves}
        result = super().unlink()
        for move, day in missed.items():
            if day:
                move.exists().line_ids._miss(day)
        return result

    def write(self, vals):
        """Remember due dates that are moved after the invoice was posted.

        Back in draft an invoice is still the one that its customer got.
        """
        vals = self._check_kam_date_missed(vals)
        if "date_maturity" not in vals:
            return super().write(vals)
        before = {line: line.date_maturity for line in self._filter_owed()}
        result = super().write(vals)
        for line, day in before.items():
            if day and line.date_maturity != day and day < line.company_id._kam_today():
                line._miss(day)
        self.env["kam.credit.due.change"]._remember(before)
        return result

    def _filter_owed(self):
        """Return those on which a customer owes by a document that was posted once."""
        return self.filtered(
            lambda line: (
                line.move_id.move_type in DUE_TYPES
                and (line.parent_state == "posted" or line.move_id.posted_before)
                and line.account_id.account_type == "asset_receivable"
                and line.balance > 0
            )
        )

    def _get_missed_day(self):
        """Return the earliest day that was missed on the lines; None without one."""
        days = [
            line.kam_date_missed or line.date_maturity
            for line in self._filter_owed()
            if line.kam_date_missed
            or (line.date_maturity and line.date_maturity < line.company_id._kam_today())
        ]
        return min(days, default=None)

    @api.model
    def _inherit_missed(self, moves):
        """Let instalments that were added to posted invoices keep the day that was missed there.

        Odoo splits an instalment by writing one of the parts and adding the others.

        :param moves: invoices that were posted once
        """
        for move in moves:
            days = [day for day in move.line_ids.mapped("kam_date_missed") if day]
            if days:
                (move.line_ids & self)._miss(min(days))

    def _miss(self, day):
        """Remember the day that was missed on lines that are due later now.

        :param date day: a due date that had passed
        """
        lines = self._filter_owed().filtered(
            lambda line: not line.kam_date_missed and (line.date_maturity or line.date) > day
        )
        if lines:
            lines.write({"kam_date_missed": _MissedDay(day.year, day.month, day.day)})

    def _check_kam_date_missed(self, vals):
        """Return values to store.

        :raise UserError: when somebody enters the day that was missed
        """
        day = vals.get("kam_date_missed")
        if isinstance(day, _MissedDay):
            return {**vals, "kam_date_missed": datetime.date(day.year, day.month, day.day)}
        if "kam_date_missed" in vals:
            raise UserError(
                self.env._(
                    "“Day Missed” cannot be entered: it follows from moving the due date of an "
                    "invoice after it had passed."
                )
            )
        return vals
