from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kam_credit.rules import credit_items

from ..common import day
from .common import DocumentCommon


@tagged("post_install", "-at_install")
class TestKamCreditContentForms(DocumentCommon):
    """The basic information sheet and the assessment content table: filled from what is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.sudo().write({"vat": "91330106MA27XXXX00", "city": "Hangzhou"})
        cls.root["kam.account"].browse(cls.account.id).write(
            {"industry": "Food", "staff": "300 people", "structure": "Two subsidiaries"}
        )
        cls.root["kam.financial.statement"].create(
            {
                "account_id": cls.account.id,
                "period_type": "year",
                "date_from": date(2024, 1, 1),
                "total_assets": 1000,
                "current_assets": 400,
                "revenue": 2000,
                "equity": 350,
            }
        )
        cls.env.flush_all()

    def make(self, model="basic.sheet", user=None, **vals):
        form = (
            self.root[f"kam.credit.{model}"]
            .with_user(user or self.credit_officer)
            .create({"profile_id": self.acme.id, **vals})
        )
        return form.sudo()

    def line(self, form, item):
        return form.line_ids.filtered(lambda line: line.item == item)

    def page(self, form, lang="en_US"):
        name = f"kam_credit.report_{form._table}"
        report = self.root["ir.actions.report"].with_context(lang=lang)
        return report._render_qweb_html(name, form.ids)[0].decode()

    def test_every_item_of_the_scheme(self):
        for model, items in (
            ("basic.sheet", credit_items.BASIC),
            ("content.table", credit_items.CONTENT),
        ):
            form = self.make(model)
            rows = credit_items.in_order(items)
            self.assertEqual(form.line_ids.mapped("item"), [item for _section, item in rows])
            for line in form.line_ids:
                self.assertNotEqual(line.name, line.item)
                self.assertTrue(line.section)
            self.assertTrue(form.number)

    def test_filled_from_the_file(self):
        self.verified("licence", date_expiry=day(99))
        self.bring("identity")
        form = self.make()
        self.assertIn("Acme", self.line(form, "name").known)
        self.assertEqual(self.line(form, "code").known, "91330106MA27XXXX00")
        self.assertIn("Food", self.line(form, "industry").known)
        self.assertIn("300 people", self.line(form, "size").known)
        self.assertIn("2,000.00", self.line(form, "size").known)
        self.assertIn("Valid", self.line(form, "licence").known)
        self.assertIn("There is a copy", self.line(form, "identity").known)
        self.assertEqual(self.line(form, "year").known, "Missing")
        self.assertTrue(self.line(form, "history").is_unknown)
        table = self.make("content.table")
        self.assertIn("350.00", self.line(table, "composition").known)
        self.assertIn("40.0", self.line(table, "finance").known)
        self.assertIn("Unified social credit code: 9133", self.line(table, "company").known)

    def test_completed_by_hand(self):
        form = self.make()
        history = self.line(form, "history").with_user(self.credit_officer)
        history.write({"text": "Founded by two brothers", "source": "Visit", "date": day(-3)})
        page = self.page(form)
        self.assertIn("Founded by two brothers", page)
        self.assertIn("Visit", page)
        self.assertIn("Unknown", page)
        self.assertGreater(form.count_unknown, 0)

    def test_printed_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        page = self.page(self.make(), lang="zh_CN")
        self.assertIn("Acme", page)

    def test_the_table_takes_the_sheet_that_was_completed(self):
        sheet = self.make()
        self.line(sheet, "policy").with_user(self.credit_officer).text = "Grows slowly"
        self.assertNotIn("Grows slowly", str(self.make("content.table").content))
        sheet.with_user(self.credit_officer).action_submit()
        table = self.root["kam.credit.content.table"].search([], limit=1)
        table.with_user(self.credit_officer).action_refresh()
        self.assertIn("Grows slowly", self.line(table, "policy").known)

    def test_the_table_says_what_the_sheet_knows_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.root["kam.account"].browse(self.account.id).staff = "120"
        self.make().with_user(self.credit_officer).action_submit()
        line = self.line(self.make("content.table"), "company")
        in_chinese = line.with_context(lang="zh_CN").known
        self.assertIn("Staff: 120", line.with_context(lang="en_US").known)
        self.assertIn("员工：120", in_chinese)

    def test_refreshed_and_outdated(self):
        form = self.make()
        self.line(form, "history").with_user(self.credit_officer).text = "Long"
        self.assertFalse(form.is_outdated)
        self.root["kam.account"].browse(self.account.id).industry = "Drinks"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(form.is_outdated)
        form.with_user(self.credit_officer).action_refresh()
        self.assertFalse(form.is_outdated)
        self.assertIn("Drinks", self.line(form, "industry").known)
        self.assertEqual(self.line(form, "history").text, "Long")

    def test_completed_and_filed(self):
        form = self.make()
        form.with_user(self.credit_officer).action_submit()
        self.assertEqual(form.approval_standing, "complete")
        self.assertEqual(len(form.archive_entry_ids), 1)
        self.assertTrue(form.archive_entry_ids.is_confidential)
        with self.assertRaises(UserError):
            self.line(form, "history").with_user(self.credit_officer).text = "Later"
        form.with_user(self.credit_officer).action_revise()
        self.line(form, "history").with_user(self.credit_officer).text = "Later"
        form.with_user(self.credit_officer).action_submit()
        self.assertEqual(form.revision_mark, "A")
        self.assertGreaterEqual(form.revision_places, 1)

    def test_no_identity_copy_is_filed(self):
        self.verify(self.bring("identity"))
        form = self.make()
        form.with_user(self.credit_officer).action_submit()
        entry = form.archive_entry_ids
        self.assertNotIn(b"330106199001011234", entry._get_page())
        self.assertFalse(form.documents)

    def test_items_are_those_of_the_scheme(self):
        form = self.make()
        line = self.line(form, "history").with_user(self.credit_officer)
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(UserError):
            line.create({"sheet_id": form.id, "item": "history"})
        with self.assertRaises(UserError):
            line.item = "policy"
        with self.assertRaises(UserError):
            form.with_user(self.credit_officer).content = {}

    def test_only_who_keeps_the_file(self):
        form = self.make()
        south = self.make_user("south_officer", self.south_area, "credit_officer")
        self.root["kam.position"].create(self._position_vals(south, self.area, "supervisor"))
        for user in self.supervisor | self.representative | self.credit_admin | south:
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.make("content.table", user=user)
                with self.assertRaises(AccessError):
                    form.with_user(user).write({"note": "Mine"})
                with self.assertRaises(AccessError):
                    self.line(form, "history").with_user(user).write({"text": "Mine"})
                with self.assertRaises(AccessError):
                    form.with_user(user).action_submit()
                with self.assertRaises(AccessError):
                    form.with_user(user).action_refresh()

    def test_one_open_at_a_time(self):
        self.make()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.make()
