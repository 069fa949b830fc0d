from odoo import api, fields, models


class KamArchiveEntry(models.Model):
    """To which account a filed form belongs."""

    _inherit = "kam.archive.entry"

    account_id = fields.Many2one(
        comodel_name="kam.account", index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _prepare_entry_vals(self, form, page):
        """See the base method: the account of a form that belongs to one."""
        account_id = form.account_id.id if "account_id" in form else False
        return {**super()._prepare_entry_vals(form, page), "account_id": account_id}
