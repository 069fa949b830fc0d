import base64
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..account.test_rules_table_file import make_xlsx
from ..common import KamCommon

HEADER = "Unit code,Unit,Level,Belongs to,Person,Role,From\n"


@tagged("post_install", "-at_install")
class TestKamOrganisationImport(KamCommon):
    def _read(self, content, user=None):
        wizards = self._as(
            user or self.administrator, self.env["kam.organisation.import"]
        ).with_company(self.company)
        content = content.encode() if isinstance(content, str) else content
        dialog = wizards.create({"file": base64.b64encode(content)})
        dialog.action_read_file()
        return dialog

    def _find_unit(self, name):
        return self.env["kam.unit"].search(
            [("name", "=", name), ("company_id", "=", self.company.id)]
        )

    def _let_create_users(self):
        for group in ("base.group_erp_manager", "base.group_partner_manager"):
            self.administrator.group_ids |= self.env.ref(group)

    def test_units_and_people(self):
        dialog = self._read(
            HEADER
            + "W,West,,Centre,kam_employee,Manager,\n"
            + "W1,Chengdu,,W,,,\n"
            + "W1,,,,kam_accountant,Sales representative,\n"
        )
        self.assertEqual(
            dialog.line_ids.mapped("level"), ["new"] * 3, dialog.line_ids.mapped("message")
        )
        self.assertFalse(self._find_unit("West"), "nothing happens before it is confirmed")
        dialog.action_import()
        west, chengdu = self._find_unit("West"), self._find_unit("Chengdu")
        self.assertEqual((west.level, west.parent_id), ("region", self.centre))
        self.assertEqual((chengdu.level, chengdu.parent_id), ("area", west))
        self.assertEqual(
            {(held.user_id, held.role) for held in (west | chengdu).position_ids},
            {(self.employee, "manager"), (self.accountant, "representative")},
        )
        self.assertTrue(self.employee.has_group("kam_management.group_kam_manager"))

    def test_a_second_headquarters(self):
        dialog = self._read(HEADER + ",Group,,,,,\n")
        self.assertEqual(dialog.line_ids.level, "problem")
        self.assertIn("second headquarters beside “Centre”", dialog.line_ids.message)
        company = self._company("Fresh Company")
        self.administrator.company_ids |= company
        wizards = self._as(self.administrator, self.env["kam.organisation.import"])
        content = (HEADER + ",Group,,,,,\n,Asia,,,,,\n").encode()
        dialog = wizards.with_company(company).create({"file": base64.b64encode(content)})
        dialog.action_read_file()
        first, second = dialog.line_ids.mapped("message")
        self.assertIn("“Group” and “Asia” (line 3)", first)
        self.assertIn("“Asia” and “Group” (line 2)", second)
        with self.assertRaisesRegex(UserError, "Line 2: .*\n.*Line 3: "):
            dialog.action_import()

    def test_people_become_users(self):
        header = HEADER.replace("Person,", "Person,E-mail,")
        content = header + "W,West,,Centre,Li Wei,li.wei@example.com,Manager,\n"
        self.assertIn("Create the user first", self._read(content).line_ids.message)
        self._let_create_users()
        dialog = self._read(content)
        self.assertIn("New user", dialog.line_ids.message)
        with patch.object(self.env.registry["mail.mail"], "send"):
            dialog.action_import()
        user = self._find_unit("West").position_ids.user_id
        self.assertEqual((user.name, user.login), ("Li Wei", "li.wei@example.com"))
        self.assertEqual((user.company_id, user.company_ids), (self.company, self.company))
        self.assertTrue(user.has_group("kam_management.group_kam_manager"))
        self.assertFalse(user.has_group("base.group_erp_manager"))
        self.assertEqual(self._read(content).line_ids.level, "known")

    def test_a_login_of_another_company(self):
        self._let_create_users()
        header = HEADER.replace("Person,", "Person,E-mail,")
        self.manager_other.login = "other@example.com"
        dialog = self._read(header + "W,West,,Centre,Other,other@example.com,Manager,\n")
        self.assertIn("does not work for the company", dialog.line_ids.message)
        self.assertEqual(dialog.line_ids.level, "problem")

    def test_an_address_that_is_none(self):
        self._let_create_users()
        header = HEADER.replace("Person,", "Person,E-mail,")
        dialog = self._read(header + "W,West,,Centre,Li Wei,not-an-email,Manager,\n")
        self.assertEqual(dialog.line_ids.level, "problem")
        self.assertIn("“not-an-email” is no e-mail address", dialog.line_ids.message)

    def test_long_cells_are_not_echoed(self):
        long = "x" * 100_000
        for header in (f"Unit,{long}\n", f"Unit,{long},{long}\n"):
            with self.assertRaises(UserError) as caught:
                self._read(header + "West,,\n")
            self.assertLess(len(str(caught.exception)), 1000)
        for content in (
            f"W,{long},,Centre,kam_employee,Manager,\n",
            f"W,West,,{long},,,\n",
            f"W,West,,Centre,{long},{long},\n",
            f"W,West,,Centre,kam_employee,Manager,{long}\n",
        ):
            dialog = self._read(HEADER + content)
            line = dialog.line_ids
            self.assertEqual(line.level, "problem")
            self.assertIn("is 100000 characters long: at most 1000", line.message)
            self.assertLess(len(f"{line.unit}{line.person}{line.role}{line.message}"), 4000)
            with self.assertRaises(UserError) as caught:
                dialog.action_import()
            self.assertLess(len(str(caught.exception)), 1000)
        middling = "y" * 900
        line = self._read(HEADER + f"W,West,,Centre,{middling},Manager,\n").line_ids
        self.assertEqual(line.person, middling)
        self.assertLess(len(line.message), 300)

    def test_one_goes_back_to_where_one_came_from(self):
        action = self._read(HEADER + "W,West,,Centre,,,\n").action_import()
        self.assertEqual(action["params"]["next"], {"type": "ir.actions.act_window_close"})
        self.assertIn("Units: 1,", action["params"]["message"])

    def test_a_second_time_changes_nothing(self):
        content = HEADER + "W,West,,Centre,kam_employee,Manager,\n"
        self._read(content).action_import()
        again = self._read(content)
        self.assertEqual(again.line_ids.mapped("level"), ["known"])
        again.action_import()
        self.assertEqual(len(self._find_unit("West").position_ids), 1)

    def test_nothing_is_entered_when_a_line_has_a_problem(self):
        dialog = self._read(HEADER + "W,West,,Centre,,,\n,West,,,nobody at all,Manager,\n")
        self.assertEqual(dialog.line_ids.mapped("level"), ["new", "problem"])
        self.assertEqual(dialog.problem_count, 1)
        with self.assertRaisesRegex(UserError, "Line 3: .*nobody at all"):
            dialog.action_import()
        self.assertFalse(self._find_unit("West"))

    def test_titles_and_words_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        levels = dict(
            self.env["kam.unit"]
            .with_context(lang="zh_CN")
            ._fields["level"]
            ._description_selection(self.env(context={"lang": "zh_CN"}))
        )
        dialog = self._read(
            make_xlsx(
                [
                    ["组织架构"],
                    ["部门编号", "部门名称", "级别", "上级部门", "姓名", "role"],
                    ["W", "西区", levels["region"], "Centre", self.employee.name, "manager"],
                ]
            )
        )
        self.assertEqual(dialog.line_ids.mapped("level"), ["new"], dialog.line_ids.message)
        dialog.action_import()
        self.assertEqual(self._find_unit("西区").position_ids.user_id, self.employee)

    def test_a_unit_of_another_company_is_unknown(self):
        dialog = self._read(HEADER + "N,New,,Other Centre,,,\n")
        self.assertIn("Other Centre", dialog.line_ids.message)
        self.assertEqual(dialog.line_ids.level, "problem")

    def test_a_user_of_another_company_is_unknown(self):
        dialog = self._read(HEADER + f"E,,,,{self.manager_other.login},Manager,\n")
        self.assertEqual(dialog.line_ids.level, "problem")

    def test_template_is_read_again(self):
        dialog = self._as(self.administrator, self.env["kam.organisation.import"]).create({})
        with self.assertRaisesRegex(UserError, "no line below"):
            self._read(base64.b64decode(dialog.template_file))

    def test_template_lists_what_may_be_chosen(self):
        """On a second sheet and in the cells, in the language of the reader."""
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang in ("en_US", "zh_CN"):
            wizards = self._as(self.administrator, self.env["kam.organisation.import"])
            dialog = wizards.with_context(lang=lang).create({})
            book = load_workbook(io.BytesIO(base64.b64decode(dialog.template_file)))
            first, second = book.worksheets
            listed = {
                title: [value for value in values if value]
                for title, *values in second.iter_cols(values_only=True)
            }
            positions = self.env["kam.position"].with_context(lang=lang)
            roles = [label for _role, label in positions._role_selection()]
            self.assertIn(roles, listed.values())
            self.assertEqual(len(listed), 2)
            titles = {cell.value for cell in first[1]}
            self.assertLessEqual(listed.keys(), titles)
            self.assertEqual(len(first.data_validations.dataValidation), 2)
            # each of them is understood
            content = f"unit,person,role\nCentre,kam_employee,{roles[-1]}\n"
            self.assertEqual(self._read(content).line_ids.level, "new")

    def test_a_wrong_value_is_told_what_is_right(self):
        lines = self._read(HEADER + "W,West,Town,Centre,,,\nW,West,,,kam_employee,Boss,\n").line_ids
        self.assertIn("Headquarters centre", lines[0].message)
        self.assertIn("Sales representative", lines[1].message)

    def test_only_administrators(self):
        for user in (self.director, self.supervisor_shanghai, self.employee, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(HEADER + "W,West,,Centre,,,\n", user)

    def test_another_ones_dialog(self):
        dialog = self._read(HEADER + "W,West,,Centre,,,\n")
        other = self._user("second_administrator")
        other.group_ids |= self.env.ref("kam_management.group_kam_administrator")
        with self.assertRaises(AccessError):
            dialog.with_user(other).action_import()
