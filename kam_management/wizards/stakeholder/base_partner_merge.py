from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Keep stakeholders whole: merging works past the ORM and would delete one of two.

        :raise UserError: naming contacts that are both stakeholders of one account
        """
        # sudo: stakeholders count whether or not the user may see them
        stakeholder_sudo = self.env["kam.stakeholder"].sudo().with_context(active_test=False)
        found = stakeholder_sudo.search([("partner_id", "in", partner_ids)])
        for account, stakeholders in found.grouped("account_id").items():
            if len(stakeholders) > 1:
                raise UserError(
                    self.env._(
                        "%(contacts)s cannot be merged: each is a stakeholder of %(account)s. "
                        "Delete the stakeholder that is not needed first.",
                        contacts=" / ".join(stakeholders.partner_id.mapped("name")),
                        account=account.name,
                    )
                )
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
