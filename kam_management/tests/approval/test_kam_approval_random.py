from datetime import date, datetime, time, timedelta
from random import Random

import pytz
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..seeds import seeds
from .common import ApprovalCommon

ROLES = ("supervisor", "manager", "director")
LEVELS = ("area", "region", "headquarters", False)
ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Adelaide", "UTC")
ACTIONS = 25


@tagged("post_install", "-at_install")
class TestKamApprovalRandom(ApprovalCommon):
    """Whatever happens in whatever order, some things hold for every form and review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls._user(f"random_{at}") for at in range(7)]
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )

    def test_random(self):
        for seed in seeds(2):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self._play(Random(seed))
                savepoint.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------------
    # playing
    # ------------------------------------------------------------------

    def _play(self, random):
        self.random = random
        self.zone = random.choice(ZONES)
        self.company.resource_calendar_id.tz = self.zone
        self.now = datetime.combine(
            date(2026, random.randint(1, 12), random.randint(1, 28)), time(random.randint(0, 23))
        )
        self.frozen = {}
        with freeze_time(self.now):
            self._make_world()
        units = (self.shanghai, self.hangzhou, self.beijing, self.east, self.centre)
        author = random.choice(self.people)
        form = self._form(author, unit_id=random.choice(units).id)
        authors = author
        for _action in range(ACTIONS):
            self.now += timedelta(hours=random.randint(0, 40), minutes=random.randint(0, 59))
            with freeze_time(self.now):
                self.env.invalidate_all()
                if form.approval_state == "draft":
                    submitter = random.choice(self.people)
                    if self._attempt(self._as(submitter, form).action_submit):
                        authors |= submitter
                elif form.approval_state == "in_review":
                    random.choice((self._decide_at_random, self._change_positions))(form)
                else:
                    break
                self.env.flush_all()
                self._check(form, authors)

    def _make_world(self):
        random = self.random
        for unit in (self.centre, self.east, self.shanghai, self.hangzhou, self.beijing):
            for _position in range(random.randint(0, 3)):
                self._hold(random.choice(self.people), unit, random.choice(ROLES))
        for _day in range(10):
            day = self.now.date() + timedelta(days=random.randint(0, 40))
            self._attempt(lambda day=day: self._take_off(day))
        self._route(
            [
                self._step(
                    random.randint(1, 3),
                    f"Step {at}",
                    random.choice(LEVELS),
                    random.choice(ROLES),
                    random.randint(1, 6),
                )
                for at in range(random.randint(1, 4))
            ],
            total_days=random.choice((0, 2, 5, 12)),
            day_count=random.choice(("calendar", "working")),
            allow_same_reviewer=random.random() < 0.3,
        )

    def _take_off(self, day):
        zone = pytz.timezone(self.zone)
        start, end = (
            zone.localize(datetime.combine(at, time.min)).astimezone(pytz.utc)
            for at in (day, day + timedelta(days=1))
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Off",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": start.replace(tzinfo=None),
                "date_to": end.replace(tzinfo=None) - timedelta(seconds=1),
            }
        )

    def _hold(self, user, unit, role):
        return self._attempt(lambda: self._position(user, unit, role))

    def _attempt(self, action):
        """Return the result of an action, or None when it was refused and undone."""
        try:
            with self.cr.savepoint():
                return action()
        except UserError:
            return None

    def _decide_at_random(self, form):
        random = self.random
        review = random.choice(self._pending(form).sorted("id"))
        entitled = review.candidate_ids | review.delegate_ids
        user = random.choice(
            list(entitled.sorted("id")) if entitled and random.random() < 0.8 else self.people
        )
        decision = random.choice(("approve", "approve", "approve", "return", "reject"))
        before = self._find_entitled(review)
        decided = self._attempt(
            lambda: getattr(review.with_user(user).sudo(), f"action_{decision}")("Opinion")
        )
        self.assertEqual(bool(decided), user in before, "decided by whoever is entitled, only")

    def _change_positions(self, _form):
        random = self.random
        positions = self.env["kam.position"].search([("user_id.login", "=like", "kam_random%")])
        if positions and random.random() < 0.5:
            self._attempt(random.choice(positions.sorted("id")).action_end)
        else:
            unit = random.choice((self.centre, self.east, self.shanghai, self.beijing))
            self._hold(random.choice(self.people), unit, random.choice(ROLES))

    # ------------------------------------------------------------------
    # what holds
    # ------------------------------------------------------------------

    def _find_entitled(self, review):
        """Return who may decide, slowly: from one unit to the next above."""
        excluded = set(review.author_ids.ids)
        if not review.allow_same_reviewer:
            others = self.env["kam.approval.review"].search(
                [
                    ("res_model", "=", review.res_model),
                    ("res_id", "=", review.res_id),
                    ("round", "=", review.round),
                    ("state", "=", "approved"),
                ]
            )
            excluded |= set(others.decided_by_id.ids)
        unit = review.unit_id
        while review.unit_level and unit and unit.level != review.unit_level:
            unit = unit.parent_id
        unit = unit or review.unit_id
        while unit:
            today = datetime.now(pytz.timezone(self.zone)).date()
            holders = {
                position.user_id.id
                for position in self.env["kam.position"].search(
                    [("unit_id", "=", unit.id), ("role", "=", review.role)]
                )
                if position.date_from <= today <= (position.date_to or date.max)
            } - excluded
            if holders:
                return self.env["res.users"].browse(holders)
            unit = unit.parent_id
        return self.env["res.users"]

    def _check(self, form, authors):
        reviews = form.review_ids
        current = reviews.filtered(lambda review: review.round == form.approval_round)
        for review in reviews:
            self.assertLessEqual(review.author_ids, authors)
            self.assertFalse(review.author_ids & (review.candidate_ids | review.decided_by_id))
            if review.state == "pending":
                self.assertEqual(review.candidate_ids, self._find_entitled(review))
            if review.date_due and review.date_total_due:
                self.assertLessEqual(review.date_due, review.date_total_due)
            if review.decided_by_id:
                self.assertIn(review.decided_by_id, review.candidate_ids | review.delegate_ids)
            self._check_due(review)
            self._check_frozen(review)
        open_reviews = current.filtered(lambda review: review.state in ("pending", "waiting"))
        self.assertEqual(bool(open_reviews), form.approval_state == "in_review")
        self.assertFalse(
            (reviews - current).filtered(lambda review: review.state in ("pending", "waiting"))
        )
        pending = open_reviews.filtered(lambda review: review.state == "pending")
        if open_reviews:
            self.assertTrue(pending)
            self.assertEqual(
                set(pending.mapped("sequence")), {min(open_reviews.mapped("sequence"))}
            )
        if form.approval_state == "approved":
            self.assertEqual(set(current.mapped("state")), {"approved"})
            if not current[:1].allow_same_reviewer:
                self.assertEqual(len(current.decided_by_id), len(current))
        self._check_duties(form, pending)

    def _check_duties(self, form, pending):
        """What is open has a deadline, and nothing else has one."""
        duties = self._duties(form)
        self.assertEqual(
            {(duty.slot, duty.date_due, duty.user_ids) for duty in duties},
            {(str(review.id), review.date_due, review.candidate_ids) for review in pending},
        )
        is_returned = form.approval_state == "draft" and bool(form.return_note)
        self.assertEqual(len(self._duties(form, "correction")), int(is_returned))

    def _check_due(self, review):
        """The due day is the n-th counted day after the one of receipt, or the total limit."""
        if not review.date_received:
            return
        zone = pytz.timezone(self.zone)
        day = pytz.utc.localize(review.date_received).astimezone(zone).date()
        off = {
            pytz.utc.localize(leave.date_from).astimezone(zone).date()
            for leave in self.company.resource_calendar_id.leave_ids
        }
        left = review.deadline_days
        while left:
            day += timedelta(days=1)
            left -= review.day_count == "calendar" or (day.weekday() < 5 and day not in off)
        self.assertEqual(review.date_due, min(day, review.date_total_due or date.max))

    def _check_frozen(self, review):
        if review.state in ("approved", "returned", "rejected", "cancelled"):
            content = {
                name: value
                for name, value in review.read(load=None)[0].items()
                if name not in ("is_mine", "__last_update")
            }
            self.assertEqual(self.frozen.setdefault(review.id, content), content)
