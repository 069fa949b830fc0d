from datetime import date, datetime, time, timedelta
from itertools import product
from random import Random

import pytz
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..seeds import seeds
from .common import FORM, ApprovalCommon

ROLES = ("supervisor", "manager", "director")
# as the ladder has them
RANKS = {"representative": 1, "supervisor": 2, "manager": 3, "director": 4, "general_manager": 6}
GOING_ON = {"approved", "answered", "lapsed", "passed"}
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
        form = self._form(author, unit_id=random.choice(units).id, amount=random.choice((1, 1000)))
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
                    random.choice(
                        (
                            self._decide_at_random,
                            self._decide_at_random,
                            self._change_positions,
                            self._change_absences,
                            self._wait,
                        )
                    )(form)
                else:
                    break
                self.env.flush_all()
                self._check(form, authors)

    def _make_world(self):
        random = self.random
        for unit in (self.centre, self.east, self.shanghai, self.hangzhou, self.beijing):
            for _position in range(random.randint(0, 3)):
                self._hold(random.choice(self.people), unit, random.choice(list(RANKS)))
        for _day in range(10):
            day = self.now.date() + timedelta(days=random.randint(0, 40))
            self._attempt(lambda day=day: self._take_off(day))
        self._old_route(
            [self._random_step(at) for at in range(random.randint(1, 4))],
            total_days=random.choice((0, 2, 5, 12)),
            day_count=random.choice(("calendar", "working")),
            allow_same_reviewer=random.random() < 0.3,
        )

    def _random_step(self, at):
        random = self.random
        vals = {
            "kind": random.choice(("decide", "decide", "decide", "answer")),
            "on_due": random.choice(("wait", "wait", "lapse")),
            "condition": random.choice((False, False, "_step_is_large")),
        }
        role = random.choice(ROLES)
        if random.random() < 0.3:
            role, vals["assign"] = False, "superior"
        elif random.random() < 0.3:
            vals["role_2"] = random.choice(("general_manager", "representative"))
        return self._step(
            random.randint(1, 3),
            f"Step {at}",
            random.choice(LEVELS),
            role,
            random.randint(1, 6),
            **vals,
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
        forward = "answer" if review.kind == "answer" else "approve"
        decision = random.choice((forward, forward, forward, "return", "reject"))
        before = self._find_entitled(review)
        may = user in before and (review.kind == "decide" or decision == forward)
        if decision == "approve" and may:
            may = self._can_spare(review, user)
        acting = user in review.delegate_ids
        decided = self._attempt(
            lambda: getattr(review.with_user(user).sudo(), f"action_{decision}")("Opinion")
        )
        if not acting:
            self.assertEqual(bool(decided), may, "decided by whoever is entitled, only")

    def _change_positions(self, _form):
        random = self.random
        positions = self.env["kam.position"].search([("user_id.login", "=like", "kam_random%")])
        if positions and random.random() < 0.5:
            self._attempt(random.choice(positions.sorted("id")).action_end)
        else:
            unit = random.choice((self.centre, self.east, self.shanghai, self.beijing))
            self._hold(random.choice(self.people), unit, random.choice(list(RANKS)))

    def _change_absences(self, _form):
        random = self.random
        delegations = self.env["kam.approval.delegation"]
        present = delegations.search([("user_id.login", "=like", "kam_random%")])
        if present and random.random() < 0.4:
            random.choice(present.sorted("id")).unlink()
            return
        away, instead = random.sample(self.people, 2)
        today = self.company._kam_today()
        self._attempt(
            lambda: delegations.create(
                {
                    "user_id": away.id,
                    "delegate_id": instead.id,
                    "date_from": today,
                    "date_to": today + timedelta(days=random.randint(0, 9)),
                }
            )
        )

    def _wait(self, form):
        """Let time pass, and the job of deadlines come by."""
        self._pending(form)._lapse()

    # ------------------------------------------------------------------
    # what holds
    # ------------------------------------------------------------------

    def _find_held(self):
        """Return who holds what today: list of user, unit, role."""
        today = datetime.now(pytz.timezone(self.zone)).date()
        return [
            (position.user_id, position.unit_id, position.role)
            for position in self.env["kam.position"].search([("company_id", "=", self.company.id)])
            if position.date_from <= today <= (position.date_to or date.max)
        ]

    def _find_levels(self, review):
        """Return who may decide, slowly: from one unit to the next above, from rank to rank."""
        held = self._find_held()
        excluded = set(review.author_ids)
        if not review.allow_same_reviewer and review.kind == "decide":
            others = self.env["kam.approval.review"].search(
                [
                    ("res_model", "=", review.res_model),
                    ("res_id", "=", review.res_id),
                    ("round", "=", review.round),
                    ("state", "=", "approved"),
                ]
            )
            excluded |= set(others.decided_by_id | others.on_behalf_of_id)
        unit = review.unit_id
        while review.unit_level and not review.is_superior and unit:
            if unit.level == review.unit_level:
                break
            unit = unit.parent_id
        unit = unit or review.unit_id
        wanted = [set(review.roles.split(", "))] if review.roles else []
        if review.is_superior:
            highest = max(
                (RANKS[role] for user, _at, role in held if user in review.author_ids), default=0
            )
            wanted = [
                {role for role in RANKS if RANKS[role] == rank}
                for rank in range(max(highest, 1) + 1, 7)
            ]
        levels = []
        while unit:
            for roles in wanted:
                users = {user for user, at, role in held if at == unit and role in roles}
                levels.append(users - excluded)
            unit = unit.parent_id
        return [users for users in levels if users]

    def _find_others(self, review):
        """Return the open steps of the round of which each wants somebody for itself."""
        return [
            other
            for other in self.env[FORM].browse(review.res_id).review_ids
            if other.round == review.round
            and other != review
            and other.state in ("waiting", "pending")
            and other.kind == "decide"
            and other.on_due == "wait"
            and not (other.is_superior and other.state == "waiting")
        ]

    def _can_spare(self, review, user):
        """Tell whether different people can decide the other steps without a user."""
        if review.allow_same_reviewer or review.kind != "decide":
            return True
        people = [set().union(*self._find_levels(other)) for other in self._find_others(review)]
        if not any(len(set(choice)) == len(choice) for choice in product(*people)):
            return True
        without = [users - {user} for users in people]
        return any(len(set(choice)) == len(choice) for choice in product(*without))

    def _find_entitled(self, review):
        """Return who may decide: the nearest whom the other steps can spare."""
        levels = self._find_levels(review)
        users = next(
            (users for users in levels if any(self._can_spare(review, user) for user in users)),
            levels[0] if levels else (),
        )
        return self.env["res.users"].union(*users)

    def _check(self, form, authors):
        self.env.invalidate_all()
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
            self._check_superior(review)
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
            self.assertLessEqual(set(current.mapped("state")), GOING_ON)
            consents = current.filtered(lambda review: review.state == "approved")
            if not current[:1].allow_same_reviewer:
                self.assertEqual(len(consents.decided_by_id), len(consents))
            lapsed = current.filtered(lambda review: review.state == "lapsed")
            if "decide" in lapsed.mapped("kind"):
                self.assertTrue(consents, "silence is never consent")
        self._check_duties(form, pending)

    def _check_superior(self, review):
        """Nobody acts for a superior who ranks below an author, and none is passed over."""
        if not review.is_superior or review.state != "pending":
            return
        ranks = {}
        for user, _unit, role in self._find_held():
            ranks[user] = max(ranks.get(user, 0), RANKS[role])
        highest = max((ranks.get(user, 0) for user in review.author_ids), default=0)
        for user in review.candidate_ids:
            self.assertGreater(ranks[user], highest)
        for user in review.delegate_ids:
            self.assertNotIn(ranks.get(user, 0), range(1, highest))

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
        if review.state not in ("waiting", "pending"):
            content = {
                name: value
                for name, value in review.read(load=None)[0].items()
                if name not in ("is_mine", "__last_update")
            }
            self.assertEqual(self.frozen.setdefault(review.id, content), content)
