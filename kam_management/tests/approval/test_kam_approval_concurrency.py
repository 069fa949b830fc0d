import threading
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .common import FORM, LINE, ApprovalCommon, add_test_form
from .forms import remove_form_models

GUARDED = (
    "kam_approval_review_author_rel",
    "kam_approval_review_candidate_rel",
    "kam_approval_review_delegate_rel",
    "kam_approval_review",
    "kam_archive_entry",
)
PREPARED = (
    "kam.approval.route",
    "ir.model.access",
    "ir.actions.report",
    "ir.ui.view",
    "ir.sequence",
)


@tagged("post_install", "-at_install")
class TestKamApprovalConcurrency(BaseCase):
    """Two people at the same moment: real transactions on committed data, removed afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # repeated at once: how long to wait is Odoo's business
        waiting = patch("odoo.service.model.random.uniform", return_value=0.0)
        waiting.start()
        cls.addClassCleanup(waiting.stop)
        with cls._new_env() as env:
            cls.highest = {
                name: env[name]
                .with_context(active_test=False)
                .search([], order="id desc", limit=1)
                .id
                for name in PREPARED
            }
        cls.addClassCleanup(cls._remove)
        with cls._new_env() as env:
            # the organisation of the other tests, committed
            cls.world = type("World", (ApprovalCommon,), {"env": env, "company": env.company})
            cls.world.today = env.company._kam_today()
            cls.world._make_units()
            cls.world._make_people()
            cls.world._position(cls.world._user("second"), cls.world.shanghai, "supervisor")
            add_test_form(env)
            cls.uids = {
                user.login.removeprefix("kam_"): user.id
                for user in env["res.users"].search([("login", "=like", r"kam\_%")])
            }
            cls.world.route = cls.world._route()

    @classmethod
    @contextmanager
    def _new_env(cls):
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _remove(cls):
        """Remove what was committed; what the triggers guard goes without them."""
        with cls._new_env() as env:
            cr = env.cr
            cr.execute("DELETE FROM mail_activity WHERE kam_review_id IS NOT NULL")
            for table in GUARDED:
                name = SQL.identifier(table)
                cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
                cr.execute(SQL("DELETE FROM %s", name))
                cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
            for model in (LINE, FORM):
                cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(model.replace(".", "_"))))
            cr.execute("DELETE FROM ir_model_data WHERE name = 'action_report_kam_test_form'")
            for name in PREPARED:
                env[name].with_context(active_test=False).search(
                    [("id", ">", cls.highest[name])]
                ).unlink()
            env.flush_all()
            cr.execute(SQL("DELETE FROM ir_model WHERE model IN %s", (FORM, LINE)))
            cr.execute(SQL("DELETE FROM mail_message WHERE model IN %s", (FORM, LINE)))
            users = env["res.users"].search([("login", "=like", r"kam\_%")])
            cr.execute(SQL("DELETE FROM kam_position WHERE user_id IN %s", tuple(users.ids)))
            cr.execute("DELETE FROM kam_unit WHERE code LIKE 'T-%'")
            env.invalidate_all()
            partners = users.partner_id
            users.unlink()
            partners.unlink()
            remove_form_models(env, LINE, FORM)
        cls.registry.clear_all_caches()

    # ------------------------------------------------------------------

    @contextmanager
    def _committed_form(self, steps=None, submitted=True):
        """Give the ids of a committed form and its reviews in their order."""
        with self._new_env() as env:
            world = type("World", (self.world,), {"env": env, "company": env.company})
            world.rep_shanghai = env["res.users"].browse(self.uids["rep_shanghai"])
            world.shanghai = env["kam.unit"].search([("code", "=", "T-SHA")])
            world._route(steps)
            form = world._form()
            if submitted:
                form.with_user(world.rep_shanghai).action_submit()
            form_id, review_ids = form.id, form.review_ids.sorted("id").ids
        yield form_id, review_ids

    def _call(self, cr, login, model, method, ids, *args):
        return execute_cr(cr, self.uids[login], model, method, [ids, *args], {})

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
