from odoo import api, fields, models
from odoo.tools import SQL

from ...queries import commitments, exposure, parties
from ..evaluation.kam_credit_ledger import LEDGER_FIELDS
from .kam_credit_ledger import EXPOSURE_FIELDS


class KamCreditExposureItem(models.Model):
    """What stands behind an exposure: open items, orders and drafts, as they are now.

    Beside it what is still beyond the horizon, and from which day on it counts.
    """

    _name = "kam.credit.exposure.item"
    _description = "Item behind a Credit Exposure"
    _inherit = ["kam.credit.evidence.mixin"]
    _auto = False
    _order = "date_due nulls last, id"
    _rec_name = "document_name"
    _depends = {
        **{
            name: sorted({*LEDGER_FIELDS.get(name, ()), *EXPOSURE_FIELDS.get(name, ())})
            for name in LEDGER_FIELDS | EXPOSURE_FIELDS
        },
        "kam.credit.profile": ["company_id", "partner_id", "tier_id"],
        "kam.credit.tier": ["horizon_days", "overdue_days"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    kind = fields.Selection(
        [("item", "Open item"), ("order", "Sales order"), ("draft", "Draft invoice")], readonly=True
    )
    document_name = fields.Char(string="Document", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True)
    date_document = fields.Date(string="Dated", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(
        string="Days Overdue", readonly=True, aggregator="max", help="Days after the due date."
    )
    amount = fields.Monetary(
        string="Counts in the Exposure",
        readonly=True,
        help="In company currency. What was paid or credited and matched to nothing is negative.",
    )
    amount_later = fields.Monetary(
        string="Counts Later",
        readonly=True,
        help="What is due after the horizon of the tier, in company currency: it counts from the "
        "day on which it comes within the horizon.",
    )
    date_counts = fields.Date(
        string="Counts From",
        readonly=True,
        help="The first day on which more of the order counts.",
    )
    is_overdue = fields.Boolean(
        string="Overdue for the Check",
        readonly=True,
        help="Open for longer after its due date than the tier tolerates, and not disputed.",
    )
    is_disputed = fields.Boolean(string="Disputed", readonly=True)

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: an order is negative, all else a journal item."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(move.commercial_partner_id, party.commercial_partner_id)
                  FROM account_move_line AS line
                  JOIN account_move AS move ON move.id = line.move_id
             LEFT JOIN res_partner AS party ON party.id = line.partner_id
                 WHERE line.id = ANY(%s)
             UNION
                SELECT kam_credit_debtor_id FROM sale_order WHERE id = ANY(%s)
                """,
                [row_id for row_id in ids if row_id > 0],
                [-row_id for row_id in ids if row_id < 0],
            )
        )
        return [debtor_id for [debtor_id] in rows]

    def _view_query(self, scope):
        root = self.env["res.company"].browse(scope.root_id)
        today = root._kam_today()
        debtors = self.env["kam.credit.profile"]._find_asked(root, today, self._get_narrowed_ids())
        ledger = self.env["kam.credit.ledger"]._exposure_ledger(root, today, len(debtors))
        return SQL(
            """
            WITH %(asked)s, %(item)s, %(commitment)s, %(coming)s, %(draft)s,
            found AS (
                SELECT item.id, 'item' AS kind, item.debtor_id, item.move_id,
                       NULL::int AS order_id, item.date_due, item.residual AS amount,
                       item.is_overdue, item.is_disputed, 0 AS amount_later,
                       NULL::date AS date_counts
                  FROM item
             UNION ALL
                SELECT -order_id, 'order', COALESCE(commitment.debtor_id, coming.debtor_id),
                       NULL, order_id, NULL, COALESCE(commitment.amount, 0), FALSE, FALSE,
                       COALESCE(coming.amount, 0), coming.date_counts
                  FROM commitment
             FULL JOIN coming USING (order_id)
                 WHERE commitment.amount != 0
                    OR coming.amount != 0
             UNION ALL
                SELECT (
                           SELECT MIN(line.id)
                             FROM account_move_line AS line
                            WHERE line.move_id = draft.move_id
                       ),
                       'draft', draft.debtor_id, draft.move_id, NULL, NULL, draft.amount, FALSE,
                       FALSE, 0, NULL
                  FROM draft
                 WHERE draft.amount != 0
            )
            SELECT found.id,
                   profile.id AS profile_id,
                   profile.company_id,
                   profile.partner_id,
                   found.kind,
                   COALESCE(ordered.name, move.name, move.ref) AS document_name,
                   found.move_id,
                   found.order_id,
                   COALESCE(ordered.date_order::date, move.invoice_date, move.date)
                       AS date_document,
                   found.date_due,
                   CASE WHEN found.amount > 0
                        THEN GREATEST(%(today)s::date - found.date_due, 0)
                        ELSE 0
                   END AS days_late,
                   found.amount,
                   found.is_overdue,
                   found.is_disputed,
                   found.amount_later,
                   found.date_counts
              FROM found
              JOIN kam_credit_profile AS profile
                ON profile.partner_id = found.debtor_id
               AND profile.company_id = %(root)s
         LEFT JOIN account_move AS move ON move.id = found.move_id
         LEFT JOIN sale_order AS ordered ON ordered.id = found.order_id
            """,
            asked=parties.asked(debtors),
            item=exposure.items(ledger, [one.debtor_id for one in debtors]),
            commitment=commitments.commitments(ledger, commitments.of_debtors(ledger)),
            coming=commitments.coming(ledger, today),
            draft=exposure.drafts(ledger),
            today=today,
            root=scope.root_id,
        )

    def action_open_document(self):
        """Open the order, invoice or entry.

        :return: a window action
        """
        self.ensure_one()
        document = self.order_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
        }
