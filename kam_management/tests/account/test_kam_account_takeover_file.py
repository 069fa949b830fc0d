import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCommon
from .test_rules_table_file import make_xlsx

HEADER = "customer,unit,manager,number,since\n"


@tagged("post_install", "-at_install")
class TestKamAccountTakeoverFile(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger.ref = "C-77"
        cls._partner("Twin")
        cls._partner("Twin")

    def _read(self, content, user=None):
        takeovers = self._as(user or self.administrator, self.env["kam.account.takeover"])
        if isinstance(content, str):
            content = content.encode()
        dialog = takeovers.create(
            {
                "reason": "Go-live",
                "source_text": "List",
                "file": base64.b64encode(content),
                "file_name": "list.csv",
            }
        )
        action = dialog.action_read_file()
        self.assertEqual((action["res_model"], action["res_id"]), (dialog._name, dialog.id))
        return dialog

    def test_csv_is_taken_over(self):
        dialog = self._read(
            HEADER
            + "C-77,T-SHA,kam_rep_shanghai,OLD-1,2020-01-31\n"
            + "\n"
            + "Farm,East / Hangzhou,kam_rep_hangzhou,,\n"
        )
        self.assertEqual(dialog.line_ids.mapped("row"), [2, 4])
        self.assertEqual(dialog.line_ids.mapped("level"), ["ok", "ok"])
        dialog.action_take_over()
        account = self.env["kam.account"].search([("number", "=", "OLD-1")])
        self.assertEqual(account.partner_id, self.stranger)
        self.assertEqual(account.since, date(2020, 1, 31))
        self.assertEqual(self.farm.unit_id, self.hangzhou)
        self.assertEqual(self.farm.manager_id, self.rep_hangzhou)

    def test_titles_without_what_they_accept(self):
        dialog = self._read("Customer,Unit,Account manager\nC-77,T-SHA,kam_rep_shanghai\n")
        self.assertEqual(dialog.line_ids.mapped("level"), ["ok"])

    def test_xlsx_with_the_titles_of_the_template(self):
        dialog = self.env["kam.account.takeover"].with_user(self.administrator).create({})
        template = load_workbook(io.BytesIO(base64.b64decode(dialog.template_file)))
        titles = [cell.value for cell in template.active[1]]
        content = make_xlsx(
            [titles, ["C-77", "Shanghai", "kam_rep_shanghai", 12, date(2020, 1, 31)]]
        )
        line = self._read(content).line_ids
        self.assertRecordValues(
            line,
            [
                {
                    "partner_id": self.stranger.id,
                    "unit_id": self.shanghai.id,
                    "manager_id": self.rep_shanghai.id,
                    "number": "12",
                    "since": date(2020, 1, 31),
                    "level": "ok",
                }
            ],
        )

    def test_template_of_another_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        dialog = self.env["kam.account.takeover"].with_user(self.administrator).create({})
        chinese = dialog.with_context(lang="zh_CN")._get_columns()
        line = self._read(",".join(chinese.values()) + "\nC-77,T-SHA,kam_rep_shanghai,,\n").line_ids
        self.assertEqual(line.level, "ok")

    def test_contact_stands_for_its_company(self):
        self._partner("Contact", is_company=False, parent_id=self.stranger.id)
        self.assertEqual(self._read(HEADER + "Contact\n").line_ids.partner_id, self.stranger)

    def test_reference_goes_before_name(self):
        self._partner("C-77")
        self.assertEqual(self._read(HEADER + "C-77\n").line_ids.partner_id, self.stranger)

    def test_problems_name_line_column_value_and_remedy(self):
        dialog = self._read(
            HEADER
            + "Nobody,T-SHA,kam_rep_shanghai\n"
            + "Twin,T-SHA,kam_rep_shanghai\n"
            + "C-77,Nowhere,kam_nobody,,soon\n"
        )
        first, second, third = dialog.line_ids
        for line, words in (
            (first, ("Customer (reference or name)", "“Nobody”", "choose")),
            (second, ("“Twin”", "2 records", "choose")),
            (third, ("Unit", "“Nowhere”", "kam_nobody", "Account manager", "“soon”", "2024-03-01")),
        ):
            for word in words:
                with self.subTest(row=line.row, word=word):
                    self.assertIn(word, line.message)
        with self.assertRaisesRegex(UserError, r"Line 4 \(Stranger\)"):
            dialog.action_take_over()
        self.assertFalse(self.env["kam.account"].search([("partner_id", "=", self.stranger.id)]))

    def test_line_is_mended_by_hand(self):
        dialog = self._read(HEADER + "Nobody,Nowhere,kam_nobody,,soon\n")
        line = dialog.line_ids
        line.partner_id = self.stranger
        line.unit_id = self.shanghai
        line.manager_id = self.rep_shanghai
        self.assertIn("soon", line.message)
        line.since = date(2020, 1, 1)
        self.assertEqual(line.level, "ok")

    def test_portal_users_and_other_companies_are_not_found(self):
        self._make_other_company()
        foreign = self._partner("Foreign", company_id=self.other_company.id)
        dialog = self._read(
            HEADER
            + "C-77,T-SHA,kam_portal\n"
            + "Farm,T-SHA,kam_manager_other\n"
            + f"{foreign.name},Other Centre,kam_rep_shanghai\n"
        )
        self.assertEqual(dialog.line_ids.mapped("level"), ["problem"] * 3)
        self.assertFalse(dialog.line_ids[:2].manager_id)
        self.assertFalse(dialog.line_ids[2].partner_id)
        self.assertFalse(dialog.line_ids[2].unit_id)

    def test_header(self):
        for header, word in (
            ("customer,mangaer", "mangaer"),
            ("customer,unit,Unit", "twice"),
            ("unit,manager", "Customer"),
        ):
            with self.subTest(header=header), self.assertRaisesRegex(UserError, word):
                self._read(f"{header}\nC-77,a,b\n")

    def test_files_that_are_no_table(self):
        for content, word in (
            (b"\xd0\xcf\x11\xe0", "xlsx"),
            (b"PK\x03\x04", "table"),
            (b",\n", "empty"),
            (HEADER.encode(), "no line below"),
            (b"x" * (5 * 1024 * 1024 + 1), "MB"),
        ):
            with self.subTest(content=content[:10]), self.assertRaisesRegex(UserError, word):
                self._read(content)
        dialog = self.env["kam.account.takeover"].with_user(self.administrator).create({})
        with self.assertRaisesRegex(UserError, "File"):
            dialog.action_read_file()

    def test_reading_again_replaces_the_lines(self):
        dialog = self._read(HEADER + "C-77\nFarm\n")
        dialog.action_read_file()
        self.assertEqual(len(dialog.line_ids), 2)

    def test_reading_needs_the_right_and_an_open_company(self):
        with self.assertRaises(AccessError):
            self._read(HEADER + "C-77\n", self.director)
        self.company.kam_takeover_open = False
        with self.assertRaisesRegex(UserError, "closed"):
            self._read(HEADER + "C-77\n")

    def test_template_is_downloaded(self):
        dialog = self.env["kam.account.takeover"].with_user(self.administrator).create({})
        url = dialog.action_download_template()["url"]
        self.assertIn(f"/{dialog.id}/template_file/", url)
        self.assertIn(".xlsx", url)
