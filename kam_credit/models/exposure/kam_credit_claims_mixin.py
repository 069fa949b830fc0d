from odoo import api, models


class KamCreditClaimsMixin(models.AbstractModel):
    """Records that say which accounts hold claims: what is kept of them is forgotten with a change.

    See :meth:`kam.credit.ledger._claims`.
    """

    _name = "kam.credit.claims.mixin"
    _description = "Says Which Accounts Hold Claims"

    # the fields that say so
    _claims_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        """Forget what was kept."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Forget what was kept, if it may be another."""
        if self._claims_fields & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Forget what was kept."""
        self.env.registry.clear_cache()
        return super().unlink()
