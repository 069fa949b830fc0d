from io import BytesIO

from lxml.etree import fromstring
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import DocumentCommon

MODELS = (
    "kam.credit.document",
    "kam.credit.document.opening",
    "kam.credit.document.request",
    "kam.credit.document.owed",
    "kam.credit.basic.sheet",
    "kam.credit.basic.line",
    "kam.credit.content.table",
    "kam.credit.content.line",
)
XLSX = "kam_credit.report_kam_credit_document_owed_xlsx"


@tagged("post_install", "-at_install")
class TestKamCreditDocumentRoles(RightsAssertions, DocumentCommon):
    """A credit file is for credit readers over the unit, kept by credit roles over the unit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keepers = cls.credit_officer | cls.credit_reviewer | cls.credit_approver
        cls.readers = cls.supervisor | cls.north_manager | cls.director | cls.credit_admin
        cls.outsiders = (
            cls.representative
            | cls.south_supervisor
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
        )
        export = cls.env.ref("base.group_allow_export")
        (cls.outsiders - cls.portal).write({"group_ids": [Command.link(export.id)]})
        cls.customer.email = "acme@example.com"
        root = cls.root
        cls.records = {
            "kam.credit.document": root["kam.credit.document"]
            .with_user(cls.credit_officer)
            .create(
                {
                    "profile_id": cls.acme.id,
                    "kind_id": cls.kinds["identity"].id,
                    "copy_upload": "JVBERi0xLjQ=",
                    "date_expiry": day(50),
                }
            )
        }
        for kind in ("sheet", "table"):
            model = {"sheet": "kam.credit.basic.sheet", "table": "kam.credit.content.table"}[kind]
            form = root[model].with_user(cls.credit_officer).create({"profile_id": cls.acme.id})
            cls.records[model] = form
            cls.records[form.line_ids._name] = form.line_ids[:1]
        root["kam.credit.document.request"].with_user(cls.credit_officer)._send(
            cls.acme.with_user(cls.credit_officer),
            cls.kinds["licence"].with_user(cls.credit_officer),
            cls.customer.with_user(cls.credit_officer),
            day(9),
        )
        for model in MODELS:
            cls.records.setdefault(model, root[model].search([], limit=1))
        cls.records = {model: record.with_env(root) for model, record in cls.records.items()}
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_rights(self):
        kept = {
            "kam.credit.document": "rwcd",
            "kam.credit.basic.sheet": "rwcd",
            "kam.credit.content.table": "rwcd",
            "kam.credit.basic.line": "rw",
            "kam.credit.content.line": "rw",
        }
        for model in MODELS:
            self.assertTrue(self.records[model], model)
            self.assertRights(
                self.records[model],
                {
                    self.keepers: kept.get(model, "r"),
                    self.readers: "r",
                    self.outsiders: "",
                },
            )

    def test_kinds(self):
        everybody = self.keepers | self.supervisor
        self.assertRights(
            self.kinds["licence"], {everybody: "r", self.credit_admin: "rwcd", self.clerk: ""}
        )

    def test_the_supervisor_of_another_region_finds_nothing(self):
        for model in MODELS:
            mine = self.root[model].with_user(self.south_supervisor)
            with self.subTest(model=model):
                self.assertFalse(mine.search([]))
                self.assertEqual(mine.search_count([]), 0)
                field = "profile_id" if "profile_id" in mine._fields else "item"
                self.assertFalse(mine._read_group([], [field], ["__count"]))
                with self.assertRaises(AccessError):
                    self.records[model].with_user(self.south_supervisor).export_data(
                        ["display_name"]
                    )

    def test_nothing_by_way_of_the_profile(self):
        profile = self.acme.with_user(self.representative)
        with self.assertRaises(AccessError):
            profile.read(["document_count"])

    def test_prints(self):
        report = self.root["ir.actions.report"]
        for model in ("kam.credit.basic.sheet", "kam.credit.content.table"):
            name = f"kam_credit.report_{model.replace('.', '_')}"
            for user in self.south_supervisor | self.representative:
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    report.with_user(user)._render_qweb_html(name, self.records[model].ids)
            html, _kind = report.with_user(self.supervisor)._render_qweb_html(
                name, self.records[model].ids
            )
            self.assertIn("Acme", html.decode())

    def test_workbook(self):
        report = self.root["ir.actions.report"]
        content, _kind = report.with_user(self.supervisor)._render_xlsx(XLSX, [], {})
        rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
        self.assertEqual(len(rows), 5)
        self.assertIn("Acme", str(rows))
        content, _kind = report.with_user(self.south_supervisor)._render_xlsx(XLSX, [], {})
        self.assertNotIn("Acme", str(list(load_workbook(BytesIO(content)).worksheets[0].values)))
        ids = self.root["kam.credit.document.owed"].search([]).ids
        for user in self.south_supervisor | self.representative | self.clerk:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user)._render_xlsx(XLSX, ids, {})

    def test_who_uploaded_a_file_never_verifies_it(self):
        # the officer puts in what the reviewer has uploaded for this document
        document = self.bring(file_ids=False)
        file = self.file(user=self.credit_reviewer)
        file.sudo().res_id = document.id
        document.with_user(self.credit_officer).file_ids = [Command.link(file.id)]
        self.assertIn(self.credit_reviewer, document.author_ids)
        self.assertFalse(document.with_user(self.credit_reviewer).can_verify)
        with self.assertRaisesRegex(AccessError, "yourself"):
            self.verify(document, self.credit_reviewer)
        self.verify(document, self.credit_approver)

    def test_the_account_leads_to_its_documents(self):
        button = "//button[@name='action_open_credit_documents']"
        for user in self.keepers | self.readers - self.credit_admin:
            account = self.account.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(account.credit_document_count, 1)
                action = account.action_open_credit_documents()
                self.assertEqual(action["domain"], [("profile_id", "=", self.acme.id)])
                self.assertTrue(fromstring(account.get_view()["arch"]).xpath(button))
        account = self.account.with_user(self.representative)
        self.assertEqual(account.credit_document_count, 0)
        self.assertFalse(fromstring(account.get_view()["arch"]).xpath(button))
