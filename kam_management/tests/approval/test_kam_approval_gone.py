from ast import literal_eval
from datetime import datetime, time

import pytz
from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalGone(ApprovalCommon):
    """Whoever is gone decides nothing, and somebody hears of what waits for nobody."""

    def _stuck(self):
        """Return the reviews that nobody can decide, as the filter finds them."""
        view = self.env.ref("kam_management.view_kam_approval_review_search")
        (domain,) = etree.fromstring(view.arch).xpath("//filter[@name='stuck']/@domain")
        return self.env["kam.approval.review"].search(literal_eval(domain))

    def _run_job(self):
        """Run the job of deadlines at noon, when digests have been due."""
        self.env.flush_all()
        zone = self.company._kam_timezone()
        noon = zone.localize(datetime.combine(self.today, time(12))).astimezone(pytz.utc)
        with (
            freeze_time(noon),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["kam.deadline"]._cron_watch()
        self.env.invalidate_all()

    def _mails_to(self, user):
        return self.env["mail.mail"].search([("email_to", "=", user.email_formatted)])

    def test_last_candidate_gone(self):
        portal = self.env.ref("base.group_portal")
        other = self.env["res.company"].create({"name": "Another Employer"})
        form = self._submitted()
        review = self._pending(form)
        # with nobody left at the unit, those above decide nothing: the role is another one
        for how, vals, back in (
            ("archived", {"active": False}, {"active": True}),
            (
                "elsewhere",
                {"company_ids": [Command.set(other.ids)], "company_id": other.id},
                {"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id},
            ),
            ("portal", {"group_ids": [Command.set(portal.ids)]}, None),
        ):
            with self.subTest(how=how):
                self.assertEqual(review.candidate_ids, self.supervisor_shanghai)
                self.supervisor_shanghai.write(vals)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertFalse(review.with_context(active_test=False).candidate_ids)
                self.assertIn(review, self._stuck())
                self.assertFalse(self._duties(form).worker_ids)
                if back:
                    self.supervisor_shanghai.write(back)

    def test_colleague_stays(self):
        second = self._user("second")
        self._position(second, self.shanghai, "supervisor")
        review = self._pending(self._submitted())
        self.supervisor_shanghai.active = False
        self.assertEqual(review.candidate_ids, second)
        self.assertNotIn(review, self._stuck())

    def test_delegate_gone(self):
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.supervisor_north.id,
                "date_from": self._days(-1),
                "date_to": self._days(1),
            }
        )
        review = self._pending(self._submitted())
        self.assertEqual(review.delegate_ids, self.supervisor_north)
        self.supervisor_north.active = False
        self.assertFalse(review.with_context(active_test=False).delegate_ids)

    def test_position_that_ended_yesterday_decides_nothing(self):
        form = self._submitted()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_position SET date_to = %s WHERE id = %s",
            [self._days(-1), self.position_supervisor_shanghai.id],
        )
        self.env.invalidate_all()
        # the job has not run: flag and candidates are those of yesterday
        self.assertTrue(self.position_supervisor_shanghai.is_current)
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai)
        with self.assertRaises(AccessError):
            self._decide(self.supervisor_shanghai, form)
        self.assertEqual(form.approval_state, "in_review")

    def test_members_of_departments_follow_within_the_hour(self):
        """Nothing announces that somebody has left a department."""
        department = self.env["hr.department"].create({"name": "Quality"})
        members = self.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "department_id": department.id}
                for user in (self.employee, self.rep_hangzhou)
            ]
        )
        self._route([self._step(1, "Answer", False, False, per_department=True)])
        form = self._submitted(executing_department_id=department.id)
        review = self._pending(form)
        self.assertEqual(review.candidate_ids, self.employee | self.rep_hangzhou)
        # archived: at once
        self.rep_hangzhou.active = False
        self.assertEqual(review.candidate_ids, self.employee)
        self.assertEqual(self._duties(form).user_ids, self.employee)
        members[0].department_id = False
        self._run_job()
        self.assertIn(review, self._stuck())

    def test_administrators_are_told_once_a_day(self):
        form = self._submitted()
        self._run_job()
        self.assertFalse(self._mails_to(self.administrator))
        self.env["kam.deadline.digest"].search([]).unlink()
        self.position_supervisor_shanghai.action_end()
        self.assertIn(self._pending(form), self._stuck())
        for _run in range(2):
            self._run_job()
        mail = self._mails_to(self.administrator)
        self.assertEqual(len(mail), 1)
        self.assertIn("1 that nobody is left for", mail.subject)
        self.assertIn(form.display_name, mail.body_html)
        self.assertFalse(self._mails_to(self.director))
        nobody = self._as(self.administrator, self._duties(form)).search(
            [("state", "=", "open"), ("worker_ids", "=", False)]
        )
        self.assertEqual(nobody, self._duties(form))

    def test_dialog_names_forms_and_who_could_decide(self):
        form = self._submitted()
        position = self.position_supervisor_shanghai
        self.assertEqual(position._find_waiting(), [("Review", form.display_name, "")])
        second = self._user("second")
        self._position(second, self.east, "supervisor")
        ((_kind, _name, who),) = position._find_waiting()
        self.assertEqual(who, second.name)
        # who holds the role above as well goes on
        self._position(self.supervisor_shanghai, self.east, "supervisor")
        self.assertFalse(position._find_waiting())
