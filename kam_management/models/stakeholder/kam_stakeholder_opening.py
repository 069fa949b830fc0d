from odoo import api, fields, models

from .kam_stakeholder_fact import KINDS


class KamStakeholderOpening(models.Model):
    """Who opened, exported, printed, deleted or erased which personal fact, and when.

    The row names stakeholder and fact by number: both may be deleted, the row stays and holds
    nothing that is personal.
    """

    _name = "kam.stakeholder.opening"
    _description = "Opening of a Personal Fact"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "how"

    account_id = fields.Many2one(
        comodel_name="kam.account", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict", readonly=True
    )
    stakeholder_ref = fields.Integer(
        string="Stakeholder Number", required=True, index=True, readonly=True, aggregator=None
    )
    stakeholder_id = fields.Many2one(
        comodel_name="kam.stakeholder",
        compute="_compute_stakeholder_id",
        search="_search_stakeholder_id",
        help="Empty when the stakeholder was deleted.",
    )
    fact_ref = fields.Integer(
        string="Fact Number", required=True, index=True, readonly=True, aggregator=None
    )
    fact_kind = fields.Selection(selection=KINDS, string="Kind", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    date = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    how = fields.Selection(
        selection=[
            ("open", "Opened"),
            ("export", "Exported"),
            ("print", "Printed"),
            ("privacy", "Exported for the person"),
            ("delete", "Deleted"),
            ("erase", "Erased for the person"),
        ],
        required=True,
        readonly=True,
    )

    @api.depends("stakeholder_ref")
    @api.depends_context("uid")
    def _compute_stakeholder_id(self):
        refs = self.mapped("stakeholder_ref")
        found = (
            self.env["kam.stakeholder"]
            .with_context(active_test=False)
            .search([("id", "in", refs)])
            .grouped("id")
        )
        for row in self:
            row.stakeholder_id = found.get(row.stakeholder_ref)

    @api.model
    def _search_stakeholder_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("stakeholder_ref", "in", list(value))]
