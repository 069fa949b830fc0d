from odoo import fields, models


class KamCreditRelease(models.Model):
    """A delivery that was let pass."""

    _inherit = "kam.credit.release"

    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
