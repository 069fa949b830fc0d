import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCommon
from ..workbooks import WorkbookAssertions
from .test_rules_table_file import make_xlsx

HEADER = "customer,unit,manager,number,since\n"


@tagged("post_install", "-at_install")
class TestKamAccountTakeoverFile(WorkbookAssertions, KamCommon):
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
        self.assertLaidOut(template.active, "A2")
        titles = [cell.value for cell in template.active[1]]
        choices = [cell.value for cell in template.worksheets[1]["A"]]
        self.assertIn(self.shanghai.complete_name, choices, "the units that may be named")
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

    def test_long_cells_are_not_echoed(self):
        long = "x" * 100_000
        message = self._read(HEADER + f"{long},{long},{long},,{long}\n").line_ids.message
        self.assertEqual(message.count("x" * 60), 4)
        self.assertLess(len(message), 1000)

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

    def test_a_list_as_people_keep_it(self):
        self.stranger.vat = "91310000MA1K0000X1"
        named = self._partner("华信（上海）有限公司")
        titles = ["客户编号", "大客户编号", "客户名称", "组织单位", "大客户经理"]
        login = self.rep_shanghai.login
        content = make_xlsx(
            [
                ["2024年大客户一览表"],
                [None, "制表：营销部"],
                [*titles, "成为大客户日期", "统一社会信用代码"],
                ["Ｃ－７７", "ＫＡ－９", None, "t-sha", self.rep_shanghai.name, 45352],
                [None, None, "华信(上海)有限公司", "T-SHA", login.upper(), "２０２４／３／１"],
                [None, None, "Renamed", "T-SHA", login, "20240301", "9131 0000-MA1K0000X1"],
            ]
        )
        lines = self._read(content).line_ids
        self.assertEqual(lines.mapped("row"), [4, 5, 6])
        self.assertEqual(lines[:2].mapped("partner_id"), self.stranger | named)
        self.assertEqual(lines[2].partner_id, self.stranger)
        self.assertEqual(lines.unit_id, self.shanghai)
        self.assertEqual(lines.manager_id, self.rep_shanghai)
        self.assertEqual(set(lines.mapped("since")), {date(2024, 3, 1)})
        self.assertEqual(lines[0].number, "KA-9")
        self.assertEqual(lines.mapped("level"), ["problem", "ok", "problem"])
        self.assertIn("in several lines", lines[0].message)

    def test_columns_that_name_different_customers(self):
        line = self._read("reference,customer,unit,manager\nC-77,Farm,T-SHA,kam_rep_shanghai\n")
        self.assertEqual(line.line_ids.level, "problem")
        self.assertIn("not what “Stranger” has", line.line_ids.message)
        line = self._read("reference,customer,unit,manager\nC-7,Stranger,T-SHA,kam_rep_shanghai\n")
        self.assertIn("“C-7” is not what “Stranger” has", line.line_ids.message)

    def test_account_managers_of_one_name(self):
        other = self.rep_hangzhou
        other.name = self.rep_shanghai.name
        line = self._read(HEADER + f"C-77,T-SHA,{other.name}\n").line_ids
        self.assertFalse(line.manager_id)
        self.assertIn("fits 2 records", line.message)

    def test_problems_are_filtered_exported_and_corrected(self):
        dialog = self._read(
            HEADER + "C-77,T-SHA,kam_rep_shanghai\nNobody,T-SHA,kam_nobody,7,2020-01-31\n"
        )
        action = dialog.action_open_lines()
        lines = self.env[action["res_model"]].with_user(self.administrator)
        found = lines.search([*action["domain"], ("level", "=", "problem")], order="message")
        self.assertEqual(found.mapped("row"), [3])
        exported = found.sudo().export_data(["row", "level", "message"])["datas"]
        self.assertIn("“Nobody”", exported[0][2])
        book = load_workbook(io.BytesIO(base64.b64decode(dialog.problem_file)))
        header, row = ([cell.value for cell in line] for line in book.active.iter_rows())
        given = dict(zip(header, row, strict=True))
        self.assertEqual(given["Customer (reference or name)"], "Nobody")
        self.assertEqual(given["Key account number"], "7")
        self.assertIn("kam_nobody", given["What will happen"])
        given |= {
            "Customer (reference or name)": "C-77",
            "Account manager (login)": "kam_rep_shanghai",
        }
        again = self._read(make_xlsx([header, list(given.values())]))
        self.assertEqual(again.line_ids.level, "ok")
        self.assertEqual(again.line_ids.since, date(2020, 1, 31))
        found.write({"partner_id": self.farm.partner_id.id, "manager_id": self.rep_shanghai.id})
        self.assertEqual(found.level, "ok")
        self.assertEqual(found.action_reopen()["res_id"], dialog.id)

    def test_a_second_import_skips_or_updates(self):
        content = HEADER + "C-77,T-SHA,kam_rep_shanghai,OLD-1,2020-01-31\n"
        self._read(content).action_take_over()
        account = self.env["kam.account"].search([("number", "=", "OLD-1")])
        again = self._read(content + "Farm,T-SHA,kam_rep_shanghai\n")
        self.assertEqual(again.line_ids.mapped("level"), ["problem", "ok"])
        again.existing = "skip"
        self.assertEqual(again.line_ids.mapped("level"), ["skip", "ok"])
        events = account.event_ids
        again.action_take_over()
        self.assertEqual(account.event_ids, events)
        self.assertEqual(self.farm.state, "key")
        other = self._read(HEADER + "C-77,T-HGH,kam_rep_hangzhou,OLD-1,2021-01-31\nFarm\n")
        other.existing = "update"
        self.assertEqual(other.line_ids.mapped("level"), ["ok", "ok"])
        other.action_take_over()
        self.assertEqual((account.unit_id, account.manager_id), (self.hangzhou, self.rep_hangzhou))
        self.assertEqual(account.since, date(2021, 1, 31))
        self.assertEqual(self.farm.manager_id, self.rep_shanghai)
        self.assertEqual(account.event_ids[:1].reason, "Go-live")
        other.line_ids[0].number = "OLD-2"
        self.assertEqual(other.line_ids[0].level, "problem")
