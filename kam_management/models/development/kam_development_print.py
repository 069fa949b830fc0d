from odoo import api, models
from odoo.tools import format_amount, formatLang

from ... import wording
from ...rules import development_value as value
from ...wording import format_date
from .kam_development_competitor import COMPARED
from .kam_development_forecast import SCENARIOS

# amounts of a year on the print, in the order of the scheme's items
YEAR_COLUMNS = (
    "sales",
    "margin",
    "stock_interest",
    "staff",
    "travel",
    "management",
    "development",
    "contribution",
)


class KamDevelopment(models.Model):
    """What the prints of a development say: the scheme 大客户开发方案 and the value sheet."""

    _inherit = "kam.development"

    @api.depends(
        "approval_state",
        "snapshot",
        "account_id.class_id",
        "account_id.nature_id",
        "account_id.product_category_ids",
        "account_id.service_content_ids",
        "group_id",
    )
    @api.depends_context("lang")
    def _compute_classification(self):
        for development in self:
            development.classification = bool(development.account_id) and self.env[
                "ir.qweb"
            ]._render("kam_management.development_classification", {"o": development})

    @api.model
    def _get_step_titles(self):
        """See the base method: the steps as the scheme's forms call them."""
        return {
            **super()._get_step_titles(),
            "Review by the superior": self.env._("Review Opinion of the Superior"),
            "Approval by the manager": self.env._("Approval Opinion of the Manager"),
        }

    # ------------------------------------------------------------------
    # 2. analysis
    # ------------------------------------------------------------------

    def _get_customer_facts(self):
        """Return what stands at the top of the print, as it was kept or as it is."""
        self.ensure_one()
        snapshot = self._get_snapshot()
        return {
            "customer": snapshot.get("customer"),
            "number": snapshot.get("number"),
            "manager": snapshot.get("manager"),
            "unit": self.unit_id.complete_name,
        }

    def _get_classification_rows(self):
        """Return how the customer is classified: list of ``(label, text)`` (scheme, 2.1)."""
        self.ensure_one()
        snapshot, account = self._get_snapshot(), self.env["kam.account"]
        rows = (
            ("product_category_ids", snapshot.get("product_categories")),
            ("nature_id", snapshot.get("nature")),
            ("service_content_ids", snapshot.get("service_contents")),
            ("class_id", snapshot.get("class")),
            ("group_id", snapshot.get("group")),
        )
        return [
            (
                account._fields[name]._description_string(self.env),
                wording.listed(self.env, kept) if isinstance(kept, list) else kept,
            )
            for name, kept in rows
        ]

    def _get_factor_tables(self):
        """Return the influencing factors with their lines: list of dicts (scheme, 2.3)."""
        self.ensure_one()
        lines = self.factor_ids.sorted("sequence")
        contents = self._get_factor_contents()
        names = lines._fields["factor"]._description_selection(self.env)
        points = dict(lines._fields["point"]._description_selection(self.env))
        return [
            {
                "name": name,
                "content": contents[code],
                "lines": [
                    (points.get(line.point), line.finding, line.consequence, line.measure)
                    for line in lines
                    if line.factor == code
                ],
            }
            for code, name in names
        ]

    @api.model
    def _get_factor_contents(self):
        """Return what the scheme's table says of each factor: dict factor -> text."""
        return {
            "price": self.env._(
                "The higher the cost of a purchase, the dearer it is for the customer: decisions "
                "take longer, more people decide, there are more stages of decision, its ability "
                "to sell is assessed, and so on."
            ),
            "technology": self.env._(
                "The customer considers whether the technical content of the product fits its "
                "present needs."
            ),
            "policy": self.env._(
                "Whether the company has a fixed object for purchases of holiday gifts, and "
                "whether its own unit or a subsidiary supplies."
            ),
        }

    @api.model
    def _pair_up(self, rows):
        """Return rows two by two, as the print has them side by side."""
        return [rows[index : index + 2] for index in range(0, len(rows), 2)]

    def _get_knowledge_rows(self):
        """Return how well our products are known and liked: list of ``(label, text)`` (2.4)."""
        self.ensure_one()
        rows = []
        for name in ("awareness", "satisfaction"):
            field = self._fields[name]
            said = dict(field._description_selection(self.env)).get(self[name])
            day = self[f"date_{name}"]
            known = wording.phrased(
                self.env, [self[f"{name}_source"], day and format_date(self.env, day)]
            )
            rows.append(
                (field._description_string(self.env), wording.noted(self.env, said or "—", known))
            )
        return rows

    def _get_competitor_rows(self):
        """Return the comparison with each competitor: list of dicts (scheme, 2.5)."""
        self.ensure_one()
        competitors = self.env["kam.competitor"]
        threats = dict(competitors._fields["threat"]._description_selection(self.env))
        rows = []
        for line in self.competitor_ids:
            kept = line._get_comparison()
            facts = [
                (competitors._fields[name]._description_string(self.env), kept.get(name))
                for name in COMPARED
            ]
            share = kept.get("share")
            rows.append(
                {
                    "name": kept["name"],
                    "threat": threats.get(kept.get("threat")),
                    "share": wording.percentage(self.env, share) if share else None,
                    "facts": [fact for fact in facts if fact[1]],
                    "line": line,
                }
            )
        return rows

    # ------------------------------------------------------------------
    # 2.6 forecast
    # ------------------------------------------------------------------

    def _format_amount(self, amount):
        """Return an amount of the forecast without its currency, which stands above the table."""
        return formatLang(self.env, amount or 0.0, digits=0)

    def _get_forecast_head(self):
        """Return the labels of the amounts of a year, in the order of the print."""
        lines = self.env["kam.development.forecast"]
        return [lines._fields[name]._description_string(self.env) for name in YEAR_COLUMNS]

    def _get_forecast_rows(self):
        """Return the forecast year by year: list of ``(year, [(case, amounts)])``."""
        self.ensure_one()
        cases = self.env["kam.development.forecast"]._fields["scenario"]
        names = dict(cases._description_selection(self.env))
        order = [code for code, _name in SCENARIOS]
        rows = []
        for year, lines in sorted(self.forecast_ids.grouped("year").items()):
            of_year = lines.sorted(lambda line: order.index(line.scenario))
            rows.append(
                (
                    year,
                    [
                        (
                            names[line.scenario],
                            [self._format_amount(line[name]) for name in YEAR_COLUMNS],
                        )
                        for line in of_year
                    ],
                )
            )
        return rows

    def _get_result_rows(self):
        """Return what each case comes to: list of ``(label, [low, expected, high])``."""
        self.ensure_one()
        figures = self.value_figures or {}
        worths = [value.Worth(**figures[code]) for code, _name in SCENARIOS if code in figures]
        currency = self.currency_id

        def shown(amount):
            return format_amount(self.env, amount, currency)

        def rate(share):
            return "—" if share is None else wording.percentage(self.env, share * 100, digits=1)

        lines = self.env["kam.development.forecast"]
        return [
            (
                lines._fields["contribution"]._description_string(self.env),
                [shown(worth.contribution) for worth in worths],
            ),
            (
                self.env._("Return on What Is Spent"),
                [rate(worth.rate_of_return) for worth in worths],
            ),
            (
                self.env._("Break-Even Month"),
                [str(worth.break_even_month or "—") for worth in worths],
            ),
            (
                self._fields["present_value"]._description_string(self.env),
                [shown(worth.present_value) for worth in worths],
            ),
        ]

    def _get_formulas(self):
        """Return how the figures of the forecast are reckoned, one sentence each."""
        self.ensure_one()
        return [
            self.env._("Stock interest = average stock × stock interest rate."),
            self.env._(
                "Contribution = gross margin × (1 − risk coefficient) − stock interest − staff − "
                "travel − management and operating cost − development cost."
            ),
            self.env._("Return = contribution ÷ all costs, over the whole forecast."),
            self.env._(
                "Net present value: what a year contributes counts at its end, the development "
                "cost at its beginning, discounted at %(rate)s a year.",
                rate=wording.percentage(self.env, self.discount_rate, digits=1),
            ),
        ]

    # ------------------------------------------------------------------
    # 4 and 5. method, first contact
    # ------------------------------------------------------------------

    def _get_method(self):
        """Return what the method meeting decided, as it was kept or as it is: a dict, or empty."""
        self.ensure_one()
        return self._get_snapshot().get("method") or {}

    def _get_method_rows(self):
        """Return who chose the method and why: list of ``(label, text)``; empty without a meeting.

        Who did not write, and who dissents, is named (scheme, 4.2).
        """
        method = self._get_method()
        if not method:
            return []
        rows = [
            (
                self.env._("Method Meeting"),
                wording.noted(
                    self.env,
                    format_date(self.env, method["date"]),
                    wording.labelled(self.env, self.env._("Convener"), method["convener"]),
                ),
            ),
            (self.env._("Asked for Their Opinion"), wording.listed(self.env, method["asked"])),
            (self.env._("Did Not Write"), wording.listed(self.env, method["missing"])),
            (self._fields["method_reasons"]._description_string(self.env), method["reasons"]),
        ]
        rows += [
            (
                self.env._("Dissent"),
                wording.labelled(self.env, dissent["name"], dissent["why"]),
            )
            for dissent in method["dissent"]
        ]
        return [row for row in rows if row[1]]

    def _get_letter_rows(self):
        """Return what was sent or said at first, and what came of it: list of ``(label, text)``."""
        self.ensure_one()
        # sudo: what was sent belongs to the scheme, for all who read it
        sent = self.sudo()._get_origin().letter_ids.filtered("date_sent").sorted("date_sent")
        ways = dict(sent._fields["way"]._description_selection(self.env))
        states = dict(sent._fields["state"]._description_selection(self.env))
        day_of = self.company_id._kam_day_of
        return [
            (
                ways[letter.way],
                wording.phrased(
                    self.env,
                    [
                        format_date(self.env, day_of(letter.date_sent)),
                        letter.stakeholder_id.display_name,
                        states[letter.state],
                    ],
                ),
            )
            for letter in sent
        ]

    # ------------------------------------------------------------------
    # 3. advantages; the value sheet
    # ------------------------------------------------------------------

    def _get_advantages_by_heading(self):
        """Return the six competitive advantages: list of ``(number, heading, lines)`` (scheme, 3).

        Lines that claim nothing are left out.
        """
        self.ensure_one()
        claimed = self.advantage_ids.filtered("claim").sorted("sequence")
        headings = claimed._fields["heading"]._description_selection(self.env)
        return [
            (number, name, claimed.filtered(lambda line: line.heading == code))  # noqa: B023
            for number, (code, name) in enumerate(headings, 1)
        ]

    def _get_value_sheet(self):
        """Return what the customer is handed: nothing else of the scheme belongs on that page.

        :return: dict of plain values
        """
        self.ensure_one()
        company, user, currency = self.company_id, self.developer_id, self.currency_id
        headings = []
        for _number, name, lines in self._get_advantages_by_heading():
            if not lines:
                continue
            # sudo: names of the customer's own people, for the customer
            people = lines.sudo()
            headings.append(
                {
                    "name": name,
                    "lines": [
                        {
                            "point": line.kind_id.name,
                            "claim": line.claim,
                            "proof": line.proof,
                            "value": line.value and format_amount(self.env, line.value, currency),
                            "confirmed_by": line._word_confirmed(),
                            "date_confirmed": line.date_confirmed
                            and format_date(self.env, line.date_confirmed, date_format="long"),
                        }
                        for line in people
                    ],
                }
            )
        values = self.advantage_ids.filtered("claim").mapped("value")
        return {
            "customer": self.partner_id.name,
            "day": format_date(self.env, company._kam_today(), date_format="long"),
            "headings": headings,
            "total": format_amount(self.env, sum(values), currency) if any(values) else None,
            "contact": wording.phrased(
                self.env, [user.name, user.partner_id.phone, user.partner_id.email]
            ),
        }
