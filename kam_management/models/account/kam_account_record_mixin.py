from odoo import api, fields, models


class KamAccountRecordMixin(models.AbstractModel):
    """A record of an account's file: it belongs to one account for good."""

    _name = "kam.account.record.mixin"
    _description = "Record of an Account's File"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]

    _protected_fields = frozenset({"account_id", "company_id"})
    _protected_except_on_create = frozenset({"account_id"})

    account_id = fields.Many2one(
        comodel_name="kam.account",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the account: make a new record at the other account.")

    def _check_write(self, vals):
        """See the base method: an imported file may name the account that a record belongs to."""
        self._check_references([vals])
        if "account_id" in vals and set(self.account_id.ids) <= {vals["account_id"]}:
            vals = {name: value for name, value in vals.items() if name != "account_id"}
        super()._check_write(vals)
