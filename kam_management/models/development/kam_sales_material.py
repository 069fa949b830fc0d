from odoo import models

from ... import relations


class KamSalesMaterial(models.Model):
    """Which advantages sales material shows (development scheme, 4.3: 体现竞争优势)."""

    _inherit = "kam.sales.material"

    advantage_ids = relations.Many2many(
        "kam.development.advantage.kind",
        relation="kam_sales_material_advantage_rel",
        column1="material_id",
        column2="kind_id",
        string="Shows the Advantages",
        help="What is sent to a customer shows what the customer gains.",
    )
