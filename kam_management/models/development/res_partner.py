from odoo import models
from odoo.exceptions import AccessError, UserError

from ... import arguments, wording


class ResPartner(models.Model):
    """From a customer to its development."""

    _inherit = "res.partner"

    def action_kam_develop(self):
        """Start developing one customer: an ordinary one becomes a potential key account.

        A customer whom nobody looks after is given to the user and the unit where they work.

        :return: a window action: the development
        :raise UserError: for a customer that is being developed, or is archived
        :raise AccessError: for whoever may not develop the customer
        """
        self.env["kam.development"].check_access("create")
        arguments.one(self)
        self._kam_check_is_customer()
        company, customer = self.env.company.root_id, self.commercial_partner_id
        account = self.env["kam.account"]._get_or_create(customer, company)
        # sudo: whoever starts need not see an account that is nobody's yet
        owned = account.sudo()
        if not owned.unit_id and not owned.manager_id:
            unit = self._kam_find_own_unit(company)
            owned._change_owner(unit, self.env.user, wording.worded("developed_first"))
        account.invalidate_recordset()
        if not account.has_access("read"):
            raise AccessError(
                self.env._(
                    "%(customer)s is looked after by others: who leads the account develops it.",
                    customer=customer.name,
                )
            )
        return account.action_develop()

    def _kam_check_is_customer(self):
        """Refuse to develop our own companies and colleagues.

        :raise UserError: naming the contact
        """
        # sudo: whether a contact is one of us is no secret
        contact = self.commercial_partner_id.sudo()
        is_ours = any(not user.share for user in contact.with_context(active_test=False).user_ids)
        if is_ours or contact.ref_company_ids:
            raise UserError(
                self.env._("%s is one of us and no customer: choose a customer.", contact.name)
            )

    def _kam_find_own_unit(self, company):
        """Return the unit in which the user works.

        :raise UserError: for somebody who holds no position in a unit
        """
        units = self.env["kam.position"]._find_units(company, self.env.user)[self.env.user]
        if not units:
            raise UserError(
                self.env._(
                    "You hold no position in %(company)s: an administrator of key accounts enters "
                    "one before you develop customers.",
                    company=company.name,
                )
            )
        return units[0]
