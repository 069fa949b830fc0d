from odoo import fields, models
from odoo.tools import SQL

from ...queries import turnover


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

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT move.id,
                   profile.id AS profile_id,
                   move.company_id,
                   profile.partner_id,
                   move.id AS move_id,
                   move.name AS move_name,
                   move.ref AS move_ref,
                   move.move_type,
                   move.invoice_date AS date_invoice,
                   CASE WHEN company.kam_credit_with_tax THEN move.%(gross)s ELSE move.%(net)s END
                       AS amount
              FROM account_move AS move
              JOIN res_partner AS partner ON partner.id = move.partner_id
              JOIN kam_credit_profile AS profile
                ON profile.partner_id = partner.commercial_partner_id
               AND profile.company_id = move.company_id
              JOIN res_company AS company ON company.id = move.company_id
             WHERE move.company_id IN %(companies)s
               AND move.state = 'posted'
               AND move.move_type IN %(types)s
               AND move.invoice_date <= %(as_of)s
               AND move.invoice_date > %(as_of)s - INTERVAL '12 months'
               AND %(condition)s
            """,
            gross=turnover.amount_column(True),
            net=turnover.amount_column(False),
            companies=self._view_scope().company_ids,
            types=turnover.MOVE_TYPES,
            as_of=self._view_as_of(),
            condition=self._view_condition(),
        )

    def action_open_move(self):
        """Open the invoice or credit note.

        :return: a window action
        """
        return self._open_move()
