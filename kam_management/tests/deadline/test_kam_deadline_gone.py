from odoo.fields import Command
from odoo.tests import tagged

from .common import KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamDeadlineGone(KamDeadlineCommon):
    """What somebody owes goes to whoever is left, at once, when they can act no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Another Employer"})

    def _gone(self, user, how):
        if how == "archived":
            user.active = False
        elif how == "portal":
            user.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        else:
            vals = {"company_ids": [Command.set(self.elsewhere.ids)]}
            user.write({**vals, "company_id": self.elsewhere.id})

    def test_at_once(self):
        asked, led = self.open("asked"), self.open("led")
        for how in ("archived", "portal", "elsewhere"):
            with self.subTest(how=how), self.cr.savepoint() as savepoint:
                self._gone(self.rep_shanghai, how)
                # whoever leads the unit stands in
                self.assertEqual(asked.user_ids, self.supervisor_shanghai)
                self._gone(self.supervisor_shanghai, how)
                self.assertEqual((asked | led).user_ids, self.manager_east)
                self.assertEqual((asked | led).worker_ids, self.manager_east)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_back_again(self):
        led = self.open("led")
        self.supervisor_shanghai.active = False
        self.supervisor_shanghai.active = True
        self.assertEqual(led.user_ids, self.supervisor_shanghai)

    def test_member_of_a_department_comes_back(self):
        department = self.env["hr.department"].create({"name": "Quality"})
        self.env["hr.employee"].create(
            {"name": "E", "user_id": self.employee.id, "department_id": department.id}
        )
        duty = self.open("answered", department_id=department.id)
        self.assertEqual(duty.user_ids, self.employee)
        self.employee.active = False
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)
        self.employee.active = True
        self.assertEqual(duty.user_ids, self.employee)

    def test_what_waits_when_a_position_ends(self):
        self.open("asked", user_ids=self.supervisor_shanghai.ids)
        self.open("asked", slot="2", user_ids=(self.supervisor_shanghai | self.employee).ids)
        self.open("led")
        self.open("asked", slot="3")
        position = self.position_supervisor_shanghai
        self.assertEqual(
            sorted(position._find_waiting()),
            [
                ("Asked", "Paper", self.employee.name),
                ("Asked", "Paper", "Manager East"),
                ("Led", "Paper", "Manager East"),
            ],
        )
        # with another position what is owed in person stays
        self._position(self.supervisor_shanghai, self.beijing, "supervisor")
        self.assertEqual(position._find_waiting(), [("Led", "Paper", "Manager East")])
        position.action_end()
        self.assertFalse(position._find_waiting())

    def test_administrators_hear_of_what_nobody_is_left_for(self):
        self.open("asked", unit_id=False)
        self._gone(self.rep_shanghai, "archived")
        users = self.env["kam.deadline"]._get_administrators()
        self.assertIn(self.administrator, users)
        found = self.env["kam.deadline"]._find_for_digest(users)
        self.assertEqual(found[self.administrator]["nobody"].title, "Paper")
