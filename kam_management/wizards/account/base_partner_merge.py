from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Keep key accounts whole: merging works past the ORM and would delete one of two.

        :raise UserError: naming customers that both have an account in one company
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # sudo: the accounts count whether or not the user may see them
        account_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
        accounts_sudo = account_sudo.search([("partner_id", "in", partners.ids)])
        for company, accounts in accounts_sudo.grouped("company_id").items():
            if len(accounts) > 1:
                raise UserError(
                    self.env._(
                        "%(partners)s cannot be merged: each has a key account record in "
                        "%(company)s. Keep the one that is right and archive the other customer.",
                        partners=" / ".join(accounts.partner_id.mapped("name")),
                        company=company.name,
                    )
                )
        contacts = partners.filtered(lambda partner: partner.commercial_partner_id != partner)
        if accounts_sudo and contacts:
            raise UserError(
                self.env._(
                    "%(partner)s has a key account record and cannot be merged with %(contact)s, "
                    "which is a contact of another company.",
                    partner=accounts_sudo.partner_id[0].name,
                    contact=contacts[0].display_name,
                )
            )
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        # the accounts have a new customer, whose name they show
        self.env.add_to_compute(accounts_sudo._fields["name"], accounts_sudo.exists())
        return result
