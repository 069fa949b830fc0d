from odoo import fields, models


class KamArchiveEntry(models.Model):
    """To which account a filed form belongs."""

    _inherit = "kam.archive.entry"

    account_id = fields.Many2one(
        comodel_name="kam.account", index="btree_not_null", ondelete="restrict"
    )
