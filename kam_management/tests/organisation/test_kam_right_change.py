from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon

SILENT = {"tracking_disable": True, "mail_notrack": True, "mail_create_nolog": True}


@tagged("post_install", "-at_install")
class TestKamRightChange(KamCommon):
    """Whatever gave a right leaves a trace, whoever gave it and whatever the context says."""

    def _changes(self, record):
        return self.env["kam.right.change"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def _past_position(self):
        return (
            self.env["kam.position"]
            .with_user(self.administrator)
            .with_context(**SILENT)
            .create(
                {
                    "user_id": self.employee.id,
                    "unit_id": self.north.id,
                    "role": "manager",
                    "date_from": self._days(-30),
                }
            )
        )

    def test_begun_position_stays(self):
        position = self._past_position()
        self.assertEqual(self._changes(position).mapped("kind"), ["created"])
        for vals in (
            {"date_from": "2099-01-01"},
            {"date_from": self._days(-40)},
            {"user_id": self.rep_beijing.id},
            {"unit_id": self.east.id},
            {"role": "supervisor"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                position.write(vals)
        with self.assertRaises(UserError):
            position.unlink()

    def test_begun_position_takes_what_it_holds(self):
        """A file that is imported again changes nothing."""
        position = self._past_position()
        position.write({"role": "manager", "date_from": str(self._days(-30))})
        self.assertEqual(len(self._changes(position)), 1)

    def test_end_is_written_down(self):
        position = self._past_position()
        position.action_end()
        row = self._changes(position)[-1]
        self.assertEqual(row.kind, "changed")
        self.assertEqual(row.user_id, self.administrator)
        self.assertEqual(row.change["active"], [True, False])
        self.assertIn(str(self.today), row.description)

    def test_future_position_that_is_deleted(self):
        position = self.env["kam.position"].create(
            {
                "user_id": self.employee.id,
                "unit_id": self.north.id,
                "role": "manager",
                "date_from": self._days(10),
            }
        )
        position_id = position.id
        position.with_user(self.administrator).with_context(**SILENT).unlink()
        rows = self.env["kam.right.change"].search(
            [("res_model", "=", "kam.position"), ("res_id", "=", position_id)], order="id"
        )
        self.assertEqual(rows.mapped("kind"), ["created", "deleted"])

    def test_begun_delegation_stays(self):
        delegation = self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.manager_east.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self._days(5),
            }
        )
        mine = delegation.with_user(self.supervisor_shanghai)
        with self.assertRaises(UserError):
            mine.with_context(**SILENT).unlink()
        with self.assertRaises(UserError):
            mine.write({"delegate_id": self.director.id})
        delegation.with_context(**SILENT).write({"date_to": self._days(3)})
        self.assertEqual(self._changes(delegation).mapped("kind"), ["created", "changed"])

    def test_team_membership(self):
        member = self.shop.team_ids.create(
            {
                "account_id": self.shop.id,
                "user_id": self.rep_beijing.id,
                "duty": "sales",
                "date_from": self._days(5),
            }
        )
        member_id = member.id
        lead = member.with_user(self.rep_hangzhou).with_context(**SILENT)
        lead.write({"date_from": "2099-01-01"})
        lead.unlink()
        rows = self.env["kam.right.change"].search(
            [("res_model", "=", "kam.account.team"), ("res_id", "=", member_id)], order="id"
        )
        self.assertEqual(rows.mapped("kind"), ["created", "changed", "deleted"])

    def test_begun_membership_stays(self):
        """It is not deleted by way of a later first day, nor given to another account."""
        lead = self.shop.team_ids.with_user(self.rep_hangzhou).with_context(**SILENT)
        for vals in (
            {"date_from": "2099-01-01"},
            {"date_from": self._days(-3)},
            {"duty": "sales"},
            {"user_id": self.rep_beijing.id},
            {"account_id": self.yard.id},
            {"active": False},
            {"date_to": self._days(-1)},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                lead.write(vals)
        with self.assertRaises(UserError):
            lead.unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mill.with_user(self.rep_shanghai).team_ids = [Command.link(lead.id)]
        lead.action_end()
        self.assertEqual((lead.account_id, lead.phase), (self.shop, "ended"))

    def test_end_lies_not_in_the_past(self):
        """Nobody was gone already when that is entered, and nobody was there unseen."""
        position = self._past_position()
        with self.assertRaisesRegex(UserError, "past"), self.cr.savepoint():
            position.write({"date_to": self._days(-1)})
        with self.assertRaises(UserError), self.cr.savepoint():
            position.action_archive()
        self.assertTrue(position.is_current)
        for vals in (
            {"date_to": self._days(-1)},
            {"date_to": self._days(3), "active": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                position.create(
                    {
                        "user_id": self.employee.id,
                        "unit_id": self.east.id,
                        "role": "manager",
                        "date_from": self._days(-30),
                        **vals,
                    }
                )
        position.write({"date_to": self._days(2)})
        position.write({"date_to": self._days(4)})
        position.write({"date_to": False})
        position.write({"date_to": self.today})
        self.assertTrue(position.is_current)

    def test_ended_position_stays_ended(self):
        position = self._past_position()
        position.action_end()
        for vals in (
            {"active": True},
            {"date_to": False},
            {"date_to": self._days(9)},
            {"date_to": self._days(-9)},
            {"active": True, "date_to": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                position.write(vals)
        with self.assertRaises(UserError), self.cr.savepoint():
            position.action_unarchive()
        position.write({"active": False, "date_to": str(self.today)})
        position.action_end()
        self.assertEqual((position.phase, position.date_to), ("ended", self.today))

    def test_past_position_that_nobody_ended(self):
        """Its last day has passed: it is not made longer, and may be archived."""
        position = self._past_position()
        position.sudo().date_to = self._days(-1)
        with self.assertRaises(UserError), self.cr.savepoint():
            position.write({"date_to": self._days(9)})
        position.action_end()
        self.assertEqual(position.date_to, self._days(-1))

    def test_unit_that_moves(self):
        self.beijing.with_context(**SILENT).parent_id = self.east
        row = self._changes(self.beijing)[-1]
        self.assertEqual(
            [pair[0] for pair in row.change["parent_id"]], [self.north.id, self.east.id]
        )

    def test_rights(self):
        self._past_position()
        rows = self.env["kam.right.change"].search([], limit=1)
        self.assertRights(
            rows,
            {
                (self.administrator,): "r",
                (self.director, self.rep_shanghai, self.employee, self.portal): "",
            },
        )
        with self.assertRaises(UserError):
            rows.write({"kind": "created"})
        with self.assertRaises(UserError):
            rows.unlink()
