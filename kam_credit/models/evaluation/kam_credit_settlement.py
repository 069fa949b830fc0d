from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries import instalments


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
            ("withheld", "Withheld"),
            ("opening", "Opening"),
            ("credit_note", "Credit note"),
            ("exchange", "Exchange difference"),
            ("moved", "Moved to another receivable"),
            ("assigned", "Assigned"),
            ("write_off", "Write-off"),
        ],
        readonly=True,
        help="What the entry is for the most part; the amounts beside it say what else.",
    )
    date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    is_on_time = fields.Boolean(string="On Time", readonly=True)
    amount = fields.Monetary(string="Matched", readonly=True)
    amount_money = fields.Monetary(
        string="Money",
        readonly=True,
        help="What of it was paid, set off or withheld for the state, and what came in time for "
        "the part that was moved. A write-off is none.",
    )
    amount_reduced = fields.Monetary(
        string="Credited", readonly=True, help="What of it lowers the amount that fell due."
    )
    amount_moved = fields.Monetary(
        string="Still Owed",
        readonly=True,
        help="What of it was moved to another receivable and has not been paid there.",
    )
    amount_lost = fields.Monetary(
        string="Written Off", readonly=True, help="What of it was let go: not honoured."
    )

    @api.model
    def _get_profile_condition(self, condition):
        """See the base method: the settlements of an instalment are those of its debtor."""
        expression, operator, value = condition.field_expr, condition.operator, condition.value
        if expression == "instalment_id" and operator in ("=", "in"):
            ids = [value] if isinstance(value, int) else list(value or ())
            debtor_ids = self.env["kam.credit.instalment"]._find_debtor_ids(ids)
            return Domain("partner_id", "in", debtor_ids)
        if expression.startswith("instalment_id."):
            asked = Domain(expression.removeprefix("instalment_id."), operator, value)
            return super()._get_profile_condition(asked)
        return super()._get_profile_condition(condition)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """See the base method: instalments have no table to be joined; they sort by their ids."""
        if field_name == "instalment_id":
            field_name = "instalment_id.id"
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _find_debtor_ids(self, ids):
        """See the base method: a settlement is a reconciliation."""
        rows = self.env.execute_query(
            SQL("SELECT debit_move_id FROM account_partial_reconcile WHERE id = ANY(%s)", ids)
        )
        return self.env["kam.credit.instalment"]._find_debtor_ids([line_id for [line_id] in rows])

    def _view_query(self, scope):
        arguments = self.env["kam.credit.instalment"].with_env(self.env)._view_arguments(scope)
        return SQL(
            """
            WITH %(steps)s
            SELECT settlement.id,
                   settlement.instalment_id,
                   instalment.profile_id,
                   %(root)s AS company_id,
                   settlement.counterpart_id AS move_id,
                   move.name AS move_name,
                   settlement.kind,
                   settlement.date,
                   GREATEST(settlement.date - instalment.last_day, 0) AS days_late,
                   settlement.is_on_time,
                   settlement.amount,
                   settlement.money + COALESCE(settlement.followed, 0) AS amount_money,
                   settlement.reduction AS amount_reduced,
                   settlement.owed AS amount_moved,
                   settlement.amount - settlement.money - COALESCE(settlement.reduction, 0)
                       - COALESCE(settlement.moved, 0) AS amount_lost
              FROM settlement
              JOIN instalment ON instalment.id = settlement.instalment_id
              JOIN account_move AS move ON move.id = settlement.counterpart_id
             WHERE settlement.amount IS NOT NULL
            """,
            steps=instalments.steps(*arguments, in_detail=True),
            root=scope.root_id,
        )

    def action_open_move(self):
        """Open the payment, credit note or entry.

        :return: a window action
        """
        return self._open_move()
