from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.approval import kam_approval_run
from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalDecide(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forms = cls.env[cls._form()._name].concat(
            *(cls._form(name=f"F{at}") for at in range(4))
        )
        cls.forms.with_user(cls.rep_shanghai).action_submit()

    def _dialog(self, user, forms=None, **vals):
        forms = self._as(user, self.forms if forms is None else forms)
        context = forms.action_open_decision()["context"]
        return self.env["kam.approval.decide"].with_user(user).with_context(**context).create(vals)

    def _states(self):
        self.env.invalidate_all()
        return [
            form.review_ids.sorted("sequence")[0].state for form in self.forms.sorted("id").sudo()
        ]

    def test_many_at_once(self):
        dialog = self._dialog(self.supervisor_shanghai, opinion="All fine")
        self.assertEqual(dialog.review_count, 4)
        self.assertEqual(dialog.action_apply()["type"], "ir.actions.act_window_close")
        self.assertEqual(self._states(), ["approved"] * 4)
        self.assertEqual(set(self.forms.review_ids.mapped("opinion")), {"All fine", False})

    def test_the_good_ones_stand_and_the_others_are_named(self):
        dialog = self._dialog(self.supervisor_shanghai)
        self._as(self.rep_shanghai, self.forms[1]).action_withdraw()
        self.env["kam.approval.review"].search(
            [("res_id", "=", self.forms[2].id), ("state", "=", "pending")]
        ).with_user(self.supervisor_shanghai).action_reject("No")
        action = dialog.action_apply()
        self.assertEqual(action["res_id"], dialog.id)
        self.assertEqual(self._states(), ["approved", "cancelled", "rejected", "approved"])
        failures = dialog.failures.splitlines()
        self.assertEqual(len(failures), 2)
        self.assertRegex(dialog.failures, "F1 – Area .*not to be decided now")
        self.assertRegex(dialog.failures, "F2 – Area .*decided already: Rejected by")
        for at, failure in zip((1, 2), failures, strict=True):
            self.assertEqual(failure.count(f"F{at}"), 1, failure)

    def test_rights_are_asked_for_each(self):
        dialog = self._dialog(self.supervisor_shanghai)
        self.position_supervisor_shanghai.action_end()
        self._position(self._user("second"), self.shanghai, "supervisor")
        with self._refused("Nothing of what you selected waits for you"):
            dialog.action_apply()
        self.assertEqual(self._states(), ["pending"] * 4)

    def test_one_that_is_refused_is_an_error(self):
        dialog = self._dialog(self.supervisor_shanghai, self.forms[0], decision="reject")
        with self._refused("“Opinion” of"):
            dialog.action_apply()
        self.assertTrue(dialog.opinion_required)

    def test_what_waits_for_others_is_named_with_who_decides(self):
        dialog = self._dialog(self.manager_east, opinion="Fine")
        dialog.action_apply()
        self.assertEqual(self._states(), ["pending"] * 4)
        self.assertEqual(len(dialog.failures.splitlines()), 4)
        self.assertIn(self.supervisor_shanghai.name, dialog.failures)

    def test_nothing_that_waits(self):
        self._as(self.rep_shanghai, self.forms).action_withdraw()
        dialog = self._dialog(self.manager_east)
        self.assertFalse(dialog.review_ids)
        with self._refused("Nothing of what you selected waits for you"):
            dialog.action_apply()

    def test_other_decisions(self):
        for decision, state in (("return", "returned"), ("reject", "rejected")):
            form = self.forms[0] if decision == "return" else self.forms[1]
            self._dialog(
                self.supervisor_shanghai, form, decision=decision, opinion="No"
            ).action_apply()
            self.assertEqual(form.review_ids.sorted("sequence")[0].state, state)

    def test_extension(self):
        self._route(
            [
                self._step(
                    1,
                    "Area",
                    "area",
                    "supervisor",
                    extension_max_days=7,
                    extension_role="director",
                )
            ]
        )
        form = self._submitted()
        action = self._as(self.director, form).action_open_extension()
        dialog = (
            self.env["kam.approval.decide"]
            .with_user(self.director)
            .with_context(**action["context"])
            .create({"days": 2, "opinion": "More to find out"})
        )
        self.assertEqual(dialog.decision, "extend")
        dialog.action_apply()
        self.assertEqual(self._pending(form).date_due, self._days(5))

    def test_dialogs_of_others(self):
        dialog = self._dialog(self.supervisor_shanghai)
        for method in ("action_apply", "unlink"):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(self._as(self.manager_east, dialog), method)()
        self.assertEqual(self._states(), ["pending"] * 4)

    # ------------------------------------------------------------------
    # in the background
    # ------------------------------------------------------------------

    def _run_job(self):
        with self.enter_registry_test_mode():
            job = self.env.ref("kam_management.ir_cron_kam_approval_run")
            self.assertIs(job.method_direct_trigger(), True)
        self.env.invalidate_all()

    def _start(self, **vals):
        """Decide as many as go into the background; return the run."""
        with patch.object(kam_approval_run, "BACKGROUND_FROM", 4):
            action = self._dialog(self.supervisor_shanghai, **vals).action_apply()
        self.assertEqual(action["res_model"], "kam.approval.run")
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_many_are_decided_in_the_background(self):
        run = self._start(opinion="All fine")
        self.assertEqual(self._states(), ["pending"] * 4)
        self.assertRecordValues(run, [{"state": "running", "total": 4, "progress": 0}])
        self._as(self.rep_shanghai, self.forms[1]).action_withdraw()
        with patch.object(kam_approval_run, "BATCH_SIZE", 2):
            self._run_job()
        self.assertEqual(self._states(), ["approved", "cancelled", "approved", "approved"])
        self.assertRecordValues(
            run, [{"state": "done", "done": 3, "refused": 1, "progress": 100, "left_ids": False}]
        )
        self.assertRegex(run.failures, "F1 – Area .*not to be decided now")
        decided = self.forms.review_ids.filtered(lambda review: review.state == "approved")
        self.assertEqual(decided.decided_by_id, self.supervisor_shanghai)
        self.assertEqual(set(decided.mapped("opinion")), {"All fine"})
        self._run_job()
        self.assertEqual(run.done, 3)

    def test_what_has_been_done_is_not_done_again(self):
        """After a kill the job goes on from what was committed."""
        run = self._start()
        left = run._get_left()
        run._carry_out(left[:3])
        self.assertEqual((run.done, run.left_ids, run.state), (3, left[3:].ids, "running"))
        run._carry_out(left)
        self.assertEqual((run.done, run.refused, run.state), (4, 0, "done"))

    def test_rights_that_have_ended_count(self):
        run = self._start()
        self.position_supervisor_shanghai.action_end()
        self._position(self._user("second"), self.shanghai, "supervisor")
        self._run_job()
        self.assertEqual(self._states(), ["pending"] * 4)
        self.assertEqual((run.state, run.done, run.refused), ("done", 0, 4))

    def test_a_defect_holds_nobody_up(self):
        run = self._start()
        broken = run._get_left()[0]
        carry_out = type(broken)._carry_out

        def fail(review, *arguments):
            if review.id == broken.id:
                raise ZeroDivisionError
            return carry_out(review, *arguments)

        with (
            patch.object(type(broken), "_carry_out", fail),
            self.assertLogs("odoo.addons.kam_management", "ERROR"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cursor,
            # not assertRaises: its savepoint would not survive the commits
            suppress(UserError),
        ):
            self.env(cr=cursor)["kam.approval.run"]._cron_carry_out()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done, run.refused), ("done", 3, 1))
        self.assertIn("ZeroDivisionError", run.failures)

    def test_actions_on_many_forms_go_into_the_background(self):
        drafts = self.env[self.forms._name].concat(*(self._form(name=f"D{at}") for at in range(4)))
        with patch.object(kam_approval_run, "BACKGROUND_FROM", 4):
            action = self._as(self.rep_shanghai, drafts)._run_each("action_submit")
        self.assertEqual(set(drafts.mapped("approval_state")), {"draft"})
        self._run_job()
        self.assertEqual(set(drafts.mapped("approval_state")), {"in_review"})
        run = self.env["kam.approval.run"].browse(action["res_id"])
        self.assertEqual((run.user_id, run.done), (self.rep_shanghai, 4))

    def test_only_who_asked_sees_a_run(self):
        run = self._start()
        self.assertEqual(run.with_user(self.supervisor_shanghai).total, 4)
        self.assertFalse(self.env["kam.approval.run"].with_user(self.manager_east).search([]))
        for user in (self.supervisor_shanghai, self.administrator):
            with self.assertRaises(AccessError):
                run.with_user(user).write({"method": "unlink"})
            with self.assertRaises(AccessError):
                self.env["kam.approval.run"].with_user(user).create({"name": "Mine"})
