from odoo import api, models


class KamDeadlineDigest(models.Model):
    """The customer that a duty is about, for whoever may see the account."""

    _inherit = "kam.deadline.digest"

    @api.model
    def _name_customers(self, user, sections):
        """See the base method: of duties that whoever sees the account sees, and of no others.

        What is confidential, credit above all, goes by the number of its form.
        """
        names = super()._name_customers(user, sections)
        duties = self.env["kam.deadline"].concat(*sections.values())
        duties = duties.filtered(lambda duty: duty.audience == "account" and duty.account_id)
        # sudo: the companies of a user count, whoever asks
        companies = user.sudo().company_ids
        accounts = self.env["kam.account"].with_user(user)
        accounts = accounts.with_context(allowed_company_ids=companies.ids)
        seen = accounts._find_seen(list(set(duties.account_id.ids)), ["name"])
        customers = {account.id: account.name for account in seen}
        for duty in duties:
            name = customers.get(duty.account_id.id)
            # not twice in a line
            if name and name not in duty.title:
                names[duty.id] = name
        return names
