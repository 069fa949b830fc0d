from odoo import api, models


class ResCompany(models.Model):
    """Each company numbers its key accounts."""

    _inherit = "res.company"

    def _kam_give_defaults(self):
        """See the base method: the numbering of key accounts."""
        super()._kam_give_defaults()
        self._kam_create_sequences()

    @api.model
    def _kam_create_missing_sequences(self):
        """Give each company without one its numbering of key accounts (on installation)."""
        self.search([])._kam_create_sequences()

    def _kam_create_sequences(self):
        # sudo: who creates a company need not be allowed to configure sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        numbered = sequence_sudo.search(
            [("code", "=", "kam.account"), ("company_id", "in", self.ids)]
        )
        sequence_sudo.create(
            [
                {
                    "name": self.env._("Key account number (%(company)s)", company=company.name),
                    "code": "kam.account",
                    "prefix": "KA",
                    "padding": 5,
                    "company_id": company.id,
                }
                for company in self - numbered.company_id
            ]
        )
