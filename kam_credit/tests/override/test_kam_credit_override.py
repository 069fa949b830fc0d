from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditOverrideCommon


@tagged("post_install", "-at_install")
class TestKamCreditOverride(KamCreditOverrideCommon):
    """Who gave another tier than score or figures led to, and what became of it."""

    def test_an_adjusted_score_is_entered(self):
        row = self.override()
        self.assertEqual(
            (row.tier_led_id, row.tier_given_id), (self.tiers["green"], self.tiers["yellow"])
        )
        self.assertEqual((row.direction, row.reason), ("down", "information"))
        self.assertEqual(row.note, "Letter of the court")
        self.assertEqual(row.user_id.id, self.credit_officer.id)
        self.assertEqual(row.approved_by_id.id, self.credit_approver.id)
        self.assertEqual((row.date, row.date_outcome.isoformat()), (TODAY, "2026-06-11"))
        self.assertEqual((row.verdict, row.unit_id), ("open", self.area))
        self.assertIn("Not yet", row.sentence)
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (row.res_model, row.res_id))

    def test_who_follows_the_score_overrides_nothing(self):
        self.assertFalse(self.rows(self.assessed(80)))

    def test_a_tier_that_the_figures_do_not_lead_to(self):
        change = self.propose()
        self.assertEqual(change.tier_led_id, self.tiers["red"])
        change.with_user(self.credit_officer).write(
            {"tier_to_id": self.tiers["yellow"].id, "justification": "They build a plant"}
        )
        self.assertTrue(change.is_override)
        with self.assertRaisesRegex(UserError, "“Why Other than by Figures” of .* “Red list”"):
            self.submit(change)
        change.with_user(self.credit_officer).override_reason = "information"
        self.submit(change)
        self.verify(change)
        self.assertFalse(self.rows(change))
        self.sign(change)
        row = self.rows(change)
        self.assertEqual(
            (row.tier_led_id, row.tier_given_id), (self.tiers["red"], self.tiers["yellow"])
        )
        self.assertEqual((row.direction, row.reason), ("up", "information"))
        self.assertEqual(row.note, "They build a plant")

    def test_a_tier_that_the_figures_lead_to(self):
        change = self.propose()
        self.assertFalse(change.is_override)
        change.with_user(self.credit_officer).justification = "As computed"
        self.submit(change)
        self.verify(change)
        self.sign(change)
        self.assertFalse(self.rows(change))

    def test_not_before_twelve_months(self):
        row = self.override()
        with self.at(365):
            self.judge_due()
            self.assertEqual(row.verdict, "open")
        with self.at(366):
            self.judge_due()
            self.assertEqual((row.verdict, row.date_judged), ("unknown", day(366)))
            self.assertIn("Nothing fell due", row.sentence)

    def test_what_became_of_it(self):
        for late, options, direction, verdict, bad in (
            (0, {}, "down", "wrong", ()),
            (0, {}, "up", "right", ()),
            # late, and below the threshold with it
            (61, {}, "up", "wrong", ("is_late", "is_below")),
            (61, {}, "down", "right", ("is_late", "is_below")),
            (60, {}, "up", "wrong", ("is_below",)),
            (None, {}, "up", "wrong", ("is_late", "is_below")),
            # what was written off is never honoured
            (
                0,
                {"amount": 90, "write_off": True},
                "up",
                "wrong",
                ("is_late", "amount_written_off"),
            ),
        ):
            with (
                self.subTest(late=late, direction=direction, **options),
                self.cr.savepoint() as savepoint,
            ):
                row = self.override()
                row._protected_write({"direction": direction})
                with self.at(380):
                    self.buy(late, **options)
                    self.judge_due()
                    self.assertEqual(row.verdict, verdict)
                    self.assertEqual(row.count_due, 1)
                    for name in ("is_late", "is_below", "is_downgraded", "amount_written_off"):
                        self.assertEqual(bool(row[name]), name in bad, name)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_only_what_came_after(self):
        row = self.override()
        with self.at(800):
            # invoiced before, and a year after
            self.buy(70, invoiced=-20)
            self.buy(70, invoiced=400)
            self.buy(0)
            self.judge_due()
            self.assertEqual((row.count_due, row.verdict), (1, "wrong"))
            action = row.action_open_instalments()
            rows = self.root[action["res_model"]].with_context(action["context"])
            self.assertEqual(len(rows.search(action["domain"])), 1)

    def test_a_downgrade_is_bad(self):
        row = self.override()
        row._protected_write({"direction": "up"})
        with self.at(200):
            self.store(self.customer)
            self.acme._downgrade()
        with self.at(380):
            self.judge_due()
            self.assertTrue(row.is_downgraded)
            self.assertEqual((row.count_due, row.verdict), (0, "wrong"))
            self.assertIn("Downgraded", row.sentence)

    def test_what_was_approved_before_there_was_a_register(self):
        row = self.override()
        sheet = self.root[row.res_model].browse(row.res_id)
        row._protected_unlink()
        for _again in range(2):
            row._enter_past()
            self.assertEqual(len(self.rows(sheet)), 1)

    def test_requests_of_before_gave_their_reason_in_words(self):
        change = self.propose()
        change.with_user(self.credit_officer).write(
            {
                "tier_to_id": self.tiers["yellow"].id,
                "justification": "They build a plant",
                "override_reason": "market",
            }
        )
        self.submit(change)
        self.verify(change)
        self.sign(change)
        self.rows(change)._protected_unlink()
        self.cr.execute(
            "UPDATE kam_credit_change SET override_reason = NULL WHERE id = %s", [change.id]
        )
        self.env.invalidate_all()
        change.env["kam.credit.override"]._enter_past()
        self.assertEqual(self.rows(change).reason, "words")

    def test_nobody_writes_in_it(self):
        row = self.override().with_user(self.credit_admin).sudo()
        for attempt in (
            lambda: row.write({"verdict": "right"}),
            row.unlink,
            row.copy,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attempt()

    def test_by_person(self):
        self.override()
        summary = self.root["kam.credit.override.summary"].with_user(self.supervisor)
        action = summary.action_open()
        line = self.root[action["res_model"]].with_user(self.supervisor).search(action["domain"])
        self.assertEqual(line.user_id, self.credit_officer.with_env(line.env))
        self.assertEqual((line.count_decisions, line.count_overrides), (1, 1))
        self.assertEqual((line.count_down, line.count_up, line.count_open), (1, 0, 1))
        self.assertEqual((line.share, line.share_high, line.has_judged), (1, 1, False))
        self.assertAlmostEqual(line.share_low, 0.2065, 4)
        action = line.action_open_overrides()
        self.assertEqual(self.root[action["res_model"]].search_count(action["domain"]), 1)

    def test_many_cost_what_one_does(self):
        row = self.override()
        copies = self.root["kam.credit.override"]._protected_create(
            [
                {**row._convert_to_write(row.read(load="")[0]), "res_id": 10**6 + number}
                for number in range(10)
            ]
        )

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows._judge(rows)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        with self.at(380):
            count(row)
            self.assertLessEqual(count(copies), count(row) + 1)
