from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _kam_prepare_merge(self, partners, dst_partner):
        """Keep one credit profile per company: figures are computed again, history is kept.

        Profiles of customers that never were key accounts hold nothing but figures; they give way.
        """
        super()._kam_prepare_merge(partners, dst_partner)
        # sudo: the profiles count whether or not the user may see them
        profile_sudo = self.env["kam.credit.profile"].sudo()
        profiles_sudo = profile_sudo.search([("partner_id", "in", partners.ids)])
        for profiles in profiles_sudo.grouped("company_id").values():
            kept = profiles.filtered("account_id") or profiles[:1]
            (profiles - kept).filtered(lambda profile: not profile.event_ids).unlink()
