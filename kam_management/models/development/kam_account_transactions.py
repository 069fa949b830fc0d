from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import format_amount, formatLang

from ...queries import account_figures
from ...queries import development_transactions as queries
from ...rules import account_figures as rules
from ...wording import format_date


class KamAccount(models.Model):
    """What a customer has bought so far (development scheme, 2.4), from orders and invoices.

    The documents are those that the reader may open, as with the figures of the account's page.
    """

    _inherit = "kam.account"

    def _find_transactions(self):
        """Return what the customers have bought, with the rights of the user.

        One statement for all accounts of a company. Plain values, which a form can keep.

        :return: dict account -> dict, for those whose documents the user may ask for
        """
        found = {}
        for accounts, env, is_complete in self._get_ledger_parts():
            moves = env["account.move"]
            if not moves.has_access("read"):
                continue
            for company, own in accounts.grouped("company_id").items():
                rows = own._read_transactions(company, moves)
                today = company._kam_today()
                for account in own:
                    found[account] = {
                        "date": fields.Date.to_string(today),
                        # sudo: the currency of the company is no secret
                        "currency": company.sudo().currency_id.name,
                        "is_complete": is_complete,
                        **self._as_transactions(rows.get(account.partner_id.id)),
                    }
        return found

    def _read_transactions(self, company, moves):
        """Return the rows of ``queries.development_transactions`` by the id of the customer."""
        today = company._kam_today()
        two_years, year = (
            today - relativedelta(months=months) + timedelta(days=1)
            for months in (2 * rules.MONTHS, rules.MONTHS)
        )
        query = moves._search(
            [
                *account_figures.sales_domain(company.id),
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("invoice_date", ">=", two_years),
                ("invoice_date", "<=", today),
            ]
        )
        self._flush_transactions()
        rows = self.env.execute_query(queries.transactions(moves, query, year))
        return self._name_transactions(rows)

    def _flush_transactions(self):
        """Put into the database what the statement reads besides the documents."""
        for model, names in (
            ("account.move", ["reversed_entry_id", "move_type", "commercial_partner_id"]),
            ("account.move.line", ["balance", "quantity", "product_id", "product_uom_id"]),
            ("account.move.line", ["display_type", "is_downpayment", "sale_line_ids"]),
            ("sale.order.line", ["order_id"]),
            ("product.template", ["categ_id", "uom_id"]),
        ):
            self.env[model].flush_model(names)

    def _name_transactions(self, rows):
        """Put names in the place of the ids of products and units."""
        tops = [[product for product, _value in row[12] or []] for row in rows]
        # sudo: what is named on invoices that the reader may open
        products = self.env["product.product"].sudo()
        products = products.browse({product for top in tops for product in top}).exists()
        names = {product.id: product.display_name for product in products}
        units = self.env["uom.uom"].browse({row[7] for row in rows if row[7]})
        unit_names = {unit.id: unit.name for unit in units}
        return {
            row[0]: [
                *row[1:7],
                unit_names.get(row[7]),
                *row[8:12],
                [(names.get(product, ""), value) for product, value in row[12] or []],
                *row[13:],
            ]
            for row in rows
        }

    def _as_transactions(self, row):
        """Return what the statement says of a customer by names, also of one who bought nothing."""
        row = row or [0, 0, *[None] * 7, 0, 0, [], 0, 0]
        (purchases_year, purchases, value_median, value_mean, quantity_median, quantity_mean,
         unit, gap, last_day, products, categories, top, sales, before) = row  # fmt: skip
        total = float(sales) + float(before)
        return {
            "purchases_year": purchases_year,
            "purchases": purchases,
            "value_median": _as_number(value_median),
            "value_mean": _as_number(value_mean),
            "quantity_median": _as_number(quantity_median),
            "quantity_mean": _as_number(quantity_mean),
            "unit": unit,
            "interval": _as_number(gap),
            "last_day": fields.Date.to_string(last_day) if last_day else None,
            "products": products,
            "categories": categories,
            "top": [
                {
                    "name": name,
                    "value": _as_number(value),
                    "share": round(float(value) / total, 4) if total > 0 else None,
                }
                for name, value in top
            ],
            "sales": _as_number(sales),
            "sales_before": _as_number(before),
        }

    def _describe_transactions(self, found):
        """Return what a customer has bought in words, as screens and prints show it.

        :param dict found: of :meth:`_find_transactions`, or what a form has kept of it
        :return: list of dicts ``key``, ``label``, ``text``
        """
        # sudo: the currency in which it was kept is no secret
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        currency = currencies.search([("name", "=", found["currency"])], limit=1)

        def money(value):
            return format_amount(self.env, value or 0, currency or self.currency_id)

        def number(value):
            return formatLang(self.env, value, digits=0 if value == int(value) else 1)

        none = self.env._("none")
        rows = [
            ("purchases", self.env._("Purchases, 12 Months"), number(found["purchases_year"])),
            ("purchases", self.env._("Purchases, 24 Months"), number(found["purchases"])),
        ]
        if found["purchases"]:
            rows += [
                ("value", self.env._("Value per Purchase, Median"), money(found["value_median"])),
                ("value", self.env._("Value per Purchase, Mean"), money(found["value_mean"])),
            ]
        if found["quantity_median"] is not None:
            unit = found["unit"] or ""
            rows += [
                (
                    "quantity",
                    self.env._("Quantity per Purchase, Median"),
                    f"{number(found['quantity_median'])} {unit}".strip(),
                ),
                (
                    "quantity",
                    self.env._("Quantity per Purchase, Mean"),
                    f"{number(found['quantity_mean'])} {unit}".strip(),
                ),
            ]
        days = found["interval"]
        last_day = found["last_day"]
        rows += [
            (
                "interval",
                self.env._("Days between Purchases, Median"),
                none if days is None else number(days),
            ),
            (
                "interval",
                self.env._("Last Purchase"),
                format_date(self.env, last_day) if last_day else none,
            ),
            ("spread", self.env._("Products Bought"), number(found["products"])),
            ("spread", self.env._("Product Categories Bought"), number(found["categories"])),
            ("sales", self.env._("Net Sales of 12 Months"), money(found["sales"])),
            ("sales", self.env._("Change on the Year Before"), self._describe_trend(found)),
        ]
        return [{"key": key, "label": label, "text": text} for key, label, text in rows]

    def _describe_trend(self, found):
        share = rules.change(found["sales"], found["sales_before"])
        if share is None:
            return self.env._("nothing to compare with")
        return self._format_share(share, signed=True)


def _as_number(value):
    """Return a figure as a plain number that JSON keeps to the cent."""
    return None if value is None else round(float(value), 2)
