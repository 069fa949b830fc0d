from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording
from odoo.addons.kam_management.rules import periods
from odoo.addons.kam_management.wording import format_date

from ...queries import relationship
from ...rules import scoring, statement_ratios
from ...rules.statement_ratios import DAYS, PERCENT
from .kam_credit_scorecard_criterion import MONEY, UNITS, YEARS

STATEMENT_FIGURES = sorted(
    {name for ratio in statement_ratios.RATIOS.values() for name in ratio.figures}
)
DAYS_OF_YEAR = Decimal("365.25")


class KamCreditAssessmentLine(models.Model):
    """Values of computed criteria: from the profile, the ledger and the customer's statements.

    A value that cannot be found is unknown, and the line says why; it is never taken for 0.
    """

    _inherit = "kam.credit.assessment.line"

    def _take_values(self):
        """Compute the values of the computed criteria anew, and keep what they rest on."""
        found = {}
        for line in self.filtered(lambda line: line.kind == "computed"):
            formula = line.formula
            if formula in statement_ratios.RATIOS:
                value, basis = line._find_ratio()
            else:
                value, basis = getattr(line, f"_find_{formula}")()
            found[line] = {
                "value": float(scoring.kept(value or Decimal(0))),
                "has_value": value is not None,
                "basis": basis,
            }
        for line, vals in found.items():
            line._protected_write(vals)

    # ------------------------------------------------------------------
    # from profile and ledger: each returns the value or None, and what it rests on
    # ------------------------------------------------------------------

    def _find_transaction_amount(self):
        form = self.assessment_id
        if not form.date_figures:
            return None, {"code": "no_figures"}
        return Decimal(str(form.transaction_amount)), self._based_on_figures()

    def _find_fulfilment_rate(self):
        form = self.assessment_id
        if not form.has_rate:
            return None, {"code": "no_rate"}
        return Decimal(str(form.fulfilment_rate)) * 100, self._based_on_figures()

    def _find_overdue_share(self):
        form = self.assessment_id
        if not form.amount_due:
            return None, {"code": "nothing_due"}
        share = Decimal(str(form.amount_overdue)) / Decimal(str(form.amount_due)) * 100
        return share, self._based_on_figures()

    def _find_days_beyond_terms(self):
        """Days that payments came after the day on which they were due, weighted by amount.

        What is open counts up to the day of the figures.
        """
        form = self.assessment_id
        profile = form.profile_id
        if not form.date_figures:
            return None, {"code": "no_figures"}
        instalments = self.env["kam.credit.instalment"].with_context(
            kam_credit_profile_id=profile.id
        )
        rows = instalments.search_fetch(
            [("profile_id", "=", profile.id)], ["amount_due", "days_late"]
        )
        due = sum(Decimal(str(row.amount_due)) for row in rows)
        if not due:
            return None, {"code": "nothing_due"}
        weighted = sum(Decimal(str(row.amount_due)) * row.days_late for row in rows)
        return weighted / due, self._based_on_figures()

    def _find_relationship_years(self):
        company, partner = self.company_id, self.assessment_id.partner_id
        scope = self.env["kam.credit.ledger"]._scope(company)
        self.env["account.move"].flush_model(
            ["commercial_partner_id", "company_id", "invoice_date", "move_type", "state"]
        )
        self.env["kam.credit.history.line"].flush_model(
            ["commercial_partner_id", "company_id", "date_invoice"]
        )
        [[first]] = self.env.execute_query(
            relationship.first_day(scope.company_ids, scope.root_id, partner.id)
        )
        if not first:
            return None, {"code": "never_invoiced"}
        days = (company._kam_today() - first).days
        return max(days, 0) / DAYS_OF_YEAR, {"code": "since", "day": first.isoformat()}

    def _based_on_figures(self):
        day = self.assessment_id.date_figures
        return {"code": "figures", "day": day and day.isoformat()}

    # ------------------------------------------------------------------
    # from statements
    # ------------------------------------------------------------------

    def _find_ratio(self):
        """Return the ratio of the line, of the latest statement that may be used, or why none."""
        card = self.criterion_id.scorecard_id
        statement, refusal = self._find_statement(card)
        if refusal:
            return None, refusal
        figures = {name: Decimal(str(statement[name])) for name in STATEMENT_FIGURES}
        missing = statement_ratios.missing(self.formula, figures)
        if missing:
            return None, {"code": "missing", "period": statement.name, "figures": missing}
        days = periods.length(statement.date_from, statement.date_to)
        is_year = statement_ratios.is_year(days)
        return statement_ratios.compute(self.formula, figures, days), {
            "code": "year" if is_year else "annualised",
            "period": statement.name,
            "is_audited": statement.is_audited,
        }

    def _find_statement(self, card):
        """Return the statement whose ratios count, or why there is none.

        :param kam.credit.scorecard card: which periods count, and how old they may be
        :return: ``(statement, None)``, or ``(None, basis)``
        """
        statements = self.env["kam.financial.statement"].search(
            [("account_id", "=", self.assessment_id.account_id.id)], order="date_to desc, id desc"
        )
        if not statements:
            return None, {"code": "no_statement"}
        usable = statements
        if not card.is_annualised:
            usable = statements.filtered(
                lambda one: statement_ratios.is_year(periods.length(one.date_from, one.date_to))
            )
        if not usable:
            return None, {"code": "no_year", "period": statements[0].name}
        latest = usable[0]
        limit = self.company_id._kam_today() - relativedelta(months=card.statement_months)
        if latest.date_to < limit:
            return None, {"code": "old", "period": latest.name, "months": card.statement_months}
        return latest, None

    # ------------------------------------------------------------------
    # as the reader reads it
    # ------------------------------------------------------------------

    @api.depends("value", "has_value", "basis", "formula")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for line in self:
            line.value_text = line._word_value(line.value) if line.has_value else ""
            line.basis_text = line._word_basis(line.basis or {})

    @api.model
    def _get_number_texts(self, value):
        """Return a value in each unit but money, for the reader: dict unit -> text."""
        number = formatLang(self.env, value, digits=2)
        return {
            PERCENT: wording.percentage(self.env, value, digits=2),
            DAYS: self.env._("1 day") if value == 1 else self.env._("%s days", number),
            YEARS: self.env._("1 year") if value == 1 else self.env._("%s years", number),
            statement_ratios.TIMES: number,
        }

    def _word_value(self, value):
        """Return a value of the line's formula for the reader, with its unit.

        It is rounded down, so that it stays in its level as it is read.

        :param float value: in the unit of the formula
        """
        self.ensure_one()
        unit = UNITS.get(self.formula)
        value = float(scoring.shown(Decimal(str(value))))
        if unit == MONEY:
            return self.currency_id.format(value)
        return self._get_number_texts(value).get(unit, "")

    @api.model
    def _word_basis(self, basis):
        """Return what a value rests on, or why there is none, for the reader.

        :param dict basis: a code and values
        """
        code = basis.get("code")
        period = basis.get("period", "")
        day = format_date(self.env, basis["day"]) if basis.get("day") else ""
        words = {
            "figures": self.env._("Figures as of %s", day),
            "since": self.env._("Customer since %s", day),
            "year": self.env._("Statement of %s", period),
            "annualised": self.env._("Statement of %s, annualised", period),
            "no_figures": self.env._("Unknown: no figures were computed yet"),
            "no_rate": self.env._("Unknown: too little has fallen due for a rate"),
            "nothing_due": self.env._("Unknown: nothing has fallen due"),
            "never_invoiced": self.env._("Unknown: nothing was ever invoiced"),
            "no_statement": self.env._("Unknown: there is no financial statement"),
            "no_year": self.env._(
                "Unknown: %s is no statement of a year, and shorter periods do not count", period
            ),
            "old": self.env._(
                "Unknown: the statement of %(period)s ended more than %(months)s months ago",
                period=period,
                months=basis.get("months"),
            ),
            "missing": self.env._(
                "Unknown: the statement of %(period)s does not say %(figures)s",
                period=period,
                figures=wording.listed(
                    self.env, map(self._get_figure_label, basis.get("figures", ()))
                ),
            ),
        }
        return words.get(code, "")

    @api.model
    def _get_figure_label(self, name):
        return self.env["kam.financial.statement"]._get_label(name)

    def _get_print_grounds(self):
        """Return what the score rests on, as lines of the print."""
        self.ensure_one()
        if self.kind == "computed":
            return [text for text in (self.value_text, self.basis_text) if text]
        chosen = [self._word_level(level) for level in (self.level_id, self.second_level_id)]
        unknown = self.env._("Cannot be judged") if self.is_unknown else ""
        return [text for text in (unknown, *chosen, self.evidence, self.remark) if text]

    def _word_level(self, level):
        """Return what a level means, as it was kept."""
        kept = {one["id"]: one["text"] for one in self._get_levels()}
        return wording.kept(self.env, kept[level.id]) if level.id in kept else ""

    def _explain(self, widest):
        """Return what the page shows of the criterion.

        :param int widest: weight of the criterion with the widest bar
        """
        self.ensure_one()
        return {
            "name": self.name,
            "text": self.assessment_id._word_part(self.contribution, self.weight),
            "share": 100 * self.contribution / widest,
            "room": 100 * (self.weight - self.contribution) / widest,
            "is_open": self.is_open,
        }
