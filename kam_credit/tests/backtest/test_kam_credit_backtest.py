import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..assessment.common import KamCreditAssessmentCommon
from ..common import day
from .common import CUT, KamCreditBacktestCommon


@tagged("post_install", "-at_install")
class TestKamCreditBacktest(KamCreditBacktestCommon):
    """Figures of a day against what came later, with values worked out by hand."""

    def test_instalments(self):
        figure = self.figure(self.backtest())
        # good: two fine; fair: one late, one fine; bad: two late. 17 of 18 half pairs in order
        self.assertEqual((figure.count_bad, figure.count_good), (3, 3))
        self.assertTrue(figure.has_figure)
        self.assertAlmostEqual(figure.auc, 17 / 18, 3)
        self.assertAlmostEqual(figure.gini, 16 / 18, 3)
        self.assertAlmostEqual(figure.ks, 2 / 3, 3)
        self.assertIn("94", figure.sentence)
        self.assertIn("tells them apart", figure.sentence)

    def test_the_curve(self):
        """Fair and bad before good: each bad case is found before a good one, but one."""
        figure = self.figure(self.backtest())
        self.assertEqual(
            [(round(x, 3), round(y, 3)) for x, y in figure.curve],
            # bad, with a rate of 0; fair, with 60 %; good
            [(0, 0), (0.333, 0.667), (0.667, 1), (1, 1)],
        )
        self.assertFalse(self.figure(self.backtest(minimum=30)).curve)

    def test_customers(self):
        backtest = self.backtest()
        for outcome, bad, good in (("below", 2, 1), ("late", 2, 1), ("written_off", 1, 2)):
            with self.subTest(outcome=outcome):
                figure = self.figure(backtest, outcome=outcome)
                self.assertEqual((figure.count_bad, figure.count_good), (bad, good))
                self.assertEqual(figure.auc, 1)

    def test_days_of_delay_let_pass(self):
        figure = self.figure(self.backtest(late_days=10))
        self.assertEqual((figure.count_bad, figure.count_good, figure.auc), (2, 4, 1))
        self.assertFalse(figure.has_interval)
        # the unpaid one of fifty days ago had not its sixty days yet, nor had any other
        figure = self.figure(self.backtest(late_days=60))
        self.assertEqual((figure.count_bad, figure.count_good), (0, 0))
        # the later rate is what it is
        self.assertEqual(self.figure(self.backtest(late_days=10), outcome="below").count_bad, 2)

    def test_too_few_cases_have_no_figure(self):
        for figure in self.backtest(minimum=30).figure_ids:
            with self.subTest(figure=figure.display_name):
                self.assertFalse(figure.has_figure)
                self.assertEqual((figure.auc, figure.gini, figure.ks), (0, 0, 0))
                self.assertIn("Not enough cases", figure.sentence)
                self.assertIn("30", figure.sentence)

    def test_lines(self):
        lines = {line.partner_id: line for line in self.backtest().line_ids}
        self.assertEqual(set(lines), {self.good, self.fair, self.bad})
        fair, bad = lines[self.fair], lines[self.bad]
        self.assertAlmostEqual(fair.fulfilment_rate, 0.6)
        self.assertEqual((fair.count_judged, fair.count_late, fair.rate_later), (2, 1, 0.5))
        self.assertTrue(fair.is_below)
        self.assertEqual((bad.fulfilment_rate, bad.has_rate), (0, True))
        self.assertEqual((bad.amount_due, bad.amount_on_time), (200, 0))
        self.assertEqual((bad.amount_written_off, bad.is_written_off), (20, True))
        self.assertEqual(lines[self.good].tier_from_id, self.tiers["red"])
        self.assertFalse(fair.tier_from_id)

    def test_only_what_was_known(self):
        """Nothing that was booked from the cut on is in the figures of the day."""
        before = self.backtest()
        self.pay(self.invoice(self.fair, 500, due=CUT, date=CUT), on=CUT)
        late = self.invoice(self.bad, 5000, due=day(-95), date=CUT)
        self.pay(late, on=day(-95))
        after = self.backtest()
        for partner in self.good | self.fair | self.bad:
            with self.subTest(partner=partner.name):
                one, other = (
                    backtest.line_ids.filtered(lambda line, of=partner: line.partner_id == of)
                    for backtest in (before, after)
                )
                for name in ("fulfilment_rate", "transaction_amount", "tier_from_id"):
                    self.assertEqual(one[name], other[name])

    def test_tiers(self):
        backtest = self.backtest()
        rows = {row.tier_id: row for row in backtest.tier_ids}
        red, none = rows[self.tiers["red"]], rows[self.tiers["red"].browse()]
        self.assertEqual((red.count_customers, red.count_judged, red.count_late), (1, 2, 0))
        self.assertEqual((red.share_expected, red.share_late), (0, 0))
        self.assertEqual((none.count_customers, none.count_judged, none.count_late), (2, 4, 3))
        # rates of 60 % and 0 %, two instalments each
        self.assertAlmostEqual(none.share_expected, 0.7)
        self.assertAlmostEqual(none.share_late, 0.75)
        self.assertEqual(none.verdict, "expected")
        # 4 x 0 + (1 x 0.36 + 1 x 0.16) + 2 x 0, by 6
        self.assertAlmostEqual(backtest.brier, 0.52 / 6, 4)
        verdicts = {row.verdict for row in self.backtest(minimum=30).tier_ids}
        self.assertEqual(verdicts, {"few", "none"})

    def test_from_tier_to_tier(self):
        moves = self.backtest()._count_moves()
        self.assertEqual(sum(map(sum, moves["rows"])), 3)
        self.assertEqual(moves["rows"][-1][-1], 2)
        self.assertEqual(moves["tiers"][-1], {"id": 0, "name": "No tier"})

    def test_each_move_opens_its_customers(self):
        backtest = self.backtest()
        moves = backtest.moves
        for tier, counts in zip(moves["tiers"], moves["rows"], strict=True):
            for other, count in zip(moves["tiers"], counts, strict=True):
                action = backtest.action_open_moves(tier["id"], other["id"])
                found = self.root[action["res_model"]].search_count(action["domain"])
                self.assertEqual(found, count)
        for wrong in (-1, None, "green", [1], True, 1.0):
            with self.subTest(tier=wrong), self.assertRaisesRegex(UserError, "no tier"):
                backtest.action_open_moves(wrong, 0)

    def test_nothing_is_said_of_tiers_without_cases(self):
        rows = {row.tier_id: row for row in self.backtest().tier_ids}
        green = rows[self.tiers["green"]]
        self.assertEqual((green.count_judged, green.verdict), (0, "none"))
        [sheet] = [sheet for sheet in self.open_workbook(self.backtest()) if sheet.title == "Tiers"]
        heads = [cell.value for cell in sheet[1]]
        self.assertEqual(heads[0], "Tier on the Day")
        told = {
            line[0].value: dict(zip(heads, (cell.value for cell in line), strict=True))
            for line in sheet.iter_rows(min_row=2)
        }
        for name in ("Late Expected", "Late Observed", "Share Below", "Amount below"):
            self.assertIsNone(told[green.display_name][name], name)
        self.assertEqual(told["No tier"]["Late Observed"], 0.75)
        self.assertEqual(told["Total"]["Late"], 3)

    def test_what_opens(self):
        backtest = self.backtest()
        line = backtest.line_ids.filtered(lambda line: line.partner_id == self.bad)
        for name, count, late in (("action_open_before", 1, 1), ("action_open_later", 2, 2)):
            with self.subTest(action=name):
                action = getattr(line, name)()
                rows = self.env[action["res_model"]].with_user(self.credit_admin)
                rows = rows.with_context(action["context"]).search(action["domain"])
                self.assertEqual(rows.partner_id, self.bad)
                self.assertEqual(len(rows), count)
                self.assertEqual(len(rows.filtered("amount_missed")), late)
        action = backtest.action_open_lines()
        self.assertEqual(self.root[action["res_model"]].search_count(action["domain"]), 3)
        action = self.figure(backtest).action_open_cases()
        self.assertEqual(self.root[action["res_model"]].search_count(action["domain"]), 3)
        for outcome, count in (("instalment", 2), ("below", 2), ("late", 2), ("written_off", 1)):
            action = self.figure(backtest, outcome=outcome).action_open_bad()
            self.assertEqual(self.root[action["res_model"]].search_count(action["domain"]), count)
        action = backtest.with_context(search_default_late=1).action_open_lines()
        self.assertEqual(action["context"], {"search_default_late": 1})
        action = backtest.tier_ids[-1].action_open_lines()
        self.assertEqual(self.root[action["res_model"]].search_count(action["domain"]), 2)

    def test_longer_than_a_year(self):
        """What was settled counts however long ago it fell due, from the cut on."""
        backtest = self.backtest(date_cut=day(-700))
        self.assertFalse(backtest.line_ids)
        customer = self.make_customer("Old")
        self.make_key(customer, unit=self.area)
        self.bill_and_pay(customer, 100, -800)
        self.bill_and_pay(customer, 100, -600, late=1)
        backtest = self.backtest(date_cut=day(-700))
        self.assertEqual(backtest.line_ids.partner_id, customer)
        self.assertEqual((backtest.line_ids.count_judged, backtest.count_late), (1, 1))
        self.assertEqual(backtest.count_new, 4)
        self.root["kam.credit.profile"].evaluate(company_id=self.company.id)
        action = backtest.line_ids.action_open_later()
        rows = self.root[action["res_model"]].with_context(action["context"])
        self.assertEqual(len(rows.search(action["domain"])), 1)

    def test_history_lines_are_outcomes(self):
        self.root["kam.credit.history.line"].create(
            {
                "partner_id": self.good.id,
                "company_id": self.company.id,
                "name": "OLD/1",
                "date_invoice": day(-90),
                "date_due": day(-60),
                "amount": 100,
                "amount_untaxed": 100,
                "date_settled": day(-50),
            }
        )
        line = self.backtest().line_ids.filtered(lambda line: line.partner_id == self.good)
        self.assertEqual((line.count_judged, line.count_late), (3, 1))

    def test_it_is_kept(self):
        backtest = self.backtest()
        self.assertEqual(backtest.user_id, self.credit_admin)
        self.assertEqual((backtest.date_cut, backtest.date_figures), (CUT, day(-101)))
        self.assertAlmostEqual(backtest.threshold, 0.75)
        self.pay(self.invoice(self.fair, 5000, due=day(-30), date=day(-60)), on=day(-30))
        self.assertAlmostEqual(self.figure(backtest).auc, 17 / 18, 3)
        for record in (backtest, backtest.figure_ids, backtest.tier_ids, backtest.line_ids):
            with self.subTest(model=record._name):
                name = "threshold" if record == backtest else "count_late"
                name = "auc" if record == backtest.figure_ids else name
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.sudo().write({name: 1})
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.sudo().unlink()

    def test_incomplete_figures_say_so(self):
        self.company.sudo().kam_credit_complete_from = day(-200)
        backtest = self.backtest()
        self.assertTrue(backtest.is_incomplete)
        self.assertIn("incomplete", backtest.summary)

    def test_the_dialog(self):
        model = self.root["kam.credit.backtest.ask"].with_user(self.credit_admin)
        ask = model.create({"company_id": self.company.id, "date_cut": CUT, "date_to": day(0)})
        self.assertEqual((ask.late_days, ask.minimum_cases), (0, 30))
        action = ask.action_run()
        self.assertEqual(
            (action["res_model"], action["views"]), ("kam.credit.backtest", [(False, "form")])
        )
        for vals in (
            {"date_cut": day(0), "date_to": day(0)},
            {"date_to": day(1)},
            {"date_cut": day(-10), "date_to": day(-20)},
            {"late_days": -1},
            {"late_days": 10**6},
            {"minimum_cases": 9},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                ask.copy(vals).action_run()

    def open_workbook(self, backtest):
        """Return the workbook of a backtest as its reader gets it."""
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.credit_admin)
            ._render_xlsx("kam_credit.report_kam_credit_backtest_xlsx", backtest.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content))

    def test_the_workbook(self):
        backtest = self.backtest()
        book = self.open_workbook(backtest)
        self.assertEqual(
            book.sheetnames, ["What It Says", "Figures", "Tiers", "From Tier to Tier", "Customers"]
        )
        heads = {cell.value: cell.column for cell in book["Customers"][1]}
        rate = book["Customers"].cell(2, heads["Rate on the Day"])
        self.assertEqual((rate.value, rate.number_format), (1, "0.00%"))
        # no slash, which no file may be called
        self.assertRegex(backtest._get_file_name(), r"^Backtest from \d{4}-\d\d-\d\d to ")
        opened = self.root["kam.credit.opening"].search(
            [("res_model", "=", "kam.credit.backtest.line")]
        )
        self.assertEqual(opened.user_id, self.credit_admin)
        self.assertEqual(len(opened.profile_id), 3)

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.backtest()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count()
        few = count()
        for number in range(10):
            partner = self.make_customer(f"Further {number}")
            self.bill_and_pay(partner, 100, -150)
            self.bill_and_pay(partner, 100, -60, late=number)
        self.assertEqual(len(self.backtest().line_ids), 13)
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
class TestKamCreditBacktestScores(KamCreditAssessmentCommon):
    def test_scores_of_the_day(self):
        sheet = self.assessed()
        profiles = self.root["kam.credit.profile"]
        ladder = self.root["kam.credit.tier"]._ladder(self.company)
        debtor = self.customer.id
        self.assertEqual(profiles._scores_on(self.company, day(-1), None, ladder), {})
        self.assertEqual(profiles._scores_on(self.company, day(0), [debtor + 1], ladder), {})
        score = profiles._scores_on(self.company, day(0), None, ladder)[debtor]
        self.assertEqual(score.score, sheet.score)
        self.assertEqual(score.rank, ladder.rank_by_id.get(sheet.tier_rated_id.id))
