from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DOCUMENT, KamDeadlineCommon

NO_NUMBERS = ("1", 1.5, "x", {}, [1], 2**40, -1, object())


@tagged("post_install", "-at_install")
class TestKamMyDay(KamDeadlineCommon):
    """The page of one person: what, in which order, how many, and for whom."""

    def day_of(self, user, *args, companies=None, **kwargs):
        """Return the day that a user sees, as an RPC call does."""
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.env["kam.my.day"].with_user(user)
        if companies:
            mine = mine.with_context(allowed_company_ids=companies.ids)
        return mine.get_day(*args, **kwargs)

    def titles(self, day):
        return [row["title"] for row in day["rows"]]

    def make_duties(self, **days):
        """Open one duty by title, due after some days."""
        return {
            title: self.open(days=number, slot=title, title=title) for title, number in days.items()
        }

    # ------------------------------------------------------------------
    # what and when
    # ------------------------------------------------------------------

    def test_late_first_then_by_day(self):
        self.make_duties(far=30, soon=7, next=8, now=0, tomorrow=1, older=-5, late=-1)
        day = self.day_of(self.rep_shanghai)
        self.assertEqual(
            self.titles(day), ["older", "late", "now", "tomorrow", "soon", "next", "far"]
        )
        self.assertEqual(
            [row["section"] for row in day["rows"]],
            ["late", "late", "today", "week", "week", "later", "later"],
        )
        self.assertEqual([row["days"] for row in day["rows"]], [-5, -1, 0, 1, 7, 8, 30])
        self.assertEqual(day["counts"], {"late": 2, "today": 1, "week": 2, "later": 2})
        self.assertEqual(day["today"], str(self.today))
        self.assertTrue(day["is_own"])

    def test_what_was_late_stays_late(self):
        duty = self.open(days=-2)
        self.duties._move(self.document, "asked", self.day(5), "Agreed")
        (row,) = self.day_of(self.rep_shanghai)["rows"]
        self.assertEqual(row["id"], duty.id)
        self.assertEqual((row["section"], row["days"], row["days_late_before"]), ("late", 5, 2))

    def test_the_counts_are_those_of_the_clock(self):
        self.make_duties(a=-5, b=0, c=1, d=30)
        counts = self.day_of(self.rep_shanghai)["counts"]
        clock = self.duties.with_user(self.rep_shanghai)._count_mine()
        self.assertEqual(counts["late"], clock["late"])
        self.assertEqual(counts["today"], clock["today"])
        self.assertEqual(counts["week"] + counts["later"], clock["coming"])

    def test_counts_are_of_all_and_rows_of_the_page(self):
        self.make_duties(**{f"n{number}": number - 2 for number in range(12)})
        day = self.day_of(self.rep_shanghai, limit=5)
        self.assertEqual(self.titles(day), ["n0", "n1", "n2", "n3", "n4"])
        self.assertEqual(sum(day["counts"].values()), 12)
        day = self.day_of(self.rep_shanghai, limit=12)
        self.assertEqual(len(day["rows"]), 12)

    def test_done_today(self):
        duties = self.make_duties(kept=3, late=-3, others=3, before=3)
        for title, user in (("kept", self.rep_shanghai), ("late", self.rep_shanghai)):
            self.duties.with_user(user)._close(self.document, "asked", slot=title)
        self.duties.with_user(self.rep_hangzhou)._close(self.document, "asked", slot="others")
        with self.at(-1):
            self.duties.with_user(self.rep_shanghai)._close(self.document, "asked", slot="before")
        day = self.day_of(self.rep_shanghai)
        self.assertEqual(day["rows"], [])
        self.assertEqual(
            {(row["title"], row["state"]) for row in day["done"]},
            {("kept", "kept"), ("late", "late")},
        )
        self.assertEqual(day["done_count"], 2)
        self.assertEqual(duties["others"].state, "kept")

    def test_the_day_is_the_companys(self):
        self.open(days=0)
        zone = self.company.resource_calendar_id
        with self.at(0, hour=23.5):
            (row,) = self.day_of(self.rep_shanghai)["rows"]
            self.assertEqual(row["section"], "today")
            # where it is the next day already
            zone.tz = "Pacific/Kiritimati"
            (row,) = self.day_of(self.rep_shanghai)["rows"]
            self.assertEqual(row["section"], "late")

    def test_who_acts_for_somebody_is_told_for_whom(self):
        duty = self.open()
        duty._set_relation("worker_ids", {duty: self.rep_shanghai | self.rep_hangzhou})
        (row,) = self.day_of(self.rep_hangzhou)["rows"]
        self.assertEqual(row["acting_for"], self.rep_shanghai.name)
        (row,) = self.day_of(self.rep_shanghai)["rows"]
        self.assertFalse(row["acting_for"])

    def test_customers_are_named_to_who_may_see_the_account(self):
        self.open(document=self.env[DOCUMENT].create({"account_id": self.mill.id}))
        (row,) = self.day_of(self.rep_shanghai)["rows"]
        self.assertEqual(row["customer"], "Mill")
        self.duties.search([("code", "=", "asked")])._set_relation(
            "worker_ids", {self.duties.search([("code", "=", "asked")]): self.employee}
        )
        (row,) = self.day_of(self.employee)["rows"]
        self.assertFalse(row["customer"])

    # ------------------------------------------------------------------
    # several companies
    # ------------------------------------------------------------------

    def test_companies(self):
        self.rep_shanghai.company_ids += self.other_company
        self.open()
        other = self.open(slot="other", company_id=self.other_company.id, unit_id=False)
        both = self.company | self.other_company
        day = self.day_of(self.rep_shanghai, companies=both)
        self.assertEqual({row["company"] for row in day["rows"]}, {"Kam Company", "Other Company"})
        self.assertEqual(day["elsewhere"], [])
        day = self.day_of(self.rep_shanghai, companies=self.company)
        self.assertEqual([row["company"] for row in day["rows"]], [False])
        self.assertEqual(day["elsewhere"], [{"name": "Other Company", "count": 1}])
        self.assertEqual(sum(day["counts"].values()), 1)
        self.assertTrue(other)

    # ------------------------------------------------------------------
    # other people's days
    # ------------------------------------------------------------------

    def test_leaders_look_at_their_people(self):
        shared = self.env[DOCUMENT].create({"account_id": self.mill.id})
        self.open(title="Between us")
        self.open(document=shared, title="Of the account", audience="account")
        for leader in (self.supervisor_shanghai, self.manager_east, self.director):
            with self.subTest(leader=leader.login):
                day = self.day_of(leader, self.rep_shanghai.id)
                self.assertEqual(self.titles(day), ["Of the account"])
                self.assertEqual(sum(day["counts"].values()), 1)
                self.assertFalse(day["is_own"])
                # what others owe is looked at, not settled
                self.assertEqual(day["rows"][0]["actions"], [])
                self.assertEqual(day["person"], self.rep_shanghai.name)
        self.assertEqual(self.titles(self.day_of(self.supervisor_shanghai)), [])

    def test_nobody_else_looks_at_them(self):
        self.open()
        for user, asked in (
            (self.rep_shanghai, self.rep_hangzhou),
            (self.rep_shanghai, self.supervisor_shanghai),
            (self.supervisor_shanghai, self.rep_hangzhou),
            (self.supervisor_shanghai, self.manager_east),
            (self.supervisor_north, self.rep_shanghai),
            (self.manager_east, self.rep_beijing),
            (self.manager_other, self.rep_shanghai),
            (self.administrator, self.rep_shanghai),
            (self.employee, self.rep_shanghai),
        ):
            with self.subTest(user=user.login, asked=asked.login), self.assertRaises(AccessError):
                self.day_of(user, asked.id)
        with self.assertRaises(AccessError):
            self.day_of(self.director, 2**31 - 1)

    def test_no_longer_than_the_position(self):
        self.position_supervisor_shanghai.action_end()
        self.position_supervisor_shanghai.date_to = self.day(-1)
        with self.assertRaises(AccessError):
            self.day_of(self.supervisor_shanghai, self.rep_shanghai.id)

    def test_people_with_how_much_waits_for_them(self):
        shared = self.env[DOCUMENT].create({"account_id": self.mill.id})
        for slot, days in (("a", -3), ("b", -1), ("c", 0), ("d", 3), ("e", 30)):
            self.open(document=shared, slot=slot, days=days, audience="account")
        self.open(title="Between us", days=-4)
        people = self.env["kam.my.day"].with_user(self.manager_east).get_people()
        self.assertEqual(people[0]["name"], self.rep_shanghai.name)
        self.assertEqual(
            [people[0][name] for name in ("late", "today", "week", "later")], [2, 1, 1, 1]
        )
        self.assertEqual(
            {person["id"] for person in people},
            set((self.supervisor_shanghai | self.rep_shanghai | self.rep_hangzhou).ids),
        )
        for user in (self.rep_shanghai, self.employee, self.administrator):
            self.assertEqual(self.env["kam.my.day"].with_user(user).get_people(), [])

    # ------------------------------------------------------------------
    # what callers hand over
    # ------------------------------------------------------------------

    @mute_logger("odoo.models.unlink")
    def test_portal_users_have_no_day(self):
        mine = self.env["kam.my.day"].with_user(self.portal)
        duty = self.open()
        for call in (mine.get_day, mine.get_people, lambda: mine.settle(duty.ids, "open")):
            with self.assertRaises(AccessError):
                call()

    def test_other_types_are_refused_in_words(self):
        for value in NO_NUMBERS:
            with self.subTest(value=value):
                with self.assertRaises(UserError):
                    self.day_of(self.director, value)
                with self.assertRaises(UserError):
                    self.day_of(self.director, limit=value)
        for value in (0, True, 2001, None):
            with self.subTest(limit=value), self.assertRaises(UserError):
                self.day_of(self.director, limit=value)
        for ids in ("1", 5, [0], ["x"], [2**40], {"a": 1}):
            with self.subTest(ids=ids), self.assertRaises(UserError):
                self.env["kam.my.day"].with_user(self.director).settle(ids, "open")

    def test_only_what_is_offered_is_done(self):
        duty = self.open()
        mine = self.env["kam.my.day"].with_user(self.rep_shanghai)
        for key in ("approve", "submit", "unlink", "_close", "", None, {}, ["open"]):
            with self.subTest(key=key), self.assertRaises(UserError):
                mine.settle(duty.ids, key)
        with self.assertRaises(UserError):
            mine.settle([], "approve")
        self.assertEqual(duty.state, "open")

    def test_what_waits_for_others_is_not_settled(self):
        shared = self.env[DOCUMENT].create({"account_id": self.mill.id})
        duty = self.open(document=shared, audience="account")
        with self.assertRaises(AccessError):
            self.env["kam.my.day"].with_user(self.supervisor_shanghai).settle(duty.ids, "submit")
        with self.assertRaises(AccessError):
            self.env["kam.my.day"].with_user(self.rep_beijing).settle(duty.ids, "open")
        self.duties._close(shared, "asked")
        with self.assertRaisesRegex(UserError, "does not wait any more"):
            self.env["kam.my.day"].with_user(self.rep_shanghai).settle(duty.ids, "submit")

    # ------------------------------------------------------------------
    # how often the database is asked
    # ------------------------------------------------------------------

    def test_at_most_ten_queries_however_much_waits(self):
        counts = []
        made = 0
        for wanted in (5, 70):
            for number in range(made, wanted):
                self.open(
                    document=self.env[DOCUMENT].create({"account_id": self.mill.id}),
                    slot=str(number),
                    days=number - 3,
                )
            made = wanted
            mine = self.env["kam.my.day"].with_user(self.rep_shanghai)
            self.day_of(self.rep_shanghai)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(mine.get_day()["rows"]), wanted)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 10)

    def test_the_clock_leads_here(self):
        action = self.env.ref("kam_management.action_kam_my_day")
        self.assertEqual((action.tag, action.path), ("kam_my_day", "kam-my-day"))
        menus = self.env["ir.ui.menu"].search(
            [("parent_id", "=", self.env.ref("kam_management.menu_kam_root").id)], order="sequence"
        )
        self.assertEqual(menus[0].action, action)
        self.assertFalse(menus[0].group_ids)
