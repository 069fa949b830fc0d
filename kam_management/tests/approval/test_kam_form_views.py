from lxml import etree, html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import FORM, ApprovalCommon

BUTTONS = {
    "action_submit",
    "action_open_decision: approve",
    "action_open_decision: return",
    "action_open_decision: reject",
    "action_open_extension",
    "action_withdraw",
    "action_give_up",
    "action_revise",
    "action_print_receipt",
    "action_view_archive",
}
PAGES = {"reviews": "Decisions", "controlled": "Controlled Form"}
ACTIONS = ("submit", "withdraw", "give_up", "revise", "approve", "return", "reject", "extend")
# all that the views of a form say: what is special about it
VIEWS = {
    "form": """
        <data>
            <h1 position="inside"><field name="name"/></h1>
            <group name="content" position="inside">
                <group><field name="unit_id"/><field name="amount"/></group>
            </group>
            <page name="reviews" position="before">
                <page string="Lines" name="lines">
                    <field name="line_ids">
                        <list editable="bottom"><field name="name"/></list>
                    </field>
                </page>
            </page>
        </data>
    """,
    "search": '<field name="number" position="after"><field name="name"/></field>',
    "list": '<field name="number" position="after"><field name="name"/></field>',
    "kanban": '<div name="head" position="after"><field name="name"/></div>',
}


def list_buttons(arch):
    """Return the buttons of a view: name of the method, and the decision it opens."""
    return [
        ": ".join(filter(None, (button.get("name"), _decision(button))))
        for button in arch.iter("button")
    ]


def _decision(button):
    return safe_eval(button.get("context") or "{}").get("kam_decision")


