from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import relations

from ...queries import history, instalments
from ...queries.scope import debtor, is_disputed


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
    date_due = fields.Date(string="Due Date", readonly=True)
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
    amount_open = fields.Monetary(
        string="Open Amount",
        readonly=True,
        help="What is not settled, or was moved to another receivable and is still owed there.",
    )
    amount_moved = fields.Monetary(
        string="Moved",
        readonly=True,
        help="What of the open amount is owed on another receivable: retention, doubtful.",
    )
    is_disputed = fields.Boolean(
        string="Disputed",
        readonly=True,
        help="In dispute on the day of the figures: left out of what fell due and of what is "
        "overdue.",
    )
    amount_disputed = fields.Monetary(
        string="In Dispute", readonly=True, help="What is open of it while it is in dispute."
    )
    date_due_now = fields.Date(
        string="Moved to",
        readonly=True,
        help="The due date after it was moved. When the day had passed, the rate goes by the day "
        "that was missed.",
    )
    date_moved = fields.Date(string="Moved On", readonly=True)
    moved_by_id = fields.Many2one("res.users", readonly=True)
    is_history = fields.Boolean(
        string="History", readonly=True, help="Known from a former system; in no ledger."
    )
    status = fields.Selection(
        [
            ("on_time", "On time"),
            ("partly", "Partly on time"),
            ("late", "Paid late"),
            ("open", "Overdue"),
            ("credited", "Credited"),
            ("disputed", "Disputed"),
        ],
        readonly=True,
    )
    settlement_ids = relations.One2many(
        "kam.credit.settlement", "instalment_id", string="Settled By", readonly=True
    )

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: an instalment is a journal item or, negative, a history line."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(debtor)s
                  FROM account_move_line AS line
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE line.id = ANY(%(lines)s)
             UNION
                SELECT commercial_partner_id
                  FROM kam_credit_history_line
                 WHERE id = ANY(%(past)s)
                """,
                debtor=debtor("move", "line"),
                lines=[row_id for row_id in ids if row_id > 0],
                past=[-row_id for row_id in ids if row_id < 0],
            )
        )
        return [debtor_id for [debtor_id] in rows]

    def _view_query(self, scope):
        arguments = self._view_arguments(scope)
        return SQL(
            """
            WITH %(steps)s,
            row AS (%(rows)s)
            SELECT row.id,
                   row.profile_id,
                   %(root)s AS company_id,
                   row.debtor_id AS partner_id,
                   row.move_id,
                   row.name AS move_name,
                   row.ref AS move_ref,
                   row.date_invoice,
                   row.date_due,
                   row.date_settled,
                   GREATEST(
                       CASE WHEN row.open > 0 THEN row.as_of ELSE row.date_settled END
                           - row.last_day,
                       0
                   ) * row.counted AS days_late,
                   row.balance AS amount,
                   row.reduction AS amount_reduced,
                   row.base * row.counted AS amount_due,
                   row.on_time * row.counted AS amount_on_time,
                   (row.base - row.on_time) * row.counted AS amount_missed,
                   row.open * row.counted AS amount_open,
                   row.owed * row.counted AS amount_moved,
                   row.open * (1 - row.counted) AS amount_disputed,
                   row.counted = 0 AS is_disputed,
                   change.date_to AS date_due_now,
                   change.date AS date_moved,
                   change.create_uid AS moved_by_id,
                   row.id < 0 AS is_history,
                   CASE
                     WHEN row.counted = 0 THEN 'disputed'
                     WHEN row.base = 0 THEN 'credited'
                     WHEN row.on_time >= row.base THEN 'on_time'
                     WHEN row.on_time > 0 THEN 'partly'
                     WHEN row.open > 0 THEN 'open'
                     ELSE 'late'
                   END AS status
              FROM row
         LEFT JOIN LATERAL (
                   SELECT moved.date_to, moved.date, moved.create_uid
                     FROM kam_credit_due_change AS moved
                    WHERE moved.move_line_id = row.id
                 ORDER BY moved.id DESC
                    LIMIT 1
                   ) AS change ON TRUE
            """,
            steps=instalments.steps(*arguments, in_detail=True),
            rows=self._view_rows(scope, history.instalments(*arguments)),
            root=scope.root_id,
        )

    @api.model
    def _view_rows(self, scope, past):
        """Return the instalments of the ledger and those of the history lines as one.

        ``counted`` is 1, or 0 of what is in dispute.

        :param Scope scope: the ledger
        :param SQL past: see :func:`queries.history.instalments`
        :rtype: SQL
        """
        return SQL(
            """
               SELECT instalment.id,
                      instalment.profile_id,
                      instalment.debtor_id,
                      instalment.move_id,
                      move.name,
                      move.ref,
                      COALESCE(move.invoice_date, move.date) AS date_invoice,
                      instalment.date_due,
                      instalment.last_day,
                      instalment.as_of,
                      instalment.date_settled,
                      instalment.balance,
                      instalment.reduction,
                      instalment.base,
                      instalment.on_time,
                      instalment.open,
                      instalment.owed,
                      CASE WHEN %(is_disputed)s THEN 0 ELSE 1 END AS counted
                 FROM instalment
                 JOIN account_move AS move ON move.id = instalment.move_id
            UNION ALL
               SELECT past.id, past.profile_id, past.debtor_id, NULL, past.name, NULL,
                      past.date_invoice, past.date_due, past.last_day, past.as_of,
                      past.date_settled, past.balance, 0, past.base, past.on_time, past.open, 0, 1
                 FROM (%(past)s) AS past
            """,
            past=past,
            is_disputed=is_disputed(
                scope, SQL.identifier("instalment", "id"), SQL.identifier("instalment", "as_of")
            ),
        )

    def _view_arguments(self, scope):
        """Return what the steps are asked for: the profiles that the context narrows to."""
        return (
            scope,
            self._view_as_of(),
            SQL("company.kam_credit_grace_days"),
            instalments.Choice(
                condition=lambda _debtor_id: self._view_condition(),
                source=lambda debtor_id: self._view_profiles(scope, debtor_id),
                columns={"profile_id": SQL.identifier("profile", "id")},
                keeps_disputed=True,
            ),
        )

    def action_open_move(self):
        """Open the invoice.

        :return: a window action
        """
        return self._open_move()
