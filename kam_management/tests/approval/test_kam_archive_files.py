import base64
import hashlib
import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kam_management.migration import move_archive_files

from .common import FORM, ApprovalCommon

PDF = b"%PDF-1.4 made of the page"


@tagged("post_install", "-at_install")
class TestKamArchiveFiles(ApprovalCommon, HttpCase):
    """Page and PDF are files that follow the rights of their entry, and stay what they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._route([cls._step(1, "Area", "area", "supervisor")])
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")

    def _filed(self, **vals):
        form = self._submitted(**vals)
        self._decide(self.supervisor_shanghai, form)
        return form.archive_entry_ids

    def _files(self, entry, user=None):
        files = self.env["ir.attachment"].with_user(user or self.env.user)
        return files.search(
            [("res_model", "=", entry._name), ("res_id", "=", entry.id), ("res_field", "!=", False)]
        )

    def test_files_of_the_store(self):
        entry = self._filed(name="Original")
        entry._keep_pdf(PDF)
        files = {file.res_field: file for file in self._files(entry)}
        self.assertEqual(set(files), {"page", "pdf"})
        self.assertEqual(base64.b64decode(entry.pdf), PDF)
        self.assertEqual(entry.pdf_checksum, hashlib.sha256(PDF).hexdigest())
        for file in files.values():
            self.assertTrue(file.store_fname)
            self.assertFalse(file.db_datas or file.index_content or file.public)
        self.assertNotIn("html", files["page"].mimetype)
        # neither beside the form nor among the documents kept
        self.assertFalse(entry.kept_document_ids)
        documents = self.env["ir.attachment"].search([("res_model", "in", (FORM, entry._name))])
        self.assertFalse(documents)

    def test_whoever_may_not_read_them_learns_nothing_of_them(self):
        entry = self._filed()
        entry._keep_pdf(PDF)
        for user in (self.rep_beijing, self.employee, self.portal):
            for file in self._files(entry).with_user(user):
                for name, attempt in {
                    "write": lambda file=file: file.write({"name": "x"}),
                    "nothing": lambda file=file: file.write({}),
                    "unlink": file.unlink,
                }.items():
                    with (
                        self.subTest(user=user.login, attempt=name),
                        self.assertRaises(AccessError) as refusal,
                    ):
                        attempt()
                    self.assertNotIn(entry.number, str(refusal.exception))

    def test_nobody_changes_them(self):
        entry = self._filed()
        entry._keep_pdf(PDF)
        strange = self.env["ir.attachment"].create({"name": "Strange", "raw": b"1"})
        for file in self._files(entry):
            for user in (self.env.user, self.rep_shanghai, self.archivist, self.administrator):
                own = self._as(user, file)
                for name, attempt in {
                    "raw": lambda own=own: own.write({"raw": b"Forged"}),
                    "name": lambda own=own: own.write({"name": "Forged"}),
                    "public": lambda own=own: own.write({"public": True}),
                    "token": own.generate_access_token,
                    "away": lambda own=own: own.write({"res_model": False, "res_id": False}),
                    "deleted": own.unlink,
                }.items():
                    with (
                        self.subTest(file=file.res_field, user=user.login, attempt=name),
                        self.assertRaises(UserError),
                    ):
                        attempt()
        forged = {"res_model": entry._name, "res_id": entry.id}
        for vals in (forged, {**forged, "res_field": "pdf"}):
            with self._refused("belongs to what is filed"):
                strange.write(vals)
            with self._refused("belongs to what is filed"):
                self.env["ir.attachment"].create({"name": "Forged", "raw": b"1", **vals})
            defaults = {f"default_{name}": value for name, value in vals.items()}
            with self._refused("belongs to what is filed"):
                self.env["ir.attachment"].with_context(**defaults).create({"name": "Forged"})
        with self._refused("is for the Python code of processes", AccessError):
            self.env["ir.actions.server"].create(
                {
                    "name": "Forge",
                    "model_id": self.env["ir.model"]._get_id(entry._name),
                    "state": "code",
                    "code": "record._add_file('Forged', b'1', 'text/plain', 'pdf')",
                }
            ).with_context(active_model=entry._name, active_id=entry.id).run()

    def test_moving_the_file_store_changes_nothing(self):
        entry = self._filed()
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self._files(entry).sudo()._migrate()
        self.env.invalidate_all()
        self.assertFalse(self._files(entry).store_fname)
        self.assertEqual(hashlib.sha256(entry._get_page()).hexdigest(), entry.checksum)

    def test_who_reads_them(self):
        entry = self._filed(account_id=self.mill.id)
        secret = self._filed(account_id=self.mill.id, is_secret=True)
        for user, readable in (
            (self.archivist, entry),
            (self.rep_shanghai, entry),
            (self.rep_beijing, entry.browse()),
            (self.employee, entry.browse()),
            (self.administrator, entry),
        ):
            for each in entry | secret:
                with self.subTest(user=user.login, secret=each.is_confidential):
                    files = self._files(each)
                    if user != self.employee:
                        self.assertEqual(bool(self._files(each, user)), each in readable)
                    else:
                        with self.assertRaises(AccessError):
                            self._files(each, user)
                    if each in readable:
                        self.assertTrue(self._as(user, files).read(["raw"])[0]["raw"])
                        self.assertTrue(self._as(user, each).read(["page"])[0]["page"])
                    else:
                        with self.assertRaises(AccessError):
                            self._as(user, files).read(["raw"])
                        with self.assertRaises(AccessError):
                            self._as(user, each).read(["page"])

    def test_content_over_the_web(self):
        entry = self._filed(account_id=self.mill.id)
        entry._keep_pdf(PDF)
        file = self._files(entry).filtered(lambda file: file.res_field == "pdf")
        addresses = (f"/web/content/{entry._name}/{entry.id}/pdf", f"/web/content/{file.id}")
        for user, status in ((self.rep_shanghai, 200), (self.rep_beijing, 404), (None, 404)):
            self.authenticate(user and user.login, user and user.login)
            for address in addresses:
                with self.subTest(user=user and user.login, address=address):
                    answer = self.url_open(address, allow_redirects=False)
                    self.assertEqual(answer.status_code, status)
                    if status == 200:
                        self.assertEqual(answer.content, PDF)

    def test_verify(self):
        form = self._form(account_id=self.mill.id)
        document = self.env["ir.attachment"].create(
            {"name": "Licence", "raw": b"1", "res_model": FORM, "res_id": form.id}
        )
        self._as(self.rep_shanghai, form).action_submit()
        self._decide(self.supervisor_shanghai, form)
        entry = form.archive_entry_ids
        entry._keep_pdf(PDF)
        action = self._as(self.rep_shanghai, entry).action_verify()
        self.assertEqual(action["params"]["type"], "success")
        with self.assertRaises(AccessError):
            self._as(self.rep_beijing, entry).action_verify()
        self.env.flush_all()
        for file, wrong in (
            *((file, file.res_field.upper()) for file in self._files(entry)),
            (document, "Licence"),
        ):
            original = file._full_path(file.store_fname)
            for content, message in ((b"Forged", "differs from its checksum"), (None, "missing")):
                with self.subTest(file=file.name, content=content):
                    path = self._replaced(original, content)
                    full_path = self.registry["ir.attachment"]._full_path

                    def find(files, name, own=file.store_fname, path=path, full_path=full_path):
                        return path if name == own else full_path(files, name)

                    with (
                        patch.object(self.registry["ir.attachment"], "_full_path", find),
                        mute_logger("odoo.addons.base.models.ir_attachment"),
                    ):
                        self.env.invalidate_all()
                        (fault,) = entry._find_file_faults()
                    self.assertIn(wrong.lower(), fault.lower())
                    self.assertIn(message, fault)
                    self.env.invalidate_all()

    def _replaced(self, original, content):
        """Return the path of a file that stands where another one stood."""
        path = f"{original}.test"
        if content is None:
            return f"{original}.gone"
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_no_pdf_is_made_of_another_page(self):
        entry = self._filed()
        with (
            patch.object(self.registry[entry._name], "_get_page", lambda entry: b"Forged"),
            self._refused("differs from its checksum"),
        ):
            entry._make_pdf()

    def test_files_of_the_version_before_move(self):
        good, broken, waiting = self._filed(), self._filed(), self._filed()
        for entry in good | broken:
            entry._keep_pdf(PDF)
        pages = {entry: entry._get_page() for entry in good | broken | waiting}
        self.env.flush_all()
        run = self.env.cr.execute
        run("ALTER TABLE kam_archive_entry ADD COLUMN page bytea, ADD COLUMN pdf bytea")
        run("ALTER TABLE kam_archive_entry DISABLE TRIGGER USER")
        for entry, page in pages.items():
            content = b"Forged" if entry == broken else page
            run(
                SQL(
                    "UPDATE kam_archive_entry SET page = %s, pdf = %s WHERE id = %s",
                    base64.b64encode(content),
                    None if entry == waiting else base64.b64encode(PDF),
                    entry.id,
                )
            )
        run("ALTER TABLE kam_archive_entry ENABLE TRIGGER USER")
        run("DELETE FROM ir_attachment WHERE res_model = 'kam.archive.entry'")
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.kam_management.migration", "ERROR") as logged:
            move_archive_files(self.env)
        self.assertEqual(len(logged.output), 1)
        self.assertIn(str(broken.id), logged.output[0])
        self.assertEqual(good._get_page(), pages[good])
        self.assertEqual(base64.b64decode(good.pdf), PDF)
        self.assertEqual(broken._get_page(), b"Forged")
        self.assertEqual(len(broken._find_file_faults()), 1)
        self.assertFalse(good._find_file_faults() or waiting._find_file_faults())
        self.assertFalse(waiting.pdf)
        run(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'kam_archive_entry'"
            " AND column_name IN ('page', 'pdf')"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        # once more: nothing is left to do
        move_archive_files(self.env)

    def test_a_process_is_filed_as_one_entry(self):
        form = self._form(name="Main", account_id=self.mill.id)
        own, other = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": name.encode(), "res_model": record._name, "res_id": record.id}
                for name, record in (("Own", form), ("Other", self.mill))
            ]
        )
        filed = self._filed(name="Filed")
        beside = self._form(name="Beside", line_ids=[Command.create({"name": "Content"})])
        entry = self.env["kam.archive.entry"]._file_process(
            form,
            [
                ("Analysis", [filed, beside]),
                ("Papers", [own, other, ("Register", "https://example.com/register")]),
            ],
        )
        page = next(file for file in entry.kept_document_ids if file.name.startswith("Beside"))
        self.assertIn(b"Content", page.raw)
        self.assertEqual(
            entry.documents,
            [
                {"heading": "Analysis", "name": filed.name, "page": filed.checksum},
                {
                    "heading": "Analysis",
                    "name": "Beside",
                    "page": hashlib.sha256(page.raw).hexdigest(),
                },
                {"heading": "Papers", "name": "Own", "checksum": own.checksum},
                {"heading": "Papers", "name": "Other", "checksum": other.checksum},
                {
                    "heading": "Papers",
                    "name": "Register",
                    "url": "https://example.com/register",
                },
            ],
        )
        # what belongs elsewhere may go there: a copy is kept
        self.assertEqual(set(entry.kept_document_ids.mapped("name")), {page.name, "Other"})
        other.unlink()
        self.assertFalse(entry._find_file_faults())
        report = self.env.ref("kam_management.action_report_kam_archive_receipt")
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in ("Analysis", "Papers", "https://example.com/register", own.checksum):
            self.assertIn(text, html)
        self.assertIn("Analysis", entry.document_list)
        with self._refused("was filed with"):
            own.unlink()

    def test_a_form_that_nobody_approves(self):
        """It is filed when its process ends, with the documents that it has then."""
        form = self._form()
        document = self.env["ir.attachment"].create(
            {"name": "Licence", "raw": b"1", "res_model": FORM, "res_id": form.id}
        )
        archive, described = self.env["kam.archive.entry"], document._kam_describe()
        entry = archive._file(form)
        self.assertEqual((entry.approval_state, entry.documents), (False, [described]))
        with self._refused("was filed with"):
            document.unlink()
        # what no part names is listed nevertheless
        link = {"heading": "Papers", "name": "Page", "url": "https://example.com"}
        entry = archive._file_process(form, [("Papers", [("Page", "https://example.com")])])
        self.assertEqual(entry.documents, [described, link])

    def test_a_process_is_as_confidential_as_its_forms(self):
        form, secret = self._form(), self._form(is_secret=True)
        archive = self.env["kam.archive.entry"]
        self.assertFalse(archive._file_process(form, []).is_confidential)
        for part in (secret, archive._file(secret)):
            entry = archive._file_process(form, [("Figures", [part])])
            self.assertTrue(entry.is_confidential)
