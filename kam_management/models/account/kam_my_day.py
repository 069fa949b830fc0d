from odoo import api, models
from odoo.fields import Domain


class KamMyDay(models.AbstractModel):
    """The customer that a duty is about, for whoever may see the account."""

    _inherit = "kam.my.day"

    @api.model
    def _get_row_fields(self):
        """See the base method: also the account."""
        return [*super()._get_row_fields(), "account_id"]

    @api.model
    def _get_read_with(self, duties, done):
        """See the base method: also the accounts."""
        read = super()._get_read_with(duties, done)
        domain, names = read.get("kam.account", (Domain.FALSE, []))
        theirs = Domain("id", "in", (duties | done).account_id.ids)
        read["kam.account"] = (domain | theirs, [*names, "name"])
        return read

    @api.model
    def _prepare_rows(self, duties, seen):
        """See the base method: also the name of the customer."""
        rows = super()._prepare_rows(duties, seen)
        names = {account.id: account.name for account in seen["kam.account"]}
        for duty in duties:
            rows[duty.id]["customer"] = names.get(duty.account_id.id, False)
        return rows
