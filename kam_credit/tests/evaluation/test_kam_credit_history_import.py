import base64
import io
from datetime import date

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.rules import table_file

from ...rules import history_file
from ..common import KamCreditCommon, day

TAX_ID = "91310000MA1FL0000X"
HEAD = ["发票号码", "统一社会信用代码", "客户名称", "开票日期", "到期日"]
HEAD += ["含税金额", "结清日期", "业务员"]


@tagged("post_install", "-at_install")
class TestKamCreditHistoryImport(KamCreditCommon):
    """Items of a former system come from a file, each line with its preview."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.customer.write({"ref": "C-001", "vat": TAX_ID})

    def open_file(self, content, user=None, **vals):
        """Return the dialog with the lines of a file."""
        if isinstance(content, str):
            content = content.encode()
        wizards = self.env["kam.credit.history.import"].with_user(user or self.credit_admin)
        wizard = wizards.with_company(self.company).create(
            {"file": base64.b64encode(content), **vals}
        )
        wizard.action_read_file()
        return wizard

    def enter(self, content, **vals):
        """Enter the lines of a file; return all lines of the company."""
        self.open_file(content, **vals).action_import()
        return self.lines()

    def lines(self):
        return self.root["kam.credit.history.line"].search(
            [("company_id", "=", self.company.id)], order="id"
        )

    @staticmethod
    def spreadsheet(*rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    CSV = (
        "Number,Customer,Invoice Date,Due Date,Amount,Untaxed Amount,Settled On\n"
        "A1,C-001,2024-01-02,2024-02-01,1130,1000,2024-02-03\n"
        'A2,Acme,2024/1/5,2024年3月1日,"2,260.50",,\n'
    )

    def test_csv(self):
        first, second = self.enter(self.CSV)
        self.assertEqual((first.name, first.partner_id), ("A1", self.customer))
        self.assertEqual((first.amount, first.amount_untaxed), (1130, 1000))
        self.assertEqual(first.date_settled, date(2024, 2, 3))
        self.assertEqual((second.amount, second.amount_untaxed), (2260.5, 2260.5))
        self.assertEqual((second.date_due, second.date_settled), (date(2024, 3, 1), False))
        self.assertEqual(second.commercial_partner_id, self.customer)

    def test_chinese_spreadsheet_with_a_title(self):
        wizard = self.open_file(
            self.spreadsheet(
                ["历史应收明细"],
                HEAD,
                ["０１２", TAX_ID, "Acme", date(2024, 1, 2), "2024年2月1日", 500.5, None, "Li"],
            )
        )
        self.assertEqual(wizard.unknown_columns, "业务员")
        wizard.action_import()
        line = self.lines()
        self.assertEqual((line.name, line.partner_id), ("012", self.customer))
        self.assertEqual((line.date_invoice, line.amount), (date(2024, 1, 2), 500.5))

    def test_contacts_stand_for_their_company(self):
        contact = self.make_customer("Branch office", parent=self.customer)
        contact.ref = "C-001-B"
        line = self.enter(self.CSV.replace("C-001", "C-001-B").replace("Acme", "C-001-B"))[0]
        self.assertEqual((line.partner_id, line.commercial_partner_id), (contact, self.customer))

    def test_who_is_meant_must_be_clear(self):
        self.make_customer("Acme")
        wizard = self.open_file(self.CSV)
        good, bad = wizard.line_ids
        self.assertEqual((good.level, bad.level), ("new", "problem"))
        self.assertIn("2 customers fit", bad.message)
        with self.assertRaisesRegex(UserError, "Line 3"):
            wizard.action_import()
        self.assertFalse(self.lines())
        bad.write({"partner_id": self.customer.id})
        bad.customer = False
        wizard.action_check()
        self.assertEqual(bad.level, "new")
        wizard.action_import()
        self.assertEqual(len(self.lines()), 2)

    def test_columns_that_contradict_each_other(self):
        self.make_customer("Other").ref = "C-002"
        wizard = self.open_file(
            "number,customer reference,customer name,date,due,amount\n"
            "A1,C-002,Acme,2024-01-02,2024-02-01,5\n"
        )
        self.assertIn("different customers", wizard.line_ids.message)

    def test_each_line_says_what_is_wrong(self):
        head = "Number,Customer,Invoice Date,Due Date,Amount,Untaxed Amount,Settled On\n"
        for line, message in (
            (",C-001,2024-01-02,2024-02-01,5,,", "“Number” is empty"),
            ("A,,2024-01-02,2024-02-01,5,,", "“Customer” is empty"),
            ("A,Nobody,2024-01-02,2024-02-01,5,,", "no customer"),
            ("A,C-001,soon,2024-02-01,5,,", "“Invoice Date” “soon” cannot be read"),
            ("A,C-001,2024-01-02,,5,,", "“Due Date” is empty"),
            ("A,C-001,2024-01-02,2024-02-30,5,,", "“Due Date”"),
            ("A,C-001,2099-01-02,2024-02-01,5,,", "“Invoice Date” 2099-01-02 is not possible"),
            ("A,C-001,2024-01-02,2024-02-01,much,,", "“Amount” “much” cannot be read"),
            ("A,C-001,2024-01-02,2024-02-01,-5,,", "“Amount” -5 is not possible"),
            ("A,C-001,2024-01-02,2024-02-01,nan,,", "“Amount”"),
            ("A,C-001,2024-01-02,2024-02-01,1e300,,", "“Amount”"),
            ("A,C-001,2024-01-02,2024-02-01,5,6,", "more than"),
            ("A,C-001,2024-01-02,2024-02-01,5,,2099-01-01", "“Settled On”"),
        ):
            wizard = self.open_file(head + line + "\n")
            with self.subTest(line=line):
                self.assertEqual(wizard.line_ids.level, "problem")
                self.assertIn(message, wizard.line_ids.message)
                wizard.action_drop_problems()
                self.assertFalse(wizard.line_ids)

    def test_a_number_twice_in_the_file(self):
        wizard = self.open_file(self.CSV.replace("A2", "A1"))
        self.assertEqual(wizard.problem_count, 2)
        self.assertIn("several lines", wizard.line_ids[0].message)

    def test_a_second_import_skips_or_corrects(self):
        first, second = self.enter(self.CSV)
        traces = self.root["kam.credit.history.trace"].search([])
        later = self.CSV.replace("1130,1000,2024-02-03", "1130,1000,2024-02-01")
        self.assertEqual(self.enter(later), first | second)
        self.assertEqual(first.date_settled, date(2024, 2, 3))
        wizard = self.open_file(later, existing="update")
        self.assertEqual(wizard.line_ids.mapped("level"), ["update"] * 2)
        wizard.action_import()
        self.assertEqual(self.lines(), first | second)
        self.assertEqual(first.date_settled, date(2024, 2, 1))
        made = self.root["kam.credit.history.trace"].search([]) - traces
        self.assertEqual(made.changes, {"date_settled": ["2024-02-03", "2024-02-01"]})
        self.assertEqual(made.user_id, self.credit_admin)

    def test_files_that_are_none(self):
        for content, message in (
            ("", "empty"),
            ("name\n", "names the columns"),
            ("number,amount\nA1,5\n", "has no column “Invoice Date”, “Due Date”, “Customer”"),
            (b"\xd0\xcf\x11\xe0old", "old Excel"),
        ):
            with self.subTest(content=content), self.assertRaisesRegex(UserError, message):
                self.open_file(content)

    def test_only_credit_administrators(self):
        for user in (self.director, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.open_file(self.CSV, user=user)

    def test_more_values_than_columns(self):
        wizard = self.open_file(
            "number,customer,date,due,amount,settled on\n"
            "X1,C-001,2024-01-02,2024-02-01,100,\n"
            "X2,C-001,2024-01-02,2024-02-01,100,,left over\n"
        )
        fine, surplus = wizard.line_ids
        self.assertFalse(fine.message)
        self.assertEqual(surplus.level, "problem")
        self.assertIn("more values than the heading has columns, by 1", surplus.message)

    def test_thousands_of_lines_ask_little(self):
        def content(number, prefix):
            rows = (f"{prefix}{at},C-001,2024-01-02,2024-02-01,{at + 1}," for at in range(number))
            return "number,customer,date,due,amount,settled on\n" + "\n".join(rows)

        def count(text):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard = self.open_file(text)
            wizard.action_import()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(content(10, "W"))
        few, many = count(content(200, "F")), count(content(2500, "M"))
        # rows go in by hundreds
        self.assertLess(many - few, 200)
        self.assertEqual(len(self.lines()), 2710)

    def test_amounts_as_people_write_them(self):
        for text, amount in (
            ("1234.5", 1234.5),
            ("1,234.50", 1234.5),
            ("1.234,50", 1234.5),
            ("1,234", 1234),
            ("1234,5", 1234.5),
            ("¥ 1,234.50", 1234.5),
            ("１２３４元", 1234),
        ):
            with self.subTest(text=text):
                self.assertEqual(history_file.read_amount(text), amount)
        for text in ("", "12 apples", "1.2.3", "0x10", "inf"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                history_file.read_amount(text)

    def test_more_lines_than_other_files(self):
        text = "number,amount\n" + "A,1\n" * 3000
        with self.assertRaises(table_file.TableError):
            table_file.read_table(text.encode())
        self.assertEqual(len(table_file.read_table(text.encode(), 5000)), 3001)

    # ------------------------------------------------------------------
    # by hand
    # ------------------------------------------------------------------

    def test_corrections_leave_a_trace_whatever_the_context(self):
        line = self.enter(self.CSV)[0].with_user(self.credit_admin)
        traces = self.root["kam.credit.history.trace"]
        before = traces.search([])
        quiet = line.with_context(tracking_disable=True, mail_notrack=True, kam=True)
        quiet.write({"amount": 2000, "date_due": "2024-02-01"})
        trace = traces.search([]) - before
        self.assertEqual(trace.changes, {"amount": [1130.0, 2000.0]})
        self.assertEqual((trace.kind, trace.line_name), ("corrected", "A1"))
        self.assertIn("Amount: 1130.0 → 2000.0", trace.description)
        quiet.unlink()
        gone = traces.search([]) - before - trace
        self.assertEqual((gone.kind, gone.customer_name), ("deleted", "Acme"))
        self.assertEqual(gone.changes["amount"], [2000.0, None])
        with self.assertRaises(UserError):
            gone.with_user(self.credit_admin).sudo().unlink()
        self.assertTrue(gone.with_user(self.credit_admin).description)
        with self.assertRaises(AccessError):
            gone.with_user(self.director).read(["changes"])

    def test_a_change_to_the_same_leaves_none(self):
        line = self.enter(self.CSV)[0]
        before = self.root["kam.credit.history.trace"].search_count([])
        line.write({"amount": line.amount, "date_due": line.date_due})
        self.assertEqual(self.root["kam.credit.history.trace"].search_count([]), before)
        self.assertLess(line.date_due, day(0))
