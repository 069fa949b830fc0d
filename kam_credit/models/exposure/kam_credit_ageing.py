from odoo import api, fields, models
from odoo.tools import SQL

from ...queries import ageing, parties
from ...queries.scope import debtor
from ...rules.ageing import BUCKETS, CREDIT
from ..evaluation.kam_credit_ledger import LEDGER_FIELDS

LABELS = {
    "not_due": "Not yet due",
    "days_30": "1–30 days",
    "days_60": "31–60 days",
    "days_90": "61–90 days",
    "over_90": "More than 90 days",
}


class KamCreditAgeing(models.Model):
    """What was open at the end of a day, by how long it was overdue: the ageing 账龄分析.

    The day is that of the context (``kam_credit_as_of``), today by default. One row for each item;
    lists and pivots sum them up by customer, tier and unit.
    """

    _name = "kam.credit.ageing"
    _description = "Ageing of Receivables"
    _inherit = ["kam.credit.ranked.mixin", "kam.credit.evidence.mixin"]
    _auto = False
    # from young to old
    _ranked = ("bucket",)
    _order = "date_due, id"
    _rec_name = "document_name"
    _depends = {
        **LEDGER_FIELDS,
        "kam.account": ["manager_id", "state", "unit_id"],
        "kam.credit.profile": ["account_id", "company_id", "partner_id", "tier_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    account_state = fields.Selection(
        lambda self: self.env["kam.account"]._fields["state"]._description_selection(self.env),
        readonly=True,
    )
    tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Credit Tier",
        readonly=True,
        help="The tier that the customer holds today.",
    )
    unit_id = fields.Many2one("kam.unit", readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    document_name = fields.Char(string="Document", readonly=True)
    date_document = fields.Date(string="Dated", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(
        string="Days Overdue", readonly=True, aggregator="max", help="Days after the due date."
    )
    bucket = fields.Selection(
        [*((name, LABELS[name]) for name, _last in BUCKETS), (CREDIT, "Unmatched credits")],
        string="Age",
        readonly=True,
    )
    amount = fields.Monetary(string="Open", readonly=True, help="Unmatched credits are negative.")
    amount_not_due = fields.Monetary(string="Not Yet Due", readonly=True)
    amount_days_30 = fields.Monetary(string="1–30 Days", readonly=True)
    amount_days_60 = fields.Monetary(string="31–60 Days", readonly=True)
    amount_days_90 = fields.Monetary(string="61–90 Days", readonly=True)
    amount_over_90 = fields.Monetary(string="Over 90 Days", readonly=True)
    amount_credit = fields.Monetary(
        string="Unmatched Credits",
        readonly=True,
        help="What was paid or credited and was matched to nothing; it makes nothing less overdue.",
    )
    amount_disputed = fields.Monetary(
        string="Thereof Disputed", readonly=True, help="It stands in its age as well."
    )

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: a row is a journal item."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s
                  FROM account_move_line AS line
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE line.id = ANY(%s)
                """,
                debtor("move", "line"),
                list(ids),
            )
        )
        return [debtor_id for [debtor_id] in rows]

    @api.model
    def _view_day(self, company):
        """Return the day of the table: the context's, or today where the company works.

        :param res.company company: whose ledger
        :raise UserError: when the context's is no day
        """
        if not self.env.context.get("kam_credit_as_of"):
            return company._kam_today()
        self._view_as_of()
        return fields.Date.to_date(self.env.context["kam_credit_as_of"])

    def _view_query(self, scope):
        root = self.env["res.company"].browse(scope.root_id)
        day = self._view_day(root)
        debtors = self.env["kam.credit.profile"]._find_asked(root, day, self._get_narrowed_ids())
        ledger = self.env["kam.credit.ledger"]._exposure_ledger(root, day, len(debtors))
        amount = SQL.identifier("aged", "amount")
        in_bucket = ageing.bucket(amount, SQL.identifier("aged", "days_late"))
        names = [name for name, _last in BUCKETS] + [CREDIT]
        return SQL(
            """
            WITH %(asked)s, %(aged)s
            SELECT aged.id,
                   profile.id AS profile_id,
                   profile.company_id,
                   profile.partner_id,
                   account.state AS account_state,
                   profile.tier_id,
                   account.unit_id,
                   aged.move_id,
                   COALESCE(move.name, move.ref) AS document_name,
                   COALESCE(move.invoice_date, move.date) AS date_document,
                   aged.date_due,
                   CASE WHEN aged.amount > 0 THEN GREATEST(aged.days_late, 0) ELSE 0 END
                       AS days_late,
                   age.bucket,
                   aged.amount,
                   %(amounts)s,
                   CASE WHEN aged.is_disputed THEN aged.amount ELSE 0 END AS amount_disputed
              FROM aged
        CROSS JOIN LATERAL (SELECT %(bucket)s AS bucket) AS age
              JOIN account_move AS move ON move.id = aged.move_id
              JOIN kam_credit_profile AS profile
                ON profile.partner_id = aged.debtor_id
               AND profile.company_id = %(root)s
         LEFT JOIN kam_account AS account ON account.id = profile.account_id
            """,
            asked=parties.asked(debtors),
            aged=ageing.items(ledger, day),
            amounts=SQL(", ").join(
                SQL(
                    "CASE WHEN age.bucket = %s THEN aged.amount ELSE 0 END AS %s",
                    name,
                    SQL.identifier(f"amount_{name}"),
                )
                for name in names
            ),
            bucket=in_bucket,
            root=scope.root_id,
        )

    def action_open_move(self):
        """Open the invoice or entry.

        :return: a window action
        """
        return self._open_move()
