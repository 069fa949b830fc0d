from odoo import api, models


class KamMyDay(models.AbstractModel):
    """The customer that a duty is about, for whoever may see the account."""

    _inherit = "kam.my.day"

    @api.model
    def _get_row_fields(self):
        """See the base method: also the account."""
        return [*super()._get_row_fields(), "account_id"]

    @api.model
    def _prepare_rows(self, duties):
        """See the base method: also the name of the customer."""
        rows = super()._prepare_rows(duties)
        seen = self.env["kam.account"]._find_seen(duties.account_id.ids, ["name"])
        names = {account.id: account.name for account in seen}
        for duty in duties:
            rows[duty.id]["customer"] = names.get(duty.account_id.id, False)
        return rows
