import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningImport(ScreeningCommon):
    """A list of customers that exists already enters as screenings, confirmed in bulk."""

    def _load(self, user, rows):
        header = ["partner_id", "unit_id", "manager_id", "class_id", "import_reason"]
        result = self.env["kam.screening"].with_user(user).load(header, rows)
        return self.env["kam.screening"].browse(result["ids"] or []), result["messages"]

    def _row(self, customer, **vals):
        row = {
            "partner_id": customer,
            "unit_id": "T-SHA",
            "manager_id": self.rep_shanghai.login,
            "class_id": "Big",
            "import_reason": "List of 2025",
            **vals,
        }
        return list(row.values())

    def test_imported_and_confirmed_in_bulk(self):
        names = ["List One", "List Two", "List Three"]
        for name in names:
            self._partner(name, ref=f"REF {name}")
        screenings, messages = self._load(
            self.administrator,
            [self._row("List One"), self._row("REF List Two"), self._row("List Three")],
        )
        self.assertFalse(messages)
        self.assertEqual(screenings.partner_id.mapped("name"), names)
        self.assertEqual(set(screenings.mapped("origin")), {"import"})
        self.assertEqual(screenings.unit_id, self.shanghai)
        self.assertEqual(screenings.manager_id, self.rep_shanghai)
        self.assertEqual(screenings.class_id, self.big)
        for key in ("start", "submit"):
            self._run_action(self.administrator, key, screenings)
        self.assertEqual(set(screenings.mapped("stage")), {"review"})
        for user in (self.supervisor_shanghai, self.manager_east):
            action = self._run_action(user, "approve", screenings)
            wizard = (
                self.env[action["res_model"]].with_user(user).with_context(action["context"])
            ).create({"opinion": "As on the list"})
            wizard.action_apply()
        self.assertEqual(set(screenings.mapped("stage")), {"confirmed"})
        self.assertEqual(set(screenings.account_id.mapped("state")), {"key"})
        self.assertEqual(len(set(screenings.account_id.mapped("number"))), 3)
        self.assertEqual(len(screenings.archive_entry_ids), 3)

    def _run_action(self, user, key, screenings):
        action = self.env.ref(f"kam_management.action_server_kam_screening_{key}")
        return (
            action.with_user(user)
            .with_context(active_model="kam.screening", active_ids=screenings.ids)
            .run()
        )

    def test_what_is_wrong_is_named_and_nothing_is_imported(self):
        self._partner("List One")
        for row, pattern in (
            (self._row("Nobody of this name"), "Nobody of this name"),
            (self._row("List One", unit_id="T-NONE"), "T-NONE"),
            (self._row("List One", manager_id="kam_nobody"), "kam_nobody"),
            (self._row("Mill"), "is a key account already"),
        ):
            with self.subTest(pattern=pattern):
                screenings, messages = self._load(self.administrator, [row])
                self.assertFalse(screenings)
                self.assertRegex(messages[0]["message"], pattern)

    def test_a_name_that_fits_several_is_refused(self):
        self._partner("List One")
        self._partner("Twin")
        self._partner("Twin", ref="REF Twin")
        twins = self.rep_shanghai | self.rep_hangzhou
        twins.name = "Li Twin"
        for row in (self._row("Twin"), self._row("List One", manager_id="Li Twin")):
            screenings, messages = self._load(self.administrator, [row])
            self.assertFalse(screenings)
            self.assertEqual(messages[0]["type"], "error")
            self.assertIn("fits several records", messages[0]["message"])
        screenings, messages = self._load(self.administrator, [self._row("REF Twin")])
        self.assertFalse(messages)
        self.assertEqual(screenings.partner_id.ref, "REF Twin")

    def test_only_administrators_do_without_the_analysis(self):
        self._partner("List One")
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.director):
            with self.subTest(user=user.login):
                screenings, messages = self._load(user, [self._row("List One")])
                self.assertFalse(screenings)
                self.assertIn("only administrators of key accounts", messages[0]["message"])
        screening = self._started()
        for user in (self.rep_shanghai, self.supervisor_shanghai):
            with self._refused("only administrators of key accounts", AccessError):
                self._as(user, screening, import_file=True).import_reason = "My list"
        self.assertEqual(screening.origin, "manual")

    def test_others_import_screenings_that_they_analyse(self):
        partner = self._partner("List One")
        screenings, messages = self._load(
            self.rep_shanghai, [self._row("List One", import_reason="")]
        )
        self.assertFalse(messages)
        self.assertEqual(screenings.partner_id, partner)
        self.assertEqual(screenings.origin, "manual")

    def test_the_reason_is_needed(self):
        screening = self._screening(
            self.administrator,
            unit_id=self.shanghai.id,
            manager_id=self.rep_shanghai.id,
            import_reason="List of 2025",
        )
        administrator = self._as(self.administrator, screening)
        administrator.action_start()
        administrator.import_reason = " "
        with self._refused("Reason Instead of the Analysis.* is empty"):
            administrator.action_submit()
        administrator.import_reason = "List of 2026"
        administrator.action_submit()
        self.assertEqual(screening.stage, "review")

    def test_reviewers_read_the_reason(self):
        screening = self._screening(
            self.administrator,
            unit_id=self.shanghai.id,
            manager_id=self.rep_shanghai.id,
            import_reason="List of 2025",
        )
        for user, may in ((self.administrator, True), (self.supervisor_shanghai, False)):
            reader = self._as(user, screening)
            self.assertEqual((reader.import_reason, reader.can_import), ("List of 2025", may))

    def test_bulk_actions_name_what_they_could_not_do(self):
        good, bad = self._screening(), self._started(partner=self._partner("Begun"))
        action = self._run_action(self.rep_shanghai, "start", good | bad)
        self.assertIn("began already", action["params"]["message"])
        self.assertEqual(good.stage, "analysis")

    def test_template_file(self):
        model = self.env["kam.screening"]
        self.assertFalse(model.with_user(self.rep_shanghai).get_import_templates())
        (template,) = model.with_user(self.administrator).get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as file:
            sheet = load_workbook(io.BytesIO(file.read())).active
        titles = [cell.value for cell in sheet[1]]
        labels = self.env["kam.screening"].fields_get(
            ["partner_id", "unit_id", "manager_id", "class_id", "import_reason"], ["string"]
        )
        self.assertEqual(titles, [label["string"] for label in labels.values()])
        self.assertEqual(sheet.freeze_panes, "A2")
