import base64

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..common import NOW
from .common import COPY, COPY64, DocumentCommon

SECRET = "330106199001011234"


class CopyCommon(DocumentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        cls.keepers = cls.credit_officer | cls.credit_reviewer | cls.credit_approver
        cls.others = (
            cls.supervisor
            | cls.north_manager
            | cls.director
            | cls.credit_admin
            | cls.representative
            | cls.south_supervisor
            | cls.clerk
        )
        (cls.keepers | cls.others).write({"group_ids": [Command.link(export.id)]})

    def log(self, document):
        rows = self.root["kam.credit.document.opening"].search(
            [("document_ref", "=", document.id)], order="id"
        )
        return [(row.user_id.login, row.how) for row in rows]


@tagged("post_install", "-at_install")
class TestKamCreditDocumentCopy(CopyCommon):
    """Copies of identity documents come out by one way only, and leave a trace."""

    def test_no_field_holds_it(self):
        document = self.bring("identity")
        self.assertTrue(document.has_copy)
        for user in self.keepers:
            mine = document.with_user(user)
            self.env.invalidate_all()
            values = mine.read()[0]
            self.assertFalse(values["copy_upload"])
            self.assertNotIn(SECRET, str(values))
            self.assertNotIn(COPY64[:40], str(values))
            exported = mine.export_data(["copy_upload", "display_name", "checksum"])
            self.assertNotIn(COPY64[:40], str(exported))
        self.assertFalse(document.copy_upload)
        self.assertNotIn("copy_body", document._fields)

    def test_not_right_after_it_was_stored(self):
        document = (
            self.root["kam.credit.document"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.acme.id,
                    "kind_id": self.kinds["identity"].id,
                    "copy_upload": COPY64,
                }
            )
        )
        self.assertFalse(document.copy_upload)
        document.copy_upload = base64.b64encode(b"%PDF-1.4 another").decode()
        self.assertFalse(document.copy_upload)
        self.assertFalse(document.web_read({"copy_upload": {}})[0]["copy_upload"])

    def test_no_attachment_holds_it(self):
        attachments = self.root["ir.attachment"]
        before = attachments.search_count([])
        document = self.bring("identity")
        self.assertEqual(attachments.search_count([]), before)
        for user in self.keepers:
            found = attachments.with_user(user).search(
                [("res_model", "=", "kam.credit.document"), ("res_id", "=", document.id)]
            )
            self.assertFalse(found)

    def test_none_is_attached(self):
        document = self.bring("identity")
        officer = self.root["ir.attachment"].with_user(self.credit_officer)
        vals = {"name": "id.png", "raw": b"x", "res_model": "kam.credit.document"}
        with self.assertRaisesRegex(UserError, "one route"):
            officer.create({**vals, "res_id": document.id})
        loose = officer.create({**vals, "res_id": 0})
        with self.assertRaisesRegex(UserError, "one route"):
            loose.res_id = document.id
        with self.assertRaises(UserError):
            document.with_user(self.credit_officer).file_ids = [Command.link(loose.id)]
        with self.assertRaises(UserError):
            document.with_user(self.credit_officer).message_post(
                body="Here", attachments=[("id.png", b"x")]
            )

    def test_no_copy_of_the_record_takes_it_along(self):
        document = self.bring("identity")
        copy = document.with_user(self.credit_officer).copy()
        self.assertFalse(copy.has_copy)
        with self.assertRaisesRegex(UserError, "no copy stored"):
            copy._open_copy()

    def test_who_opens_it(self):
        document = self.bring("identity")
        for user in self.keepers:
            body, mimetype, name = document.with_user(user)._open_copy()
            self.assertEqual((body, mimetype), (COPY, "application/pdf"))
            self.assertNotIn("Acme", name)
        opened = [(user.login, "open") for user in self.keepers]
        self.assertEqual(self.log(document), [(self.credit_officer.login, "store"), *opened])
        for user in self.others:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                document.with_user(user)._open_copy()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                document.with_user(user).action_open_copy()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                document.with_user(user).action_erase_copy()
        with self.assertRaises(AccessError):
            document._open_copy()
        self.assertEqual(len(self.log(document)), 4)

    def test_each_opening_is_a_row(self):
        document = self.bring("identity").with_user(self.credit_reviewer)
        document._open_copy()
        document._open_copy()
        self.assertEqual(len(self.log(document)), 3)

    def test_nothing_is_opened_without_a_row(self):
        document = self.bring("identity").with_user(self.credit_reviewer)
        self.patch(type(self.env.cr), "readonly", True)
        with self.assertRaises(ReadOnlySqlTransaction):
            document._log_copy("open")

    def test_the_log_stays(self):
        document = self.bring("identity")
        row = self.root["kam.credit.document.opening"].search([("document_ref", "=", document.id)])
        for user in self.keepers | self.credit_admin:
            with self.assertRaises(UserError):
                row.with_user(user).write({"how": "erase"})
            with self.assertRaises(UserError):
                row.with_user(user).unlink()
        with self.assertRaises(UserError):
            row.unlink()
        document.with_user(self.credit_officer).unlink()
        self.assertTrue(row.exists())
        self.assertEqual(self.log(document)[-1], (self.credit_officer.login, "delete"))

    def test_erased(self):
        document = self.verify(self.bring("identity"))
        document.with_user(self.credit_reviewer).action_erase_copy()
        self.assertFalse(document.has_copy)
        self.assertEqual(document.date_erased, NOW)
        self.env.cr.execute(
            "SELECT copy_body, copy_type FROM kam_credit_document WHERE id = %s", [document.id]
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, None)])
        with self.assertRaisesRegex(UserError, "no copy stored"):
            document.with_user(self.credit_reviewer)._open_copy()
        self.assertEqual(self.log(document)[-1], (self.credit_reviewer.login, "erase"))

    def test_another_copy_is_verified_anew(self):
        document = self.verify(self.bring("identity"))
        document.with_user(self.credit_officer).copy_upload = base64.b64encode(
            b"\xff\xd8\xff another"
        ).decode()
        self.assertStanding(document, "to_verify")
        self.assertEqual(document.with_user(self.credit_officer)._open_copy()[1], "image/jpeg")

    def test_what_no_copy_can_be(self):
        document = self.bring("identity").with_user(self.credit_officer)
        for content in (b"<script>", b"GIF89a", b"%PDF-" + b"x" * (10 * 1024 * 1024)):
            with self.assertRaisesRegex(ValidationError, "PDF, JPEG or PNG"):
                document.copy_upload = base64.b64encode(content).decode()
        with self.assertRaisesRegex(ValidationError, "no identity document"):
            self.bring(copy_upload=COPY64)
        with self.assertRaisesRegex(ValidationError, "stays empty"):
            document.name = SECRET


