import io
from datetime import date
from unittest.mock import patch

import psycopg2
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .common import InformationCommon

REPORT = "kam_management.action_report_kam_information_table"
MAKER = {
    "name": "Qian Li",
    "position": "Purchasing director",
    "pressure": "A second source",
    "role": "Decision maker",
    "stance": "Supporter",
    "influence": 5,
    "family": "Two children",
}


@tagged("post_install", "-at_install")
class TestKamInformationTable(InformationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statement = cls._statement(cls.mill, 2024)
        cls.mill.write(
            {"buyer_sex": "women", "buyer_age": "25–40", "storage": "冷藏仓库，二至八度"}
        )

    def _with_makers(self):
        return patch.object(
            self.registry["kam.account"], "_get_decision_makers", lambda account: [MAKER]
        )

    def _page(self, table, lang=None):
        report = self.env.ref(REPORT).with_context(lang=lang)
        return report._render_qweb_html(report.id, table.ids)[0].decode()

    def _completed(self, account=None):
        with self._with_makers():
            table = self._table(account or self.mill)
        self._as(self.rep_shanghai, table).action_submit()
        return table

    def test_content(self):
        with self._with_makers():
            table = self._table(self.mill)
        self.assertTrue(table.number)
        self.assertEqual(table.unit_id, self.shanghai)
        self.assertEqual(table.company_id, self.company)
        content = table.content
        self.assertEqual(
            content["account"],
            {
                "customer": "Mill",
                "number": self.mill.number,
                "manager": "Rep Shanghai",
                "unit": self.shanghai.complete_name,
            },
        )
        self.assertEqual(
            content["statements"],
            [{"period": "2024", "is_audited": False, "ratios": self.statement.ratios}],
        )
        self.assertEqual(content["sales"]["buyer_sex"], "women")
        self.assertIsNone(content["sales"]["transport"])
        self.assertEqual(
            content["decision_makers"],
            [{name: value for name, value in MAKER.items() if name != "family"}],
        )

    def test_no_personal_facts(self):
        """Whatever the account says of its decision makers, the table keeps to what is business."""
        table = self._completed()
        self.assertNotIn("Two children", str(table.content))
        self.assertNotIn(b"Two children", table.archive_entry_ids._get_page())

    def test_statements_shown(self):
        """The latest three years, then the latest shorter periods; five in all."""
        for year in (2019, 2020, 2021, 2022, 2023):
            self._statement(self.mill, year)
        table = self._table(self.mill)
        periods = [statement["period"] for statement in table.content["statements"]]
        self.assertEqual(periods, ["2022", "2023", "2024"])
        for month in (1, 4, 7):
            self._statement(self.mill, kind="quarter", date_from=date(2025, month, 1))
        self._as(self.rep_shanghai, table).action_refresh()
        periods = [statement["period"] for statement in table.content["statements"]]
        self.assertEqual(periods, ["2022", "2023", "2024", "2025 Q2", "2025 Q3"])
        for month in (1, 4, 7, 10):
            self._statement(self.shop, kind="quarter", date_from=date(2023, month, 1))
            self._statement(self.shop, kind="quarter", date_from=date(2022, month, 1))
        table = self._table(self.shop)
        periods = [statement["period"] for statement in table.content["statements"]]
        self.assertEqual(periods, ["2022 Q4", "2023 Q1", "2023 Q2", "2023 Q3", "2023 Q4"])

    def test_draft_is_refreshed(self):
        table = self._table(self.mill)
        self.assertFalse(table.is_outdated)
        self.mill.transport = "By rail"
        self.env.invalidate_all()
        self.assertTrue(table.is_outdated)
        self.assertIsNone(table.content["sales"]["transport"])
        self._as(self.rep_shanghai, table).action_refresh()
        self.assertEqual(table.content["sales"]["transport"], "By rail")
        self.assertFalse(table.is_outdated)

    def test_outdated_does_not_hang_on_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        table = self._as(self.rep_shanghai, self._table(self.mill), lang="zh_CN")
        self.assertFalse(table.is_outdated)

    def test_completed_without_a_route_and_filed(self):
        table = self._completed()
        self.assertEqual(table.approval_state, "approved")
        self.assertFalse(table.review_ids)
        self.assertEqual(table.prepared_by_id, self.rep_shanghai)
        entry = table.archive_entry_ids
        self.assertEqual(entry.account_id, self.mill)
        self.assertEqual(entry.number, table.number)
        self.assertFalse(entry.is_confidential)
        page = entry._get_page().decode()
        for text in ("Mill", "45.0", "91.5", "冷藏仓库，二至八度", "Qian Li"):
            self.assertIn(text, page)

    def test_what_is_not_known_leaves_its_cell_empty(self):
        table = self._table(self.mill)
        maker = {"name": "Qian Li", "position": None, "role": "User", "influence": None}
        content = {**table.content, "decision_makers": [{**maker, "stance": "Neutral"}]}
        table._protected_write({"content": content})
        page = html.fromstring(self._page(table))
        row = page.xpath("//tr[td[normalize-space()='Qian Li']]")[0]
        texts = [cell.text_content().strip() for cell in row.iter("td")]
        self.assertEqual(texts, ["Qian Li", "", "", "User", "", "Neutral"])

    def test_completed_stays_as_it_was(self):
        table = self._completed()
        content, page = table.content, self._page(table)
        self.statement.net_profit = -500
        self._statement(self.mill, 2023)
        self.mill.write({"storage": "Moved", "buyer_age": "90"})
        self.mill.partner_id.name = "Renamed"
        self.mill._change_owner(manager=self.supervisor_shanghai, reason="Moved")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(table.content, content)
        self.assertEqual(self._page(table), page)
        self.assertFalse(table.is_outdated)
        for user in (self.supervisor_shanghai, self.director):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user, table).action_refresh()
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user, table).write({"note": "Later"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user, table).unlink()

    def test_content_is_never_written_by_hand(self):
        table = self._table(self.mill)
        for vals in (
            {"content": {}},
            {"date_content": "2020-01-01 00:00:00"},
            {"account_id": self.shop.id},
            {"unit_id": self.beijing.id},
            {"approval_state": "approved"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._as(self.rep_shanghai, table).write(vals)
        with self.assertRaises(UserError):
            self._as(self.rep_shanghai, table).create(
                {"account_id": self.mill.id, "content": {"sales": {}}}
            )

    def test_revision_counts_places(self):
        table = self._completed()
        self._as(self.rep_shanghai, table).action_revise()
        self.mill.write({"transport": "By rail", "buyer_age": "30–50"})
        with self._with_makers():
            self._as(self.rep_shanghai, table).action_refresh()
        self._as(self.rep_shanghai, table).action_submit()
        self.assertEqual(table.revision_mark, "A")
        self.assertEqual(table.revision_places, 2)
        first, second = table.archive_entry_ids.sorted("id")
        self.assertNotIn(b"By rail", first._get_page())
        self.assertIn(b"By rail", second._get_page())

    def test_says_nothing(self):
        table = self._table(self.shop)
        with self.assertRaisesRegex(UserError, "says nothing"):
            self._as(self.rep_hangzhou, table).action_submit()
        self.shop.transport = "By rail"
        self._as(self.rep_hangzhou, table).action_refresh()
        self._as(self.rep_hangzhou, table).action_submit()
        self.assertEqual(table.approval_state, "approved")

    def test_one_open_table_per_account(self):
        table = self._table(self.mill)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._table(self.mill)
        action = self._as(self.rep_shanghai, self.mill).action_make_information_table()
        self.assertEqual(action["res_id"], table.id)
        self._as(self.rep_shanghai, table).action_submit()
        action = self._as(self.rep_shanghai, self.mill).action_make_information_table()
        self.assertNotEqual(action["res_id"], table.id)

    def test_who_completes(self):
        table = self._table(self.shop)
        self.shop.transport = "By rail"
        # who only reads the account, and who does not
        for user in (self.rep_shanghai, self.rep_beijing, self.administrator, self.accountant):
            for method in ("action_refresh", "action_submit"):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(self._as(user, table), method)()
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user, table).action_revise()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.shop).action_make_information_table()
        self.assertEqual(table.approval_state, "draft")
        self.assertTrue(self._as(self.manager_east, table).can_write)
        self.assertFalse(self._as(self.rep_shanghai, table).can_write)
        self._as(self.manager_east, table).action_refresh()
        self._as(self.manager_east, table).action_submit()
        self.assertEqual(table.prepared_by_id, self.manager_east)
        for user in (self.rep_shanghai, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, table).action_revise()

    def test_number_in_every_company(self):
        self._make_other_company()
        self.mill_other.transport = "By sea"
        table = self._table(self.mill_other, self.manager_other)
        self.assertEqual(table.company_id, self.other_company)
        self.assertTrue(table.number)
        self._as(self.manager_other, table).action_submit()
        self.assertEqual(table.archive_entry_ids.company_id, self.other_company)

    def test_form(self):
        with Form(self._as(self.rep_shanghai, self.env["kam.information.table"])) as form:
            form.account_id = self.mill
        table = self.mill.information_table_ids
        for text in ("45.0", "Mostly women", "冷藏仓库，二至八度"):
            self.assertIn(text, table.content_table)

    def test_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        selection = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "kam.account"),
                ("field_id.name", "=", "buyer_sex"),
                ("value", "=", "women"),
            ]
        )
        selection.with_context(lang="zh_CN").name = "以女性为主"
        table = self._table(self.mill)
        self.assertIn("以女性为主", self._page(table, "zh_CN"))
        self.assertNotIn("以女性为主", self._page(table, "en_US"))

    def test_pdf(self):
        self.mill.partner_id.name = "杭州西湖百货有限公司"
        table = self._table(self.mill)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf(REPORT, table.ids)
        self.assertEqual(kind, "pdf")
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for part in ("杭州西湖百货有限公司", "45.0", "91.5", table.number):
            self.assertIn(part, text)

    def test_periods_as_the_reader_writes_them(self):
        table = self.env["kam.information.table"]
        for name, shown in (
            ("2024", "2024"),
            ("2025 H1", "2025 H1"),
            ("2025 H2", "2025 H2"),
            ("2025 Q3", "2025 Q3"),
            ("2025-02-01 – 2025-03-31", "02/01/2025 – 03/31/2025"),
        ):
            self.assertEqual(table._word_period(name), shown)
