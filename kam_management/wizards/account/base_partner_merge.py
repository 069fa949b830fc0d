from odoo import models
from odoo.exceptions import UserError

from ... import wording


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Keep key accounts whole: merging works past the ORM and would delete one of two.

        Accounts of which nothing was decided give way; those that ended in favour of another one
        get an archived customer of their own.

        :raise UserError: naming customers that both have an account in one company
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        accounts_sudo = self._kam_find_accounts(partners)
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
        self._kam_prepare_merge(partners, dst_partner)
        accounts_sudo = self._kam_find_accounts(partners)
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        # the accounts have a new customer, whose name they show
        self.env.add_to_compute(accounts_sudo._fields["name"], accounts_sudo.exists())
        return result

    def _kam_find_accounts(self, partners):
        # sudo: the accounts count whether or not the user may see them
        account_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
        return account_sudo.search([("partner_id", "in", partners.ids)])

    def _kam_prepare_merge(self, partners, dst_partner):
        """Leave the customers one account for each company. To be extended.

        :param res.partner partners: the customers that become one
        :param res.partner dst_partner: the one that stays, if that was chosen
        :raise UserError: for two accounts of a company of both of which something was decided
        """
        for company, accounts in self._kam_find_accounts(partners).grouped("company_id").items():
            if len(accounts) < 2:
                continue
            going_on = accounts.filtered(lambda account: not account.successor_id)
            idle = going_on._filter_idle()
            decided = going_on - idle
            if len(decided) > 1:
                raise UserError(
                    self.env._(
                        "%(partners)s cannot be merged: each is, or was, a key account of "
                        "%(company)s. End one of the accounts first: open it, and choose “End in "
                        "Favour of Another”.",
                        partners=" / ".join(decided.partner_id.mapped("name")),
                        company=company.name,
                    )
                )
            own = idle.filtered(lambda account: account.partner_id == dst_partner)
            kept = decided or own or idle[:1]
            self._kam_let_give_way(idle - kept, kept)
            # what has gone on as another one keeps its history, with a customer of its own
            ended = accounts.exists().filtered("successor_id")
            for account in ended if kept else ended[1:]:
                account._part_from_customer()

    def _kam_let_give_way(self, accounts, kept):
        empty = accounts._filter_empty()
        empty._remove_empty()
        for account in accounts - empty:
            forms = account._list_open_forms()
            if forms:
                raise UserError(
                    self.env._(
                        "%(partner)s cannot be merged: %(forms)s is open. Decide it or give it up "
                        "first.",
                        partner=account.partner_id.name,
                        forms=wording.listed(self.env, forms[:10]),
                    )
                )
            account._give_way(kept)
