from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DevelopmentCommon

MODELS = {
    "kam.development": ("form", "list", "kanban", "graph", "pivot", "search"),
    "kam.development.record": ("form", "list", "kanban", "search"),
}
ACTION = "kam_management.action_server_{}"


@tagged("post_install", "-at_install")
class TestKamDevelopmentViews(DevelopmentCommon):
    """The screens offer what the server allows, and say what is next."""

    def test_every_view_renders_for_every_role(self):
        for user in (self.rep_beijing, self.supervisor_north, self.director, self.administrator):
            for model, kinds in MODELS.items():
                for kind in kinds:
                    with self.subTest(user=user.login, model=model, kind=kind):
                        views = self.env[model].with_user(user)
                        self.assertTrue(views.get_view(view_type=kind)["arch"])
        dialog = self.env["kam.development.cancel"].with_user(self.rep_beijing)
        self.assertTrue(dialog.get_view(view_type="form")["arch"])

    def test_heads_and_names_are_whole_in_lists(self):
        """Where names are long the list has to be told; the browser would cut them."""
        for view, head, name in (
            ("view_kam_development_list", None, "account_id"),
            ("view_kam_development_record_list", "result", "account_id"),
            ("view_kam_development_actual_list", "is_in_band", "account_id"),
            ("view_kam_development_meeting_list", "written_count", "partner_id"),
        ):
            tree = etree.fromstring(self.env.ref(f"kam_management.{view}").get_combined_arch())
            with self.subTest(view=view):
                if head:
                    self.assertTrue(tree.xpath(f"//field[@name='{head}'][@width]"))
                self.assertTrue(tree.xpath(f"//field[@name='{name}']"))
                self.assertIn("o_kam_whole_names", tree.get("class", "").split())

    def test_a_scheme_is_filled_in_its_form(self):
        with Form(self.development_model.with_user(self.rep_beijing)) as view:
            view.account_id = self.yard
            self.assertEqual(view.developer_id, self.rep_beijing)
            development = view.save()
        with Form(self.seen_by(self.rep_beijing, development)) as view:
            view.meaning = "A third of the target"
            with view.advantage_ids.new() as line:
                line.kind_id = self.point
                line.claim = "Nothing breaks"
            with view.forecast_ids.edit(1) as line:
                line.sales = 1000
        line = development.advantage_ids
        self.assertEqual((line.heading, line.claim), ("cost", "Nothing breaks"))

    def test_what_is_locked_is_readonly(self):
        development = self._filled()
        self.submit(development, self.rep_beijing)
        with Form(self.seen_by(self.rep_beijing, development)) as view:
            for name in ("meaning", "own_strengths", "risk_coefficient", "awareness"):
                with self.subTest(name), self.assertRaises(AssertionError):
                    setattr(view, name, "1")

    def test_what_is_next_is_said(self):
        development = self._filled()
        seen = self.seen_by(self.rep_beijing, development)
        self.assertIn("submit it. Its approval starts", seen.next_step)
        self.submit(development, self.rep_beijing)
        self.assertFalse(development.next_step)
        self.approve(development, *self._deciders(development))
        for progress, text in (
            (False, "first contact"),
            ("contact", "introduce"),
            ("introduction", "demonstrate"),
            ("demonstration", "contract"),
            ("proposal", "end the development"),
        ):
            development._write_process({"progress": progress})
            with self.subTest(progress):
                self.assertIn(text, self.seen_by(self.rep_beijing, development).next_step)
        self._ended(development)
        self.assertFalse(self.seen_by(self.rep_beijing, development).next_step)

    def test_the_next_deadline_of_the_account(self):
        development = self._approved()
        self.revise(development, self.rep_beijing)
        self.submit(development.edition_ids, self.rep_beijing)
        for user in (self.rep_beijing, self.supervisor_north, self.director):
            mine = self.env["kam.deadline"].with_user(user)
            days = mine.search([("account_id", "=", self.yard.id), ("state", "=", "open")]).mapped(
                "date_due"
            )
            with self.subTest(user.login):
                self.assertTrue(days)
                self.assertEqual(self.seen_by(user, development).date_next_duty, min(days))
        self._ended(self._approved(self.shop, self.rep_hangzhou))
        over = self.shop.development_ids
        self.assertFalse(self.seen_by(self.director, over).date_next_duty)

    def test_queries_do_not_grow(self):
        some = self._approved() | self._development(self.shop, self.rep_hangzhou)
        names = ["next_step", "date_next_duty", "elapsed_days", "visit_count", "record_count"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.director).read(names)
            return self.cr.sql_log_count - before

        count(some)
        self.assertLessEqual(count(some), count(some[:1]) + 1)

    # ------------------------------------------------------------------
    # the factors
    # ------------------------------------------------------------------

    def test_factors_may_be_added_where_they_are_not_asked_for(self):
        development = self._development()
        self.assertFalse(development.factor_ids)
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, development).action_add_factors()
        self.seen_by(self.rep_beijing, development).action_add_factors()
        self.assertEqual(len(development.factor_ids), 7)
        with self.assertRaisesRegex(UserError, "already"):
            self.seen_by(self.rep_beijing, development).action_add_factors()

    def test_factors_of_a_scheme_in_review(self):
        development = self._filled()
        self.submit(development, self.rep_beijing)
        with self.assertRaises(UserError):
            self.seen_by(self.rep_beijing, development).action_add_factors()

    # ------------------------------------------------------------------
    # starting from the account
    # ------------------------------------------------------------------

    def test_start_from_the_account(self):
        for account, user, developer in (
            # in the team
            (self.shop, self.rep_shanghai, self.rep_shanghai),
            # leads the unit: who looks after the account develops it
            (self.yard, self.supervisor_north, self.rep_beijing),
        ):
            with self.subTest(account.name):
                seen = self.seen_by(user, account)
                self.assertTrue(seen.can_develop)
                action = seen.action_develop()
                development = self.development_model.browse(action["res_id"])
                self.assertEqual((development.state, development.developer_id), ("open", developer))
                self.assertFalse(self.seen_by(user, account).can_develop)
                with self.assertRaisesRegex(UserError, development.number):
                    self.seen_by(user, account).action_develop()

    def test_who_may_not_start_from_the_account(self):
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, self.yard).action_develop()
        self.assertFalse(self.seen_by(self.administrator, self.yard).can_develop)
        with self.assertRaises(AccessError):
            self.seen_by(self.administrator, self.yard).action_develop()

    # ------------------------------------------------------------------
    # what the menu “Actions” offers
    # ------------------------------------------------------------------

    def _run(self, name, user, records):
        action = self.env.ref(ACTION.format(name)).with_user(user).sudo(False)
        self.env.flush_all()
        self.env.invalidate_all()
        return action.with_context(
            active_model=records._name, active_id=records[0].id, active_ids=records.ids
        ).run()

    def _apply(self, action, user, **vals):
        """Fill in the dialog that an action opens, and apply it."""
        dialog = self.env[action["res_model"]].with_user(user).with_context(action["context"])
        return dialog.create(vals).action_apply()

    def _two(self):
        return self._development() | self._development(self.shop, self.rep_hangzhou)

    def test_start_from_the_list(self):
        both = self._two()
        with self.assertRaises(AccessError):
            self._run("kam_development_start", self.administrator, both)
        # one is of another region
        told = self._run("kam_development_start", self.manager_east, both[1:])
        self.assertTrue(told)
        self.assertEqual(both.mapped("state"), ["preparing", "open"])
        told = self._run("kam_development_start", self.director, both)
        self.assertIn("1 of 2", told["params"]["title"])
        self.assertEqual(set(both.mapped("state")), {"open"})

    def test_start_accounts_from_the_list(self):
        self._development(self.shop, self.rep_hangzhou)
        told = self._run("kam_account_develop", self.director, self.shop | self.mill | self.yard)
        self.assertIn("2 of 3", told["params"]["title"])
        self.assertIn(self.shop.name, told["params"]["message"])
        begun = (self.mill | self.yard)._find_open_developments()
        self.assertEqual(begun.developer_id, self.rep_shanghai | self.rep_beijing)

    def test_cancel_from_the_list(self):
        both = self._two()
        both[0]._write_process({"state": "cancelled", "date_ended": fields.Datetime.now()})
        action = self._run("kam_development_cancel", self.director, both)
        self.assertEqual(action["res_model"], "kam.development.cancel")
        again = self._apply(action, self.director, reason="The budget is spent")
        dialog = self.env[again["res_model"]].browse(again["res_id"])
        self.assertIn(both[0].number, dialog.failures)
        self.assertEqual(both[1].state, "cancelled")
        self.assertEqual(both[1].end_reason, "The budget is spent")

    def test_cancel_wants_a_reason_and_the_right(self):
        development = self._development()
        action = self._run("kam_development_cancel", self.rep_beijing, development)
        with self.assertRaisesRegex(UserError, "Reason"):
            self._apply(action, self.rep_beijing, reason=" ")
        with self.assertRaises(AccessError):
            self._run("kam_development_cancel", self.rep_shanghai, development)
        self.assertEqual(development.state, "preparing")

    def test_change_the_developer_from_the_list(self):
        both = self._two()
        action = self._run("kam_development_give_to_person", self.director, both)
        with self.assertRaisesRegex(UserError, "Developed By"):
            self._apply(action, self.director)
        self._apply(action, self.director, user_id=self.director.id, reason="Knows them")
        self.assertEqual(both.developer_id, self.director)
        with self.assertRaises(AccessError):
            self._run("kam_development_give_to_person", self.rep_shanghai, both[:1])

    def test_submit_and_decide_from_the_list(self):
        development = self._filled()
        self._run("kam_development_submit", self.rep_beijing, development)
        self.assertEqual(development.approval_state, "in_review")
        for user in self._deciders(development):
            action = self._run("kam_development_approve", user, development)
            self._apply(action, user, opinion="Fine")
        self.assertEqual((development.approval_state, development.state), ("approved", "open"))

    def test_dialogs_want_a_development(self):
        dialog = self.env["kam.development.cancel"].with_user(self.rep_beijing).create({})
        with self.assertRaisesRegex(UserError, "Choose"):
            dialog.action_apply()

    # ------------------------------------------------------------------
    # filters
    # ------------------------------------------------------------------

    def test_filters_find(self):
        development = self._approved()
        arch = etree.fromstring(self.development_model.get_view(view_type="search")["arch"])
        found = {}
        for node in arch.iter("filter"):
            if domain := node.get("domain"):
                mine = self.development_model.with_user(self.rep_beijing)
                found[node.get("name")] = mine.search(
                    safe_eval(domain, {"uid": self.rep_beijing.id})
                )
        for name in ("mine", "open", "current", "started", "without_contact", "approved"):
            with self.subTest(name):
                self.assertIn(development, found[name])
        for name in ("waiting", "late", "won", "lost", "late_duties", "draft"):
            with self.subTest(name):
                self.assertNotIn(development, found[name])

    def test_without_contact_for_thirty_days(self):
        development = self._approved()
        arch = etree.fromstring(self.development_model.get_view(view_type="search")["arch"])
        (node,) = arch.xpath("//filter[@name='without_contact']")
        for days, is_found in ((31, True), (29, False)):
            self.contact_model.create(
                self._contact_vals(
                    self.yard,
                    date=fields.Datetime.now() - timedelta(days=days),
                    user_id=self.rep_beijing.id,
                )
            )
            found = self.development_model.search(safe_eval(node.get("domain")))
            with self.subTest(days=days):
                self.assertEqual(development in found, is_found)

    # ------------------------------------------------------------------
    # visits
    # ------------------------------------------------------------------

    def test_visits_of_the_development(self):
        development = self._approved()
        action = self.seen_by(self.rep_beijing, development).action_view_visits()
        self.assertEqual(development.visit_count, 0)
        visits = self.env["kam.visit"].create(
            [
                {
                    "account_id": self.yard.id,
                    "leader_id": self.supervisor_north.id,
                    "date_start": fields.Datetime.now() + timedelta(days=days),
                }
                for days in (2, 3)
            ]
        )
        self.env.invalidate_all()
        self.assertEqual(development.visit_count, 2)
        self.assertEqual(self.env["kam.visit"].search(action["domain"]), visits[::-1])