@tagged("post_install", "-at_install")
class TestKamFormViews(ApprovalCommon):
    """All forms offer the same; a new one inherits it and says what is special about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, arch in VIEWS.items():
            cls.env["ir.ui.view"].create(
                {
                    "name": f"{FORM}.{kind}",
                    "model": FORM,
                    "mode": "primary",
                    "inherit_id": cls.env.ref(f"kam_management.view_kam_form_mixin_{kind}").id,
                    "arch": arch,
                }
            )
        names = cls.env["kam.approval.route"]._get_form_models()
        cls.form_models = [
            name for name in names if "number" in cls.env[name] and cls.env[name]._is_approved
        ]

    def _arch(self, model, kind, user):
        """Return the view of a model that a user gets, or None for whoever may not read it."""
        records = self.env[model].with_user(user)
        if not records.has_access("read"):
            return None
        return etree.fromstring(records.get_view(view_type=kind)["arch"])

    def _each_arch(self, kind):
        """Yield the views of all forms, as each role gets them."""
        users = (
            self.rep_shanghai,
            self.supervisor_shanghai,
            self.manager_east,
            self.director,
            self.administrator,
            self.employee,
        )
        for model in self.form_models:
            archs = [(user, self._arch(model, kind, user)) for user in users]
            self.assertTrue(any(arch is not None for _user, arch in archs), model)
            for user, arch in archs:
                if arch is not None:
                    with self.subTest(model=model, kind=kind, user=user.login):
                        yield model, arch

    # ------------------------------------------------------------------
    # the same everywhere
    # ------------------------------------------------------------------

    def test_there_are_forms(self):
        self.assertIn("kam.screening", self.form_models)
        self.assertIn("kam.information.table", self.form_models)
        self.assertIn(FORM, self.form_models)

    def test_all_forms_have_the_same_buttons_for_every_role(self):
        for _model, arch in self._each_arch("form"):
            buttons = list_buttons(arch)
            self.assertEqual(BUTTONS - set(buttons), set())
            self.assertEqual([name for name in BUTTONS if buttons.count(name) > 1], [])

    def test_all_forms_have_one_page_of_decisions_and_one_of_the_controlled_form(self):
        for _model, arch in self._each_arch("form"):
            for name, title in PAGES.items():
                self.assertEqual([page.get("name") for page in arch.iter("page")].count(name), 1)
                self.assertEqual([page.get("string") for page in arch.iter("page")].count(title), 1)
            self.assertEqual(len(arch.xpath("//field[@name='review_ids']")), 1)
            self.assertEqual(len(arch.xpath("//chatter")), 1)

    def test_all_forms_say_what_is_late_waiting_returned_and_missing(self):
        for _model, arch in self._each_arch("form"):
            alerts = arch.xpath("//form//div[hasclass('alert')]/@name")
            for name in ("late", "waiting", "ended", "returned", "missing"):
                self.assertEqual(alerts.count(name), 1)

    def test_all_forms_are_found_by_whose_turn_it_is(self):
        for model, arch in self._each_arch("search"):
            filters = {node.get("name"): node for node in arch.iter("filter")}
            self.assertLessEqual({"waiting", "mine", "late", "open", "approved"}, set(filters))
            for node in filters.values():
                if node.get("domain"):
                    domain = safe_eval(node.get("domain"), {"uid": self.rep_shanghai.id})
                    self.env[model].search_count(domain)

    def test_all_forms_show_what_is_late_in_lists(self):
        for _model, arch in self._each_arch("list"):
            self.assertIn(arch.get("decoration-danger"), ("is_late", "is_late or is_overdue"))
            self.assertIn("number", arch.xpath("//field/@name"))
            self.assertIn("waiting_for", arch.xpath("//field/@name"))

    def test_cards_cannot_be_dragged_into_a_state(self):
        for _model, arch in self._each_arch("kanban"):
            self.assertEqual(arch.get("records_draggable"), "0")

    # ------------------------------------------------------------------
    # a form that only the tests define
    # ------------------------------------------------------------------

    def test_a_new_form_works_with_the_views_that_it_inherits(self):
        with Form(self.env[FORM].with_user(self.rep_shanghai)) as view:
            view.name = "Made in a form"
            view.unit_id = self.shanghai
            with view.line_ids.new() as line:
                line.name = "One"
        form = view.record
        self.assertEqual(form.line_ids.name, "One")
        form.action_submit()
        with Form(self._as(self.supervisor_shanghai, form)) as view:
            self.assertTrue(view.can_decide)
            self.assertFalse(view.can_submit)
            self.assertIn("Supervisor Shanghai", view.waiting_for)
        for kind in VIEWS:
            arch = self._arch(FORM, kind, self.rep_shanghai)
            self.assertTrue(arch.xpath("//field[@name='name']"), kind)

    def test_extending_the_base_reaches_every_form(self):
        self.env["ir.ui.view"].create(
            {
                "name": "one more button",
                "model": "kam.form.mixin",
                "inherit_id": self.env.ref("kam_management.view_kam_form_mixin_form").id,
                "arch": """
                    <button name="action_revise" position="after">
                        <button name="action_view_archive" type="object" string="Archive"/>
                    </button>
                """,
            }
        )
        for _model, arch in self._each_arch("form"):
            self.assertEqual(list_buttons(arch).count("action_view_archive"), 2)

    def test_who_returned_it_is_said_until_it_is_submitted_again(self):
        form = self._submitted()
        self.assertFalse(form.return_note)
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        self.assertEqual(form.return_note, "Returned by Supervisor Shanghai: The amount is missing")
        self._as(self.rep_shanghai, form).action_submit()
        self.env.invalidate_all()
        self.assertFalse(form.return_note)
        self._as(self.rep_shanghai, form).action_withdraw()
        self.env.invalidate_all()
        self.assertFalse(form.return_note)

    def test_what_stays_in_the_records_is_not_offered_to_be_deleted(self):
        for _model, arch in self._each_arch("form"):
            self.assertEqual(arch.get("js_class"), "kam_form")
            self.assertEqual(len(arch.xpath("//field[@name='can_delete']")), 1)
        for _model, arch in self._each_arch("list"):
            self.assertEqual(arch.get("js_class"), "kam_form_list")
            self.assertEqual(len(arch.xpath("//field[@name='can_delete']")), 1)
        form = self._form()
        mine = self._as(self.rep_shanghai, form)
        self.assertTrue(mine.can_delete)
        mine.action_submit()
        self.env.invalidate_all()
        self.assertFalse(mine.can_delete)
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        self.env.invalidate_all()
        self.assertEqual(form.approval_state, "draft")
        self.assertFalse(mine.can_delete)
        with self.assertRaisesRegex(UserError, "stays in the records"):
            mine.unlink()

    # ------------------------------------------------------------------
    # server actions
    # ------------------------------------------------------------------

    def _server_action(self, model, key):
        records = self.env[model]
        return self.env.ref(f"{records._original_module}.action_server_{records._table}_{key}")

    def test_every_form_has_the_same_server_actions_and_each_its_groups(self):
        for model in set(self.form_models) - {FORM}:
            for key in ACTIONS:
                with self.subTest(model=model, key=key):
                    action = self._server_action(model, key)
                    self.assertTrue(action.group_ids)
                    self.assertEqual(action.model_name, model)
                    self.assertEqual(action.binding_model_id.model, model)
                    self.assertEqual(action.binding_view_types, "list,kanban")

    def test_no_server_action_of_forms_and_reviews_is_without_groups(self):
        actions = self.env["ir.actions.server"].search(
            [
                ("model_name", "in", [*self.form_models, "kam.approval.review"]),
                ("binding_model_id", "!=", False),
            ]
        )
        self.assertGreater(len(actions), len(ACTIONS))
        self.assertFalse(actions.filtered(lambda action: not action.group_ids).mapped("name"))

    def test_declaring_again_keeps_what_the_company_added(self):
        action = self._server_action("kam.screening", "approve")
        action.group_ids |= self.env.ref("kam_management.group_kam_archivist")
        action.name = "Changed"
        again = self.env["kam.screening"]._declare_actions(
            authors="kam_management.group_kam_representative",
            reviewers="kam_management.group_kam_supervisor",
        )
        self.assertIn(action, again)
        self.assertEqual(action.name, "Approve")
        self.assertIn(self.env.ref("kam_management.group_kam_archivist"), action.group_ids)
        with self.assertRaises(ValueError):
            self.env["kam.screening"]._declare_actions(authors="", reviewers="")

    def test_who_decides_does_so_from_the_list_of_what_waits(self):
        form = self._submitted()
        review = self._as(self.supervisor_shanghai, self._pending(form))
        for key in ("approve", "return", "reject", "extend"):
            action = self.env.ref(f"kam_management.action_server_kam_approval_{key}")
            opened = (
                action.with_user(self.supervisor_shanghai)
                .with_context(active_model=review._name, active_ids=review.ids)
                .run()
            )
            self.assertEqual(opened["res_model"], "kam.approval.decide")
            self.assertEqual(opened["context"]["default_review_ids"], review.ids)
        with self.assertRaises(AccessError):
            action.with_user(self.portal).with_context(
                active_model=review._name, active_ids=review.ids
            ).run()

    # ------------------------------------------------------------------
    # paper
    # ------------------------------------------------------------------

    def _print_decisions(self, form, lang="en_US"):
        rows = self.env["ir.qweb"]._render(
            "kam_management.form_decisions", {"o": form.with_context(lang=lang)}, lang=lang
        )
        return html.fromstring(f"<table>{rows}</table>")

    def _titles(self, table):
        return [node.text_content().strip() for node in table.find_class("o_kam_section")]

    def test_the_print_names_the_steps_as_the_route_does(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form, "approve", "All is well")
        table = self._print_decisions(form)
        self.assertEqual(self._titles(table), ["Area", "Region", "Centre"])
        text = " ".join(table.text_content().split())
        self.assertIn("All is well", text)
        self.assertIn("Supervisor Shanghai", text)
        self._route([self._step(1, "Opinion of the area", "area", "supervisor")])
        other = self._submitted()
        self.assertEqual(self._titles(self._print_decisions(other)), ["Opinion of the area"])

    def test_steps_are_named_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.route.step_ids[0].with_context(lang="zh_CN").name = "区域"
        form = self._form()
        self._as(self.rep_shanghai, form).with_context(lang="zh_CN").action_submit()
        review = form.review_ids.sorted("sequence")[0]
        self.assertEqual(review.name, "区域")
        self.assertEqual(self._titles(self._print_decisions(form))[0], "Area")
        self.assertEqual(self._titles(self._print_decisions(form, "zh_CN"))[0], "区域")
        # what the route calls it by now is another step's name
        self.route.step_ids[0].update_field_translations("name", {"en_US": "New", "zh_CN": "新"})
        self.assertEqual(self._titles(self._print_decisions(form))[0], "Area")
        self.assertEqual(self._titles(self._print_decisions(form, "zh_CN"))[0], "区域")
        for lang, name in (("en_US", "Area"), ("zh_CN", "区域")):
            self.assertEqual(review.with_context(lang=lang).step_name, name)
            self.assertIn(name, review.with_context(lang=lang).display_name)
            self.assertIn(name, form.with_context(lang=lang).waiting_for)

    def test_steps_of_a_version_before_keep_their_name(self):
        """They were kept in one language; their route tells the others as long as it can."""
        form = self._submitted()
        review = self._pending(form)
        self.env.cr.execute("ALTER TABLE kam_approval_review DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE kam_approval_review SET names = NULL, roles = NULL WHERE id = %s", [review.id]
        )
        self.env.cr.execute("ALTER TABLE kam_approval_review ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.assertEqual(review.step_name, "Area")
        self.assertEqual(review._get_step_name(), "Area")
        self.assertEqual(review.asked, "Supervisor")
        self.route.step_ids[0].name = "New"
        self.assertEqual(review._get_step_name(), "Area")
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(review.state, "approved")

    def test_an_extension_is_printed_with_its_reason(self):
        self._route(
            [
                self._step(
                    1, "Area", "area", "supervisor", extension_max_days=9, extension_role="director"
                )
            ]
        )
        form = self._submitted()
        self._as(self.director, self._pending(form)).action_extend(2, "Papers are on the way")
        self.assertIn("Papers are on the way", self._print_decisions(form).text_content())
