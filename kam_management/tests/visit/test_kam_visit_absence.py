from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitAbsence(VisitCommon):
    """What of visits falls into the days of a delegation, and how it is given away or moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # rep_hangzhou is away; rep_shanghai, of the shop's team, stands in
        cls.delegation = cls.env["kam.approval.delegation"].create(
            {
                "user_id": cls.rep_hangzhou.id,
                "delegate_id": cls.rep_shanghai.id,
                "company_id": cls.company.id,
                "date_from": cls._days(1),
                "date_to": cls._days(7),
            }
        )

    def _mine(self, user, records=None):
        return self.seen_by(user, records or self.delegation).sudo(False)

    def _dialog(self, action, user, **vals):
        dialog = self.env["kam.visit.absence"].with_user(user).browse(action["res_id"])
        dialog.write({"reason": "Annual leave", **vals})
        return dialog

    def test_it_lists_the_visits_of_its_days(self):
        inside = self._planned(date_start=self._soon(days=3))
        along = self._planned(
            self.rep_shanghai,
            participant_ids=self.rep_hangzhou.ids,
            date_start=self._soon(days=4),
        )
        self._planned(date_start=self._soon(days=12))
        self._planned(self.rep_shanghai, date_start=self._soon(days=3))
        cancelled = self._planned(date_start=self._soon(days=3))
        self.seen_by(self.rep_hangzhou, cancelled).action_cancel("They moved")
        delegation = self._mine(self.rep_hangzhou)
        found = self.visit_model.search(delegation.action_view_visits()["domain"])
        self.assertEqual(found, inside | along)
        self.assertEqual(delegation.visit_count, 2)
        self.assertEqual(self._mine(self.administrator).visit_count, 2)

    def test_whoever_may_not_read_it_learns_nothing(self):
        self._planned(date_start=self._soon(days=3))
        for method in ("action_view_visits", "action_view_follow_ups", "action_move_visits"):
            with self.subTest(method=method), self._refused(".", AccessError):
                getattr(self._mine(self.rep_beijing), method)()

    def test_it_counts_the_follow_ups(self):
        self.type_of["regular"].owes_follow_up = True
        visit = self._planned()
        self._made(visit)
        delegation = self._mine(self.rep_hangzhou)
        domain = delegation.action_view_follow_ups()["domain"]
        duty = self._duties(visit, "visit_follow_up")
        self.assertEqual(self.env["kam.deadline"].search(domain), duty)
        self.assertEqual(delegation.follow_up_count, 1)

    def test_visits_are_given_to_the_delegate(self):
        led = self._planned(date_start=self._soon(days=3))
        along = self._planned(
            self.manager_east,
            participant_ids=self.rep_hangzhou.ids,
            date_start=self._soon(days=4),
        )
        action = self._mine(self.rep_hangzhou).action_move_visits()
        dialog = self._dialog(action, self.rep_hangzhou)
        self.assertEqual(dialog.delegate_id, self.rep_shanghai)
        self.assertEqual(dialog.action_apply()["type"], "ir.actions.act_window_close")
        self.assertEqual(led.leader_id, self.rep_shanghai)
        move = led.move_ids
        self.assertEqual(
            (move.leader_from_id, move.leader_to_id, move.reason),
            (self.rep_hangzhou, self.rep_shanghai, "Annual leave"),
        )
        self.assertEqual(along.leader_id, self.manager_east)
        self.assertEqual(along.participant_ids, self.rep_shanghai)
        self.assertEqual(
            along.move_ids.reason,
            "Rep Shanghai comes along instead of Rep Hangzhou: Annual leave",
        )
        self.assertEqual(led._find_events()[led].partner_ids, self.rep_shanghai.partner_id)
        self.assertEqual(self._duties(led, "visit").user_ids, self.rep_shanghai)

    def test_what_cannot_be_given_away_is_named(self):
        """The delegate does not see one of the accounts; the other visit is given away."""
        given = self._planned(date_start=self._soon(days=3))
        store = self._key_account("Store", self.hangzhou, self.rep_hangzhou)
        kept = self._planned(account=store, stakeholder_ids=[], date_start=self._soon(days=4))
        action = self._mine(self.rep_hangzhou).action_move_visits()
        dialog = self._dialog(action, self.rep_hangzhou)
        self.assertEqual(dialog.action_apply()["res_id"], dialog.id)
        self.assertEqual((given.leader_id, kept.leader_id), (self.rep_shanghai, self.rep_hangzhou))
        self.assertIn("does not see the account of Store", dialog.failures)
        self.assertNotIn("Shop", dialog.failures)
        self.assertFalse(kept.move_ids)

    def test_an_approved_plan_is_asked_for_again(self):
        visit = self._target(date_start=self._soon(days=3), date_discussion=self._ago(hours=2))
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        mine = self._mine(self.supervisor_north, visit)
        dialog = self._dialog(
            mine.action_open_absence(), self.supervisor_north, delegate_id=self.director.id
        )
        dialog.action_apply()
        self.assertEqual((visit.leader_id, visit.approval_state), (self.director, "draft"))

    def test_visits_are_moved_to_another_day(self):
        """Each keeps its hour and its distance from the first, on days that are worked."""
        with self._at("2026-11-23"):
            first = self._planned(date_start=self._soon(days=1))
            second = self._planned(date_start=self._soon(days=3, hours=2))
            hour = first._to_local(first.date_start).time()
            mine = self._mine(self.rep_hangzhou, first | second)
            dialog = self._dialog(
                mine.action_open_absence(), self.rep_hangzhou, how="day", date="2026-12-03"
            )
            dialog.action_apply()
            moved = first._to_local(first.date_start)
            self.assertEqual((str(moved.date()), moved.time()), ("2026-12-03", hour))
            # two days later is a Saturday
            moved = second._to_local(second.date_start)
            self.assertEqual(str(moved.date()), "2026-12-07")
            self.assertEqual(first.move_ids.reason, "Annual leave")

    def test_what_is_asked_for(self):
        visit = self._planned(date_start=self._soon(days=3))
        mine = self._mine(self.rep_hangzhou, visit)
        for vals in (
            {"delegate_id": False},
            {"delegate_id": self.rep_shanghai.id, "reason": " "},
            {"how": "day"},
            {"how": "day", "date": self._days(-1)},
            {"absent_id": self.rep_beijing.id, "delegate_id": self.rep_shanghai.id},
        ):
            dialog = self._dialog(mine.action_open_absence(), self.rep_hangzhou, **vals)
            with self.subTest(vals=vals), self._refused("."):
                dialog.action_apply()
        self.assertEqual(visit.leader_id, self.rep_hangzhou)
        with self._refused("no visit"):
            self.visit_model.with_user(self.rep_hangzhou).action_open_absence()

    def test_hostile_context(self):
        visit = self._planned(date_start=self._soon(days=3))
        for value in ("x", [1], {"a": 1}, -1, 2**40, True, self.rep_shanghai.id):
            mine = self._mine(self.rep_hangzhou, visit).with_context(
                kam_absent_id=value, kam_delegate_id=value
            )
            with self.subTest(value=value):
                try:
                    mine.action_open_absence()
                except UserError:
                    continue

    def test_nobody_gives_away_what_they_may_not_change(self):
        visit = self._planned(date_start=self._soon(days=3))
        dialogs = self.env["kam.visit.absence"].with_user(self.rep_beijing)
        with self.assertRaises(AccessError):
            dialogs.create({"visit_ids": visit.ids})
        with self.assertRaises(AccessError):
            self._mine(self.rep_beijing, visit).action_open_absence()
        self.assertEqual(visit.leader_id, self.rep_hangzhou)
