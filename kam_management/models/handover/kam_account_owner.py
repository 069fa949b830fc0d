from odoo import api, fields, models
from odoo.fields import Domain


class KamAccount(models.Model):
    """Hand-overs of an account, and account managers who hold no position any more."""

    _inherit = "kam.account"

    handover_ids = fields.One2many(
        comodel_name="kam.account.handover",
        inverse_name="account_id",
        string="Hand-overs",
        readonly=True,
    )
    handover_count = fields.Integer(string="Number of Hand-overs", compute="_compute_handovers")
    is_manager_without_position = fields.Boolean(
        string="Account Manager without Position",
        compute="_compute_is_manager_without_position",
        search="_search_is_manager_without_position",
        help="The account manager holds no position in the company now, and sees the account only "
        "through other people.",
    )

    @api.depends("handover_ids")
    @api.depends_context("uid")
    def _compute_handovers(self):
        counts = dict(
            self.env["kam.account.handover"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.handover_count = counts.get(account._origin, 0)

    @api.depends("manager_id", "company_id")
    def _compute_is_manager_without_position(self):
        placed = self.env["kam.position"]._get_placed(self.company_id)
        for account in self:
            account.is_manager_without_position = bool(
                account.manager_id
            ) and account.manager_id.id not in placed.get(account.company_id.id, ())

    @api.model
    def _search_is_manager_without_position(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        placed = self.env["kam.position"]._get_placed()
        present = Domain.OR(
            Domain("company_id", "=", company_id) & Domain("manager_id", "in", list(user_ids))
            for company_id, user_ids in placed.items()
        )
        return Domain("manager_id", "!=", False) & ~present

    def action_view_handovers(self):
        """Open the hand-overs of the account.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_handover"
        )
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}
