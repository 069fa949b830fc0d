from odoo import fields, models
from odoo.tools import SQL

from ...queries import instalments


class KamCreditInstalment(models.Model):
    """The instalments behind a contract fulfilment rate."""

    _name = "kam.credit.instalment"
    _description = "Instalment behind a Fulfilment Rate"
    _inherit = ["kam.credit.evidence.mixin"]
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_name"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Invoice", readonly=True)
    move_ref = fields.Char(string="Reference", readonly=True)
    date_invoice = fields.Date(string="Invoiced On", readonly=True)
    date_due = fields.Date(string="Due On", readonly=True)
    date_settled = fields.Date(
        string="Paid On", readonly=True, help="The day of the last payment, or of setting off."
    )
    days_late = fields.Integer(
        readonly=True,
        aggregator="max",
        help="Days from the last day on time to the last payment; for what is open, to the day of "
        "the figures.",
    )
    amount = fields.Monetary(string="Instalment", readonly=True)
    amount_reduced = fields.Monetary(
        string="Credited",
        readonly=True,
        help="Credit notes, early-payment discount taken in time, exchange differences.",
    )
    amount_due = fields.Monetary(
        string="Fallen Due", readonly=True, help="The instalment less what was credited."
    )
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True)
    amount_missed = fields.Monetary(
        string="Not on Time", readonly=True, help="Paid late, written off, or still open."
    )
    amount_open = fields.Monetary(string="Open", readonly=True)
    status = fields.Selection(
        [
            ("on_time", "On time"),
            ("partly", "Partly on time"),
            ("late", "Late"),
            ("open", "Overdue"),
            ("credited", "Credited"),
        ],
        readonly=True,
    )
    settlement_ids = fields.One2many(
        "kam.credit.settlement", "instalment_id", string="Settled By", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH %(steps)s
            SELECT instalment.id,
                   instalment.profile_id,
                   instalment.company_id,
                   instalment.debtor_id AS partner_id,
                   instalment.move_id,
                   move.name AS move_name,
                   move.ref AS move_ref,
                   move.invoice_date AS date_invoice,
                   instalment.date_due,
                   instalment.date_settled,
                   GREATEST(
                       CASE
                         WHEN instalment.open > 0 THEN instalment.as_of
                         ELSE instalment.date_settled
                       END - instalment.last_day,
                       0
                   ) AS days_late,
                   instalment.balance AS amount,
                   instalment.reduction AS amount_reduced,
                   instalment.base AS amount_due,
                   instalment.on_time AS amount_on_time,
                   instalment.base - instalment.on_time AS amount_missed,
                   instalment.open AS amount_open,
                   CASE
                     WHEN instalment.base = 0 THEN 'credited'
                     WHEN instalment.on_time >= instalment.base THEN 'on_time'
                     WHEN instalment.on_time > 0 THEN 'partly'
                     WHEN instalment.open > 0 THEN 'open'
                     ELSE 'late'
                   END AS status
              FROM instalment
              JOIN account_move AS move ON move.id = instalment.move_id
            """,
            steps=self._instalment_steps(),
        )

    def _instalment_steps(self):
        """Return the chain of steps for the profiles that the context narrows to."""
        return instalments.steps(
            self._view_scope(),
            as_of=self._view_as_of(),
            grace_days=SQL("company.kam_credit_grace_days"),
            condition=self._view_condition(),
            source=SQL(
                """
                JOIN kam_credit_profile AS profile
                  ON profile.partner_id = partner.commercial_partner_id
                 AND profile.company_id = line.company_id
                JOIN res_company AS company ON company.id = line.company_id
                """
            ),
            columns={
                "profile_id": SQL("profile.id"),
                "company_id": SQL("line.company_id"),
            },
            in_detail=True,
        )

    def action_open_move(self):
        """Open the invoice.

        :return: a window action
        """
        return self._open_move()
