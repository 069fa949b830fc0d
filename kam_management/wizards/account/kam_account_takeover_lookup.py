from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import arguments
from ...rules import table_file

_TARGETS = {"unit": "unit_id", "manager": "manager_id"}
# How the database takes two texts for the same: as ``table_file.text_key`` does, and tax numbers
# whatever stands between their characters.
_TEXT_KEY = r"lower(btrim(regexp_replace(normalize(%s, NFKC), '\s+', ' ', 'g')))"
_CODE_KEY = r"lower(regexp_replace(normalize(%s, NFKC), '[^[:alnum:]]', '', 'g'))"


class KamAccountTakeover(models.TransientModel):
    """Finds the customers, units and users that the rows of a file name."""

    _inherit = "kam.account.takeover"

    def _prepare_lines(self, records):
        """Return the values of the lines; what is not understood is written into them."""
        texts = {
            name: {str(values.get(name) or "") for _line, values in records} - {""}
            for name in self._get_columns()
        }
        found = {
            "customer": self._find_customers("name", texts["customer"], or_ref=True),
            "reference": self._find_customers("ref", texts["reference"]),
            "vat": self._find_customers("vat", texts["vat"]),
            "unit": self._find_units(texts["unit"]),
            "manager": self._find_managers(texts["manager"]),
        }
        lines = []
        for line, values in records:
            given = {name: str(value or "") for name, value in values.items()}
            vals = {
                "row": line,
                "number": table_file.clean_text(given.get("number", "")),
                "source": given,
                **self._prepare_customer(given, found),
                **self._prepare_since(values.get("since")),
            }
            for name, target in _TARGETS.items():
                text = given.get(name, "")
                candidates = found[name].get(text, ())
                if len(candidates) == 1:
                    vals[target] = candidates.id
                elif text:
                    vals[f"{name}_problem"] = self._get_lookup_problem(name, text, len(candidates))
            lines.append(vals)
        return lines

    def _prepare_customer(self, given, found):
        """Return the customer that all columns agree on, or what is wrong with them.

        A reference goes before a tax number, and that before a name, which several may bear.
        """
        asked = [
            (name, given[name], found[name].get(given[name], self.env["res.partner"]))
            for name in ("reference", "vat", "customer")
            if given.get(name)
        ]
        chosen = next((fitting for _name, _text, fitting in asked if len(fitting) == 1), None)
        if not chosen:
            problems = [
                self._get_lookup_problem(name, text, len(fitting)) for name, text, fitting in asked
            ]
            return {"customer_problem": problems[0]} if problems else {}
        own = {"reference": chosen.ref, "vat": chosen.vat}
        for name, text, fitting in asked:
            # what is unknown contradicts nothing, unless the customer has something else there
            if chosen not in fitting and (fitting or own.get(name)):
                return {
                    "customer_problem": self.env._(
                        "Column “%(column)s”: “%(value)s” is not what “%(customer)s” has, whom "
                        "another column names. Correct one of them, or choose the customer in "
                        "the line.",
                        column=self._get_columns()[name],
                        value=arguments.shown(text),
                        customer=chosen.display_name,
                    )
                }
        return {"partner_id": chosen.id}

    def _prepare_since(self, value):
        if not value:
            return {}
        try:
            return {"since": table_file.read_spreadsheet_date(value)}
        except ValueError:
            return {
                "since_problem": self.env._(
                    "Column “%(column)s”: “%(value)s” is no date. "
                    "Write year, month and day, such as 2024-03-01.",
                    column=self._get_columns()["since"],
                    value=arguments.shown(value),
                )
            }

    def _get_lookup_problem(self, name, text, count):
        column = self._get_columns()[name]
        if count:
            return self.env._(
                "Column “%(column)s”: “%(value)s” fits %(count)s records. "
                "Name one that fits only once, or choose it in the line.",
                column=column,
                value=arguments.shown(text),
                count=count,
            )
        return self.env._(
            "Column “%(column)s”: nothing is called “%(value)s” in %(company)s. "
            "Correct it, or choose the right one in the line.",
            column=column,
            value=arguments.shown(text),
            company=self.company_id.name,
        )

    def _find_customers(self, field, texts, or_ref=False):
        """Return the customers with a value, as it is written or but for case, width and blanks.

        Contacts stand for them. Where references are accepted as well, they go first.

        :param str field: a field of contacts
        :param set texts: the values
        :param bool or_ref: whether a text may be a reference instead
        :return: dict text -> customers
        """
        fields = ["ref", field] if or_ref else [field]
        partners = {name: self._search_customers(name, texts) for name in fields}
        found = {}
        for text in texts:
            for name in fields:
                exactly, loosely = partners[name]
                fitting = exactly.get(text) or loosely.get(_key_of(name, text))
                if fitting:
                    found[text] = fitting.commercial_partner_id
                    break
        return found

    def _search_customers(self, field, texts):
        """Return the contacts by the value of a field, and by what people take for the same."""
        model = self.env["res.partner"]
        keys = sorted({_key_of(field, text) for text in texts} - {""})
        if not keys:
            return {}, {}
        self.env["res.partner"].flush_model([field])
        key = SQL(_CODE_KEY if field == "vat" else _TEXT_KEY, SQL.identifier(field))
        self.env.cr.execute(SQL("SELECT id FROM res_partner WHERE %s = ANY(%s)", key, keys))
        ids = [row[0] for row in self.env.cr.fetchall()]
        # what the user may not see, or another company has, is not found
        partners = model.search(
            Domain(model._check_company_domain(self.company_id)) & Domain("id", "in", ids)
        )
        return partners.grouped(field), partners.grouped(
            lambda partner: _key_of(field, partner[field])
        )

    def _find_units(self, texts):
        units = self.env["kam.unit"].search([("company_id", "=", self.company_id.id)])
        return _find_by_keys(units, ("code", "complete_name", "name"), texts)

    def _find_managers(self, texts):
        if not texts:
            return {}
        users = self.env["res.users"].search(
            [("share", "=", False), ("company_ids", "child_of", self.company_id.ids)]
        )
        return _find_by_keys(users, ("login", "email", "name"), texts)


def _key_of(field, text):
    key = table_file.text_key(text)
    return "".join(filter(str.isalnum, key)) if field == "vat" else key


def _find_by_keys(records, fields, texts):
    """Return the records that a text names by the first field that has it, or nearly."""
    exactly = [records.grouped(field) for field in fields]
    loosely = [
        records.grouped(lambda record: table_file.text_key(record[field] or ""))  # noqa: B023
        for field in fields
    ]
    found = {}
    for text in texts:
        key = table_file.text_key(text)
        fitting = (
            by.get(value) for value, ways in ((text, exactly), (key, loosely)) for by in ways
        )
        found[text] = next(filter(None, fitting), records.browse())
    return found
