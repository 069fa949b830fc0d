from odoo.tests import tagged

from ..account.common import AccountFormCommon


@tagged("post_install", "-at_install")
class TestBoundActions(AccountFormCommon):
    """What the menu “Actions” of a list offers can be done by those to whom it is offered."""

    def _run(self, xmlid, user, records):
        action = self.env.ref(f"kam_management.{xmlid}").with_user(user).sudo(False)
        context = {
            "active_model": records._name,
            "active_id": records[0].id,
            "active_ids": records.ids,
        }
        self.env.flush_all()
        self.env.invalidate_all()
        return action.with_context(**context).run()

    def _make_notes(self, name):
        accounts = [
            self._key_account(f"{name} {number}", self.shanghai, self.rep_shanghai)
            for number in (1, 2)
        ]
        return self.env["kam.test.note"].union(
            *(self._submitted(account=account) for account in accounts)
        )

    def test_waiting_for_me(self):
        """Several steps are approved, returned, rejected and extended from the list."""
        supervisor = self.supervisor_shanghai
        for decision, user, state in (
            ("extend", self.manager_east, "in_review"),
            ("return", supervisor, "draft"),
            ("approve", supervisor, "in_review"),
            ("reject", supervisor, "rejected"),
        ):
            with self.subTest(decision=decision):
                notes = self._make_notes(decision)
                reviews = notes.review_ids.filtered(lambda review: review.state == "pending")
                action = self._run(f"action_server_kam_approval_{decision}", user, reviews)
                self.assertEqual(action["res_model"], "kam.approval.decide")
                dialog = (
                    self.env["kam.approval.decide"].with_user(user).with_context(action["context"])
                )
                dialog.create({"opinion": "Because", "days": 2}).action_apply()
                self.assertEqual({*notes.mapped("approval_state")}, {state})
                if decision == "extend":
                    self.assertTrue(all(reviews.mapped("date_due_before")))

    def test_every_action_has_groups(self):
        """Without groups an action asks for the right to write, which reviews give to nobody."""
        rows = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.actions.server"),
                ("module", "in", ("kam_management", "kam_credit")),
            ]
        )
        actions = self.env["ir.actions.server"].browse(rows.mapped("res_id"))
        bound = actions.filtered("binding_model_id")
        self.assertGreater(len(bound), 8)
        for action in bound:
            with self.subTest(action=action.name):
                self.assertTrue(action.group_ids)
                users = action.group_ids.all_user_ids.filtered("active")[:3]
                for user in users:
                    action.with_user(user)._can_execute_action_on_records(
                        self.env[action.model_id.model].with_user(user)
                    )
