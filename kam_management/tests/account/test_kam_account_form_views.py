from itertools import pairwise

from lxml import etree, html

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import NOTE, AccountFormCommon

# all that a form of an account says about its looks
VIEWS = {
    "form": """
        <group name="account" position="after">
            <group><field name="topic"/><field name="text"/></group>
        </group>
    """,
    "search": '<field name="unit_id" position="after"><field name="topic"/></field>',
    "list": '<field name="account_id" position="after"><field name="topic"/></field>',
    "kanban": '<field name="account_id" position="after"><field name="topic"/></field>',
}
PRINT = """
    <t t-name="note">
        <t t-call="kam_management.form_layout">
            <t t-call="kam_management.form_customer">
                <t t-set="beside"><th>Topic</th><td t-out="o.topic"/></t>
                <tr><th>Text</th><td colspan="3" t-out="o.text"/></tr>
                <t t-call="kam_management.form_decisions"/>
            </t>
        </t>
    </t>
"""


@tagged("post_install", "-at_install")
class TestKamAccountFormViews(AccountFormCommon):
    """A form of an account gets its screens, its print and its server actions from the kit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, arch in VIEWS.items():
            base = cls.env.ref(f"kam_management.view_kam_account_form_mixin_{kind}")
            cls.env["ir.ui.view"].create(
                {
                    "name": f"{NOTE}.{kind}",
                    "model": NOTE,
                    "mode": "primary",
                    "inherit_id": base.id,
                    "arch": arch,
                }
            )
        cls.env[NOTE]._declare_actions(
            authors="kam_management.group_kam_representative",
            reviewers="kam_management.group_kam_supervisor",
            extenders="kam_management.group_kam_manager",
        )

    def test_written_and_decided_in_its_own_form(self):
        notes = self.env[NOTE].with_user(self.rep_shanghai)
        with Form(notes) as view:
            view.account_id = self.mill
            view.topic = "Delivery"
            note = view.save()
            self.assertEqual(view.unit_id, self.shanghai)
            self.assertIn("Text", view.missing)
            self.assertFalse(view.can_decide)
            view.text = "On Mondays"
        self.assertFalse(note.missing)
        self.submit(note, self.rep_shanghai)
        with Form(self.seen_by(self.supervisor_shanghai, note)) as view:
            self.assertTrue(view.can_decide)
            self.assertIn("Supervisor Shanghai", view.waiting_for)
        self.approve(note, self.supervisor_shanghai, self.manager_east)
        with Form(self.seen_by(self.rep_shanghai, note)) as view:
            self.assertTrue(view.can_revise)
            self.assertEqual(view.archive_count, 1)

    def test_the_customer_is_in_every_view(self):
        for kind in VIEWS:
            arch = etree.fromstring(self.env[NOTE].get_view(view_type=kind)["arch"])
            names = arch.xpath("//field/@name")
            self.assertEqual(names.count("account_id"), 1, kind)
            self.assertEqual(names.count("topic"), 1, kind)
            self.assertIn("unit_id", names)

    def test_the_print_shows_customer_content_and_decisions(self):
        note = self._submitted(topic="Delivery", text="On Mondays")
        self.approve(note, self.supervisor_shanghai, opinion="Agreed with the plant")
        page = html.fromstring(
            self.env["ir.qweb"]._render(etree.fromstring(PRINT), {"o": note, "env": self.env})
        )
        cells = [" ".join(cell.text_content().split()) for cell in page.iter("th", "td")]
        for label, value in (
            ("Customer", "Mill"),
            ("Account Number", self.mill.number),
            ("Account Manager", "Rep Shanghai"),
            ("Unit", self.shanghai.complete_name),
            ("Topic", "Delivery"),
            ("Text", "On Mondays"),
            ("Signed By", "Supervisor Shanghai"),
        ):
            self.assertIn((label, value), list(pairwise(cells)))
        titles = [node.text_content().strip() for node in page.find_class("o_kam_section")]
        self.assertEqual(titles, ["Seen", "Confirmed"])
        self.assertIn("Agreed with the plant", cells)

    def test_server_actions_reach_those_whom_the_form_names(self):
        notes = self._note() | self._note(self.shop)
        run = self._run_action
        run("submit", self.rep_shanghai, notes[0])
        self.assertEqual(notes.mapped("approval_state"), ["in_review", "draft"])
        dialog = run("approve", self.supervisor_shanghai, notes)
        self.assertEqual(dialog["context"]["default_review_ids"], self._pending(notes).ids)
        for key, user in (("approve", self.rep_shanghai), ("extend", self.supervisor_shanghai)):
            with self.assertRaises(AccessError):
                run(key, user, notes)
        self.assertEqual(run("extend", self.manager_east, notes[0])["name"], "Extend")
        run("withdraw", self.rep_shanghai, notes[0])
        run("give_up", self.rep_shanghai, notes[0])
        self.assertEqual(notes[0].approval_state, "cancelled")

    def _run_action(self, key, user, notes):
        action = self.env.ref(f"kam_management.action_server_kam_test_note_{key}")
        return action.with_user(user).with_context(active_model=NOTE, active_ids=notes.ids).run()
