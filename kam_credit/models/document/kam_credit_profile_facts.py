from odoo import fields, models

from odoo.addons.kam_management.rules import ratios
from odoo.addons.kam_management.wording import noted

from ...rules import credit_documents as rules

# What the account's file tells of which item: item -> (what it is called, field of the account).
OF_ACCOUNT = {
    "industry": [(None, "industry")],
    "size": [("headcount", "staff")],
    "policy": [(None, "plans")],
    "management": [(None, "structure")],
    "facilities": [("storage", "storage"), ("transport", "transport")],
    "staff": [(None, "staff")],
    "production": [("products", "main_products")],
    "sales": [("marketing", "marketing"), ("performance", "performance")],
    "relations": [("structure", "structure")],
    "trade": [(None, "industry")],
}
# Figures of the latest statement: item -> fields of the statement.
OF_STATEMENT = {
    "size": ("revenue",),
    "sales": ("revenue",),
    "composition": ("equity", "retained_earnings", "total_assets"),
    "finance": ("total_liabilities", "current_liabilities", "net_profit"),
}
# Kinds of documents, by what their kind is good for.
OF_BASIS = {rules.YEAR: "year", rules.QUARTER: "quarter"}


class KamCreditProfile(models.Model):
    """What is known of a customer where it is known: contact, account's file, statements,
    documents."""

    _inherit = "kam.credit.profile"

    def _collect_facts(self):
        """Return what is known of the customer, as plain values.

        :return: dict item -> list of facts, dicts with ``type`` (text, amount, ratio, document,
            copy), ``value``, ``source``; optional ``label`` (a code), ``period``, ``day``,
            ``currency``, ``kind``, ``until``
        """
        self.ensure_one()
        facts = {}
        for collect in (
            self._collect_of_contact,
            self._collect_of_account,
            self._collect_of_statement,
            self._collect_of_documents,
        ):
            for item, found in collect().items():
                facts.setdefault(item, []).extend(found)
        return facts

    def _collect_of_contact(self):
        partner = self.partner_id
        address = partner._display_address(without_company=True)
        banks = partner.bank_ids.bank_id.mapped("name")
        texts = {
            "name": [(None, partner.name)],
            "code": [(None, partner.vat)],
            "address": [(None, " ".join(address.split()))],
            "industry": [(None, partner.industry_id.name)],
            "bank": [(None, bank) for bank in banks],
            "relations": [("parent", partner.parent_id.name)],
        }
        return {item: self._as_texts(pairs, "contact") for item, pairs in texts.items()}

    def _collect_of_account(self):
        account = self.account_id
        changed = account.date_information
        day = changed and self.company_id._kam_day_of(changed)
        found = {
            item: self._as_texts([(label, account[name]) for label, name in pairs], "account", day)
            for item, pairs in OF_ACCOUNT.items()
        }
        makers = [
            maker
            for maker in account._get_decision_makers()
            if maker.get("role") == "decision_maker"
        ]
        named = [noted(self.env, maker["name"], maker.get("position") or "") for maker in makers]
        people = self._as_texts([(None, name) for name in named], "account")
        return {**found, "operator": people, "ability": people}

    def _as_texts(self, pairs, source, day=None):
        return [
            {
                "label": label,
                "type": "text",
                "value": value,
                "source": source,
                "day": fields.Date.to_string(day) if day else None,
            }
            for label, value in pairs
            if value
        ]

    def _collect_of_statement(self):
        """Return figures and ratios of the customer's latest yearly statement, else its latest."""
        statements = self.env["kam.financial.statement"].search(
            [("account_id", "=", self.account_id.id)], order="date_to, id"
        )
        years = statements.filtered(lambda statement: statement.period_type == "year")
        statement = (years or statements)[-1:]
        if not statement:
            return {}
        shared = {
            "source": "statement",
            "period": statement.name,
            "day": fields.Date.to_string(statement.date_to),
        }
        found = {
            item: [
                {
                    **shared,
                    "type": "amount",
                    "label": name,
                    "value": statement[name],
                    "currency": statement.currency_id.id,
                }
                for name in names
                if statement[name]
            ]
            for item, names in OF_STATEMENT.items()
        }
        found["finance"] += [
            {**shared, "type": "ratio", "kind": kind, "value": statement.ratios[kind]}
            for kind in ratios.KINDS
            if (statement.ratios or {}).get(kind) is not None
        ]
        return found

    def _collect_of_documents(self):
        """Return how the documents of the scheme are; of identity documents only whether there is
        a copy."""
        found = {}
        for row in self._get_document_status().get(self, []):
            kind = row["kind"]
            if kind.is_identity:
                item, fact = "identity", {"type": "copy", "value": row["document"].has_copy}
            else:
                item = OF_BASIS.get(kind.basis, "licence")
                until = row["date_valid_until"]
                fact = {
                    "type": "document",
                    "value": row["status"],
                    "until": fields.Date.to_string(until) if until else None,
                }
            found.setdefault(item, []).append({**fact, "source": "documents"})
        return found
