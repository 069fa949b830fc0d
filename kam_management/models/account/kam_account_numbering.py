from odoo import api, models
from odoo.exceptions import UserError

from ...rules.keys import exact_key


class KamAccount(models.Model):
    """The numbering of key accounts, which each company has from the beginning."""

    _name = "kam.account"
    _inherit = ["kam.account", "kam.numbered.mixin"]

    _number_prefix = "KA"

    @api.model
    def _get_numbering_label(self):
        """See the base method: only key accounts are numbered."""
        return self.env._("Key accounts")

    def _take_over_numbers(self, numbers):
        """Give accounts of one company the numbers they have had so far.

        :param dict numbers: id of the account -> number
        :raise UserError: when a number is taken, or the account has another one
        """
        # sudo: see _transition; a number counts whether or not the user sees its account
        accounts = self.sudo()
        holders = accounts._get_number_holders(list(numbers.values()))
        taken = {}
        for account in accounts:
            number = numbers[account.id]
            if account.number and exact_key(account.number) != exact_key(number):
                raise UserError(
                    self.env._(
                        "%(account)s has the number %(present)s already and keeps it. "
                        "Leave “Account Number” empty instead of “%(number)s”.",
                        account=account.name,
                        present=account.number,
                        number=number,
                    )
                )
            if account.number:
                continue
            holder = holders.get(number) or taken.setdefault(exact_key(number), account)
            if holder != account:
                raise UserError(
                    self.env._(
                        "The account number “%(number)s” of %(account)s belongs to %(holder)s. "
                        "Give another one, or none to get the next.",
                        number=number,
                        account=account.name,
                        holder=holder.name,
                    )
                )
            account._protected_write({"number": number})

    def _get_number_holders(self, numbers, company=None):
        """Return who has certain numbers, archived accounts included.

        :param list numbers: account numbers; in which way they are written makes no difference
        :param company: the company; by default that of the accounts
        :return: dict number -> account
        """
        # sudo: a number is taken whether or not the user sees its account
        account_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
        keys = {number: exact_key(number) for number in numbers}
        holders = account_sudo.search(
            [
                ("number_key", "in", list(keys.values())),
                ("company_id", "=", (company or self.company_id).id),
            ]
        )
        by_key = {holder.number_key: holder for holder in holders}
        return {number: by_key[key] for number, key in keys.items() if key in by_key}

    def _assign_number(self):
        without = self.filtered(lambda account: not account.number)
        for accounts in without.grouped("company_id").values():
            for account, number in zip(accounts, accounts._next_numbers(), strict=True):
                account._protected_write({"number": number})

    def _next_number(self):
        self.ensure_one()
        return self._next_numbers()[0]

    def _next_numbers(self):
        """Return as many numbers that nobody has as there are accounts, which are of one company.

        :raise UserError: for a company without numbering
        """
        company = self.company_id
        sequence = self._find_numbering(company)
        numbers = []
        while len(numbers) < len(self):
            drawn = [sequence._next() for _account in range(len(self) - len(numbers))]
            # numbers taken over from before may lie ahead of the sequence
            taken = self._get_number_holders(drawn, company)
            numbers += [number for number in drawn if number not in taken]
        return numbers
