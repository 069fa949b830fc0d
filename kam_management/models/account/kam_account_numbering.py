from odoo import api, models


class KamAccount(models.Model):
    """The numbering of key accounts, which each company has from the beginning."""

    _name = "kam.account"
    _inherit = ["kam.account", "kam.company.default.mixin"]

    _gives_records = False

    @api.model
    def _remove_defaults(self, companies):
        """See the base method: the sequence goes."""
        # sudo: as below
        sequence_sudo = self.env["ir.sequence"].sudo()
        sequence_sudo.search(
            [("code", "=", "kam.account"), ("company_id", "in", companies.ids)]
        ).unlink()

    @api.model
    def _create_defaults(self, companies):
        """See the base method: companies start with a sequence instead of accounts."""
        # sudo: who creates a company need not be allowed to configure sequences
        sequence_sudo = self.env["ir.sequence"].sudo()
        numbered = sequence_sudo.search(
            [("code", "=", "kam.account"), ("company_id", "in", companies.ids)]
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
                for company in companies - numbered.company_id
            ]
        )
        return self.browse()
