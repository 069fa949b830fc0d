import threading
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..concurrency import ConcurrencyCase
from .common import FORM, LINE, ApprovalCommon, add_test_form
from .forms import remove_form_models


@tagged("post_install", "-at_install")
class TestKamApprovalConcurrency(ConcurrencyCase):
    """Two people at the same moment decide, withdraw, submit or change."""

    guarded = ("kam.deadline", "kam.approval.review", "kam.archive.entry", "kam.position")
    unguarded = (
        "mail.activity",
        "kam.approval.route",
        "ir.model.access",
        "ir.actions.report",
        "ir.ui.view",
        "ir.sequence",
        *ConcurrencyCase.unguarded,
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(ApprovalCommon) as world:
            second = world._user("second")
            world._position(second, world.shanghai, "supervisor")
            archivist = world._user("archivist")
            world._position(archivist, world.centre, "archivist")
            cls.ids |= {"second": second.id, "archivist": archivist.id}
            add_test_form(world.env)
            world._route()

    @classmethod
    def _remove_others(cls, env):
        cr = env.cr
        for model in (LINE, FORM):
            cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(model.replace(".", "_"))))
        cr.execute("DELETE FROM ir_model_data WHERE name = 'action_report_kam_test_form'")
        cr.execute(SQL("DELETE FROM ir_model WHERE model IN %s", (FORM, LINE)))
        cr.execute(SQL("DELETE FROM mail_message WHERE model IN %s", (FORM, LINE)))
        cr.execute(SQL("DELETE FROM mail_followers WHERE res_model IN %s", (FORM, LINE)))
        remove_form_models(env, LINE, FORM)

    @contextmanager
    def _committed_form(self, steps=None, submitted=True):
        """Give the ids of a committed form and its reviews in their order."""
        with self._new_world(ApprovalCommon) as world:
            world._route(steps)
            form = world._form()
            if submitted:
                form.with_user(world.rep_shanghai).action_submit()
            form_id, review_ids = form.id, form.review_ids.sorted("id").ids
        yield form_id, review_ids

    def _call(self, cr, login, model, method, ids, *args):
        return execute_cr(cr, self.ids[login], model, method, [ids, *args], {})

    def _second(self, first, second):
        """Let a call begin, another one be made and committed, and then the first one go on.

        :return: message of the error of the call that comes second, or None
        """
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_approval_review LIMIT 1")
            self._call(early, *first)
            try:
                with mute_logger("odoo.sql_db"):
                    self._call(late, *second)
            except UserError as error:
                late.rollback()
                return str(error)
        return None

    def _states(self, form_id):
        with self._new_env() as env:
            form = env[FORM].browse(form_id)
            return form.approval_state, form.review_ids.sorted("id").mapped("state")

    def test_two_decisions_of_one_step(self):
        review = "kam.approval.review"
        for decision, state, states in (
            ("action_approve", "in_review", ["approved", "pending", "waiting"]),
            ("action_return", "draft", ["returned", "cancelled", "cancelled"]),
            ("action_reject", "rejected", ["rejected", "cancelled", "cancelled"]),
        ):
            with self.subTest(decision=decision), self._committed_form() as (form_id, review_ids):
                message = self._second(
                    ("supervisor_shanghai", review, decision, review_ids[:1], "First"),
                    ("second", review, "action_approve", review_ids[:1], "Second"),
                )
                self.assertRegex(message, "was decided already: .* by Supervisor Shanghai")
                self.assertEqual(self._states(form_id), (state, states))

    def test_withdrawn_while_it_is_decided(self):
        review = "kam.approval.review"
        with self._committed_form() as (form_id, review_ids):
            message = self._second(
                ("rep_shanghai", FORM, "action_withdraw", [form_id]),
                ("second", review, "action_approve", review_ids[:1], "Second"),
            )
            self.assertRegex(message, "not to be decided now")
            self.assertEqual(self._states(form_id), ("draft", ["cancelled"] * 3))
        with self._committed_form() as (form_id, review_ids):
            message = self._second(
                ("second", review, "action_reject", review_ids[:1], "First"),
                ("rep_shanghai", FORM, "action_withdraw", [form_id]),
            )
            self.assertRegex(message, "this is possible for “In review” only")
            self.assertEqual(self._states(form_id)[0], "rejected")

    def test_submitted_twice(self):
        with self._committed_form(submitted=False) as (form_id, _review_ids):
            message = self._second(
                ("rep_shanghai", FORM, "action_submit", [form_id]),
                ("rep_shanghai", FORM, "action_submit", [form_id]),
            )
            self.assertRegex(message, "is “In review”; this is possible for “Draft” only")
            self.assertEqual(
                self._states(form_id), ("in_review", ["pending", "waiting", "waiting"])
            )

    @contextmanager
    def _approved_form(self):
        """Give the id of a committed form that was approved."""
        steps = [ApprovalCommon._step(1, "Area", "area", "supervisor")]
        with self._committed_form(steps) as (form_id, review_ids):
            with self.registry.cursor() as cr:
                self._call(
                    cr, "second", "kam.approval.review", "action_approve", review_ids, "Fine"
                )
            yield form_id
            # it names who signed it, who are removed before its table is
            with self._new_env() as env:
                env.cr.execute("TRUNCATE kam_test_form CASCADE")

    def test_revised_twice(self):
        """One revision beside the approved form is made."""
        revise = ("rep_shanghai", FORM, "action_revise")
        with (
            patch.object(self.registry[FORM], "_revise", "copy"),
            self._approved_form() as form_id,
        ):
            message = self._second((*revise, [form_id]), (*revise, [form_id]))
            self.assertRegex(message, "is being revised already: go on with revision A")
            with self._new_env() as env:
                self.assertEqual(len(env[FORM].browse(form_id).edition_ids), 1)

    def test_acknowledged_twice(self):
        with self._approved_form() as form_id:
            with self._new_env() as env:
                entry_ids = env[FORM].browse(form_id).archive_entry_ids.ids
            acknowledge = ("archivist", "kam.archive.entry", "action_acknowledge", entry_ids)
            message = self._second(acknowledge, (*acknowledge, "The signed copy"))
            self.assertRegex(message, "Somebody else has just acknowledged this form")

    def test_changed_while_it_is_submitted(self):
        with self._committed_form(submitted=False) as (form_id, _review_ids):
            message = self._second(
                ("rep_shanghai", FORM, "action_submit", [form_id]),
                ("rep_shanghai", FORM, "write", [form_id], {"name": "Late"}),
            )
            self.assertRegex(message, "cannot be changed")

    def test_two_steps_side_by_side(self):
        """Both decisions count, and the form moves on."""
        steps = [
            ApprovalCommon._step(1, "Area", "area", "supervisor"),
            ApprovalCommon._step(1, "Region", "region", "manager"),
            ApprovalCommon._step(2, "Centre", "headquarters", "director"),
        ]
        review = "kam.approval.review"
        with self._committed_form(steps) as (form_id, review_ids):
            message = self._second(
                ("supervisor_shanghai", review, "action_approve", review_ids[:1], "First"),
                ("manager_east", review, "action_approve", review_ids[1:2], "Second"),
            )
            self.assertIsNone(message)
            self.assertEqual(
                self._states(form_id), ("in_review", ["approved", "approved", "pending"])
            )

    def test_in_parallel(self):
        """The same with threads that run into each other."""
        with self._committed_form() as (form_id, review_ids):
            barrier = threading.Barrier(2, timeout=60)
            outcomes = {}

            def decide(login):
                with self.registry.cursor() as cr:
                    cr.execute("SELECT 1 FROM kam_approval_review LIMIT 1")
                    barrier.wait()
                    try:
                        self._call(
                            cr,
                            login,
                            "kam.approval.review",
                            "action_approve",
                            review_ids[:1],
                            login,
                        )
                        outcomes[login] = "decided"
                    except UserError as error:
                        cr.rollback()
                        outcomes[login] = str(error)

            with mute_logger("odoo.sql_db"):
                threads = [
                    threading.Thread(target=decide, args=(login,))
                    for login in ("supervisor_shanghai", "second")
                ]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(timeout=120)
            self.assertEqual(list(outcomes.values()).count("decided"), 1, outcomes)
            winner = next(login for login, outcome in outcomes.items() if outcome == "decided")
            loser = next(login for login in outcomes if login != winner)
            self.assertRegex(outcomes[loser], "was decided already: Approved by")
            with self._new_env() as env:
                self.assertEqual(env["kam.approval.review"].browse(review_ids[0]).opinion, winner)
            self.assertEqual(
                self._states(form_id), ("in_review", ["approved", "pending", "waiting"])
            )
