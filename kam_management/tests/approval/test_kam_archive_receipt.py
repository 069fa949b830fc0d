from datetime import date, timedelta

import psycopg2
from lxml.html import fromstring

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...wording import format_datetime
from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamArchiveReceipt(ApprovalCommon):
    """The archive room acknowledges what is filed, and has completed what is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._route([cls._step(1, "Area", "area", "supervisor")])
        cls.archivist = cls._user("archivist")
        cls.position = cls._position(cls.archivist, cls.centre, "archivist")
        cls.company.write({"kam_archive_days": 4, "kam_completion_days": 6})

    def _filed(self, **vals):
        form = self._submitted(**{"account_id": self.mill.id, **vals})
        self._decide(self.supervisor_shanghai, form)
        return form.archive_entry_ids

    def _acknowledge(self, entries, missing="", user=None):
        self.seen_by(user or self.archivist, entries).action_acknowledge(missing)

    def _states(self, entries):
        """Return the states, and assert that each is found by its filter."""
        for state in ("waiting", "received", "incomplete", False):
            found = entries.search(
                [("id", "in", entries.ids), ("receipt_state", "in", [state])], order="id"
            )
            self.assertEqual(set(found.mapped("receipt_state")) - {state}, set())
            self.assertEqual(len(found), entries.mapped("receipt_state").count(state))
        return entries.mapped("receipt_state")

    def test_received(self):
        with self._at("2026-03-02"):
            entry = self._filed()
            self.assertEqual(self._states(entry), ["waiting"])
            duty = self._duties(entry, "archive")
            self.assertEqual(duty.user_ids, self.archivist)
            self.assertEqual(duty.date_due, date(2026, 3, 6))
        with self._at("2026-03-05"):
            self._acknowledge(entry)
        self.assertEqual(self._states(entry), ["received"])
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.archivist))
        self.assertFalse(self._duties(entry, "completion"))
        word = entry.acknowledgement_ids
        self.assertEqual((word.kind, word.user_id, word.number), ("received", self.archivist, 1))
        self.assertIn("Archivist", entry.with_user(self.rep_shanghai).receipt_list)
        with self._refused("was acknowledged already"):
            self._acknowledge(entry)

    def test_incomplete_until_it_is_completed(self):
        with self._at("2026-03-02"):
            entry = self._filed()
            self._acknowledge(entry, " The signed copy ")
            self.assertEqual(self._states(entry), ["incomplete"])
            self.assertEqual(entry.receipt_missing, "The signed copy")
            duty = self._duties(entry, "completion")
            self.assertEqual((duty.user_ids, duty.date_due), (self.rep_shanghai, date(2026, 3, 8)))
            self.assertFalse(self._duties(entry, "archive"))
        document = (
            self.env["ir.attachment"]
            .with_user(self.rep_shanghai)
            .create({"name": "Signed copy", "raw": b"Signed"})
        )
        own = self.seen_by(self.rep_shanghai, entry)
        self.assertTrue(own.can_complete)
        self.assertFalse(own.can_acknowledge)
        with self._refused("“What Was Added” is empty"):
            own.action_complete(" ", document.ids)
        with self._at("2026-03-04"):
            own.action_complete("Signed and scanned", document.ids)
        self.assertEqual(self._states(entry), ["waiting"])
        self.assertEqual((duty.state, duty.done_by_id), ("kept", self.rep_shanghai))
        self.assertTrue(self._duties(entry, "archive"))
        kept = entry.kept_document_ids
        self.assertEqual((kept.name, kept.raw), ("Signed copy", b"Signed"))
        self.assertEqual(
            entry._get_filed(), [{"name": "Signed copy", "checksum": document.checksum}]
        )
        with self._refused("belongs to what is filed"):
            kept.unlink()
        self.assertFalse(entry._find_file_faults())
        self._acknowledge(entry)
        self.assertEqual(self._states(entry), ["received"])
        self.assertEqual(
            entry.acknowledgement_ids.mapped("kind"), ["incomplete", "completed", "received"]
        )
        report = self._as(
            self.archivist, self.env.ref("kam_management.action_report_kam_archive_receipt")
        )
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in ("The signed copy", "Signed and scanned", "Signed copy", 'class="topage"'):
            self.assertIn(text, html)
        # on paper both sides sign
        page = fromstring(html)
        (table,) = page.find_class("o_kam_signatures")
        self.assertEqual(
            [cell.text_content().strip() for cell in table.iter("th", "td")],
            [
                *("Signature of Who Hands Over", "", "Date", ""),
                *("Signature of Who Receives (Archive Room)", "", "Date", ""),
            ],
        )
        rows = [
            [cell.text_content().strip() for cell in row.iter("td", "th")]
            for row in page.iter("tr")
        ]
        self.assertIn(["No.", "Name of the Document", "Category", "Checksum or Link"], rows)
        self.assertEqual([row[1:3] for row in rows if row[0] == "1"], [["Signed copy", "File"]])

    def test_what_comes_on_another_way_is_received(self):
        entry = self._filed()
        self._acknowledge(entry, "The signed copy")
        duty = self._duties(entry, "completion")
        self._acknowledge(entry)
        self.assertEqual((entry.receipt_state, duty.state), ("received", "kept"))
        # and something may be found missing later
        self._acknowledge(entry, "The annex")
        self.assertEqual(entry.receipt_state, "incomplete")

    def test_who_may(self):
        entry, secret = self._filed(), self._filed(is_secret=True)
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.administrator):
            with self._refused("acknowledged by the archivists", AccessError):
                self._acknowledge(entry, user=user)
        self.assertFalse(self.seen_by(self.rep_shanghai, entry).can_acknowledge)
        self.assertTrue(self.seen_by(self.archivist, entry).can_acknowledge)
        with self.assertRaises(AccessError):
            self._acknowledge(secret)
        with self._refused("Nothing is missing"):
            self.seen_by(self.rep_shanghai, entry).action_complete("Here")
        self._acknowledge(entry, "The signed copy")
        for user in (self.archivist, self.supervisor_shanghai):
            with self._refused("is completed by its author", AccessError):
                self.seen_by(user, entry).action_complete("Here")
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_beijing, entry).action_complete("Here")
        strange = self.env["ir.attachment"].create({"name": "Strange", "raw": b"1"})
        with self.assertRaises(AccessError):
            self.seen_by(self.rep_shanghai, entry).action_complete("Here", strange.ids)

    def test_forms_with_credit_figures_are_not_asked_for(self):
        secret = self._filed(is_secret=True)
        self.assertEqual(self._states(secret), [False])
        self.assertFalse(self._duties(secret, "archive"))

    def test_who_is_not_asked(self):
        self.company.kam_archive_days = 0
        before = self._filed() | self._filed() | self._filed(is_secret=True)
        for entry in before:
            self.assertFalse(self._duties(entry, "archive"))
        self.company.kam_archive_days = 3
        before._ask_archive_room()
        self.assertEqual(
            [bool(self._duties(entry, "archive")) for entry in before], [True, True, False]
        )
        self.position.date_to = self.today - timedelta(days=1)
        entry = self._filed()
        self.assertFalse(self._duties(entry, "archive"))
        self.assertEqual(entry.receipt_state, "waiting")

    def test_many_at_once(self):
        done, first, second = self._filed(), self._filed(), self._filed()
        self._acknowledge(done)
        entries = self.seen_by(self.archivist, done | first | second)
        wizard = self.env["kam.archive.receipt"].browse(entries.action_open_receipt()["res_id"])
        action = wizard.with_user(self.archivist).action_apply()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertIn("was acknowledged already", wizard.failures)
        self.assertEqual(set(self._states(done | first | second)), {"received"})

    def test_the_dialog(self):
        entry = self._filed()
        action = self.seen_by(self.archivist, entry).action_open_receipt()
        wizard = self.env["kam.archive.receipt"].with_user(self.archivist).browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "“What Is Missing” is empty"):
            wizard.action_report_incomplete()
        with Form(wizard) as dialog:
            dialog.note = "The signed copy"
        wizard.action_report_incomplete()
        self.assertEqual(entry.receipt_state, "incomplete")
        action = self.seen_by(self.rep_shanghai, entry).action_open_completion()
        wizard = wizard.with_user(self.rep_shanghai).browse(action["res_id"])
        self.assertEqual(wizard.said, "The signed copy")
        with Form(wizard) as dialog:
            dialog.note = "It is in the post"
        wizard.action_apply()
        self.assertEqual(entry.receipt_state, "waiting")

    def test_what_was_said_stays(self):
        entry = self._filed()
        self._acknowledge(entry, "The signed copy")
        word = entry.acknowledgement_ids
        for attempt in (
            lambda: word.write({"note": "Nothing"}),
            word.unlink,
            lambda: word.create({"entry_id": entry.id, "number": 2, "kind": "received"}),
        ):
            with self.assertRaises(UserError):
                attempt()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE kam_archive_acknowledgement SET note = 'Nothing'")
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["kam.archive.acknowledgement"]._append(
                [
                    {
                        "entry_id": entry.id,
                        "number": 1,
                        "kind": "received",
                        "date": word.date,
                        "user_id": self.archivist.id,
                    }
                ]
            )

    def test_the_rows_are_for_archivists(self):
        entry = self._filed()
        self._acknowledge(entry)
        words = "kam.archive.acknowledgement"
        self.assertEqual(self._visible(self.archivist, words), entry.acknowledgement_ids)
        for user in (self.rep_shanghai, self.employee, self.administrator):
            with self.assertRaises(AccessError):
                self._as(user, entry.acknowledgement_ids).read(["note"])
        # who reads the entry reads and finds its state, and all else that it has
        own = self.seen_by(self.rep_shanghai, entry)
        (values,) = own.read()
        self.assertEqual(values["receipt_state"], "received")
        self.assertNotIn("acknowledgement_ids", values)
        self.assertEqual(own.search([("receipt_state", "=", "received")]), entry)
        self.assertFalse(own.search([("receipt_state", "!=", "received")]))
        self.assertIn("acknowledgement_ids", self.seen_by(self.archivist, entry).read()[0])

    def test_only_ones_own_documents_complete_the_file(self):
        entry = self._filed()
        self._acknowledge(entry, "The signed copy")
        own = self.seen_by(self.rep_shanghai, entry)
        attachments = self.env["ir.attachment"]
        partner = self.mill.partner_id
        image = attachments.create(
            {
                "name": "Image",
                "raw": b"1",
                "res_model": partner._name,
                "res_id": partner.id,
                "res_field": "image_1920",
            }
        )
        others = attachments.create(
            {"name": "Other", "raw": b"2", "res_model": partner._name, "res_id": partner.id}
        )
        public = attachments.create({"name": "Public", "raw": b"3", "public": True})
        for wanted, pattern in (
            (5, "“Documents” is 5"),
            (True, "“Documents” is True"),
            ("7", "“Documents” is 7"),
            (["7"], "“Documents” is"),
            ([0], "“Documents” is"),
            ([[6, 0, [1]]], "“Documents” is"),
            (image.ids, "“Image” cannot be added"),
            (others.ids, "“Other” cannot be added"),
            (public.ids, "“Public” cannot be added"),
        ):
            with self.subTest(wanted=wanted), self._refused(pattern):
                own.action_complete("Here", wanted)
        uploaded = attachments.with_user(self.rep_shanghai).create({"name": "Copy", "raw": b"4"})
        own.action_complete("Here", uploaded.ids * 2)
        self.assertEqual(entry.kept_document_ids.mapped("name"), ["Copy"])

    def test_documents_of_the_form_and_of_the_dialog_complete_the_file(self):
        entry = self._filed()
        self._acknowledge(entry, "The signed copy")
        own = self.seen_by(self.rep_shanghai, entry)
        wizard = own.action_open_completion()
        document = self.env["ir.attachment"].create(
            {"name": "Annex", "raw": b"5", "res_model": entry.res_model, "res_id": entry.res_id}
        )
        dropped = (
            self.env["ir.attachment"]
            .with_user(self.rep_shanghai)
            .create(
                {
                    "name": "Dropped",
                    "raw": b"6",
                    "res_model": wizard["res_model"],
                    "res_id": wizard["res_id"],
                }
            )
        )
        own.action_complete("Here", (document | dropped).ids)
        self.assertEqual(set(entry.kept_document_ids.mapped("name")), {"Annex", "Dropped"})

    def test_nobody_stands_in_for_the_archive_room(self):
        entry = self._filed()
        duty = self._duties(entry, "archive")
        self.assertEqual(duty.user_ids, self.archivist)
        successors = duty._find_successors(self.position)
        self.assertFalse(successors[duty])
        self.position.action_end()
        self.assertFalse(duty.user_ids | duty.worker_ids)
        self.assertIn(duty, duty.search([("state", "=", "open"), ("user_ids", "=", False)]))

    def test_each_of_several_receipts_has_its_own_pages(self):
        entries = self._filed() | self._filed()
        report = self._as(
            self.archivist, self.env.ref("kam_management.action_report_kam_archive_receipt")
        )
        page = fromstring(report._render_qweb_html(report.id, entries.ids)[0])
        self.assertEqual(len(page.find_class("footer")), 2)
        self.assertEqual(
            [int(part.get("data-oe-id")) for part in page.find_class("article")], entries.ids
        )

    def test_the_receipt_says_when_as_its_reader_writes_it(self):
        entry = self._filed()
        self._acknowledge(entry, "The signed copy")
        self.env["res.lang"]._activate_lang("zh_CN")
        word = entry.acknowledgement_ids
        for lang in ("en_US", "zh_CN"):
            own = entry.with_context(lang=lang)
            shown = format_datetime(own.env, word.date, dt_format="short")
            self.assertEqual(own._get_receipt_lines()[0][1], shown)
            self.assertEqual("年" in shown, lang == "zh_CN")
