from odoo import api, models
from odoo.exceptions import AccessError, UserError


class KamAccountContact(models.Model):
    """Lines that calls and mails propose, and what whoever made them says to that."""

    _inherit = "kam.account.contact"

    @api.model
    def _propose(self, record, people, vals):
        """Propose contacts to the user, who has just called or written from a record.

        Nothing is proposed to somebody who does not see the account.

        :param record: the account, what belongs to it, or a partner
        :param res.partner people: with whom it was, as far as it is known
        :param dict vals: values of the lines
        :return: the lines: one for each stakeholder among the people, or one without
        """
        user = self.env.user
        account = self._find_account(record)
        if not account or not user._is_internal() or user._is_superuser() or not user.active:
            return self.browse()
        stakeholders = self._find_stakeholders(record, account, people)
        lines = self.browse()
        for stakeholder_id in stakeholders.ids or [False]:
            lines |= self._note(
                account,
                {**vals, "stakeholder_id": stakeholder_id, "state": "proposed"},
                document=record,
            )
        return lines

    @api.model
    def _find_account(self, record):
        """Return the account of a record, if the user sees it, in the user's environment."""
        accounts = self.env["kam.account"]
        if not accounts.has_access("read"):
            return accounts
        if record._name == "kam.account":
            found = record
        elif record._name == "res.partner":
            # sudo: whether the user sees the account is asked below
            found = accounts.sudo().search(
                [
                    ("partner_id", "=", record.sudo().commercial_partner_id.id),  # sudo: as above
                    ("company_id", "=", self.env.company.root_id.id),
                ]
            )
        elif self.env["mail.followers"]._kam_is_of_account(record._name):
            found = record.sudo().account_id  # sudo: as above
        else:
            return accounts
        return found.with_env(self.env)._filtered_access("read")[:1]

    @api.model
    def _find_stakeholders(self, record, account, people):
        """Return the stakeholders whom a call or mail reached."""
        if record._name == "kam.stakeholder":
            return record
        if record._name == "res.partner":
            people |= record
        # sudo: who is a stakeholder of the account is no secret to whoever sees the account
        return (
            self.env["kam.stakeholder"]
            .sudo()
            .search([("account_id", "=", account.id), ("partner_id", "in", people.ids)])
        )

    def action_confirm_warm(self):
        """Confirm proposed contacts that were warm.

        :return: True
        :raise AccessError: for contacts of somebody else
        :raise UserError: for contacts that are not proposed
        """
        self._confirm("warm")
        return True

    def action_confirm_neutral(self):
        """Confirm proposed contacts that were neutral.

        :return: True
        :raise AccessError: for contacts of somebody else
        :raise UserError: for contacts that are not proposed
        """
        self._confirm("neutral")
        return True

    def action_confirm_cold(self):
        """Confirm proposed contacts that were cold.

        :return: True
        :raise AccessError: for contacts of somebody else
        :raise UserError: for contacts that are not proposed
        """
        self._confirm("cold")
        return True

    def action_dismiss(self):
        """Dismiss proposed contacts: they were none worth to be kept.

        :return: True
        :raise AccessError: for contacts of somebody else, unless the user leads the account
        :raise UserError: for contacts that are not proposed
        """
        self._check_proposed(or_led=True)
        # sudo: it has been checked whose contacts they are
        self.sudo()._protected_write({"state": "dismissed"})
        return True

    def _confirm(self, attitude):
        self._check_proposed()
        # sudo: it has been checked whose contacts they are
        self.sudo()._protected_write({"state": "done", "attitude": attitude})
        self._follow_up()

    def _check_proposed(self, or_led=False):
        self.check_access("read")
        for contact in self:
            if contact.state != "proposed":
                raise UserError(
                    self.env._(
                        "%(contact)s is not proposed any more. Choose proposed contacts only.",
                        contact=contact.display_name,
                    )
                )
            if not (contact.is_mine or (or_led and contact.account_id.is_led)):
                raise AccessError(
                    self.env._(
                        "%(contact)s was a contact of %(user)s, who says how it was.",
                        contact=contact.display_name,
                        user=contact.user_id.name,
                    )
                )
