from odoo import fields, models
from odoo.tools import SQL


class KamCreditSettlement(models.Model):
    """What settled an instalment: payments, credit notes, netting, write-offs, and when."""

    _name = "kam.credit.settlement"
    _description = "Settlement of an Instalment"
    _inherit = ["kam.credit.evidence.mixin"]
    _auto = False
    _order = "date, id"
    _rec_name = "move_name"

    instalment_id = fields.Many2one("kam.credit.instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Document", readonly=True)
    kind = fields.Selection(
        [
            ("payment", "Payment"),
            ("netting", "Set off"),
            ("credit_note", "Credit note"),
            ("exchange", "Exchange difference"),
            ("write_off", "Write-off"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    is_on_time = fields.Boolean(string="On Time", readonly=True)
    amount = fields.Monetary(string="Matched", readonly=True)
    amount_money = fields.Monetary(
        string="Money", readonly=True, help="What of it was paid or set off. A write-off is none."
    )
    amount_reduced = fields.Monetary(
        string="Credited", readonly=True, help="What of it lowers the amount that fell due."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH %(steps)s
            SELECT settlement.id,
                   settlement.instalment_id,
                   instalment.profile_id,
                   instalment.company_id,
                   settlement.counterpart_id AS move_id,
                   move.name AS move_name,
                   settlement.kind,
                   settlement.max_date AS date,
                   GREATEST(settlement.max_date - instalment.last_day, 0) AS days_late,
                   settlement.is_on_time,
                   settlement.amount,
                   settlement.money AS amount_money,
                   settlement.reduction AS amount_reduced
              FROM settlement
              JOIN instalment ON instalment.id = settlement.instalment_id
              JOIN account_move AS move ON move.id = settlement.counterpart_id
             WHERE settlement.amount IS NOT NULL
            """,
            steps=self.env["kam.credit.instalment"]._instalment_steps(),
        )

    def action_open_move(self):
        """Open the payment, credit note or entry.

        :return: a window action
        """
        return self._open_move()
