from odoo import api, models

from ...queries.scope import NOBODY, Scope
from .kam_credit_treatment import (
    ASSIGNED,
    CLAIM,
    EXCHANGE,
    MONEY,
    MOVED,
    PAYABLE,
    WITHHELD,
)

# By their type accounts are receivable, payable or money, whoever uses them for what.
BY_TYPE = {
    "asset_receivable": CLAIM,
    "liability_payable": PAYABLE,
    "asset_cash": MONEY,
    "liability_credit_card": MONEY,
}
# What journals and payment methods name is money only on accounts that can hold some: a journal of
# bad debts does not become a bank because its type says so.
HOLDING_TYPES = frozenset(
    {"asset_cash", "asset_current", "asset_receivable", "liability_credit_card"}
    | {"liability_current"}
)
# Bills received (应收票据) have an account of their own in the Chinese charts.
CHINESE_BILLS = "1121"
# Taxes that are withheld on payment are told by fields of addons that need not be there.
WITHHOLDING_FIELDS = ("is_withholding_tax_on_payment", "l10n_ar_withholding_payment_type")


class KamCreditLedger(models.AbstractModel):
    """What the accounts of a legal entity mean: by type, by Odoo's settings, by the company's
    table of treatments."""

    _inherit = "kam.credit.ledger"

    @api.model
    def _legal_entity(self, company):
        """Return the root company and all its branches: their ledgers are one.

        :param res.company company: the root or one of the branches
        :return: companies, the root first
        """
        # sudo: which branches a company has is no secret; only their ids enter the queries
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        root = company.sudo().root_id  # sudo: as above
        return root | companies.search([("id", "child_of", root.ids)])

    @api.model
    def _scope(self, company):
        """Return the legal entity's companies, and its accounts by treatment.

        :param res.company company: the root or one of the branches
        :rtype: Scope
        """
        companies = self._legal_entity(company)
        root = companies[:1]
        ids = self._account_ids(companies)
        entries = companies.account_opening_move_id
        return Scope(
            root_id=root.id,
            company_ids=tuple(companies.ids),
            claim_ids=tuple(sorted({*ids[CLAIM], *ids[MOVED]})) or NOBODY,
            trade_ids=ids[CLAIM],
            payable_ids=ids[PAYABLE],
            money_ids=ids[MONEY],
            withheld_ids=ids[WITHHELD],
            exchange_ids=ids[EXCHANGE],
            assigned_ids=ids[ASSIGNED],
            moved_ids=ids[MOVED],
            withholding_tax_ids=self._withholding_tax_ids(companies),
            opening_move_ids=tuple(entries.ids) or NOBODY,
            opening_journal_ids=tuple(root.kam_credit_opening_journal_ids.ids) or NOBODY,
            general_journal_ids=tuple(self._general_journals(companies).ids) or NOBODY,
            complete_from=root.kam_credit_complete_from or None,
        )

    @api.model
    def _account_ids(self, companies):
        """Return the ids of accounts per treatment; an account in none is written off."""
        by_account = self._default_treatments(companies)
        # sudo: what an account means is the company's; the table is read for everybody's figures
        lines = self.env["kam.credit.treatment"].sudo()
        by_account.update(
            (line.account_id.id, line.treatment)
            for line in lines.search_fetch(
                [("company_id", "in", companies.ids)], ["account_id", "treatment"]
            )
        )
        ids = {kind: [] for kind in (CLAIM, PAYABLE, MONEY, WITHHELD, EXCHANGE, ASSIGNED, MOVED)}
        for account_id, treatment in by_account.items():
            ids.setdefault(treatment, []).append(account_id)
        return {treatment: tuple(sorted(found)) or NOBODY for treatment, found in ids.items()}

    @api.model
    def _default_treatments(self, companies):
        """Return what accounts mean before the table is asked.

        :param companies: a legal entity, the root first
        :return: dict of account id -> treatment
        """
        # Accounts are archived with old entries on them: these count as ever.
        # sudo: which accounts exist is no secret; only their ids enter the queries
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        found = accounts.search_fetch(
            [
                *accounts._check_company_domain(companies),
                ("account_type", "in", list(BY_TYPE)),
            ],
            ["account_type"],
        )
        by_account = {account.id: BY_TYPE[account.account_type] for account in found}
        by_account.update(dict.fromkeys(self._held_ids(companies), MONEY))
        exchange = (
            companies.income_currency_exchange_account_id
            | companies.expense_currency_exchange_account_id
        )
        by_account.update(dict.fromkeys(exchange.ids, EXCHANGE))
        return by_account

    @api.model
    def _held_ids(self, companies):
        """Return the accounts that journals, payments, tills and transfers keep money on."""
        # sudo: as in _default_treatments
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        journals = self._bank_journals(companies)
        held = journals.default_account_id | journals.suspense_account_id
        held |= journals.inbound_payment_method_line_ids.payment_account_id
        held |= journals.outbound_payment_method_line_ids.payment_account_id
        held |= companies.transfer_account_id | companies.account_default_pos_receivable_account_id
        held |= accounts.browse(self._outstanding_account_ids(companies))
        if any((company.chart_template or "").startswith("cn") for company in companies):
            held |= accounts.with_company(companies[0]).search(
                [
                    *accounts._check_company_domain(companies),
                    ("code", "=like", f"{CHINESE_BILLS}%"),
                ]
            )
        held = held.filtered(lambda account: account.account_type in HOLDING_TYPES)
        return (held - self._default_receivables(companies)).ids

    @api.model
    def _default_receivables(self, companies):
        """Return the accounts that invoices of new customers are due on."""
        # sudo: as in _default_treatments
        partners = self.env["res.partner"].sudo()
        field = partners._fields["property_account_receivable_id"]
        ids = {
            field.get_company_dependent_fallback(partners.with_company(company)).id
            for company in companies
        }
        return self.env["account.account"].sudo().browse(ids - {False})  # sudo: as above

    @api.model
    def _bank_journals(self, companies):
        """Return the companies' journals of money, archived ones included."""
        return self._journals(companies, ("bank", "cash", "credit"))

    @api.model
    def _general_journals(self, companies):
        """Return the journals that an opening may be booked in by hand."""
        return (
            self._journals(companies, ("general",))
            - companies.currency_exchange_journal_id
            - companies.tax_cash_basis_journal_id
        )

    @api.model
    def _journals(self, companies, types):
        # sudo: as in _default_treatments
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        return journals.search([("company_id", "in", companies.ids), ("type", "in", types)])

    @api.model
    def _withholding_tax_ids(self, companies):
        """Return the taxes that customers withhold when they pay.

        :param companies: a legal entity
        :rtype: tuple
        """
        # sudo: as in _default_treatments
        taxes = self.env["account.tax"].sudo().with_context(active_test=False)
        found = taxes.browse()
        for name in WITHHOLDING_FIELDS:
            if name in taxes._fields:
                found |= taxes.search(
                    [*taxes._check_company_domain(companies), (name, "!=", False)]
                )
        return tuple(found.ids) or NOBODY
