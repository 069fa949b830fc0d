import logging
from operator import methodcaller

from odoo import api, models

from ... import transactions

_logger = logging.getLogger(__name__)
BATCH_SIZE = 100
EXPENSE = "hr.expense"
# an expense that is booked was approved, and is a cost
BOOKED = ("posted", "in_payment", "paid")


class KamAccountCost(models.Model):
    """What employees spent for an order of the customer, where Odoo's “Sales Expense” is installed.

    It alone says for which order, and so for which customer, an expense is.
    """

    _inherit = "kam.account.cost"

    @api.model
    def _knows_expenses(self):
        """Tell whether expenses are there, and say for which customer they are."""
        return EXPENSE in self.env and "sale_order_id" in self.env[EXPENSE]._fields

    @api.model
    def _cron_note_expenses(self):
        """Write down expenses that were booked, and correct what has become of them since.

        The job may be killed at any point and started again: what is written down is not so again.
        """
        if not self._knows_expenses():
            return
        # sudo: all expenses count, whoever may read them
        job = transactions.as_job(self).sudo()
        transactions.run_batches(
            self.env,
            [
                (job._find_unnoted_expenses(), job._note_expenses),
                (job._find_outdated_expenses(), methodcaller("_follow_expenses")),
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _find_unnoted_expenses(self):
        """Return the booked expenses that the ledger of their account does not hold yet."""
        lines = self.search_fetch([("res_model", "=", EXPENSE)], ["account_id", "res_id"])
        noted = {(line.res_id, line.account_id) for line in lines}
        booked = self.env[EXPENSE].search(
            [
                ("state", "in", BOOKED),
                ("sale_order_id", "!=", False),
                ("total_amount", ">", 0),
            ],
            order="id",
        )
        accounts = self._find_accounts_of(booked)
        return booked.filtered(
            lambda expense: expense in accounts and (expense.id, accounts[expense]) not in noted
        )

    @api.model
    def _find_accounts_of(self, expenses):
        """Return the accounts for whose orders expenses are: dict expense -> account."""
        customers = {
            expense: (
                expense.company_id.root_id,
                expense.sale_order_id.partner_invoice_id.commercial_partner_id,
            )
            for expense in expenses
            if expense.sale_order_id
        }
        # an archived account keeps its ledger
        accounts = self.env["kam.account"].with_context(active_test=False)
        accounts = accounts.search(
            [("partner_id", "in", [customer.id for _company, customer in customers.values()])]
        )
        by_customer = {(account.company_id, account.partner_id): account for account in accounts}
        return {
            expense: by_customer[customer]
            for expense, customer in customers.items()
            if customer in by_customer
        }

    @api.model
    def _note_expenses(self, expenses):
        """Write down what was spent, as the job."""
        kind = self._get_expense_kind()
        accounts = self._find_accounts_of(expenses)
        for expense in expenses:
            user = expense.employee_id.user_id
            is_able = user.active and not user.share
            amount, day = self._get_expense_facts(expense)
            accounts[expense]._note_cost(
                {
                    "user_id": user.id if is_able else self.env.uid,
                    "date": day,
                    "kind_id": kind.id,
                    "amount": amount,
                    "currency_id": expense.company_currency_id.id,
                    "purpose": expense.name,
                },
                expense,
            )

    @api.model
    def _get_expense_kind(self):
        """Return the kind of such costs: one without a ceiling, an expense names no receiver."""
        kind = self.env.ref("kam_management.cost_kind_expense", False)
        if kind and not kind.has_ceiling:
            return kind
        return self.env["kam.account.cost.kind"].search([("has_ceiling", "=", False)], limit=1)

    @api.model
    def _get_expense_facts(self, expense):
        """Return what was spent, and when: amount in the currency of the company, day."""
        # an expense need not have a day, its entry has one
        day = expense.date or expense.account_move_id.date
        # what came back is no cost
        return max(expense.total_amount, 0), day

    @api.model
    def _find_outdated_expenses(self):
        """Return the lines that count and say something else than their expense does by now."""
        lines = self.search([("res_model", "=", EXPENSE), ("is_superseded", "=", False)])
        facts = lines._get_present_facts()

        def is_outdated(line):
            amount, day = facts[line]
            return line.date != day or line.currency_id.compare_amounts(line.amount, amount)

        return lines.filtered(is_outdated)

    def _get_present_facts(self):
        """Return what expenses say by now: dict line -> amount spent on its account, day."""
        expenses = self.env[EXPENSE].browse(self.mapped("res_id")).exists()
        accounts = self._find_accounts_of(expenses)
        booked = set(expenses.filtered(lambda expense: expense.state in BOOKED).ids)
        facts = {}
        for line in self:
            expense = expenses.browse(line.res_id).with_prefetch(expenses.ids)
            is_cost = expense.id in booked and accounts.get(expense) == line.account_id
            facts[line] = self._get_expense_facts(expense) if is_cost else (0, line.date)
        return facts

    def _follow_expenses(self):
        """Correct lines to what their expenses say by now, as the job."""
        for line, (amount, day) in self._get_present_facts().items():
            expense = self.env[EXPENSE].browse(line.res_id).exists()
            line.account_id._note_cost(
                {
                    "user_id": line.user_id.id,
                    "date": day,
                    "kind_id": line.kind_id.id,
                    "amount": amount,
                    "currency_id": line.currency_id.id,
                    "purpose": line.purpose,
                    "corrects_id": line.id,
                },
                expense or line,
            )
