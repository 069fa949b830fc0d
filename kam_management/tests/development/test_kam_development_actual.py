from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_value import DevelopmentValueCommon

ITEMS = ("staff", "travel", "management", "development")


@tagged("post_install", "-at_install")
class TestKamDevelopmentActual(DevelopmentValueCommon):
    """What became of a forecast, month by month (development scheme, 2.6)."""

    def test_months_until_today(self):
        development = self._forecast_from(3)
        self._invoice(90, self._month(3))
        self._invoice(50, self._month(2) - timedelta(days=1))
        self._invoice(-20, self._month(2))
        # before the forecast, ahead of today, another's
        self._invoice(9000, self._month(3) - timedelta(days=1))
        self._invoice(9000, self._days(1))
        self._invoice(9000, self._month(3), account=self.shop)
        rows = self._rows(development)
        self.assertEqual(rows.mapped("number"), [1, 2, 3, 4])
        self.assertEqual(rows.mapped("date_month"), [self._month(back) for back in (3, 2, 1, 0)])
        self.assertEqual(rows.mapped("actual_sales"), [140, -20, 0, 0])
        self.assertEqual(rows.mapped("running_sales"), [140, 120, 120, 120])
        for row in rows:
            self.assertAlmostEqual(row.forecast_expected, 1000 / 12)
        self.assertAlmostEqual(rows[-1].running_expected, 4000 / 12)
        self.assertEqual(rows[-1].date_to, self.today)
        self.assertFalse(rows[-1].is_whole)
        self.assertTrue(all(rows[:-1].mapped("is_whole")))
        self.assertEqual(rows.author_id, self.rep_beijing)

    def test_years_follow_one_another(self):
        development = self._forecast_from(13)
        rows = self._rows(development)
        self.assertAlmostEqual(rows[11].forecast_expected, 1000 / 12)
        self.assertAlmostEqual(rows[12].forecast_expected, 2000 / 12)
        self.assertAlmostEqual(sum(rows[:12].mapped("forecast_expected")), 1000)

    def test_nothing_before_it_begins_or_is_approved(self):
        development = self._filled(date_forecast=self._month(3))
        self.assertFalse(self._rows(development))
        self.assertFalse(self.seen_by(self.director, development).actual_figures)
        ahead = self._approved(self.shop, self.rep_hangzhou, date_forecast=self._month(-1))
        self.assertFalse(self._rows(ahead))

    def test_within_low_and_high(self):
        development = self._filled(date_forecast=self._month(2))
        self.seen_by(self.rep_beijing, development).action_fill_cases(20)
        self.submit(development, self.rep_beijing)
        self.approve(development, *self._deciders(development))
        self._invoice(70, self._month(2))
        self._invoice(120, self._month(1))
        # 66.67 to 100 a month
        self.assertEqual(self._rows(development).mapped("is_in_band"), [True, False, False])

    # ------------------------------------------------------------------
    # editions
    # ------------------------------------------------------------------

    def _followed(self):
        """Return an edition that held for some months, and the one that followed it."""
        development = self._forecast_from(5)
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.seen_by(self.rep_beijing, edition).date_forecast = self._month(2)
        lines = edition.forecast_ids.filtered(lambda line: line.scenario == "expected")
        self.seen_by(self.rep_beijing, lines).sales = 2400
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        # on the third day of the month in which its forecast begins
        day = self._month(2) + timedelta(days=2)
        edition._protected_write({"date_closed": self.company._kam_moment_of(day, 9)})
        return development, edition

    def test_no_forecast_stands_against_the_months_of_another(self):
        development, edition = self._followed()
        self._invoice(10, self._month(3))
        self._invoice(20, self._month(2) + timedelta(days=1))
        self._invoice(40, self._month(2) + timedelta(days=2))
        self._invoice(80, self._month(1))
        before, after = self._rows(development), self._rows(edition)
        self.assertEqual(before.mapped("number"), [1, 2, 3, 4])
        # until the day before the next one holds
        self.assertEqual(before[-1].date_to, self._month(2) + timedelta(days=1))
        self.assertFalse(before[-1].is_whole)
        self.assertEqual(before.mapped("actual_sales"), [0, 0, 10, 20])
        # and the next one from that day on
        self.assertEqual(after[0].date_from, self._month(2) + timedelta(days=2))
        self.assertEqual(after.mapped("actual_sales"), [40, 80, 0])
        days = (self._month(1) - self._month(2)).days
        for row, expected in (
            (before[-1], 1000 / 12 * 2 / days),
            (after[0], 200 * (days - 2) / days),
            (after[1], 200),
            (after[2], 200),
        ):
            self.assertAlmostEqual(row.forecast_expected, expected, 2)
        self.assertEqual(after.mapped("is_whole"), [False, True, False])
        self.assertNotEqual(before.mapped("forecast_expected"), after.mapped("forecast_expected"))
        self.assertFalse(any(before.mapped("is_current")))
        self.assertTrue(all(after.mapped("is_current")))
        self.assertEqual(set(before.mapped("edition")), {development.number})
        self.assertEqual(set(after.mapped("edition")), {f"{development.number}, revision A"})

    def _revised(self, begins, approved):
        """Return an edition of 1000 a year since five months ago, and one that followed it."""
        development = self._forecast_from(5)
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.seen_by(self.rep_beijing, edition).date_forecast = begins
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        edition._protected_write({"date_closed": self.company._kam_moment_of(approved, 9)})
        return development, edition

    def test_each_day_belongs_to_one_edition(self):
        # the same months again, approved later
        held = self._month(2) + timedelta(days=9)
        development, edition = self._revised(self._month(5), held)
        for back, amount in ((4, 100), (3, 200), (1, 400)):
            self._invoice(amount, self._month(back))
            self._spent_on(self.travel, amount + 7, self._month(back))
        for day in (held - timedelta(days=1), held):
            self._invoice(10, day)
            self._spent_on(self.travel, 17, day)
        before, after = self._rows(development), self._rows(edition)
        self.assertEqual(before.mapped("number"), [1, 2, 3, 4])
        self.assertEqual(after.mapped("number"), [4, 5, 6])
        self.assertEqual(sum(before.mapped("actual_sales")), 310)
        self.assertEqual(sum(after.mapped("actual_sales")), 410)
        self.assertEqual(sum(before.mapped("cost_total")), 331)
        self.assertEqual(sum(after.mapped("cost_total")), 424)
        # each month counts once
        both = before + after
        self.assertAlmostEqual(sum(both.mapped("forecast_expected")), 1000 / 12 * 6, 1)
        self.assertAlmostEqual(sum(both.mapped("forecast_staff")), 5 * 6, 1)
        self.assertAlmostEqual(sum(both.mapped("forecast_development")), 200, 1)
        for row in self._rows(development, self.director) + self._rows(edition, self.director):
            domain = row.action_view_invoices()["domain"]
            moves = self.env["account.move"].search(domain)
            self.assertEqual(sum(moves.mapped("amount_untaxed_signed")), row.actual_sales)
            costs = self.env["kam.account.cost"].search(row.action_view_costs()["domain"])
            self.assertEqual(sum(costs.mapped("amount_company")), row.cost_total)

    def test_the_former_edition_goes_on_until_the_next_one_begins(self):
        development, edition = self._revised(self._month(1), self._month(3) + timedelta(days=4))
        for back in (3, 2, 1):
            self._invoice(10 + back, self._month(back) + timedelta(days=6))
            self._spent_on(self.travel, 20 + back, self._month(back) + timedelta(days=6))
        before, after = self._rows(development), self._rows(edition)
        self.assertEqual(before.mapped("actual_sales"), [0, 0, 13, 12])
        self.assertEqual(before.mapped("cost_travel"), [0, 0, 23, 22])
        self.assertEqual(before[-1].date_to, self._month(1) - timedelta(days=1))
        self.assertTrue(before[-1].is_whole)
        self.assertEqual(after.mapped("actual_sales"), [11, 0])
        self.assertEqual(after.mapped("cost_travel"), [21, 0])

    def test_an_edition_ahead_leaves_the_former_one_in_place(self):
        development, edition = self._revised(self._month(-1), self._month(1) + timedelta(days=4))
        self._invoice(10, self._month(0))
        self.assertFalse(self._rows(edition))
        rows = self._rows(development)
        self.assertEqual(rows[-1].actual_sales, 10)
        self.assertTrue(all(rows.mapped("is_current")))
        # nothing has followed it so far
        calibration = self.env["kam.development.calibration"].search([])
        own = calibration.filtered(lambda row: row.author_id == self.rep_beijing)
        self.assertEqual(own.forecasts, 0)

    def test_what_was_spent_before_stands_with_whichever_edition_begins_first(self):
        # the first one was to begin later than the one that followed it
        development, edition = self._revised(self._month(2), self._month(3))
        development._protected_write(
            {
                "date_forecast": self._month(1),
                "date_closed": self.company._kam_moment_of(self._month(4), 9),
                "date_started": self.company._kam_moment_of(self._month(5), 9),
            }
        )
        self._spent_on(self.travel, 5, self._month(4))
        self._spent_on(self.travel, 7, self._month(2))
        self.assertFalse(self._rows(development))
        rows = self._rows(edition)
        self.assertEqual(rows.mapped("cost_travel"), [12, 0, 0])
        self.assertEqual(rows[0].date_cost_from, self._month(5))

    def test_the_form_names_its_edition(self):
        development, edition = self._followed()
        for scheme, name in ((development, development.number), (edition, "revision A")):
            figures = self.seen_by(self.director, scheme).actual_figures
            self.assertIn(name, figures["edition"])
            self.assertIn(name, scheme.actuals_note)
        self.assertIn("holds no more", development.actuals_note)
        self.assertEqual(len(self.seen_by(self.director, edition).actual_figures["months"]), 3)

    # ------------------------------------------------------------------
    # costs
    # ------------------------------------------------------------------

    def test_a_cost_of_each_kind(self):
        development = self._forecast_from(1)
        kinds = self.env["kam.account.cost.kind"].search([("has_ceiling", "=", False)])
        idle = kinds.create({"name": "Samples"})
        stakeholder = self._stakeholder(
            self.yard, self._contact("Foreman", self.yard), "decision_maker"
        )
        every = self.env["kam.account.cost.kind"].search([])
        expected = dict.fromkeys([*ITEMS, False], 0)
        for at, kind in enumerate(every, 1):
            receiver = {"stakeholder_id": stakeholder.id} if kind.has_ceiling else {}
            self._spent_on(kind, at, self._month(1), **receiver)
            expected[kind.forecast_item] += at
        row = self._rows(development)[0]
        for item in ITEMS:
            with self.subTest(item=item):
                self.assertEqual(row[f"cost_{item}"], expected[item])
        self.assertEqual(row.cost_unassigned, expected[False])
        self.assertEqual(row.cost_total, sum(range(1, len(every) + 1)))
        self.assertGreater(row.cost_unassigned, 0)
        note = self.seen_by(self.director, development).actuals_note
        self.assertIn(idle.name, note)
        # no kind of cost is that of our own people
        self.assertIn("Staff Cost", note)
        idle.forecast_item = "staff"
        note = self.seen_by(self.director, development).actuals_note
        self.assertNotIn(idle.name, note)
        self.assertNotIn("without a source", note)
        self.assertEqual(self._rows(development)[0].cost_unassigned, 0)

    def test_what_was_corrected_does_not_count(self):
        development = self._forecast_from(1)
        cost = self._spent_on(self.travel, 500, self._month(1))
        self._spent_on(self.travel, 50, self._month(1), corrects_id=cost.id)
        self.assertEqual(self._rows(development)[0].cost_travel, 50)

    def test_what_was_spent_before_the_forecast_stands_in_its_first_month(self):
        development = self._forecast_from(1)
        started = self.company._kam_moment_of(self._month(4), 9)
        development._protected_write({"date_started": started})
        self._spent_on(self.travel, 5, self._month(3))
        self._spent_on(self.travel, 7, self._month(1))
        # before the development began
        self._spent_on(self.travel, 900, self._month(5))
        rows = self._rows(development)
        self.assertEqual(rows.mapped("cost_travel"), [12, 0])
        self.assertEqual(rows[0].date_cost_from, self._month(4))

    def test_forecast_costs(self):
        rows = self._rows(self._forecast_from(12))
        self.assertEqual(rows.mapped("forecast_staff"), [5] * 13)
        self.assertEqual(rows.mapped("forecast_development"), [200, *[0] * 12])

    # ------------------------------------------------------------------
    # margins
    # ------------------------------------------------------------------

    def test_margins_where_orders_know_them(self):
        development = self._forecast_from(1)
        self.env.cr.execute(
            "ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS margin_percent double precision"
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.yard.partner_id.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.tile.id})],
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE sale_order_line SET margin_percent = 0.25 WHERE order_id = %s", order.id)
        )
        link = {"sale_line_ids": [Command.link(order.order_line.id)]}
        self._invoice(80, self._month(1), line=link)
        # of this one nobody knows
        self._invoice(1000, self._month(1))
        actuals = type(self.env["kam.development.actual"])
        with patch.object(actuals, "_has_margin", lambda self: True):
            row = self._rows(development)[0]
            self.assertEqual((row.actual_sales, row.actual_margin), (1080, 20))
            note = self.seen_by(self.director, development).actuals_note
            self.assertNotIn("Margins are not compared", note)
            self.assertTrue(self._find_margin_column(row))
        with patch.object(actuals, "_has_margin", lambda self: False):
            note = self.seen_by(self.director, development).actuals_note
            self.assertIn("Margins are not compared", note)
            self.assertFalse(self._find_margin_column(row))

    def _find_margin_column(self, rows):
        arch, _view = rows._get_view(view_type="list")
        return arch.xpath("//field[@name='actual_margin']")

    # ------------------------------------------------------------------
    # every number opens its records
    # ------------------------------------------------------------------

    def test_numbers_open_their_records(self):
        development, edition = self._followed()
        for back in (5, 4, 2, 1, 0):
            for number in range(back + 1):
                self._invoice(10 + number, self._month(back))
        self._invoice(33, self._month(2) + timedelta(days=4))
        self._spent_on(self.travel, 7, self._month(2))
        self._spent_on(self.travel, 9, self._month(1))
        for row in self._rows(development, self.director) + self._rows(edition, self.director):
            with self.subTest(edition=row.edition, month=row.date_month):
                action = row.action_view_invoices()
                moves = self.env["account.move"].with_user(self.director).search(action["domain"])
                self.assertEqual(sum(moves.mapped("amount_untaxed_signed")), row.actual_sales)
                action = row.action_view_costs()
                costs = self.env["kam.account.cost"].search(action["domain"])
                self.assertEqual(sum(costs.mapped("amount_company")), row.cost_total)
        action = self.seen_by(self.director, edition).action_view_actuals()
        found = self.env["kam.development.actual"].search(action["domain"])
        self.assertEqual(found.development_id, edition)
        self.assertEqual(found[0].action_view_development()["res_id"], edition.id)

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_who_sees_what(self):
        development = self._forecast_from(1)
        self._invoice(100, self._month(1))
        self._invoice(70, self._month(1), invoice_user_id=self.rep_beijing.id)
        self.assertEqual(self._rows(development, self.director)[0].actual_sales, 170)
        note = self.seen_by(self.rep_beijing, development).actuals_note
        self.assertIn("may not open all invoices", note)
        self.assertFalse(self._rows(development, self.rep_shanghai))
        # who opens no invoices is told so, and sees no sum of nothing
        rows = self._rows(development, self.administrator)
        self.assertEqual(rows.mapped("cost_total"), [0, 0])
        self.env.cr.execute(rows._table_query)
        found = {row["actual_sales"] for row in self.env.cr.dictfetchall()}
        self.assertEqual(found, {None})
        with self.assertRaises(AccessError):
            rows.read(["actual_sales"])
        seen = self.seen_by(self.administrator, development)
        self.assertFalse(seen.actual_figures["knows_sales"])
        self.assertIn("you may open no invoices", seen.actuals_note)

    def test_a_part_of_the_sales_is_no_actual(self):
        development = self._forecast_from(2)
        own = self.env.ref("sales_team.group_sale_salesman")
        self.supervisor_north.group_ids |= own
        mine = self._invoice(70, self._month(1), invoice_user_id=self.rep_beijing.id)
        columns = ["actual_sales", "running_sales", "is_in_band", "knows_sales"]
        # all of the customer are theirs
        for row in self._rows(development, self.rep_beijing):
            self.assertTrue(row.knows_sales)
        self.assertEqual(
            self._rows(development, self.rep_beijing).mapped("running_sales"), [0, 70, 70]
        )
        self._invoice(100, self._month(1))
        for user in (self.rep_beijing, self.supervisor_north):
            with self.subTest(user=user.login):
                rows = self._rows(development, user)
                for values in rows.read(columns, load=None):
                    values.pop("id")
                    self.assertEqual(values, dict.fromkeys(columns, False))
                    self.assertIs(values["actual_sales"], False)
                [(total, top)] = rows._read_group(
                    [("id", "in", rows.ids)], [], ["actual_sales:sum", "running_sales:max"]
                )
                self.assertIs(total, False)
                self.assertIs(top, False)
                self._check_nothing_known(rows)
                seen = self.seen_by(user, development)
                self.assertFalse(seen.actual_figures["knows_sales"])
                self.assertIn("may not open all invoices", seen.actuals_note)
        self.assertEqual(
            self._rows(development, self.director).mapped("running_sales"), [0, 170, 170]
        )
        # nothing sold is 0 for everybody, and no sum is made of known and unknown sales
        other = self._forecast_from(2, self._key_account("New", self.beijing, self.rep_beijing))
        known = self._rows(other, self.rep_beijing)
        self.assertEqual(known.mapped("running_sales"), [0, 0, 0])
        self.assertTrue(all(known.mapped("knows_sales")))
        every = known.search([("development_id", "in", (development | other).ids)])
        [(total,)] = every._read_group([("id", "in", every.ids)], [], ["actual_sales:sum"])
        self.assertIs(total, False)
        mine.button_draft()
        self.assertFalse(self._rows(development, self.rep_beijing)[0].knows_sales)

    def _check_nothing_known(self, rows):
        """Ask for the sums by which graphs draw, those over several currencies included."""
        [sums] = rows.formatted_read_group(
            [("id", "in", rows.ids)],
            [],
            ["actual_sales:sum", "actual_sales:sum_currency", "actual_margin:sum"],
        )
        for name, value in sums.items():
            if name.startswith("actual"):
                self.assertIs(value, False, name)

    def test_another_company_counts_its_own(self):
        development = self._forecast_from(1)
        self._invoice(100, self._month(1))
        self._make_other_company()
        open_to_both = self.env["kam.development.actual"].with_context(
            allowed_company_ids=[self.company.id, self.mill_other.company_id.id]
        )
        row = open_to_both.search([("development_id", "=", development.id)], limit=1)
        self.assertEqual(row.actual_sales, 100)

    def test_one_statement_for_all(self):
        self._forecast_from(1)
        counts = []
        for at in range(2):
            rows = self.seen_by(self.director, self.env["kam.development.actual"])
            rows.search_read([], ["actual_sales", "cost_total", "number"])
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.search_read([], ["actual_sales", "cost_total", "number"])
            counts.append(self.cr.sql_log_count - before)
            if not at:
                for number in range(4):
                    account = self._key_account(f"C{number}", self.beijing, self.rep_beijing)
                    self._forecast_from(2, account)
        self.assertEqual(*counts)

    def test_statement_agrees_with_a_slow_count(self):
        development = self._forecast_from(7)
        for at in range(30):
            day = self._days(-(at * 37) % 300 - 300 if at % 3 else -(at * 11) % 200)
            day = min(day, self.today)
            self._invoice((at + 1) * (1 if at % 4 else -1), day)
        moves = self.env["account.move"].search(
            [("partner_id", "=", self.yard.partner_id.id), ("state", "=", "posted")]
        )
        for row in self._rows(development):
            last = row.date_month + relativedelta(months=1)
            expected = sum(
                move.amount_untaxed_signed
                for move in moves
                if row.date_month <= move.invoice_date < last
            )
            with self.subTest(month=row.date_month):
                self.assertAlmostEqual(row.actual_sales, expected, 2)
