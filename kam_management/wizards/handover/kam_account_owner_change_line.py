from odoo import fields, models

from ...rules import texts


class KamAccountOwnerChangeLine(models.TransientModel):
    _name = "kam.account.owner.change.line"
    _description = "Line of the Hand-over Checklist"
    _order = "sequence, id"

    change_id = fields.Many2one(
        comodel_name="kam.account.owner.change", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        comodel_name="kam.handover.item",
        string="Checklist Item",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    name = fields.Char(
        related="item_id.name", help="To be settled before the account changes hands."
    )
    required = fields.Boolean(related="item_id.required")
    is_done = fields.Boolean(string="Done")
    remark = fields.Char(help="Why a required item is left out, or what to know about it.")

    _item_change_uniq = models.Constraint(
        "UNIQUE(change_id, item_id)", "The item is on the checklist already."
    )

    def _is_settled(self):
        """Tell whether the item is done, or left out with a remark."""
        self.ensure_one()
        return self.is_done or bool(texts.trimmed(self.remark))

    def _prepare_entry(self):
        """Return the line as it is recorded."""
        self.ensure_one()
        return {
            "item": self.name,
            "required": self.required,
            "done": self.is_done,
            "remark": texts.trimmed(self.remark),
        }
