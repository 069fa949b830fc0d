from odoo.tests import tagged

from ..deadline.common import KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamAccountGone(KamDeadlineCommon):
    """What is due of an account whose account manager holds no position any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds.create(
            {"code": "served", "name": "Served", "assign": "account_manager", "audience": "account"}
        )

    def test_whoever_leads_the_unit_stands_in(self):
        served = self.open("served", document=self.mill)
        named = self.open("asked", document=self.mill)
        others = self.open("asked", document=self.mill, slot="2", user_ids=self.accountant.ids)
        self.assertEqual((served | named).user_ids, self.rep_shanghai)
        self.position_rep_shanghai.action_end()
        self.assertEqual(served.user_ids, self.supervisor_shanghai)
        self.assertEqual(named.user_ids, self.supervisor_shanghai)
        # nobody else needs a position to owe something
        self.assertEqual(others.user_ids, self.accountant)

    def test_back_with_another_position(self):
        served = self.open("served", document=self.mill)
        self.position_rep_shanghai.action_end()
        self._position(self.rep_shanghai, self.hangzhou, "representative")
        self.assertEqual(served.user_ids, self.rep_shanghai)

    def test_a_position_that_ended_yesterday_without_the_job(self):
        served = self.open("served", document=self.mill)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kam_position SET date_to = %s WHERE id = %s",
            [self._days(-1), self.position_rep_shanghai.id],
        )
        self.env.invalidate_all()
        self.duties._refresh([("id", "=", served.id)])
        self.assertEqual(served.user_ids, self.supervisor_shanghai)

    def test_dialog_of_the_end(self):
        served = self.open("served", document=self.mill)
        waiting = self.position_rep_shanghai._find_waiting()
        self.assertIn(("Served", served.title, self.supervisor_shanghai.name), waiting)
