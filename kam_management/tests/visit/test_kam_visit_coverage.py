from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...rules import visit_due
from .due import DueCommon


@tagged("post_install", "-at_install")
class TestKamVisitCoverage(DueCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coverage = cls.env["kam.visit.coverage"]
        cls.company.kam_visits_per_day = 1
        cls.many = cls.env["kam.account"]
        for at in range(30):
            unit = cls.shanghai if at % 3 else cls.hangzhou
            cls.many |= cls._key_account(f"Customer {at}", unit, cls.rep_hangzhou)
        for at, account in enumerate(cls.many):
            account.visit_interval = 14 + at
            account._protected_write({"date_state": cls._days(-at * 3)})

    def _rows(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.coverage.with_user(user) if user else self.coverage
        return model.search([("user_id", "=", self.rep_hangzhou.id)])

    def _expected(self, months, number, capacity):
        """Return what the rules say: account -> number of needed visits, and of those missed."""
        needs, (first, last) = [], months[number]
        for account in self.many | self.shop:
            of_class = account.class_id.visit_interval
            last_visit = max(
                (
                    self.company._kam_day_of(visit.date_ended)
                    for visit in account.visit_ids
                    if visit.state == "done"
                ),
                default=account.date_state,
            )
            seasons = account.season_ids._as_rule()
            days = visit_due.falls_due(
                last_visit, self.today, months, account.visit_interval, of_class, seasons
            )[number]
            planned = account.visit_ids.filtered(
                lambda visit: (
                    visit.state == "planned"
                    and first <= self.company._kam_day_of(visit.date_start) <= last
                )
            )
            needs.append(visit_due.Need(account.id, len(planned), days))
        return {need.key: len(need.days) for need in needs}, visit_due.unserved(needs, capacity)

    def test_the_statement_agrees_with_the_rules(self):
        self._visited(self.many[2], 1)
        self._planned(account=self.many[4], date_start=self._soon(days=1), stakeholder_ids=[])
        self.env["kam.visit.season"].create(
            {
                "account_id": self.many[6].id,
                "month_from": str(self._days(31).month),
                "month_to": str(self._days(31).month),
                "visit_interval": 0,
            }
        )
        # it would be due while no visits are received, and again in the month after that
        closed = self.today.replace(day=1) + relativedelta(months=1)
        self.env["kam.visit.season"].create(
            {
                "account_id": self.many[8].id,
                "month_from": str(closed.month),
                "month_to": str(closed.month),
                "visit_interval": 0,
            }
        )
        self.many[8].visit_interval = 25
        ends = closed + relativedelta(months=1, days=-5)
        self.many[8]._protected_write({"date_state": ends - timedelta(days=25)})
        rows = self._rows()
        self.assertEqual(len(rows.grouped("date_month")), 3)
        months = sorted({(row.date_month, row.date_end) for row in rows})
        times, _missed = self._expected(months, 2, 0)
        self.assertEqual(times[self.many[8].id], 2)
        for number, of_month in enumerate(rows.grouped("date_month").values()):
            month = months[number]
            self.assertEqual(of_month[0].date_month, month[0])
            times, missed = self._expected(months, number, of_month[0].capacity)
            units = defaultdict(lambda: [0, 0, 0])
            for account in self.many | self.shop:
                unit = units[account.unit_id]
                unit[0] += times[account.id]
                unit[1] += missed.get(account.id, 0)
                unit[2] += account.id in missed
            with self.subTest(month=month):
                self.assertEqual(
                    {row.unit_id: [row.needed, row.gap, row.missed] for row in of_month},
                    dict(units),
                )

    def test_visits_of_customers_that_are_not_due_take_time_as_well(self):
        """An account without an interval is never due; what is planned there is made."""
        other = self._key_account("No interval", self.hangzhou, self.rep_hangzhou)
        month = self.today.replace(day=1) + relativedelta(months=1)

        def look():
            rows = self._rows().filtered(lambda row: row.date_month == month)
            return rows, [sum(rows.mapped(name)) for name in ("needed", "planned", "gap")]

        _rows, before = look()
        self.assertGreater(before[2], 0)
        planned = self.env["kam.visit"]
        for day in (10, 11):
            start = self.company._kam_moment_of(month.replace(day=day), 9)
            planned |= self._planned(account=other, date_start=start, stakeholder_ids=[])
        rows, after = look()
        self.assertEqual(after, [before[0], 2, before[2] + 2])
        (row,) = rows.filtered("planned")
        self.assertEqual(row.unit_id, self.hangzhou)
        self.assertEqual(self.env["kam.visit"].search(row.action_view_planned()["domain"]), planned)

    def test_working_days_left(self):
        is_working = self.company._kam_is_working()
        for row in self._rows():
            start = max(row.date_month, self.today)
            days = (start + timedelta(at) for at in range((row.date_end - start).days + 1))
            self.assertEqual(row.days_left, sum(map(is_working, days)))
            self.assertEqual(row.capacity, row.days_left)
        self.company.kam_visits_per_day = 1.5
        for row in self._rows():
            self.assertEqual(row.capacity, int(row.days_left * 1.5))

    def test_every_number_opens_as_many(self):
        self.company.kam_visits_per_day = 0.5
        for account in self.many[:4]:
            self._visited(account, 0)
        for account in self.many[4:8]:
            self._planned(account=account, date_start=self._soon(hours=1), stakeholder_ids=[])
        for user in (self.rep_hangzhou, self.manager_east, self.director):
            rows = self._rows(user)
            self.assertTrue(any(rows.mapped("missed")))
            self.assertTrue(any(rows.mapped("planned")))
            for row in rows:
                for name, method in (
                    ("missed", row.action_view_missed),
                    ("accounts", row.action_view_accounts),
                    ("planned", row.action_view_planned),
                    ("done", row.action_view_done),
                ):
                    action = method()
                    records = self.env[action["res_model"]].with_user(user)
                    with self.subTest(user=user.login, month=row.date_month, number=name):
                        self.assertEqual(records.search_count(action["domain"]), row[name])

    def test_who_reads_it(self):
        units = self._rows().unit_id
        self.assertEqual(units, self.shanghai | self.hangzhou)
        for user, seen in (
            (self.rep_hangzhou, units),
            (self.manager_east, units),
            (self.director, units),
            (self.administrator, units),
            (self.supervisor_shanghai, self.shanghai),
            # in the team of the shop only
            (self.rep_shanghai, units.browse()),
            (self.rep_beijing, units.browse()),
            (self.supervisor_north, units.browse()),
            (self.manager_other, units.browse()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._rows(user).unit_id.sudo(), seen)
        with self.assertRaises(AccessError):
            self._rows()[:1].with_user(self.rep_beijing).action_view_missed()

    def test_queries_do_not_grow(self):
        def count():
            self._rows(self.director).mapped("missed")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.coverage.with_user(self.director).search([]).web_read({"missed": {}, "gap": {}})
            return self.cr.sql_log_count - before

        few = count()
        for at, user in enumerate((self.rep_shanghai, self.rep_beijing, self.manager_east)):
            account = self._key_account(f"More {at}", self.shanghai, user)
            account.visit_interval = 10
        self.assertLessEqual(count(), few)

    # ------------------------------------------------------------------
    # the supervisor decides
    # ------------------------------------------------------------------

    def _dialog(self, name, user, accounts, **vals):
        return (
            self.env[name]
            .with_user(user)
            .create({"account_ids": accounts.ids, "reason": "Too many", **vals})
        )

    def test_longer_intervals(self):
        some = self.many[:2]
        self._dialog("kam.visit.stretch", self.manager_east, some, percent=50).action_apply()
        self.assertEqual(some.mapped("visit_interval"), [21, 22])
        self.assertIn("Too many", some[0].message_ids[:1].body)
        self._dialog("kam.visit.stretch", self.manager_east, self.shop, percent=50).action_apply()
        self.assertEqual(self.shop.visit_interval, 45)
        with self.assertRaises(AccessError):
            self._dialog("kam.visit.stretch", self.rep_hangzhou, some)
        with self.assertRaises(AccessError):
            # leads shanghai, the first one belongs to hangzhou
            self._dialog("kam.visit.stretch", self.supervisor_shanghai, self.many[0]).action_apply()
        with self.assertRaises(ValidationError):
            self._dialog("kam.visit.stretch", self.manager_east, some, percent=0)
        with self.assertRaises(UserError):
            self._dialog("kam.visit.stretch", self.manager_east, some, reason=" ").action_apply()

    def test_visits_given_to_somebody_else(self):
        planned = self._planned(
            account=self.many[1], date_start=self._soon(days=1), stakeholder_ids=[]
        )
        self._dialog(
            "kam.visit.pass",
            self.manager_east,
            self.many[1] | self.many[2],
            user_id=self.supervisor_shanghai.id,
        ).action_apply()
        self.assertEqual(planned.leader_id, self.supervisor_shanghai)
        self.assertEqual(planned.move_ids.mapped("reason"), ["Too many"])
        new = self.many[2].visit_ids
        self.assertEqual((new.leader_id, new.leeway), (self.supervisor_shanghai, "week"))
        self.assertEqual(self.many[2].manager_id, self.rep_hangzhou)

    def test_who_sees_nothing_takes_nothing(self):
        dialog = self._dialog(
            "kam.visit.pass", self.manager_east, self.many[2], user_id=self.rep_beijing.id
        )
        self.assertEqual(dialog.action_apply()["res_id"], dialog.id)
        self.assertIn("does not see the account", dialog.failures)
        self.assertFalse(self.many[2].visit_ids)
