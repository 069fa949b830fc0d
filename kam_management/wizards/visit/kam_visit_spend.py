from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments
from ...models.approval.kam_approval_mixin_process import is_blank


class KamVisitSpend(models.TransientModel):
    """Enters what was spent on a visit: into the account's ledger, with the visit as its source."""

    _name = "kam.visit.spend"
    _description = "Enter a Cost of a Visit"

    visit_id = fields.Many2one("kam.visit", required=True, ondelete="cascade")
    account_id = fields.Many2one(related="visit_id.account_id")
    company_id = fields.Many2one(related="visit_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    budget_id = fields.Many2one(
        "kam.visit.budget",
        string="As Planned",
        ondelete="cascade",
        domain="[('visit_id', '=', visit_id), ('cost_id', '=', False)]",
        help="The line of the budget that planned it. Empty: it was not planned.",
    )
    kind_id = fields.Many2one(
        "kam.account.cost.kind",
        string="Kind of Cost",
        compute="_compute_kind_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    has_ceiling = fields.Boolean(related="kind_id.has_ceiling")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Receiver",
        compute="_compute_stakeholder_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('account_id', '=', account_id)]",
    )
    purpose = fields.Char(
        string="Cost Purpose", compute="_compute_purpose", store=True, readonly=False
    )
    date = fields.Date(
        string="Spent On", default=lambda self: self.env.company.root_id._kam_today()
    )

    # one by one: fields of one method are all left alone where one of them is given
    @api.depends("budget_id")
    def _compute_kind_id(self):
        for wizard in self:
            wizard.kind_id = wizard.budget_id.kind_id or wizard.kind_id

    @api.depends("budget_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.budget_id.amount or wizard.amount

    @api.depends("budget_id")
    def _compute_stakeholder_id(self):
        for wizard in self:
            wizard.stakeholder_id = wizard.budget_id.stakeholder_id or wizard.stakeholder_id

    @api.depends("budget_id")
    def _compute_purpose(self):
        for wizard in self:
            wizard.purpose = wizard.budget_id.purpose or wizard.purpose

    def action_apply(self):
        """Enter the cost.

        :return: an action that closes the dialog
        :raise UserError: for a visit that was cancelled, or where something is missing
        :raise ValidationError: above the ceiling of who received it
        :raise AccessError: for whoever may not write the visit
        """
        arguments.one(self)
        for name in ("kind_id", "amount", "purpose", "date"):
            if not self[name] or is_blank(self._fields[name], self[name]):
                raise UserError(
                    self.env._("“%s” is empty.", self._fields[name]._description_string(self.env))
                )
        self.visit_id._note_spent(
            {
                "kind_id": self.kind_id.id,
                "amount": self.amount,
                "currency_id": self.currency_id.id,
                "date": self.date,
                "stakeholder_id": self.stakeholder_id.id,
                "purpose": self.purpose,
            },
            self.budget_id,
        )
        return {"type": "ir.actions.act_window_close"}
