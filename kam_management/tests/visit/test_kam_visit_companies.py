from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .due import DueCommon


@tagged("post_install", "-at_install")
class TestKamVisitCompanies(DueCommon):
    """The mill is a key account of two companies; ``both`` visits it for either of them.

    In the first one every 30 days by its class, in the second one every 10 by itself.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_other_company()
        cls.mill.class_id = cls.class_of["A"]
        cls.mill_other.visit_interval = 10
        cls.both = cls._user("both")
        cls.both.company_ids = [Command.link(cls.other_company.id)]
        cls._position(cls.both, cls.shanghai, "supervisor")
        cls._position(cls.both, cls.other_centre, "manager")
        for account in (cls.mill, cls.mill_other):
            account._protected_write({"date_state": cls._days(-60)})
        cls.every = cls.company | cls.other_company

    def _of(self, user, model, companies=None):
        """Return a model as a user sees it who works in some companies, the first one present."""
        self.env.flush_all()
        self.env.invalidate_all()
        companies = companies or user.company_ids
        return self.env[model].with_user(user).with_context(allowed_company_ids=companies.ids)

    def _due(self, user, companies=None):
        accounts = self.mill | self.mill_other
        return self._of(user, "kam.visit.due", companies).search(
            [("account_id", "in", accounts.ids)]
        )

    def _plan(self, account, companies, **vals):
        return (
            self._of(self.both, "kam.visit", companies)
            .create(
                {
                    "account_id": account.id,
                    "leader_id": self.both.id,
                    "date_start": self._soon(days=2),
                    **vals,
                }
            )
            .sudo()
        )

    def test_each_company_has_its_types(self):
        """Whichever company is the present one, the account says which type it is."""
        for companies in (self.every, self.every[::-1], self.company, self.other_company):
            for account in self.mill | self.mill_other:
                if account.company_id not in companies:
                    continue
                visit = self._plan(account, companies)
                with self.subTest(present=companies[0].name, account=account.company_id.name):
                    self.assertEqual(visit.type_id.company_id, account.company_id)
                    self.assertEqual(visit.purpose, "regular")
                    self.assertEqual(visit.company_id, account.company_id)
                    context = self._of(self.both, "kam.account", companies).browse(account.id)
                    kind = context.action_plan_visit()["context"]["default_type_id"]
                    self.assertEqual(
                        self.env["kam.visit.type"].browse(kind).company_id, account.company_id
                    )
        with self.assertRaises(UserError):
            self._plan(self.mill_other, self.every, type_id=self.type_of["regular"].id)

    def test_due_and_seasons(self):
        self.env["kam.visit.season"].create(
            {
                "account_id": self.mill.id,
                "month_from": str(self.today.month),
                "month_to": str(self.today.month),
                "visit_interval": 0,
            }
        )
        self._visited(self.mill, 5)
        rows = {row.account_id: row for row in self._due(self.both)}
        self.assertEqual({*rows}, {self.mill, self.mill_other})
        self.assertEqual(rows[self.mill].origin, "closed")
        other = rows[self.mill_other]
        self.assertEqual((other.origin, other.visit_interval), ("account", 10))
        self.assertFalse(other.is_visited)
        self.assertEqual(other.standing, "late")
        for user, companies, seen in (
            (self.both, self.company, self.mill),
            (self.both, self.other_company, self.mill_other),
            (self.manager_east, None, self.mill),
            (self.manager_other, None, self.mill_other),
        ):
            with self.subTest(user=user.login, companies=companies):
                self.assertEqual(self._due(user, companies).account_id.sudo(), seen)

    def test_coverage_counts_each_company_by_itself(self):
        self.company.kam_visits_per_day = 3
        self.other_company.kam_visits_per_day = 1
        for account, state in ((self.mill, "key"), (self.mill_other, "key")):
            account._change_owner(manager=self.both, reason="Both")
            self.assertEqual(account.state, state)
        self._plan(self.mill, self.every)
        rows = self._of(self.both, "kam.visit.coverage").search([("user_id", "=", self.both.id)])
        of = {(row.company_id, row.date_month): row for row in rows}
        self.assertEqual(len(of), 6)
        for (company, _month), row in of.items():
            per_day = company.kam_visits_per_day
            self.assertEqual(row.capacity, int(row.days_left * per_day))
            self.assertLessEqual(row.accounts, 1)
        planned = dict.fromkeys(self.every, 0)
        for (company, _month), row in of.items():
            planned[company.sudo()] += row.planned
        self.assertEqual(planned, {self.company: 1, self.other_company: 0})
        for user, company in (
            (self.manager_east, self.company),
            (self.manager_other, self.other_company),
        ):
            found = self._of(user, "kam.visit.coverage").search([("user_id", "=", self.both.id)])
            self.assertEqual(found.company_id.sudo(), company)

    def test_my_week_holds_both_and_no_two_at_once(self):
        self.every.kam_visits_per_day = 1
        rows = self._due(self.both)
        rows.action_put_into_week()
        visits = (self.mill | self.mill_other).visit_ids
        self.assertEqual(len(visits), 2)
        for visit in visits:
            self.assertEqual(visit.type_id.company_id, visit.company_id)
            self.assertEqual(visit.leader_id, self.both)
            event = visit._find_events()[visit]
            self.assertEqual(event.partner_ids, self.both.partner_id)
        # one person makes one visit a day, whoever asks for it
        days = {self.company._kam_day_of(visit.date_start) for visit in visits}
        self.assertEqual(len(days), 2)
        for user, seen in ((self.manager_east, self.mill), (self.manager_other, self.mill_other)):
            found = self._of(user, "kam.visit").search([("leader_id", "=", self.both.id)])
            self.assertEqual(found.account_id.sudo(), seen)

    def test_calendars_and_duties(self):
        """Somebody of the one company neither reads nor moves what is a visit of the other."""
        visit = self._plan(self.mill_other, self.every)
        event = visit._find_events()[visit]
        duty = self._duties(visit, "visit")
        self.assertEqual(duty.company_id, self.other_company)
        for user, is_seen in ((self.manager_east, False), (self.manager_other, True)):
            mine = self._of(user, "calendar.event").browse(event.id)
            with self.subTest(user=user.login):
                self.assertEqual(bool(mine.kam_is_visit), is_seen)
        start = visit.date_start + timedelta(hours=1)
        with self._refused("may not change"):
            self._of(self.manager_east, "calendar.event").browse(event.id).write({"start": start})
        # of both companies, though present in the first only
        mine = self._of(self.both, "calendar.event", self.company).browse(event.id)
        mine.write({"start": start})
        self.assertEqual(visit.date_start, start)
        self.assertEqual(visit.move_ids.company_id, self.other_company)
