from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountOwner(KamCommon):
    """Accounts whose account manager holds no position any more."""

    def _without_position(self, user=None, value=True):
        found = self._as(user or self.env.user, self.env["kam.account"]).search(
            [("is_manager_without_position", "=", value)]
        )
        return found.sudo() & self.accounts

    def test_filter(self):
        self.assertFalse(self._without_position())
        self.position_rep_shanghai.action_end()
        self.assertEqual(self._without_position(), self.mill)
        self.assertEqual(self._without_position(self.manager_east), self.mill)
        self.assertFalse(self._without_position(self.supervisor_north))
        self.assertEqual(self._without_position(value=False), self.accounts - self.mill)
        self.assertEqual(
            self.accounts.mapped("is_manager_without_position"), [True, False, False, False]
        )

    def test_another_position_is_enough(self):
        self._position(self.rep_shanghai, self.hangzhou, "representative")
        self.position_rep_shanghai.action_end()
        self.assertFalse(self._without_position())

    def test_position_of_another_company_is_not(self):
        self._make_other_company()
        self.rep_shanghai.company_ids |= self.other_company
        self._position(self.rep_shanghai, self.other_centre, "representative")
        self.position_rep_shanghai.action_end()
        self.assertEqual(self._without_position(), self.mill)
        self.assertFalse(self.mill_other.is_manager_without_position)

    def test_position_says_so(self):
        position = self._as(self.administrator, self.position_rep_shanghai)
        self.assertEqual(position.account_count, 1)
        self.assertFalse(position.is_holder_without_position)
        position.action_end()
        self.assertTrue(position.is_holder_without_position)
        self.assertEqual(self._as(self.rep_beijing, position).account_count, 0)

    def test_hand_over_from_the_position(self):
        self.yard._change_owner(manager=self.rep_shanghai, reason="Holiday")
        self.position_rep_shanghai.action_end()
        action = self._as(
            self.administrator, self.position_rep_shanghai
        ).action_hand_over_accounts()
        self.assertEqual(action["res_model"], "kam.account.owner.change")
        self.assertEqual(
            set(action["context"]["default_account_ids"]), set((self.mill | self.yard).ids)
        )
        action = self._as(self.manager_east, self.position_rep_shanghai).action_hand_over_accounts()
        self.assertEqual(action["context"]["default_account_ids"], self.mill.ids)

    def test_accounts_of_other_companies_stay_out(self):
        self._make_other_company()
        self.rep_shanghai.company_ids |= self.other_company
        self.mill_other._change_owner(manager=self.rep_shanghai, reason="Holiday")
        action = self.position_rep_shanghai.action_hand_over_accounts()
        self.assertEqual(action["context"]["default_account_ids"], self.mill.ids)

    def test_nothing_to_hand_over(self):
        with self.assertRaisesRegex(UserError, "Supervisor Shanghai"):
            self.position_supervisor_shanghai.action_hand_over_accounts()

    def test_representative_gets_nowhere(self):
        position = self._as(self.rep_shanghai, self.position_rep_shanghai)
        context = position.action_hand_over_accounts()["context"]
        dialog = (
            self._as(self.rep_shanghai, self.env["kam.account.owner.change"])
            .with_context(**context)
            .create({"manager_id": self.rep_hangzhou.id, "reason": "Too much work"})
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()

    def test_queries(self):
        users = self.env["res.users"].create(
            [{"name": f"User {at}", "login": f"kam_many_{at}"} for at in range(50)]
        )
        positions = self.env["kam.position"].create(
            [
                {"user_id": user.id, "unit_id": self.shanghai.id, "role": "representative"}
                for user in users
            ]
        )
        counts = []
        for size in (5, 50):
            for _warm in range(2):
                fresh = self._as(self.manager_east, positions[:size])
                before = self.cr.sql_log_count
                fresh.read(["account_count", "is_holder_without_position"])
                count = self.cr.sql_log_count - before
            counts.append(count)
        self.assertLessEqual(counts[1], counts[0])
