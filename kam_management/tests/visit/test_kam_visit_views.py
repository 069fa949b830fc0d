from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import REPORT, VisitCommon

MODELS = {
    "kam.visit": ("form", "list", "kanban", "calendar", "pivot", "graph", "search"),
    "kam.visit.report": ("form", "list", "kanban", "pivot", "search"),
    "kam.visit.type": ("form", "list", "kanban", "search"),
}


@tagged("post_install", "-at_install")
class TestKamVisitViews(VisitCommon):
    """The screens offer what the server allows, and say how a visit stands."""

    def test_every_view_renders_for_every_role(self):
        for user in (self.rep_hangzhou, self.supervisor_north, self.director, self.administrator):
            for model, kinds in MODELS.items():
                for kind in kinds:
                    with self.subTest(user=user.login, model=model, kind=kind):
                        views = self.env[model].with_user(user)
                        self.assertTrue(views.get_view(view_type=kind)["arch"])

    def test_a_visit_is_planned_in_its_form(self):
        with Form(self.visit_model.with_user(self.rep_hangzhou)) as view:
            view.account_id = self.shop
            self.assertEqual(view.leader_id, self.rep_hangzhou)
            view.date_start = self._soon(days=2)
            # as long as its type says
            self.assertEqual(view.date_stop - view.date_start, timedelta(hours=1))
            view.stakeholder_ids.add(self.boss)
            view.goal = "Prices"
            visit = view.save()
        self.assertEqual(len(visit.item_ids), visit.item_open_count)
        with Form(visit) as view:
            self.assertFalse(view.approval_needed)
            with self.assertRaises(AssertionError):
                view.date_start = self._soon(days=3)

    def test_what_is_bound_is_readonly(self):
        visit = self._target(date_start=self._soon(days=1))
        self.submit(visit, self.supervisor_north)
        with Form(self.seen_by(self.supervisor_north, visit)) as view:
            for name, value in (
                ("goal", "Another"),
                ("requirements", "Another"),
                ("discussion_notes", "Another"),
                ("leader_id", self.director),
            ):
                with self.subTest(name), self.assertRaises(AssertionError):
                    setattr(view, name, value)
            # how the customer is met is arranged in every state
            view.place = "Their plant"
        self.assertEqual(visit.place, "Their plant")

    def test_its_leeway_is_offered_until_it_was_to_begin(self):
        ahead, begun = self._planned(), self._planned(date_start=self._ago(minutes=20))
        with Form(self.seen_by(self.rep_hangzhou, ahead)) as view:
            view.leeway = "day"
        self.assertEqual(ahead.leeway, "day")
        with (
            Form(self.seen_by(self.rep_hangzhou, begun)) as view,
            self.assertRaises(AssertionError),
        ):
            view.leeway = "fixed"

    def test_when_it_is(self):
        self.shop.partner_id.write({"street": "1 Lake Road", "city": "Hangzhou"})
        visit = self._planned(date_start=self._soon(days=3, minutes=5))
        self.assertEqual(visit.timing, "Begins in 3 days.")
        week = self._planned(date_start=self._soon(days=8))
        self.assertEqual(week.timing, "Begins in 8 days.")
        self.assertEqual(week._get_address(self.shop.partner_id), "1 Lake Road, Hangzhou")
        china = self.env.ref("base.cn")
        china.address_format = "%(country_name)s, %(zip)s\n%(city)s"
        self.shop.partner_id.country_id = china
        self.assertEqual(week._get_address(self.shop.partner_id), "China, Hangzhou")
        self.assertFalse(visit.is_overdue)
        late = self._planned()
        late._protected_write({"date_start": self._ago(hours=3), "date_stop": self._ago(hours=2)})
        self.assertTrue(late.is_overdue)
        self.assertIn("passed", late.timing)
        found = self.visit_model.search([("is_overdue", "=", True)])
        self.assertIn(late, found)
        self.assertNotIn(visit, found)
        self.assertNotIn(late, self.visit_model.search([("is_overdue", "=", False)]))
        begun = self._planned(date_start=self._ago(minutes=20), leeway="fixed")
        self.assertEqual(begun.timing, "Was to begin 20 minutes ago.")
        self.seen_by(self.rep_hangzhou, begun).action_start()
        self.assertIn("20 minutes late", begun.timing)
        self.assertEqual(begun.punctuality, "late")

    def test_what_keeps_a_visit_from_being_closed_is_said(self):
        visit = self._planned()
        self.assertFalse(visit.closing_gaps)
        report = self._made(visit)
        self.assertEqual(visit.punctuality, "on_time")
        self.assertIn("not complete", visit.closing_gaps)
        self.seen_by(self.rep_hangzhou, visit).no_finding_reason = "A short call"
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(visit.state, "closed")
        self.assertFalse(visit.closing_gaps)

    def test_buttons_lead_to_account_and_visit(self):
        visit = self._planned()
        report = self._made(visit)
        seen = self.seen_by(self.rep_hangzhou, visit)
        self.assertEqual(seen.action_view_account()["res_id"], self.shop.id)
        seen = self.seen_by(self.rep_hangzhou, report)
        self.assertEqual(seen.action_view_visit()["res_id"], visit.id)
        for method in (visit.action_view_account, report.action_view_visit):
            records = self.seen_by(self.rep_beijing, method.__self__)
            with self.subTest(method.__name__), self.assertRaises(AccessError):
                getattr(records, method.__name__)()
        with self.assertRaises(UserError):
            self.visit_model.action_view_account()

    def test_filters_find(self):
        visit = self._planned(date_start=self._soon())
        arch = etree.fromstring(self.visit_model.get_view(view_type="search")["arch"])
        names = {node.get("name") for node in arch.iter("filter")}
        self.assertLessEqual(
            {"mine", "waiting", "late", "today", "this_week", "not_closed", "to_prepare"}, names
        )
        for node in arch.iter("filter"):
            if domain := node.get("domain"):
                with self.subTest(node.get("name")):
                    found = self.visit_model.search(safe_eval(domain, {"uid": self.env.uid}))
                    if node.get("name") in ("open", "to_prepare"):
                        self.assertIn(visit, found)