@tagged("post_install", "-at_install")
class TestKamCreditDocumentCopyHttp(CopyCommon, HttpCase):
    """The one route, and those of Odoo that deliver files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.keepers | cls.others).password = "password_of_tests"

    def test_the_one_route(self):
        document = self.bring("identity")
        self.env.flush_all()
        url = f"/kam_credit/document/{document.id}/copy"
        self.authenticate(self.credit_reviewer.login, "password_of_tests")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, COPY)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.env.invalidate_all()
        self.assertEqual(self.log(document)[-1], (self.credit_reviewer.login, "open"))
        for user in self.supervisor | self.representative | self.south_supervisor:
            self.authenticate(user.login, "password_of_tests")
            hidden, absent = self.url_open(url), self.url_open(url.replace(str(document.id), "0"))
            self.assertEqual(hidden.status_code, 404)
            self.assertEqual(absent.status_code, 404)
            self.assertNotIn(SECRET.encode(), hidden.content)
        self.env.invalidate_all()
        self.assertEqual(len(self.log(document)), 2)

    def test_not_by_the_routes_of_odoo(self):
        document = self.bring("identity")
        self.env.flush_all()
        for user in self.credit_officer | self.credit_reviewer | self.credit_admin:
            self.authenticate(user.login, "password_of_tests")
            for field in ("copy_upload", "copy_body", "raw", "datas"):
                for route in ("image", "content"):
                    response = self.url_open(
                        f"/web/{route}/kam.credit.document/{document.id}/{field}"
                    )
                    self.assertNotIn(SECRET.encode(), response.content)
        self.assertEqual(len(self.log(document)), 1)
