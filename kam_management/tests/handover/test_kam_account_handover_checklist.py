from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import HandoverCommon


@tagged("post_install", "-at_install")
class TestKamAccountHandoverChecklist(HandoverCommon):
    def test_lines_follow_what_changes(self):
        action = self.mill.with_user(self.manager_east).action_change_owner()
        dialogs = self.env["kam.account.owner.change"].with_user(self.manager_east)
        with Form(dialogs.with_context(**action["context"])) as form:
            form.reason = "Promotion"
            self.assertFalse(form.line_ids)
            form.manager_id = self.rep_hangzhou
            self.assertEqual(len(form.line_ids), 3)
            with form.line_ids.edit(1) as line:
                line.is_done = True
            form.unit_id = self.hangzhou
            self.assertEqual(len(form.line_ids), 4)
            form.manager_id = self.env["res.users"]
        lines = form.record.line_ids
        self.assertEqual(lines.item_id, self.told | self.office)
        self.assertTrue(lines.filtered(lambda line: line.item_id == self.told).is_done)

    def test_required_item_not_ticked(self):
        dialog = self._dialog(self.manager_east, self.mill, ticked=False)
        lines = {line.item_id: line for line in dialog.line_ids}
        with self._refused("“Customer met”, “Promises told”"):
            dialog.action_apply()
        lines[self.met].is_done = True
        lines[self.told].remark = "   "
        with self._refused("checklist: “Promises told”"):
            dialog.action_apply()
        self.assertEqual(self.mill.manager_id, self.rep_shanghai)
        self.assertFalse(self.mill.handover_ids)
        lines[self.told].remark = "Nothing is open"
        dialog.action_apply()
        self.assertEqual(
            self.mill.handover_ids.checklist,
            [
                {"item": "Customer met", "required": True, "done": True, "remark": ""},
                {
                    "item": "Promises told",
                    "required": True,
                    "done": False,
                    "remark": "Nothing is open",
                },
                {"item": "Access returned", "required": False, "done": False, "remark": ""},
            ],
        )

    def test_lines_that_were_removed_are_missed(self):
        dialog = self._dialog(self.manager_east, self.mill)
        dialog.line_ids.unlink()
        with self._refused("Customer met"):
            dialog.action_apply()

    def test_over_rpc_with_any_context(self):
        dialogs = self.env["kam.account.owner.change"].with_user(self.manager_east)
        for context in ({}, {"active_test": False}, {"default_line_ids": []}, {"kam_skip": True}):
            with self.subTest(context=context):
                dialog_id = call_kw(
                    dialogs,
                    "create",
                    [
                        {
                            "account_ids": [Command.set(self.mill.ids)],
                            "manager_id": self.rep_hangzhou.id,
                            "reason": "Promotion",
                            "line_ids": [],
                        }
                    ],
                    {"context": context},
                )
                with self._refused("Customer met"):
                    call_kw(dialogs, "action_apply", [[dialog_id]], {"context": context})
                self.assertEqual(self.mill.manager_id, self.rep_shanghai)

    def test_items_of_other_companies_do_not_count(self):
        self._make_other_company()
        foreign = self.env["kam.handover.item"].search(
            [("company_id", "=", self.other_company.id)], limit=1
        )
        dialog = self._dialog(self.manager_east, self.mill, ticked=False)
        self.env["kam.account.owner.change.line"].create(
            {"change_id": dialog.id, "item_id": foreign.id, "is_done": True}
        )
        with self._refused("Customer met"):
            dialog.action_apply()

    def test_nothing_is_asked_where_nobody_leaves(self):
        self.assertFalse(self._dialog(self.administrator, self.farm).line_ids)
        handover = self._give(self.farm, self.administrator)
        self.assertFalse(handover.manager_from)
        self.assertEqual(handover.manager_to, self.rep_hangzhou)
        self.assertIn(self.rep_hangzhou.partner_id, self.farm.message_partner_ids)

    def test_archived_items_are_not_asked(self):
        self.met.active = False
        dialog = self._dialog(self.manager_east, self.mill).with_context(active_test=False)
        self.assertEqual(dialog.line_ids.item_id, self.told | self.access)

    def test_lines_of_somebody_else(self):
        dialog = self._dialog(self.manager_east, self.mill)
        for user in (self.director, self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, dialog.line_ids).write({"is_done": False})

    def test_representative_is_refused(self):
        for user in (self.rep_shanghai, self.supervisor_shanghai):
            with self.subTest(user=user.login), self._refused("Mill", AccessError):
                self._dialog(user, self.mill).action_apply()
        self.assertFalse(self.mill.handover_ids)

    def test_blank_reason(self):
        with self._refused("Reason", UserError):
            self._dialog(self.manager_east, self.mill, reason=" ").action_apply()
