from datetime import timedelta

from freezegun import freeze_time
from lxml.etree import fromstring

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import VisitCommon


@tagged("post_install", "-at_install")
class TestKamVisitFollowUp(VisitCommon):
    """Within a week the customer is listened to again, by who took part (development, 6.6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a colleague who sees the yard as well, and takes no part
        cls.colleague = cls._user("colleague")
        cls._position(cls.colleague, cls.beijing, "representative")
        cls.yard.team_ids = [(0, 0, {"user_id": cls.colleague.id, "duty": "after_sales"})]

    def _visited(self, **vals):
        """Let a target visit be made by supervisor_north and rep_beijing; return its duty."""
        visit = self._target(**vals)
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        self._made(visit, self.supervisor_north)
        self.env.flush_all()
        return visit, self._duties(visit, "visit_follow_up")

    def _called(self, user, after=None, **vals):
        """Let somebody write down a call of an hour later."""
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            return self._met(
                user,
                account=self.yard,
                stakeholder_id=self.chief.id,
                **{"channel": "phone", "date": self._ago(hours=1), **vals},
            )

    def test_a_call_or_a_visit_of_who_took_part_keeps_it(self):
        for channel in ("phone", "person"):
            for user in (self.supervisor_north, self.rep_beijing):
                with self.subTest(channel=channel, user=user.login):
                    _visit, duty = self._visited()
                    self._called(user, channel=channel)
                    self.assertEqual((duty.state, duty.done_by_id), ("kept", user))
                    self.assertFalse(duty.on_behalf_of_id)

    def test_the_page_of_the_visit_offers_it_to_who_owes_it(self):
        visit, duty = self._visited()
        for user, is_owed in (
            (self.supervisor_north, True),
            (self.rep_beijing, True),
            (self.director, False),
        ):
            seen = visit.with_user(user)
            with self.subTest(user=user.login):
                self.assertIs(seen.is_mine_to_follow_up, is_owed)
                button = "//button[@name='action_listen'][@invisible='not is_mine_to_follow_up']"
                self.assertTrue(fromstring(seen.get_view()["arch"]).xpath(button))
        vals = visit.with_user(self.rep_beijing).action_listen()["context"]
        self.assertEqual(vals["default_account_id"], self.yard.id)
        self._called(self.rep_beijing)
        self.assertEqual(duty.state, "kept")
        visit.invalidate_recordset()
        self.assertFalse(visit.with_user(self.rep_beijing).is_mine_to_follow_up)

    def test_what_keeps_none(self):
        visit, duty = self._visited()
        for vals in (
            {"channel": "mail"},
            {"channel": "video"},
            {"channel": "chat"},
            # before the visit was over
            {"date": visit.date_ended},
            {"date": visit.date_ended - timedelta(days=1)},
        ):
            with self.subTest(vals=vals):
                self._called(self.rep_beijing, **vals)
                self.assertEqual(duty.state, "open")

    def test_somebody_who_took_no_part_keeps_none(self):
        _visit, duty = self._visited()
        self._called(self.colleague)
        self.assertEqual(duty.state, "open")
        self._called(self.rep_beijing)
        self.assertEqual(duty.state, "kept")

    def test_planned_is_not_done(self):
        """Neither a visit that is planned nor a contact that is only proposed keeps it."""
        # whenever the tests run, the day does not end in between
        noon = fields.Datetime.now().replace(hour=4, minute=0)
        with freeze_time(noon):
            _visit, duty = self._visited()
        with freeze_time(noon + timedelta(hours=1)):
            follow_up = self._planned(
                self.rep_beijing,
                account=self.yard,
                purpose="follow_up",
                date_start=self._soon(minutes=5),
            )
            self.assertEqual(duty.state, "open")
            proposed = self.contact_model.sudo()._note(
                self.yard,
                {
                    "user_id": self.rep_beijing.id,
                    "channel": "phone",
                    "date": fields.Datetime.now(),
                    "state": "proposed",
                },
            )
            self.assertEqual(duty.state, "open")
            self.seen_by(self.rep_beijing, proposed).sudo(False).action_dismiss()
            self.assertEqual(duty.state, "open")
        with freeze_time(noon + timedelta(hours=2)):
            self._made(follow_up, self.rep_beijing)
        self.assertEqual(duty.state, "kept")
        self.assertFalse(self._duties(follow_up, "visit_follow_up"))

    def test_a_visit_is_of_all_who_make_it(self):
        """Somebody else leads the second visit, and who took part in the first comes along."""
        _visit, duty = self._visited()
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            second = self._planned(
                self.colleague,
                account=self.yard,
                purpose="follow_up",
                participant_ids=self.rep_beijing.ids,
                date_start=self._soon(minutes=5),
            )
            self._made(second, self.colleague)
        self.assertEqual(duty.state, "kept")

    def test_the_delegate_of_today_keeps_it(self):
        _visit, duty = self._visited()
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.rep_beijing.id,
                "delegate_id": self.colleague.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self._days(3),
            }
        )
        self.assertIn(self.colleague, duty.worker_ids)
        self._called(self.colleague)
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.colleague))
        self.assertEqual(duty.on_behalf_of_id, self.rep_beijing)

    def test_a_delegate_of_other_days_keeps_none(self):
        _visit, duty = self._visited()
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.rep_beijing.id,
                "delegate_id": self.colleague.id,
                "company_id": self.company.id,
                "date_from": self._days(3),
                "date_to": self._days(5),
            }
        )
        self._called(self.colleague)
        self.assertEqual(duty.state, "open")

    def test_when_the_last_one_leaves_it_passes_to_the_account_manager(self):
        visit, duty = self._visited(participant_ids=[])
        self.assertEqual(duty.user_ids, self.supervisor_north)
        self.position_supervisor_north.date_to = self._days(-1)
        self.env.flush_all()
        self.assertEqual(duty.user_ids, self.yard.manager_id)
        self._called(self.yard.manager_id)
        self.assertEqual(duty.state, "kept")
        self.assertEqual(visit.leader_id, self.supervisor_north)

    def test_whoever_is_archived_has_left(self):
        _visit, duty = self._visited()
        self.supervisor_north.active = False
        self.assertEqual(duty.user_ids, self.rep_beijing)

    # ------------------------------------------------------------------
    # corrected
    # ------------------------------------------------------------------

    def _correct(self, contact, user, **vals):
        values = {
            name: contact[name].id if name.endswith("_id") else contact[name]
            for name in contact._corrected_fields
        }
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            return self.contact_model.with_user(user).create(
                {"account_id": contact.account_id.id, "corrects_id": contact.id, **values, **vals}
            )

    def test_what_was_corrected_away_is_owed_again(self):
        visit, duty = self._visited()
        contact = self._called(self.rep_beijing)
        self.assertEqual(duty.state, "kept")
        self._correct(contact, self.rep_beijing, channel="mail")
        self.assertEqual(duty.state, "kept")
        again = self._duties(visit, "visit_follow_up") - duty
        self.assertEqual((again.state, again.date_due), ("open", duty.date_due))
        self.assertEqual(again.user_ids, self.supervisor_north | self.rep_beijing)
        self._called(self.supervisor_north)
        self.assertEqual(again.state, "kept")
        self.assertEqual(len(self._duties(visit, "visit_follow_up")), 2)

    def test_a_correction_that_still_keeps_it_changes_nothing(self):
        visit, duty = self._visited()
        contact = self._called(self.rep_beijing)
        self._correct(contact, self.rep_beijing, attitude="cold")
        self.assertEqual(self._duties(visit, "visit_follow_up"), duty)

    def test_another_contact_still_stands_for_it(self):
        visit, duty = self._visited()
        contact = self._called(self.rep_beijing)
        self._called(self.supervisor_north)
        self._correct(contact, self.rep_beijing, channel="mail")
        self.assertEqual(self._duties(visit, "visit_follow_up"), duty)

    def test_correcting_another_line_opens_nothing(self):
        visit, duty = self._visited()
        mail = self._called(self.rep_beijing, channel="mail")
        self._called(self.rep_beijing)
        self.assertEqual(duty.state, "kept")
        self._correct(mail, self.rep_beijing, channel="letter")
        self.assertEqual(self._duties(visit, "visit_follow_up"), duty)

    # ------------------------------------------------------------------
    # counted
    # ------------------------------------------------------------------

    def test_late_ones_are_told_above_and_counted(self):
        visits = [self._visited() for _number in range(3)]
        self._called(self.rep_beijing)
        (_visit, kept), (_other, late), (_third, gone) = visits
        self.assertEqual({kept.state, late.state, gone.state}, {"kept"})
        _visit, cancelled = self._visited()
        cancelled.sudo()._drop("not_needed")
        self.assertEqual(cancelled.state, "cancelled")
        # the last one: a further visit in person would follow it up
        _visit, duty = self._visited()
        with freeze_time(fields.Datetime.now() + timedelta(days=10)):
            duty._escalate(self.company._kam_today())
            self.assertTrue(duty.told_ids)
            self.env.invalidate_all()
            figures = self.env["kam.visit.punctuality"].with_user(self.director)
            action = figures.with_context(allowed_company_ids=self.company.ids).action_open()
            row = figures.search(action["domain"]).filtered(
                lambda each: each.unit_id == self.beijing
            )
            self.assertEqual((row.due, row.kept, row.open_late), (4, 3, 1))
            self.assertEqual(row.rate, 3 / 4)
            opened = row.action_view_follow_ups()
            found = self.env["kam.deadline"].with_user(self.director).search(opened["domain"])
            self.assertEqual(len(found), row.due)

    def test_the_list_shows_what_its_reader_may_see(self):
        _visit, duty = self._visited()
        action = self.env.ref("kam_management.action_kam_deadline_follow_up")
        domain = [("code", "=", "visit_follow_up")]
        self.assertEqual(action.domain.replace("'", '"'), str(domain).replace("'", '"'))
        for user, sees in (
            (self.rep_beijing, True),
            (self.director, True),
            (self.rep_hangzhou, False),
            (self.employee, False),
        ):
            found = self.seen_by(user, self.env["kam.deadline"]).search(domain)
            with self.subTest(user=user.login):
                self.assertEqual(duty in found, sees)

    def test_others_have_no_figures(self):
        with self.assertRaises(AccessError):
            self.env["kam.visit.punctuality"].with_user(self.employee).action_open()

    def test_it_passes_on_at_once_also_in_another_unit(self):
        """Somebody of another area is in the team, takes part and leaves."""
        self.type_of["regular"].owes_follow_up = True
        visit = self._planned(self.rep_shanghai)
        self._made(visit, self.rep_shanghai)
        duty = self._duties(visit, "visit_follow_up")
        self.assertEqual(duty.user_ids, self.rep_shanghai)
        self.position_rep_shanghai.date_to = self._days(-1)
        self.env.flush_all()
        self.assertEqual(duty.user_ids, self.shop.manager_id)
