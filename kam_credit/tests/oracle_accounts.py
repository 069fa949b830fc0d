"""What the accounts of a legal entity stand for, for the oracle."""


class Accounts:
    """Treatments of a legal entity's accounts: its own table, then what Odoo's settings say.

    :param company: root ``res.company``
    :param companies: it and all its branches
    """

    def __init__(self, company, companies):
        self.env = company.env
        self.company = company
        self.companies = companies
        named = self.env["kam.credit.treatment"].search([("company_id", "=", company.id)])
        self.named = {row.account_id.id: row.treatment for row in named}
        self.money = set(self._money().ids)
        self.exchange = set(self._exchange().ids)
        ledger = self.env["kam.credit.ledger"]
        self.withholding = set(ledger._withholding_tax_ids(companies))
        self.opening_journals = company.kam_credit_opening_journal_ids
        self.complete_from = company.kam_credit_complete_from

    def treatment(self, line):
        """Return what a journal item is.

        :return: a treatment, or ``receivable`` or ``payable`` where its account has none
        """
        account = line.account_id
        if account.id in self.named:
            return self.named[account.id]
        if line.tax_line_id and line.tax_line_id.id in self.withholding:
            return "withheld"
        if account.id in self.money:
            return "money"
        if account.id in self.exchange:
            return "exchange"
        return {"asset_receivable": "receivable", "liability_payable": "payable"}.get(
            account.account_type, "written_off"
        )

    def is_plain(self, line):
        """Return whether a journal item stands on a receivable account without a treatment."""
        return self.treatment(line) == "receivable"

    def _money(self):
        """Return where money lies, and where it lies on its way there."""
        accounts = self.env["account.account"].search([])
        accounts = accounts.filtered(lambda account: account.company_ids & self.companies)
        found = accounts.filtered(
            lambda account: account.account_type in ("asset_cash", "liability_credit_card")
        )
        journals = self.env["account.journal"].search(
            [("company_id", "in", self.companies.ids), ("type", "in", ("bank", "cash", "credit"))]
        )
        found |= journals.default_account_id | journals.suspense_account_id
        found |= journals.inbound_payment_method_line_ids.payment_account_id
        found |= journals.outbound_payment_method_line_ids.payment_account_id
        for company in self.companies:
            found |= company.transfer_account_id
            found |= company.account_default_pos_receivable_account_id
        payments = self.env["account.payment"].search([("company_id", "in", self.companies.ids)])
        found |= payments.outstanding_account_id
        # whatever journal it is chosen for, no loss is money
        return found.filtered(
            lambda account: account.account_type.startswith(("asset", "liability"))
        )

    def _exchange(self):
        found = self.env["account.account"]
        for company in self.companies:
            found |= company.income_currency_exchange_account_id
            found |= company.expense_currency_exchange_account_id
        return found
