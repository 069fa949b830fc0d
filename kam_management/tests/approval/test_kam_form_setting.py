import base64
import io
from datetime import date

import psycopg2
from lxml import html
from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FORM, ApprovalCommon


def make_picture():
    """Return a small picture as people upload it."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


@tagged("post_install", "-at_install")
class TestKamFormSetting(ApprovalCommon):
    """What a company gives each new form of a kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._route([cls._step(1, "Area", "area", "supervisor")])
        cls.marketing, cls.audit, cls.quality = cls.env["hr.department"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Marketing", "Audit", "Quality")
            ]
        )
        cls.sequence = cls.env["ir.sequence"].search([("code", "=", FORM)])
        cls.sequence.company_id = cls.company

    def _setting(self, user=None, **vals):
        return (
            self.env["kam.form.setting"]
            .with_user(user or self.administrator)
            .create(
                {
                    "model_id": self.env["ir.model"]._get_id(FORM),
                    "company_id": self.company.id,
                    "executing_department_id": self.marketing.id,
                    "supervising_department_id": self.audit.id,
                    **vals,
                }
            )
        )

    def _departments(self, form):
        return (
            form.executing_department_id,
            form.supervising_department_id,
            form.verifying_department_id,
        )

    def test_new_forms_take_the_departments(self):
        nobody = self.env["hr.department"]
        before = self._form()
        self.env.flush_all()
        setting = self._setting()
        form, other = self._form(), self._form(executing_department_id=self.quality.id)
        self.assertEqual(self._departments(before), (nobody, nobody, nobody))
        self.assertEqual(self._departments(form), (self.marketing, self.audit, nobody))
        self.assertEqual(self._departments(other), (self.quality, self.audit, nobody))
        setting.executing_department_id = self.audit
        self.env.invalidate_all()
        self.assertEqual(form.executing_department_id, self.marketing)
        self.assertEqual(self._form().executing_department_id, self.audit)
        self._as(self.rep_shanghai, form).executing_department_id = False
        self.assertFalse(form.executing_department_id)
        setting.unlink()
        self.assertEqual(self._departments(self._form()), (nobody, nobody, nobody))

    def test_retention(self):
        self._setting(retention_years=3)
        with self._at("2026-03-02"):
            form = self._submitted()
            self._decide(self.supervisor_shanghai, form)
        self.assertEqual(form.archive_entry_ids.date_retention, date(2029, 3, 2))

    def test_logo_at_the_top(self):
        form = self._form()

        def images():
            page = self.env["ir.qweb"]._render(
                "kam_management.form_header", {"o": form, "form_name": "Form"}
            )
            return html.fromstring(page).xpath("//img/@src")

        self.assertFalse(images())
        self._setting(logo=make_picture())
        (source,) = images()
        self.assertTrue(source.startswith("data:image/png;base64,"))

    def test_prefix_of_the_numbers(self):
        setting = self._setting()
        self.assertEqual(setting.number_prefix, "TF")
        number = int(self._form().number.removeprefix("TF"))
        setting.number_prefix = "RA-%(year)s-"
        with self._at("2026-03-02"):
            self.assertEqual(self._form().number, f"RA-2026-{number + 1:03}")
        for prefix in ("%(", "%(yeer)s", "%d", "%s", "%(year)9s", "%%", "x" * 5000):
            with self.subTest(prefix=prefix), self._refused("Number Prefix", ValidationError):
                setting.number_prefix = prefix

    def test_one_for_each_kind_of_a_company(self):
        self._setting()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._setting().flush_recordset()

    def test_what_can_be_set(self):
        with self._refused("is no controlled form", ValidationError):
            self._setting(model_id=self.env["ir.model"]._get_id("kam.unit"))
        foreign = self.env["res.company"].create({"name": "Foreign"})
        department = self.env["hr.department"].create(
            {"name": "Far away", "company_id": foreign.id}
        )
        with self._refused("“Executing Department”", UserError):
            self._setting(executing_department_id=department.id)

    def test_administrators_set_it(self):
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.director):
            with self.assertRaises(AccessError):
                self._setting(user)
        setting = self._setting()
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, setting).read(["retention_years"])

    def test_who_prints_what_nobody_carries_out(self):
        form = self._form()
        self.env.flush_all()
        self._setting(verifying_department_id=self.quality.id)

        def cells(name):
            page = self.env["ir.qweb"]._render(name, {"o": form, "form_name": "Form"})
            return [node.text_content().strip() for node in html.fromstring(page).iter("td")]

        self.assertEqual(cells("kam_management.form_header")[-3:], ["—", "—", "—"])
        form = self._form()
        self.assertEqual(
            cells("kam_management.form_header")[-3:], ["Marketing", "Audit", "Quality"]
        )
        # a draft is yet to be reviewed; what nobody had to approve says so
        self.assertEqual(cells("kam_management.form_footer")[:3], ["", "", ""])
        form._protected_write({"approval_state": "approved"})
        self.assertEqual(cells("kam_management.form_footer")[:3], ["", "—", "No approval needed"])
