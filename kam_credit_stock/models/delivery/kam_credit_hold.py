from odoo import api, fields, models

DELIVERY = "delivery"


class KamCreditHold(models.Model):
    """A delivery that the customer's credit does not cover."""

    _inherit = "kam.credit.hold"

    kind = fields.Selection(selection_add=[(DELIVERY, "Delivery")], ondelete={DELIVERY: "cascade"})
    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", index="btree_not_null", ondelete="cascade"
    )

    _one_open_per_picking = models.UniqueIndex(
        "(picking_id) WHERE state IN ('held', 'refused') AND picking_id IS NOT NULL",
        "A delivery is held once at a time.",
    )

    @api.model
    def _get_document_fields(self):
        """See the base method: also deliveries."""
        return {**super()._get_document_fields(), "stock.picking": "picking_id"}

    @api.model
    def _get_policies(self):
        """See the base method: also of deliveries."""
        return {**super()._get_policies(), DELIVERY: "delivery_policy"}

    @api.model
    def _get_documents_model(self, kind):
        """See the base method: also of deliveries."""
        return "stock.picking" if kind == DELIVERY else super()._get_documents_model(kind)
