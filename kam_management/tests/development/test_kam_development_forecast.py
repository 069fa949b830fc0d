import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_value import DevelopmentValueCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentForecast(DevelopmentValueCommon):
    """What is entered of a forecast, and what it comes to (development scheme, 2.6)."""

    def _case(self, development, scenario, name):
        lines = development.forecast_ids.filtered(lambda line: line.scenario == scenario)
        return lines.sorted("year").mapped(name)

    # ------------------------------------------------------------------
    # entering
    # ------------------------------------------------------------------

    def test_low_and_high_follow(self):
        development = self._filled()
        self.seen_by(self.rep_beijing, development).action_fill_cases(20)
        self.assertEqual(self._case(development, "low", "sales"), [800, 1600, 2400])
        self.assertEqual(self._case(development, "high", "margin"), [360, 720, 1080])
        self.assertEqual(self._case(development, "low", "staff"), [60, 60, 60])
        figures = development.value_figures
        self.assertLess(figures["low"]["present_value"], figures["expected"]["present_value"])
        self.assertLess(figures["expected"]["present_value"], figures["high"]["present_value"])

    def test_a_loss_is_worse_in_the_low_case(self):
        development = self._filled()
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        self.seen_by(self.rep_beijing, expected).margin = -100
        self.seen_by(self.rep_beijing, development).action_fill_cases(20)
        self.assertEqual(self._case(development, "low", "margin"), [-120] * 3)
        self.assertEqual(self._case(development, "high", "margin"), [-80] * 3)

    def test_a_case_that_is_missing_is_made(self):
        development = self._filled()
        lines = development.forecast_ids.filtered(lambda line: line.scenario == "low")
        self.seen_by(self.rep_beijing, lines).unlink()
        self.seen_by(self.rep_beijing, development).action_fill_cases(10)
        self.assertEqual(self._case(development, "low", "sales"), [900, 1800, 2700])

    def test_amounts_are_rounded_by_the_currency(self):
        development = self._filled()
        yen = self.env.ref("base.JPY")
        yen.active = True
        expected = development.forecast_ids.filtered(lambda line: line.scenario == "expected")
        self.seen_by(self.rep_beijing, expected).sales = 333
        development._protected_write({"currency_id": yen.id})
        self.seen_by(self.rep_beijing, development).action_fill_cases(33)
        self.assertEqual(self._case(development, "low", "sales"), [223] * 3)

    def test_years(self):
        development = self._filled()
        seen = self.seen_by(self.rep_beijing, development)
        seen.action_add_year()
        seen.action_add_year()
        self.assertEqual(self._case(development, "high", "year"), [1, 2, 3, 4, 5])
        with self.assertRaisesRegex(UserError, "that is the most"):
            seen.action_add_year()
        for _year in range(4):
            seen.action_remove_year()
        self.assertEqual(development.forecast_ids.mapped("year"), [1, 1, 1])
        with self.assertRaisesRegex(UserError, "at least that"):
            seen.action_remove_year()

    def test_only_drafts_and_only_whoever_may(self):
        development = self._approved()
        for method, arguments in (
            ("action_fill_cases", (20,)),
            ("action_add_year", ()),
            ("action_remove_year", ()),
        ):
            with self.subTest(method=method):
                with self.assertRaises(UserError):
                    getattr(self.seen_by(self.rep_beijing, development), method)(*arguments)
                with self.assertRaises(AccessError):
                    getattr(self.seen_by(self.rep_shanghai, development), method)(*arguments)

    # ------------------------------------------------------------------
    # the value for the customer
    # ------------------------------------------------------------------

    def test_what_the_customer_confirmed(self):
        development = self._filled()
        self.assertEqual((development.advantage_total, development.advantage_confirmed), (500, 0))
        foreman = self._stakeholder(
            self.yard, self._contact("Foreman", self.yard), "decision_maker"
        )
        line = development.advantage_ids
        self.seen_by(self.rep_beijing, line).write(
            {"confirmed_by_id": foreman.id, "date_confirmed": self.today}
        )
        line.copy(
            {
                "development_id": development.id,
                "value": 70,
                "confirmed_by_id": False,
                "date_confirmed": False,
            }
        )
        self.assertEqual((development.advantage_total, development.advantage_confirmed), (570, 500))

    # ------------------------------------------------------------------
    # hostile values
    # ------------------------------------------------------------------

    def test_percent(self):
        development = self._filled()
        for percent in (-1, 101, 1e300, float("nan"), float("inf"), "x", None, True, [7], "\0"):
            with self.subTest(percent=percent), self.assertRaises(UserError):
                self.seen_by(self.rep_beijing, development).action_fill_cases(percent)
        self.seen_by(self.rep_beijing, development).action_fill_cases("12.5")
        self.assertEqual(self._case(development, "low", "sales")[0], 875)

    def _assert_refused(self, records, vals, error):
        with self.subTest(vals=vals), self.assertRaises(error), self.env.cr.savepoint():
            self.seen_by(self.rep_beijing, records).write(vals)
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_amounts_and_years_that_are_none(self):
        development = self._filled()
        line = development.forecast_ids[0]
        for vals in ({"sales": 1e300}, {"sales": float("nan")}, {"margin": float("-inf")}):
            self._assert_refused(line, vals, ValidationError)
        # the remedy stands in the message of the constraint
        for vals in ({"sales": -1}, {"stock": -0.01}, {"year": 0}, {"year": 6}, {"year": -1}):
            self._assert_refused(line, vals, psycopg2.IntegrityError)
        added = {"forecast_ids": [Command.create({"year": 7, "scenario": "low"})]}
        self._assert_refused(development, added, psycopg2.IntegrityError)

    @mute_logger("odoo.sql_db")
    def test_rates_that_are_none(self):
        development = self._filled()
        for vals in (
            {"risk_coefficient": float("nan")},
            {"stock_rate": 1e300},
            {"date_forecast": "2026-02-02"},
        ):
            self._assert_refused(development, vals, ValidationError)
        for vals in ({"risk_coefficient": 1.01}, {"discount_rate": -1}):
            self._assert_refused(development, vals, psycopg2.IntegrityError)

    def test_the_largest_amounts_are_reckoned(self):
        development = self._filled()
        lines = development.forecast_ids
        self.seen_by(self.rep_beijing, lines).write({"margin": -4e14, "development": 4e14})
        self.seen_by(self.rep_beijing, development).action_fill_cases(100)
        self.assertFalse(development.is_worth)
        self.assertTrue(development.verdict)

    # ------------------------------------------------------------------
    # currency
    # ------------------------------------------------------------------

    def test_an_edition_stays_in_its_currency(self):
        development = self._approved()
        before = development.currency_id
        other = self.env.ref("base.CHF")
        other.active = True
        self.company.currency_id = other
        self.assertEqual(development.currency_id, before)
        self.assertEqual(development.forecast_ids.currency_id, before)
        self.assertIn(before.symbol, development.verdict)
        draft = self._development(self.shop, self.rep_hangzhou)
        self.assertEqual(draft.currency_id, other)
