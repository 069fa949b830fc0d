from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountOwnerChange(KamCommon):
    def _dialog(self, user, accounts, **vals):
        """Return the dialog as a user has filled it in, the checklist ticked."""
        dialog = self._as(user, self.env["kam.account.owner.change"]).create(
            {
                "account_ids": [Command.set(accounts.ids)],
                "reason": "The customer has moved",
                **vals,
            }
        )
        dialog.line_ids.is_done = True
        return dialog

    def test_manager_gives_accounts_of_the_region(self):
        dialog = self._dialog(
            self.manager_east,
            self.mill | self.shop,
            unit_id=self.hangzhou.id,
            manager_id=self.rep_hangzhou.id,
        )
        self.assertFalse(dialog.refused_ids)
        self.assertEqual(dialog.action_apply()["type"], "ir.actions.act_window_close")
        self.assertEqual((self.mill | self.shop).unit_id, self.hangzhou)
        self.assertEqual((self.mill | self.shop).manager_id, self.rep_hangzhou)
        events = self.mill.event_ids.filtered(lambda event: event.source == "manual")
        self.assertEqual(set(events.mapped("kind")), {"unit_changed", "manager_changed"})
        self.assertEqual(set(events.mapped("reason")), {"The customer has moved"})
        self.assertEqual(events.user_id, self.manager_east)

    def test_manager_gives_an_account_to_another_region(self):
        self._dialog(self.manager_east, self.mill, unit_id=self.beijing.id).action_apply()
        self.assertEqual(self.mill.unit_id, self.beijing)
        self.assertNotIn(self.mill, self._visible(self.manager_east))
        self.assertIn(self.mill, self._visible(self.supervisor_north))

    def test_who_may(self):
        for user, allowed in (
            (self.administrator, True),
            (self.director, True),
            (self.manager_east, True),
            (self.supervisor_shanghai, False),
            (self.rep_shanghai, False),
            (self.supervisor_north, False),
            (self.rep_beijing, False),
        ):
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                vals = {"manager_id": self.supervisor_shanghai.id}
                if allowed:
                    self._dialog(user, self.mill, **vals).action_apply()
                    self.assertEqual(self.mill.manager_id, self.supervisor_shanghai)
                else:
                    with self.assertRaises(AccessError):
                        self._dialog(user, self.mill, **vals).action_apply()
                    self.assertEqual(self.mill.manager_id, self.rep_shanghai)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_cannot_even_open_it(self):
        for user in (self.accountant, self.employee, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._dialog(user, self.mill, manager_id=self.supervisor_shanghai.id)

    def test_manager_of_another_region(self):
        self.position_supervisor_north.role = "manager"
        with self.assertRaises(AccessError):
            self._dialog(self.supervisor_north, self.mill, unit_id=self.beijing.id)
        # in the team of the shop, hence sees it, but is no manager over it
        self.shop.team_ids = [
            Command.create({"user_id": self.supervisor_north.id, "duty": "sales"})
        ]
        dialog = self._dialog(self.supervisor_north, self.shop, unit_id=self.beijing.id)
        self.assertEqual(dialog.refused_ids, self.shop)
        with self.assertRaisesRegex(AccessError, "Shop"):
            dialog.action_apply()
        self.assertEqual(self.shop.unit_id, self.hangzhou)

    def test_position_that_has_ended(self):
        dialog = self._dialog(self.manager_east, self.mill, unit_id=self.hangzhou.id)
        self.position_manager_east.action_end()
        with self.assertRaises(AccessError):
            self._as(self.manager_east, dialog).action_apply()

    def test_bulk_leaves_what_is_not_the_users_and_says_so(self):
        # manager of Shanghai only, in the team of the shop in Hangzhou
        self.position_supervisor_shanghai.role = "manager"
        self.shop.team_ids = [
            Command.create({"user_id": self.supervisor_shanghai.id, "duty": "sales"})
        ]
        dialog = self._dialog(
            self.supervisor_shanghai, self.mill | self.shop, manager_id=self.manager_east.id
        )
        self.assertEqual(dialog.refused_ids, self.shop)
        action = dialog.action_apply()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Shop", action["params"]["message"])
        self.assertEqual(self.mill.manager_id, self.manager_east)
        self.assertEqual(self.shop.manager_id, self.rep_hangzhou)

    def test_accounts_that_cannot_be_seen_are_left(self):
        with self.assertRaises(AccessError):
            self._dialog(self.manager_east, self.mill | self.yard, unit_id=self.hangzhou.id)
        # somebody has made the dialog for accounts, one of which then left the region
        dialog = self._dialog(
            self.manager_east, self.mill | self.shop, manager_id=self.supervisor_shanghai.id
        )
        self.mill._change_owner(unit=self.beijing, reason="Moved")
        dialog = self._as(self.manager_east, dialog)
        dialog.action_apply()
        self.assertEqual(self.mill.manager_id, self.rep_shanghai)
        self.assertEqual(self.shop.manager_id, self.supervisor_shanghai)

    def test_what_is_missing_is_named(self):
        with self.assertRaisesRegex(UserError, "New Unit"):
            self._dialog(self.manager_east, self.mill).action_apply()
        dialog = self._dialog(self.manager_east, self.mill, unit_id=self.hangzhou.id, reason=" ")
        with self.assertRaisesRegex(UserError, "Reason"):
            dialog.action_apply()

    def test_accounts_of_several_companies(self):
        self._make_other_company()
        self.administrator.company_ids |= self.other_company
        companies = (self.company | self.other_company).ids
        dialog = self._dialog(
            self.administrator, self.mill | self.mill_other, manager_id=self.administrator.id
        ).with_context(allowed_company_ids=companies)
        with self.assertRaisesRegex(UserError, "Other Company"):
            dialog.action_apply()

    def test_dialog_of_somebody_else(self):
        dialog = self._dialog(self.manager_east, self.mill, unit_id=self.hangzhou.id)
        for user in (self.rep_shanghai, self.director):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, dialog).action_apply()

    def test_manager_without_position_is_pointed_out(self):
        action = self.mill.with_user(self.manager_east).action_change_owner()
        dialogs = self.env["kam.account.owner.change"].with_user(self.manager_east)
        with Form(dialogs.with_context(**action["context"])) as form:
            form.reason = "Holiday"
            form.manager_id = self.employee
            self.assertTrue(form.manager_without_position)
            form.manager_id = self.rep_hangzhou
            self.assertFalse(form.manager_without_position)
        self.assertEqual(form.record.account_ids, self.mill)

    def test_server_action_on_the_list(self):
        action = self.env.ref("kam_management.action_kam_account_change_owner")
        records = {"active_model": "kam.account", "active_ids": (self.mill | self.shop).ids}
        result = action.with_user(self.manager_east).with_context(**records).run()
        self.assertEqual(result["context"]["default_account_ids"], (self.mill | self.shop).ids)
        with self.assertRaises(AccessError):
            action.with_user(self.rep_shanghai).with_context(**records).run()
