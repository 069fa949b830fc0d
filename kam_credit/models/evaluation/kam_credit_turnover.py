from odoo import api, fields, models
from odoo.tools import SQL

from ...queries import history, turnover


class KamCreditTurnover(models.Model):
    """The invoices and credit notes behind a transaction amount."""

    _name = "kam.credit.turnover"
    _description = "Invoice behind a Transaction Amount"
    _inherit = ["kam.credit.evidence.mixin"]
    _auto = False
    _order = "date_invoice desc, id desc"
    _rec_name = "move_name"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    move_name = fields.Char(string="Invoice", readonly=True)
    move_ref = fields.Char(string="Reference", readonly=True)
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit note"),
            ("out_receipt", "Receipt"),
            ("history", "History line"),
        ],
        string="Kind",
        readonly=True,
    )
    date_invoice = fields.Date(string="Invoiced On", readonly=True)
    amount = fields.Monetary(
        string="Transaction Amount",
        readonly=True,
        help="In company currency, credit notes deducted.",
    )
    is_history = fields.Boolean(
        string="History", readonly=True, help="Known from a former system; in no ledger."
    )

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: a row is a document or, negative, a history line."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id FROM account_move WHERE id = ANY(%s)
             UNION
                SELECT commercial_partner_id FROM kam_credit_history_line WHERE id = ANY(%s)
                """,
                [row_id for row_id in ids if row_id > 0],
                [-row_id for row_id in ids if row_id < 0],
            )
        )
        return [debtor_id for [debtor_id] in rows]

    def _view_query(self, scope):
        return SQL("%s UNION ALL %s", self._view_invoices(scope), self._view_history(scope))

    def _view_invoices(self, scope):
        return SQL(
            """
            SELECT move.id,
                   profile.id AS profile_id,
                   profile.company_id,
                   profile.partner_id,
                   move.id AS move_id,
                   move.name AS move_name,
                   move.ref AS move_ref,
                   move.move_type,
                   move.invoice_date AS date_invoice,
                   CASE WHEN company.kam_credit_with_tax THEN move.%(gross)s ELSE move.%(net)s END
                       AS amount,
                   FALSE AS is_history
              FROM account_move AS move
                   %(profiles)s
             WHERE %(is_sale)s
               AND move.invoice_date <= %(as_of)s
               AND move.invoice_date > %(as_of)s - INTERVAL '12 months'
               AND %(condition)s
            """,
            gross=turnover.amount_column(True),
            net=turnover.amount_column(False),
            profiles=self._view_profiles(scope, SQL.identifier("move", "commercial_partner_id")),
            is_sale=turnover.is_sale(scope),
            as_of=self._view_as_of(),
            condition=self._view_condition(),
        )

    def _view_history(self, scope):
        return SQL(
            """
            SELECT -past.id,
                   profile.id,
                   profile.company_id,
                   profile.partner_id,
                   NULL,
                   past.name,
                   NULL,
                   'history',
                   past.date_invoice,
                   CASE WHEN company.kam_credit_with_tax THEN %(gross)s ELSE %(net)s END,
                   TRUE
              FROM kam_credit_history_line AS past
                   %(profiles)s
             WHERE past.company_id = %(root)s
               AND past.date_invoice <= %(as_of)s
               AND past.date_invoice > %(as_of)s - INTERVAL '12 months'
               AND %(condition)s
            """,
            gross=history.amount_column(True),
            net=history.amount_column(False),
            profiles=self._view_profiles(scope, SQL.identifier("past", "commercial_partner_id")),
            root=scope.root_id,
            as_of=self._view_as_of(),
            condition=self._view_condition(),
        )

    def action_open_move(self):
        """Open the invoice or credit note.

        :return: a window action
        """
        return self._open_move()
