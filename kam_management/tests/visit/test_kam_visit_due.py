import random
from datetime import date, datetime, time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged
from odoo.tools import SQL

from ...rules import visit_due
from .due import DueCommon


@tagged("post_install", "-at_install")
class TestKamVisitDue(DueCommon):
    def test_reason_in_words(self):
        self._visited(self.shop, 41)
        row = self._row(self.shop)
        self.assertEqual(row.standing, "late")
        self.assertEqual((row.days_left, row.date_due), (-11, self._days(-11)))
        self.assertEqual(row.reason, "class A: every 30 days, last 41 days ago, none planned")
        self.assertEqual(self.shop.visit_due, row.reason)
        self.assertEqual(self.shop.visit_rhythm, "class A: every 30 days")

    def test_only_what_was_done_counts(self):
        self._visited(self.shop, 41)
        for days, purpose, state in (
            (1, "follow_up", "done"),
            (1, "return_visit", "done"),
            (1, "regular", "cancelled"),
        ):
            self._visited(self.shop, days, purpose, state)
            with self.subTest(purpose=purpose, state=state):
                self.assertEqual(self._row(self.shop).days_since, 41)
        self._visited(self.shop, 3, state="closed")
        self.assertEqual(self._row(self.shop).days_since, 3)

    def test_a_visit_by_phone_counts(self):
        visit = self._visited(self.shop, 2)
        visit._protected_write({"channel": "phone"})
        self.assertEqual(self._row(self.shop).days_since, 2)

    def test_never_visited(self):
        self.yard._protected_write({"date_state": self._days(-70)})
        row = self._row(self.yard)
        self.assertEqual((row.standing, row.is_visited, row.days_left), ("late", False, -10))
        self.assertIn("never visited in 70 days", row.reason)

    def test_without_interval_there_is_no_row(self):
        self.assertFalse(self._row(self.mill))
        self.assertFalse(self._row(self.farm))
        self.class_of["A"].visit_interval = 0
        self.assertFalse(self._row(self.shop))

    def test_planned(self):
        self._visited(self.shop, 41)
        visit = self._planned(date_start=self._soon(days=2))
        row = self._row(self.shop)
        self.assertEqual((row.standing, row.next_planned), ("planned", visit.date_start))
        self.assertIn("planned for", row.reason)
        # a day that has passed is no plan any more
        visit._protected_write(
            {"date_start": self._ago(days=3), "date_stop": self._ago(days=2, hours=23)}
        )
        self.assertEqual(self._row(self.shop).standing, "late")

    def test_a_day_begins_in_shanghai(self):
        moment = datetime.combine(self._days(-10), time(17))
        self._visited(self.shop, 10, ended=moment)
        self.assertEqual(self._row(self.shop).last_visit, self._days(-9))

    def test_season_over_new_year(self):
        self.env["kam.visit.season"].create(
            {
                "account_id": self.shop.id,
                "month_from": "1",
                "month_to": "12",
                "kind": "busy",
                "visit_interval": 7,
            }
        )
        self._visited(self.shop, 9)
        row = self._row(self.shop)
        self.assertEqual((row.origin, row.date_due), ("season", self._days(-2)))
        self.shop.season_ids.write(
            {
                "month_from": str(self.today.month),
                "month_to": str((self.today.month + 2) % 12 + 1),
                "visit_interval": 0,
            }
        )
        row = self._row(self.shop)
        reopens = visit_due.open_day(self.today, self.shop.season_ids._as_rule())
        self.assertEqual((row.origin, row.date_due), ("closed", reopens))
        self.assertIn("no visits before", row.reason)

    def test_the_statement_agrees_with_the_rules(self):
        chance = random.Random(7)
        accounts = self.env["kam.account"]
        for at in range(40):
            accounts |= self._key_account(f"Customer {at}", self.hangzhou, self.rep_hangzhou)
        for account in accounts:
            account.class_id = chance.choice([*self.class_of.values(), False])
            account.visit_interval = chance.choice((0, 0, 10, 45, 200))
            account._protected_write({"date_state": self._days(-chance.randrange(120))})
            if chance.random() < 0.6:
                month = chance.randrange(12)
                self.env["kam.visit.season"].create(
                    {
                        "account_id": account.id,
                        "month_from": str(month + 1),
                        "month_to": str((month + chance.randrange(9)) % 12 + 1),
                        "visit_interval": chance.choice((0, 0, 5, 100)),
                    }
                )
            if chance.random() < 0.6:
                self._visited(account, chance.randrange(1, 100))
            if chance.random() < 0.3:
                start = self._soon(days=chance.randrange(1, 60))
                self._planned(account=account, date_start=start, stakeholder_ids=[])
        self.env.flush_all()
        for account in accounts:
            row = self._row(account)
            seasons = account.season_ids._as_rule()
            of_class = account.class_id.visit_interval
            done = account.visit_ids.filtered(lambda visit: visit.state == "done")
            ahead = account.visit_ids.filtered(lambda visit: visit.state == "planned")
            last = done and self.company._kam_day_of(done.date_ended)
            planned = ahead and self.company._kam_day_of(ahead.date_start)
            due = visit_due.due_day(
                last or account.date_state, self.today, account.visit_interval, of_class, seasons
            )
            with self.subTest(account=account.name, seasons=seasons):
                self.assertEqual(row.date_due, due or False)
                if row:
                    self.assertEqual(row.standing, visit_due.standing(self.today, due, planned))

    def test_the_order_is_by_urgency(self):
        self._visited(self.shop, 41)
        self._visited(self.yard, 50, "target")
        rows = self.due_model.search([("account_id", "in", (self.shop | self.yard).ids)])
        self.assertEqual(rows.account_id.ids, [self.shop.id, self.yard.id])
        self.assertEqual(rows.mapped("urgency"), [1, 3])
        expanding = self.due_model.with_context(read_group_expand=True)
        groups = expanding.web_read_group([], ["standing"], ["__count"])["groups"]
        self.assertEqual(
            [group["standing"] for group in groups], ["late", "due", "soon", "planned", "none"]
        )

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------

    def test_who_sees_what(self):
        self._visited(self.shop, 41)
        shop, yard = self._row(self.shop), self._row(self.yard)
        for user, seen in (
            (self.rep_hangzhou, shop),
            (self.rep_shanghai, shop),
            (self.rep_beijing, yard),
            (self.manager_east, shop),
            (self.director, shop | yard),
            (self.administrator, shop | yard),
            (self.manager_other, shop.browse()),
        ):
            with self.subTest(user=user.login):
                rows = self._visible(user, "kam.visit.due")
                self.assertEqual(rows & (shop | yard), seen)
        with self.assertRaises(AccessError):
            yard.with_user(self.rep_hangzhou).read(["reason"])
        with self.assertRaises(AccessError):
            yard.with_user(self.rep_hangzhou).action_put_into_week()
        self.assertRights(
            "kam.visit.due", {(self.rep_hangzhou, self.administrator): "r", (self.employee,): ""}
        )

    def test_who_sets_the_interval(self):
        for user in (self.rep_hangzhou, self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.shop).visit_interval = 90
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["kam.visit.season"].with_user(user).create(
                    {
                        "account_id": self.shop.id,
                        "month_from": "1",
                        "month_to": "2",
                        "visit_interval": 300,
                    }
                )
        self._as(self.manager_east, self.shop).visit_interval = 20
        self.assertEqual(self._row(self.shop).visit_interval, 20)
        self.assertIn("visit_interval", self.shop._track_get_fields())

    def test_rights_of_seasons_and_windows(self):
        season = self.env["kam.visit.season"].create(
            {"account_id": self.shop.id, "month_from": "1", "month_to": "2"}
        )
        window = self.env["kam.visit.window"].create({"account_id": self.shop.id})
        self.assertRights(
            season,
            {
                (self.rep_hangzhou, self.rep_shanghai, self.administrator): "r",
                (self.manager_east, self.director): "rwcd",
                (self.rep_beijing, self.employee, self.manager_other): "",
            },
        )
        self.assertRights(
            window,
            {
                (self.rep_hangzhou, self.rep_shanghai, self.manager_east): "rwcd",
                (self.administrator,): "r",
                (self.rep_beijing, self.employee): "",
            },
        )

    def test_seasons_do_not_overlap(self):
        season = {"account_id": self.shop.id, "month_from": "11", "month_to": "2"}
        self.env["kam.visit.season"].create(season)
        with self.assertRaises(ValidationError):
            self.env["kam.visit.season"].create({**season, "month_from": "2", "month_to": "3"})

    def test_classes_begin_with_intervals(self):
        self.assertEqual(
            {code: each.visit_interval for code, each in self.class_of.items()},
            {"A": 30, "B": 60, "C": 90},
        )

    # ------------------------------------------------------------------
    # planning
    # ------------------------------------------------------------------

    def test_a_prefilled_plan(self):
        self.env["kam.visit.window"].create(
            {"account_id": self.shop.id, "weekday": "3", "hour_from": 14, "hour_to": 16}
        )
        row = self._row(self.shop, self.rep_hangzhou)
        action = row.action_plan_visit()
        self.assertEqual(action["res_model"], "kam.visit")
        context = action["context"]
        self.assertEqual(context["default_leader_id"], self.rep_hangzhou.id)
        self.assertEqual(context["default_type_id"], self.type_of["regular"].id)
        start = datetime.fromisoformat(context["default_date_start"])
        self.assertEqual(self.company._kam_day_of(start).weekday(), 3)
        self.assertEqual(start.hour, 6)
        action = self._row(self.yard, self.rep_beijing).action_plan_visit()
        self.assertEqual(action["context"]["default_type_id"], self.type_of["target"].id)
        with self.assertRaises(UserError):
            self.farm.action_plan_visit()

    def _many(self, number):
        accounts = self.env["kam.account"]
        for at in range(number):
            accounts |= self._key_account(f"Customer {at}", self.hangzhou, self.rep_hangzhou)
        accounts.class_id = self.class_of["A"]
        accounts._protected_write({"date_state": self._days(-60)})
        return accounts

    def test_put_into_my_week(self):
        self.company.kam_visits_per_day = 1
        accounts = self._many(4)
        self.env["kam.visit.window"].create(
            {"account_id": accounts[0].id, "weekday": "6", "hour_from": 9, "hour_to": 10}
        )
        self._planned(account=accounts[1], date_start=self._soon(days=1), stakeholder_ids=[])
        self.env.flush_all()
        rows = self.due_model.with_user(self.rep_hangzhou).search(
            [("account_id", "in", accounts.ids)]
        )
        action = rows.action_put_into_week()
        visits = accounts.visit_ids.filtered(lambda visit: visit.leeway == "week")
        visits -= accounts[1].visit_ids
        self.assertEqual(visits.account_id, accounts[2:])
        self.assertEqual(visits.leader_id, self.rep_hangzhou)
        days = [self.company._kam_day_of(visit.date_start) for visit in visits]
        self.assertEqual(len(set(days)), 2)
        is_working = self.company._kam_is_working()
        for day in days:
            self.assertTrue(is_working(day))
            self.assertLess(self.today, day)
        message = action["params"]["message"]
        self.assertIn("a visit is planned already", message)
        self.assertIn("visiting times", message)
        self.assertEqual(self._row(accounts[2]).standing, "planned")

    def test_the_week_is_full(self):
        self.company.kam_visits_per_day = 1
        accounts = self._many(14)
        rows = self.due_model.with_user(self.rep_hangzhou).search(
            [("account_id", "in", accounts.ids)]
        )
        action = rows.action_put_into_week()
        self.assertIn("no free visit is left", action["params"]["message"])
        self.assertEqual(action["params"]["type"], "warning")
        with self.assertRaises(UserError):
            rows.browse().action_put_into_week()

    def test_few_visits_a_day_are_one_in_a_week(self):
        self.company.kam_visits_per_day = 0.15
        accounts = self._many(4)
        for _again in range(2):
            self.env.flush_all()
            rows = self.due_model.with_user(self.rep_hangzhou).search(
                [("account_id", "in", accounts.ids)]
            )
            message = rows.action_put_into_week()["params"]["message"]
        weeks = [
            self.company._kam_day_of(visit.date_start).isocalendar()[:2]
            for visit in accounts.visit_ids
        ]
        self.assertIn(self._days(7).isocalendar()[:2], weeks)
        self.assertEqual(len(weeks), len(set(weeks)))
        self.assertIn("no free visit is left", message)

    def test_a_visit_of_the_week_counts_when_it_was_made(self):
        self.company.kam_visits_per_day = 0.15
        with self._at("2026-11-26"):
            self._visited(self.mill, 1)
            days = self.shop._get_days(self.company, self.rep_shanghai, date(2026, 11, 26), 5)
        self.assertEqual(
            [(day.date, day.week_room) for day in days],
            [(date(2026, 11, 27), 0), (date(2026, 11, 30), 1), (date(2026, 12, 1), 1)],
        )

    def test_queries_do_not_grow(self):
        accounts = self._many(80)
        for account in accounts[::3]:
            self._visited(account, 20)

        def work(rows):
            rows.web_read(
                {"reason": {}, "standing": {}, "account_id": {"fields": {"display_name": {}}}}
            )

        counts = []
        for size in (10, 80):
            for user in (self.rep_hangzhou, self.director):
                rows = self.due_model.browse(accounts.ids[:size])
                work(self._as(user, rows))
                fresh = self._as(user, rows)
                before = self.cr.sql_log_count
                work(fresh)
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2:], counts[:2])
        fresh = self._as(self.rep_hangzhou, accounts[:10])
        before = self.cr.sql_log_count
        fresh.mapped("visit_due")
        few = self.cr.sql_log_count - before
        fresh = self._as(self.rep_hangzhou, accounts)
        before = self.cr.sql_log_count
        fresh.mapped("visit_due")
        self.assertLessEqual(self.cr.sql_log_count - before, few)

    def test_migration_gives_classes_their_intervals(self):
        path = f"{get_module_path('kam_management')}/migrations/19.0.1.2.0/post-visits.py"
        script = load_script(path, "post_visits")
        a, b, c = (self.class_of[code] for code in "ABC")
        # chosen by hand, and left as the database had it
        b.visit_interval = 0
        b._message_log(
            tracking_value_ids=[
                Command.create(
                    {
                        "field_id": self.env["ir.model.fields"]
                        ._get("kam.customer.class", "visit_interval")
                        .id,
                        "old_value_integer": 60,
                        "new_value_integer": 0,
                    }
                )
            ]
        )
        self.env.flush_all()
        self.cr.execute(
            SQL(
                "UPDATE kam_customer_class SET visit_interval ="
                " CASE WHEN id = %s THEN 45 ELSE 0 END WHERE id IN %s",
                c.id,
                (a | b | c)._ids,
            )
        )
        script.migrate(self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual([each.visit_interval for each in (a, b, c)], [30, 0, 45])
