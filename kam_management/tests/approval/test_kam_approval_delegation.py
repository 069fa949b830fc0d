from datetime import date

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalDelegation(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # holds the rights of a supervisor, but none over Shanghai
        cls.delegate = cls.supervisor_north

    def _delegate(self, user=None, delegate=None, **vals):
        return self.env["kam.approval.delegation"].create(
            {
                "user_id": (user or self.supervisor_shanghai).id,
                "delegate_id": (delegate or self.delegate).id,
                "date_from": self._days(-1),
                "date_to": self._days(1),
                **vals,
            }
        )

    def test_roles_without_rights_are_named(self):
        as_user = self._as(self.supervisor_shanghai, self._delegate())
        self.assertFalse(as_user.missing_roles)
        # who has some of the rights may decide what these suffice for
        self._position(self.supervisor_shanghai, self.east, "representative")
        weak = self._delegate(delegate=self.rep_hangzhou)
        self.assertEqual(self._as(self.supervisor_shanghai, weak).missing_roles, "Supervisor")

    def test_the_delegate_decides_on_behalf(self):
        form = self._submitted()
        review = self._pending(form)
        self._delegate()
        self.assertEqual(review.delegate_ids, self.delegate)
        self.assertTrue(review.with_user(self.delegate).is_mine)
        self.assertEqual(self._duties(form).worker_ids, self.delegate | self.supervisor_shanghai)
        self._decide(self.delegate, form)
        self.assertRecordValues(
            review,
            [
                {
                    "state": "approved",
                    "decided_by_id": self.delegate.id,
                    "on_behalf_of_id": self.supervisor_shanghai.id,
                }
            ],
        )

    def test_the_one_who_is_away_may_still_decide(self):
        form = self._submitted()
        self._delegate()
        review = self._pending(form)
        self._decide(self.supervisor_shanghai, form)
        self.assertFalse(review.on_behalf_of_id)

    def test_neither_decides_another_step(self):
        """A decision on behalf of somebody uses up both, in the round."""
        self._position(self.supervisor_shanghai, self.east, "manager")
        self._position(self.delegate, self.east, "manager")
        form = self._submitted()
        self._delegate()
        self._decide(self.delegate, form)
        self.assertEqual(self._pending(form).candidate_ids, self.manager_east)
        self._delegate(self.manager_east, self.supervisor_shanghai)
        self.assertFalse(self._pending(form).delegate_ids)
        for user in (self.delegate, self.supervisor_shanghai):
            with self.assertRaises(AccessError):
                self._decide(user, form)

    def test_a_decision_on_behalf_leaves_somebody_for_the_next_step(self):
        """Whoever alone could decide the next step does not decide this one for somebody else."""
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        review = self._pending(form)
        self._delegate(delegate=self.manager_east)
        self.assertEqual(review.delegate_ids, self.manager_east)
        with self._refused("Nobody could decide “Region” of Form.*after “Area”.*Manager East"):
            self._decide(self.manager_east, form)
        self.assertEqual(review.state, "pending")
        # to return it, or to approve with somebody else for the next step, is possible
        with self.cr.savepoint() as savepoint:
            self._decide(self.manager_east, form, "return")
            savepoint.rollback()
        self._position(self._user("second_manager"), self.east, "manager")
        self._decide(self.manager_east, form)
        self.assertEqual(review.state, "approved")
        self.assertTrue(self._pending(form).candidate_ids)

    def test_a_step_that_is_stuck_anyway_stops_no_other(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted()
        self.position_manager_east.action_end()
        self._decide(self.supervisor_shanghai, form)
        self.assertFalse(self._pending(form).candidate_ids)

    def test_an_author_decides_for_nobody(self):
        self._position(self.rep_shanghai, self.hangzhou, "supervisor")
        self._delegate(delegate=self.rep_shanghai)
        form = self._submitted()
        self.assertFalse(self._pending(form).delegate_ids)
        with self.assertRaises(AccessError):
            self._decide(self.rep_shanghai, form)

    def test_who_lacks_the_rights_decides_for_nobody(self):
        form = self._submitted()
        for user in (self.rep_hangzhou, self.employee, self.administrator):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(ValidationError, "none of the roles.*Supervisor"):
                    self._delegate(delegate=user)
                # whose rights have ended since the delegation was entered
                position = self._position(user, self.north, "supervisor")
                self._delegate(delegate=user)
                self.assertIn(user, self._pending(form).delegate_ids)
                position.action_end()
                self.assertNotIn(user, self._pending(form).delegate_ids)
                with self.assertRaises(AccessError):
                    self._decide(user, form)

    def test_rights_that_begin_and_end(self):
        form = self._submitted()
        user = self._user("new")
        self._position(user, self.north, "supervisor", date_from=self._days(1))
        self._delegate(delegate=user)
        self.assertFalse(self._pending(form).delegate_ids)
        position = self._position(user, self.hangzhou, "supervisor")
        self.assertEqual(self._pending(form).delegate_ids, user)
        position.action_end()
        self.assertFalse(self._pending(form).delegate_ids)

    def test_from_the_first_to_the_last_day(self):
        with self._at("2026-03-01"):
            form = self._submitted()
            delegation = self._delegate(date_from=date(2026, 3, 2), date_to=date(2026, 3, 3))
        review = self._pending(form)
        for day, clock, expected in (
            ("2026-03-01", "23:59:59", False),
            ("2026-03-02", "00:00:00", True),
            ("2026-03-03", "23:59:59", True),
            ("2026-03-04", "00:00:00", False),
        ):
            with self.subTest(day=day, clock=clock), self._at(day, clock):
                review._refresh_candidates()
                self.assertEqual(self.delegate in review.delegate_ids, expected)
        with self._at("2026-03-04", "00:00:00"), self.assertRaises(AccessError):
            review.with_user(self.delegate).sudo().action_approve()
        with self._at("2026-03-03"):
            delegation.date_to = date(2026, 3, 2)
            self.assertFalse(review.delegate_ids)
            delegation.date_to = date(2026, 3, 3)
            self.assertTrue(review.delegate_ids)
            delegation.unlink()
            self.assertFalse(review.delegate_ids)

    def test_delegates_do_not_pass_on(self):
        form = self._submitted()
        last = self._user("last")
        self._position(last, self.hangzhou, "supervisor")
        self._delegate()
        self._delegate(self.delegate, last)
        self.assertEqual(self._pending(form).delegate_ids, self.delegate)

    def test_everybody_delegates_what_is_theirs_only(self):
        delegations = self.env["kam.approval.delegation"]
        vals = {
            "delegate_id": self.delegate.id,
            "date_from": self._days(0),
            "date_to": self._days(1),
        }
        with self.assertRaises(AccessError):
            delegations.with_user(self.rep_shanghai).create(
                {**vals, "user_id": self.supervisor_shanghai.id}
            )
        own = self._delegate()
        with self.assertRaises(AccessError):
            self._as(self.delegate, own).write({"date_to": self._days(90)})
        with self.assertRaises(AccessError):
            self._as(self.supervisor_shanghai, own).write({"user_id": self.employee.id})
        delegations.with_user(self.administrator).create(
            {**vals, "user_id": self.supervisor_shanghai.id}
        )

    def test_bad_input(self):
        with self.assertRaises(ValidationError):
            self._delegate(delegate=self.supervisor_shanghai)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._delegate(date_to=self._days(-2))

    def test_what_cannot_work_is_refused(self):
        archived = self._user("archived")
        archived.active = False
        foreign = self._user("foreign", company=self.env["res.company"].create({"name": "Other"}))
        for vals, message in (
            ({"delegate": archived}, "Decides Instead.*Archived"),
            ({"delegate": self.portal}, "Decides Instead.*Portal"),
            ({"delegate": foreign}, "Decides Instead.*Foreign"),
            ({"user": archived}, "Away.*Archived"),
            ({"date_from": self._days(-9), "date_to": self._days(-1)}, "over already"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(ValidationError, message):
                self._delegate(**vals)
        delegation = self._delegate()
        for user in (self.portal, self.rep_shanghai):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(ValidationError, "Decides Instead"),
            ):
                delegation.delegate_id = user
        # one that stands may end, and be given a reason, whatever has become of it
        standing = self._delegate()
        self.delegate.active = False
        standing.write({"reason": "Holiday", "date_to": self._days(-1)})

    def test_the_author_of_all_that_waits_is_refused(self):
        self._position(self.rep_shanghai, self.hangzhou, "supervisor")
        self._submitted()
        with self.assertRaisesRegex(ValidationError, "created or submitted all that waits"):
            self._delegate(delegate=self.rep_shanghai)
        # whoever may not enter it does not learn what waits, nor who may do what
        for delegate in (self.rep_shanghai, self.rep_beijing):
            with self.assertRaises(AccessError):
                self.env["kam.approval.delegation"].with_user(self.rep_hangzhou).create(
                    {
                        "user_id": self.supervisor_shanghai.id,
                        "delegate_id": delegate.id,
                        "company_id": self.company.id,
                        "date_from": self.today,
                        "date_to": self._days(2),
                    }
                )
        # of use for what comes later, or waits besides
        self._delegate(delegate=self.rep_shanghai, date_from=self._days(1))
        self._submitted(self.rep_hangzhou)
        self._delegate(delegate=self.rep_shanghai)

    def test_rights_that_begin_with_the_delegation(self):
        user = self._user("new")
        self._position(user, self.north, "manager", date_from=self._days(3))
        with self.assertRaisesRegex(ValidationError, "none of the roles"):
            self._delegate(delegate=user, date_to=self._days(2))
        # a manager has the rights of a supervisor
        self._delegate(delegate=user, date_to=self._days(3))

    def test_members_of_departments_need_no_role(self):
        self._delegate(user=self.employee, delegate=self.rep_hangzhou)

    def test_rights_that_end_take_other_duties_as_well(self):
        position = self._position(self.employee, self.north, "representative")
        form = self._submitted(in_charge_id=self.rep_shanghai.id)
        self._delegate(user=self.rep_shanghai, delegate=self.employee)
        kind = self.env["kam.deadline.kind"].create(
            {"code": "test_led", "name": "Led", "assign": "role", "role": "representative"}
        )
        duty = self.env["kam.deadline"]._open(
            [form._prepare_duty_vals(kind.code, self._days(3), unit_id=self.shanghai.id)]
        )
        self.assertEqual(duty.worker_ids, self.rep_shanghai | self.employee)
        position.action_end()
        self.assertEqual(duty.worker_ids, self.rep_shanghai)

    def test_days_of_one_that_has_begun_say_what_was_so(self):
        delegation = self._delegate(date_from=self._days(-5))
        own = self._as(self.supervisor_shanghai, delegation)
        for vals, pattern in (
            ({"date_from": self._days(-1)}, "“From” cannot change"),
            ({"date_from": self._days(1)}, "“From” cannot change"),
            ({"date_from": self._days(-9)}, "“From” cannot change"),
            ({"date_to": self._days(-2)}, "“To” cannot change"),
            ({"date_from": self._days(-9), "date_to": self._days(-8)}, "cannot change"),
        ):
            with self.subTest(vals=vals), self._refused(pattern, ValidationError):
                own.write(vals)
        own.write({"date_to": self._days(-1)})
        own.write({"date_to": self._days(3)})
        self.assertEqual(delegation.date_to, self._days(3))

    def test_one_that_is_over_stays_over(self):
        with self._at("2026-03-02"):
            delegation = self._delegate(date_from=date(2026, 3, 2), date_to=date(2026, 3, 3))
        with self._at("2026-03-09"):
            for day in (date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 20)):
                with self._refused("To. cannot change", ValidationError):
                    delegation.date_to = day
            delegation.reason = "Holiday"

    def test_one_to_come_is_not_moved_into_the_past(self):
        delegation = self._delegate(date_from=self._days(2), date_to=self._days(4))
        with self._refused("“From” cannot change", ValidationError):
            delegation.date_from = self._days(-1)
        with self._refused("cannot change", ValidationError):
            delegation.write({"date_from": self._days(-3), "date_to": self._days(-1)})
        delegation.write({"date_from": self._days(0), "date_to": self._days(0)})
