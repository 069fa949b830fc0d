from odoo import api, fields, models

from odoo.addons.kam_management.wording import format_date, labelled, noted, parted, phrased


class KamCreditContentMixin(models.AbstractModel):
    """What items and facts of the forms of a credit file are called, in the reader's language."""

    _inherit = "kam.credit.content.mixin"

    @api.model
    def _word_sections(self):
        """Return what the sections are called: dict code -> text."""
        return {
            "company": self.env._("The company"),
            "history": self.env._("Company history"),
            "operator": self.env._("Operator"),
            "policy": self.env._("Business policy"),
            "management": self.env._("Management and organisation"),
            "bank": self.env._("Bank relations"),
            "documents": self.env._("Documents collected"),
            "basic": self.env._("Basic information"),
            "capability": self.env._("Overall capability"),
            "capital": self.env._("Capital"),
            "environment": self.env._("Environment"),
        }

    @api.model
    def _word_items(self):
        """Return what the items are called: dict code -> text."""
        return {
            "name": self.env._("Registered name"),
            "code": self.env._("Unified social credit code"),
            "founded": self.env._("Founded on"),
            "capital": self.env._("Registered capital"),
            "legal": self.env._("Legal representative"),
            "address": self.env._("Address"),
            "industry": self.env._("Industry"),
            "size": self.env._("Size"),
            "company": self.env._("The company"),
            "history": self.env._("Company history"),
            "operator": self.env._("Operator"),
            "policy": self.env._("Business policy"),
            "management": self.env._("Management and organisation"),
            "bank": self.env._("Bank relations"),
            "licence": self.env._("Business licence"),
            "identity": self.env._("Copy of the legal representative's identity document"),
            "year": self.env._("Statements of last year end"),
            "quarter": self.env._("Statements of last quarter end"),
            "ability": self.env._("Ability of the operator"),
            "facilities": self.env._("Facilities and equipment"),
            "staff": self.env._("Ability of the staff"),
            "production": self.env._("Production capability"),
            "sales": self.env._("Sales capability"),
            "composition": self.env._("Composition of capital"),
            "relations": self.env._("Capital relations"),
            "raising": self.env._("Ability to raise capital"),
            "finance": self.env._("Financial state"),
            "collateral": self.env._("Collateral"),
            "acceptance": self.env._("How collateral is accepted"),
            "policies": self.env._("Policy factors"),
            "economy": self.env._("Economic factors"),
            "trade": self.env._("State of the industry"),
        }

    @api.model
    def _word_facts(self):
        """Return what facts are called that have a name of their own: dict code -> text."""
        return {
            **self._word_items(),
            "products": self.env._("Products"),
            "marketing": self.env._("Marketing"),
            "performance": self.env._("Performance"),
            "storage": self.env._("Storage"),
            "transport": self.env._("Transport"),
            "headcount": self.env._("Staff"),
            "structure": self.env._("Organisation"),
            "parent": self.env._("Parent company"),
            "revenue": self.env._("Revenue"),
            "equity": self.env._("Equity"),
            "retained_earnings": self.env._("Retained earnings"),
            "total_assets": self.env._("Total assets"),
            "total_liabilities": self.env._("Total liabilities"),
            "current_liabilities": self.env._("Current liabilities"),
            "net_profit": self.env._("Net profit"),
        }

    @api.model
    def _word_fact(self, fact):
        """Return one fact as the reader reads it.

        :param dict fact: see ``kam.credit.profile._collect_facts``
        """
        label = self._word_facts().get(fact.get("label"), "")
        text = getattr(self, f"_word_{fact['type']}")(fact)
        return labelled(self.env, label, noted(self.env, text, fact.get("period") or ""))

    @api.model
    def _word_text(self, fact):
        return fact["value"]

    @api.model
    def _word_form(self, fact):
        """Say what another form says of an item: its facts, then what people have added."""
        facts = [self._word_fact(one) for one in fact["value"]]
        return "\n".join(filter(None, [*facts, fact["added"]]))

    @api.model
    def _word_amount(self, fact):
        currency = self.env["res.currency"].browse(fact["currency"])
        return currency.format(fact["value"])

    @api.model
    def _word_ratio(self, fact):
        ratio = self.env["kam.financial.ratio"]
        label = ratio._describe(fact["kind"])["label"]
        return labelled(self.env, label, ratio._format(fact["kind"], fact["value"]))

    @api.model
    def _word_document(self, fact):
        """Say how a document is: there or not, and until when it is good."""
        states = dict(
            self.env["kam.credit.document.owed"]._fields["status"]._description_selection(self.env)
        )
        until = fact.get("until") and self.env._(
            "good until %s", format_date(self.env, fact["until"])
        )
        return noted(self.env, states[fact["value"]], until or "")

    @api.model
    def _word_copy(self, fact):
        """Say whether there is a copy of an identity document, which is never printed."""
        if fact["value"]:
            return self.env._("There is a copy (not printed here)")
        return self.env._("There is none")

    @api.model
    def _word_sources(self):
        """Return what the sources of facts are called: dict code -> text."""
        return {
            "contact": self.env._("Contact"),
            "account": self.env._("Account's file"),
            "statement": self.env._("Financial statement"),
            "documents": self.env._("Documents collected"),
            "sheet": self.env._("Basic information sheet"),
        }

    def _word_known(self, item):
        """Return what the file says of an item: lines of text, in the reader's language."""
        facts = (self.content or {}).get(item, [])
        return "\n".join(filter(None, (self._word_fact(fact) for fact in facts)))

    def _word_origin(self, item):
        """Return where what the file says of an item comes from, and of which day it is."""
        words, origins = self._word_sources(), {}
        for fact in (self.content or {}).get(item, []):
            day = format_date(self.env, fact["day"]) if fact.get("day") else ""
            origins[phrased(self.env, [words[fact["source"]], day])] = True
        return parted(self.env, origins)

    def _get_print_rows(self):
        """Return the rows of the print, by section.

        :return: list of ``(section, rows)``, each row a dict with ``label``, ``text``, ``origin``;
            the section has no name where it is one item, which says the same
        """
        self.ensure_one()
        sections = self._word_sections()
        lines = {line.item: line for line in self.line_ids}
        return [
            (
                sections[section] if len(items) > 1 else "",
                [lines[item]._get_print_row() for item in items if item in lines],
            )
            for section, items in self._items.items()
        ]

    def _get_content_day(self):
        """Return the day on which the file was copied, where the company works."""
        return self.company_id._kam_day_of(self.date_content or fields.Datetime.now())
