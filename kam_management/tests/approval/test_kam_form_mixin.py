from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamFormMixin(ApprovalCommon):
    def test_numbers(self):
        forms = self.env[FORM].create([{"name": name} for name in ("One", "Two")])
        numbers = forms.mapped("number")
        self.assertEqual(len(set(numbers)), 2)
        self.assertTrue(all(number.startswith("TF") for number in numbers))

    def test_signatures(self):
        with self._at("2026-03-02"):
            form = self._submitted()
        for day, user in (
            ("2026-03-03", self.supervisor_shanghai),
            ("2026-03-04", self.manager_east),
            ("2026-03-05", self.director),
        ):
            with self._at(day):
                self._decide(user, form)
        self.assertRecordValues(
            form,
            [
                {
                    "prepared_by_id": self.rep_shanghai.id,
                    "reviewed_by_id": self.manager_east.id,
                    "approved_by_id": self.director.id,
                    "revision_mark": False,
                    "revision_places": 0,
                    "control_status": "controlled",
                }
            ],
        )
        self.assertEqual(
            [str(day) for day in (form.date_prepared, form.date_reviewed, form.date_approved)],
            ["2026-03-02", "2026-03-04", "2026-03-05"],
        )

    def test_signatures_of_one_step(self):
        self._route([self._step(1, "Area", "area", "supervisor")])
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(form.reviewed_by_id, self.supervisor_shanghai)
        self.assertEqual(form.approved_by_id, self.supervisor_shanghai)

    def test_days_of_signatures_are_those_of_the_company(self):
        with self._at("2026-03-03", "00:30:00"):
            form = self._submitted()
        self.assertEqual(str(form.date_prepared), "2026-03-03")

    def _revise(self, form, vals):
        self._as(self.rep_shanghai, form).action_revise()
        self._as(self.rep_shanghai, form).write(vals)
        self._as(self.rep_shanghai, form).action_submit()
        self._approve_all(form)

    def test_revisions(self):
        with self._at("2026-03-02"):
            form = self._submitted(line_ids=[Command.create({"name": "First"})])
            self._approve_all(form)
        line = form.line_ids
        for day, mark, places, vals in (
            ("2026-04-01", "A", 1, {"amount": 5}),
            ("2026-04-02", "B", 0, {}),
            (
                "2026-04-03",
                "C",
                3,
                {
                    "name": "Better",
                    "decision": "Yes",
                    "line_ids": [Command.update(line.id, {"name": "Second"})],
                },
            ),
        ):
            with self.subTest(mark=mark), self._at(day):
                self._revise(form, vals)
                self.assertEqual(form.approval_state, "approved")
                self.assertEqual((form.revision_mark, form.revision_places), (mark, places))
                self.assertEqual(str(form.date_revision), day)
                self.assertEqual(str(form.date_first_submitted), day)
        self.assertEqual(
            form.archive_entry_ids.sorted("id").mapped("revision_mark"), [False, "A", "B", "C"]
        )

    def test_a_line_put_before_the_others_is_one_change(self):
        form = self._submitted(
            line_ids=[Command.create({"name": "First"}), Command.create({"name": "Second"})]
        )
        self._approve_all(form)
        self._revise(form, {"line_ids": [Command.delete(form.line_ids[0].id)]})
        # name and decision of the one line that is gone
        self.assertEqual(form.revision_places, 2)

    def test_places_do_not_depend_on_the_language_of_readers(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.director.lang = "zh_CN"
        self.shanghai.name = "Shanghai"
        form = self._submitted(amount=1.5)
        self._approve_all(form)
        self.shanghai.name = "Shanghai renamed"
        self._revise(form, {"amount": 2.5})
        self.assertEqual(form.revision_places, 1)

    def test_the_edition_before_stays_printable(self):
        form = self._submitted(name="Original")
        self._approve_all(form)
        first = form.archive_entry_ids
        page = first.page
        self._revise(form, {"name": "Changed"})
        second = form.archive_entry_ids - first
        self.assertEqual(first.page, page)
        self.assertIn(b"Original", first._get_page())
        self.assertNotIn(b"Changed", first._get_page())
        self.assertIn(b"Changed", second._get_page())

    def test_only_approved_forms_are_revised(self):
        form = self._form()
        with self._refused("is “Draft”; this is possible for “Approved” only"):
            self._as(self.rep_shanghai, form).action_revise()
        self._as(self.rep_shanghai, form).action_submit()
        with self.assertRaises(UserError):
            self._as(self.rep_shanghai, form).action_revise()

    def test_signatures_go_when_a_revision_is_submitted(self):
        form = self._submitted()
        self._approve_all(form)
        self._as(self.rep_shanghai, form).action_revise()
        self._as(self.rep_shanghai, form).action_submit()
        self.assertFalse(form.approved_by_id or form.reviewed_by_id or form.date_approved)
