from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common_evaluation import EvaluationCommon

MODELS = {
    "kam.service.evaluation": ("form", "list", "kanban", "graph", "pivot", "search"),
    "kam.service.ending": ("form", "list", "kanban", "calendar", "graph", "search"),
    "kam.service.criterion": ("form", "list", "kanban", "search"),
    "kam.service.figure": ("list", "kanban", "pivot", "graph", "search"),
}


@tagged("post_install", "-at_install")
class TestKamServiceEvaluationViews(EvaluationCommon):
    """The screens offer what the server allows, and every filter finds something to ask for."""

    def test_every_view_renders_for_every_role(self):
        for user in (self.rep_shanghai, self.director, self.administrator):
            for model, kinds in MODELS.items():
                for kind in kinds:
                    with self.subTest(user=user.login, model=model, kind=kind):
                        views = self.env[model].with_user(user)
                        self.assertTrue(views.get_view(view_type=kind)["arch"])

    def test_every_filter_can_be_asked(self):
        self._evaluation()
        for model in MODELS:
            records = self.env[model].with_user(self.rep_shanghai)
            arch = etree.fromstring(records.get_view(view_type="search")["arch"])
            for node in arch.iter("filter"):
                with self.subTest(model=model, filter=node.get("name")):
                    if node.get("domain"):
                        records.search(safe_eval(node.get("domain"), {"uid": records.env.uid}))
                    group = safe_eval(node.get("context") or "{}").get("group_by")
                    if group:
                        self.assertIsNotNone(records.formatted_read_group([], [group], ["__count"]))

    def test_filled_in_with_the_form(self):
        form = self._evaluation()
        with Form(self.seen_by(self.rep_shanghai, form)) as view:
            view.assessment = "Everything as agreed"
            for number in range(4):
                with view.line_ids.edit(number) as line:
                    line.our_score = 4
        self.assertEqual(form.our_points, 4)
        self.submit(form, self.rep_shanghai)

    def test_begun_from_the_list(self):
        ending = self._ended()
        with Form(self.evaluations.with_user(self.rep_shanghai)) as view:
            view.account_id = self.mill
            view.ending_ids.add(ending)
        form = self.evaluations.search([("account_id", "=", self.mill.id)])
        self.assertEqual((form.ending_ids, len(form.line_ids)), (ending, 4))

    def test_what_the_customer_wrote_is_not_offered_to_be_changed(self):
        form, public = self._asked()
        self._answers(public, 4, 4, 4, 4, text="Fine")
        with Form(self.seen_by(self.rep_shanghai, form)) as view:
            with self.assertRaises(AssertionError):
                view.customer_words = "Other"
            with view.line_ids.edit(0) as line, self.assertRaises(AssertionError):
                line.customer_score = 1

    def test_many_at_once(self):
        """What people do with many is offered on the list, to whom it is meant for."""
        for key in ("evaluation_ask", "evaluation_suggest", "evaluation_settle_low"):
            action = self.env.ref(f"kam_management.action_server_kam_service_{key}")
            self.assertEqual(
                action.group_ids, self.env.ref("kam_management.group_kam_representative")
            )
        ending = self._ended() | self._ended()
        action = self.env.ref("kam_management.action_server_kam_service_ending_evaluate")
        opened = (
            action.with_user(self.rep_shanghai)
            .with_context(active_model=ending._name, active_ids=ending.ids, active_id=ending[0].id)
            .run()
        )
        form = self.evaluations.browse(opened["res_id"])
        self.assertEqual(form.ending_ids, ending)
