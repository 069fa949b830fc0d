from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments


class KamCreditSignalLine(models.Model):
    """A payment, or something overdue, that a signal rests on, as it was when it was found.

    It names the invoice in words: credit readers need not read the ledger.
    """

    _name = "kam.credit.signal.line"
    _description = "What a Credit Signal Rests On"
    _inherit = [
        "kam.root.company.mixin",
        "kam.process.row.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _logs_openings = False
    _order = "date_due desc, date_paid desc, id desc"
    _rec_name = "invoice_name"

    signal_id = fields.Many2one("kam.credit.signal", required=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one(related="signal_id.profile_id", string="Customer")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", index="btree_not_null", ondelete="set null"
    )
    invoice_name = fields.Char(string="Invoice")
    date_due = fields.Date(string="Due Date", required=True)
    date_paid = fields.Date(string="Payment Day", help="Empty for what was overdue and open.")
    days = fields.Integer(
        string="Days Beyond Terms",
        aggregator="avg",
        help="From the due date to the payment; for what was open, to the day on which the signal "
        "was found. What was paid early counts as on time.",
    )
    amount = fields.Monetary(help="What was paid, or what was overdue.")
    is_part = fields.Boolean(string="In Parts", help="A part of the instalment was paid.")
    period = fields.Selection(
        [("before", "Before"), ("recent", "Last three months")],
        required=True,
        help="Which of the two periods it belongs to that are compared.",
    )

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("What a signal rests on is found by the radar, and not written by hand.")
        )

    def action_open_move(self):
        """Open the invoice.

        :return: a window action
        :raise UserError: for what comes from a former system
        """
        arguments.one(self)
        self.check_access("read")
        if not self.move_id:
            raise UserError(
                self.env._("%s is known from a former system, or was deleted.", self.invoice_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
