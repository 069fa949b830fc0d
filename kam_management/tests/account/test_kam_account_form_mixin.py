from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOTE, AccountFormCommon


@tagged("post_install", "-at_install")
class TestKamAccountFormMixin(AccountFormCommon):
    """A form of a dozen lines lives through everything that a form can."""

    # ------------------------------------------------------------------
    # what it starts with
    # ------------------------------------------------------------------

    def test_head(self):
        note = self._note()
        self.assertRegex(note.number, r"^TN/\d{4}$")
        self.assertEqual(note.display_name, f"{note.number} Mill")
        self.assertRecordValues(
            note,
            [
                {
                    "partner_id": self.mill.partner_id.id,
                    "manager_id": self.rep_shanghai.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "unit_id": self.shanghai.id,
                    "approval_state": "draft",
                }
            ],
        )
        self.assertEqual(note._form_sequence, NOTE)
        self.assertEqual(note._form_report, "kam_management.action_report_kam_test_note")
        self.assertEqual(note.action_view_account()["res_id"], self.mill.id)

    def test_found_by_number_and_customer(self):
        notes = self._note() | self._note(self.shop)
        for text, found in ((notes[0].number, notes[0]), ("Shop", notes[1])):
            ids = [res_id for res_id, _name in self.env[NOTE].name_search(text)]
            self.assertEqual(ids, found.ids)

    def test_account_stays(self):
        note = self._note()
        for vals in (
            {"account_id": self.shop.id},
            {"unit_id": self.beijing.id},
            {"company_id": self.company.id},
        ):
            with self.subTest(vals=vals), self._refused("cannot be changed by hand"):
                self.seen_by(self.rep_shanghai, note).write(vals)

    def test_route(self):
        route = self.env["kam.approval.route"]._find(NOTE, self.company)
        self.assertEqual((route.name, route.total_days), ("Note", 0))
        self.assertRecordValues(
            route.step_ids,
            [
                {
                    "sequence": 10,
                    "name": "Seen",
                    "role": "supervisor",
                    "unit_level": "area",
                    "deadline_days": 2,
                    "opinion_required": False,
                    "extension_max_days": 5,
                    "extension_role": "manager",
                },
                {
                    "sequence": 20,
                    "name": "Confirmed",
                    "role": "manager",
                    "unit_level": "region",
                    "deadline_days": 3,
                    "opinion_required": True,
                    "extension_max_days": 0,
                    "extension_role": False,
                },
            ],
        )

    def test_total_limit_of_the_route(self):
        with patch.object(self.env.registry[NOTE], "_approval_total_days", 9):
            values = self.env[NOTE]._prepare_default_route()
        self.assertEqual(values["total_days"], 9)

    # ------------------------------------------------------------------
    # what is missing
    # ------------------------------------------------------------------

    def test_missing(self):
        note = self._note(topic=" ", text=False)
        self.assertEqual(note.missing, "“Topic” is empty.\n“Text” is empty.")
        with self._refused("cannot be submitted yet:\n• “Topic” is empty.\n• “Text” is empty."):
            self.submit(note, self.rep_shanghai)
        note.topic = "Prices"
        self.assertEqual(note.missing, "“Text” is empty.")
        note.text = "Rising"
        self.assertFalse(note.missing)
        self.submit(note, self.rep_shanghai)
        self.assertEqual(note.approval_state, "in_review")

    def test_a_number_is_never_missing(self):
        with patch.object(self.env.registry[NOTE], "_required_to_submit", ("effort",)):
            self.assertFalse(self._note().missing)

    def test_nothing_is_missing_of_what_is_submitted(self):
        note = self._submitted()
        note._protected_write({"topic": False})
        self.assertFalse(note.missing)

    # ------------------------------------------------------------------
    # its life
    # ------------------------------------------------------------------

    def test_approved(self):
        with self._at("2026-03-02"):
            note = self._note()
            self.assertOffered(note, self.rep_shanghai, "submit")
            self.submit(note, self.rep_shanghai)
            self.assertOffered(note, self.rep_shanghai, "withdraw")
            self.assertOffered(note, self.supervisor_shanghai, "decide")
            self.assertOffered(note, self.manager_east, "extend")
            self.assertEqual(str(note.date_due), "2026-03-04")
            self.extend(note, self.manager_east)
            self.assertEqual(str(note.date_due), "2026-03-07")
            self.assertOffered(note, self.manager_east)
        with self._at("2026-03-03"):
            self.approve(note, self.supervisor_shanghai)
            self.assertOffered(note, self.supervisor_shanghai)
            with self._refused("“Opinion”"):
                self.approve(note, self.manager_east, opinion="")
            self.approve(note, self.manager_east)
        self.assertEqual(note.approval_state, "approved")
        self.assertEqual(note.prepared_by_id, self.rep_shanghai)
        self.assertEqual(note.reviewed_by_id, self.supervisor_shanghai)
        self.assertEqual(note.approved_by_id, self.manager_east)
        with self._refused("cannot be changed"):
            self.seen_by(self.rep_shanghai, note).write({"text": "Other"})
        self.assertOffered(note, self.rep_shanghai, "revise")

    def test_filed_with_its_account(self):
        note = self._note()
        with self._refused("Nothing is filed yet"):
            self.seen_by(self.rep_shanghai, note).action_print_receipt()
        self.submit(note, self.rep_shanghai)
        self.approve(note, self.supervisor_shanghai, self.manager_east)
        entry = note.archive_entry_ids
        self.assertEqual(entry.account_id, self.mill)
        self.assertEqual(entry.name, note.display_name)
        action = self.seen_by(self.rep_shanghai, note).action_print_receipt()
        self.assertEqual(action["report_name"], "kam_management.report_kam_archive_receipt")
        with self._refused("is filed, but you may not read", AccessError):
            self.seen_by(self.accountant, note).action_print_receipt()

    def test_returned(self):
        note = self._submitted()
        self.return_(note, self.supervisor_shanghai)
        self.assertEqual(note.approval_state, "draft")
        self.assertOffered(note, self.rep_shanghai, "submit", "give_up")
        self.submit(note, self.rep_shanghai)
        self.assertEqual(note.approval_round, 2)

    def test_rejected(self):
        note = self._submitted()
        self.reject(note, self.supervisor_shanghai)
        self.assertEqual(note.approval_state, "rejected")
        self.assertEqual(note.archive_entry_ids.approval_state, "rejected")
        self.assertOffered(note, self.rep_shanghai)
        with self._refused("is “Rejected”"):
            self.revise(note, self.rep_shanghai)

    def test_withdrawn_and_given_up(self):
        note = self._submitted()
        with self._refused("is withdrawn by who", AccessError):
            self.withdraw(note, self.supervisor_shanghai)
        self.withdraw(note, self.rep_shanghai)
        self.assertEqual(note.approval_state, "draft")
        self.give_up(note, self.rep_shanghai)
        self.assertEqual(note.approval_state, "cancelled")
        self.assertIn("Rep Shanghai", note.cancel_reason)
        self.assertTrue(note.date_closed)
        self.assertOffered(note, self.rep_shanghai)
        self.assertTrue(self._note(), "the way is free")

    def test_a_draft_is_deleted_not_given_up(self):
        note = self._note()
        self.assertOffered(note, self.rep_shanghai, "submit")
        self.seen_by(self.rep_shanghai, note).unlink()
        self.assertFalse(note.exists())

    def test_revised(self):
        with self._at("2026-03-02"):
            note = self._approved()
        with self._at("2026-04-01"):
            self.revise(note, self.rep_shanghai)
            self.assertEqual((note.approval_state, note.revision_mark), ("draft", "A"))
            self.assertFalse(note.date_first_submitted or note.date_closed)
            # the edition before holds until this one is approved
            self.assertOffered(note, self.rep_shanghai, "submit")
            with self._refused("cannot be given up"):
                self.give_up(note, self.rep_shanghai)
            self.seen_by(self.rep_shanghai, note).text = "Changed"
            self.submit(note, self.rep_shanghai)
            self.reject(note, self.supervisor_shanghai)
            self.assertOffered(note, self.rep_shanghai, "revise")
            self.revise(note, self.rep_shanghai)
            self.submit(note, self.rep_shanghai)
            self.approve(note, self.supervisor_shanghai, self.manager_east)
        self.assertEqual((note.revision_mark, note.revision_places), ("B", 1))
        self.assertEqual(str(note.date_revision), "2026-04-01")
        self.assertEqual(
            note.archive_entry_ids.sorted("id").mapped("approval_state"),
            ["approved", "rejected", "approved"],
        )

    def test_revised_as_another_form(self):
        """The account goes along; there is one open form of it, as ever."""
        with patch.object(self.registry[NOTE], "_revise", "copy"):
            note = self._approved()
            self.revise(note, self.rep_shanghai)
            edition = note.edition_ids
            self.assertEqual(edition.account_id, note.account_id)
            self.assertEqual((edition.text, edition.unit_id), (note.text, note.unit_id))
            self.assertEqual(edition.display_name, note.display_name)
            with self._refused("is being revised already: go on with revision A"):
                self.revise(note, self.rep_shanghai)
            self.seen_by(self.rep_shanghai, edition).text = "Changed"
            self.submit(edition, self.rep_shanghai)
            self.approve(edition, self.supervisor_shanghai, self.manager_east)
            self.assertEqual((edition.revision_mark, edition.revision_places), ("A", 1))
            self.assertEqual(note.control_status, "obsolete")
            with self._refused("is obsolete: another edition was approved"):
                self.revise(note, self.rep_shanghai)

    def test_total_limit_begins_anew_with_a_revision(self):
        self.env["kam.approval.route"]._find(NOTE, self.company).total_days = 5
        with self._at("2026-03-02"):
            note = self._approved()
            self.assertEqual(str(note.date_total_due), "2026-03-07")
        with self._at("2026-04-01"):
            self.revise(note, self.rep_shanghai)
            self.assertFalse(note.date_total_due)
            self.submit(note, self.rep_shanghai)
            self.assertEqual(str(note.date_total_due), "2026-04-06")

    # ------------------------------------------------------------------
    # the account
    # ------------------------------------------------------------------

    def test_draft_follows_its_account(self):
        note = self._note()
        self.mill._change_owner(unit=self.hangzhou, reason="Moved")
        self.assertEqual(note.unit_id, self.hangzhou)

    def test_submitting_freezes_the_unit(self):
        # who decides is looked for where the account is by now
        supervisor = self._user("supervisor_hangzhou")
        self._position(supervisor, self.hangzhou, "supervisor")
        for back in ("return_", "withdraw", "revise"):
            with self.subTest(back=back), self.cr.savepoint() as savepoint:
                note = self._approved() if back == "revise" else self._submitted()
                self.mill._change_owner(unit=self.hangzhou, reason="Moved")
                self.assertEqual(note.unit_id, self.shanghai)
                user = supervisor if back == "return_" else self.rep_shanghai
                getattr(self, back)(note, user)
                self.assertEqual(note.unit_id, self.hangzhou)
                savepoint.rollback()

    def test_one_open_form(self):
        note = self._note()
        with (
            self.assertRaises(psycopg2.IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._note()
        self.assertEqual(
            note._sql_error_to_message(caught.exception),
            "This customer has an open form of this kind already.",
        )
        self.assertEqual(self.env[NOTE]._find_open(self.mill | self.shop), note)
        self._note(self.shop)
        self.submit(note, self.rep_shanghai)
        note._cancel("Overtaken")
        # ended in this transaction
        self.assertTrue(self._note())

    def test_revision_beside_an_open_form(self):
        note = self._approved()
        other = self._note()
        with self._refused(f"{other.number} Mill is open: go on with that form"):
            self.revise(note, self.rep_shanghai)

    def test_what_was_overtaken_is_not_revised(self):
        note = self._approved()
        other = self._approved()
        with self._refused(f"{note.number} Mill holds no more since {other.number} Mill"):
            self.revise(note, self.rep_shanghai)
        self.revise(other, self.rep_shanghai)

    def test_several_forms_where_each_stands_by_itself(self):
        self.env.cr.execute("DROP INDEX kam_test_note_one_open_per_account")
        with patch.object(self.env.registry[NOTE], "_one_open_per_account", None):
            first, second = self._approved(), self._approved()
            for note in (first, second):
                self.revise(note, self.rep_shanghai)
        self.assertEqual((first | second).mapped("approval_state"), ["draft", "draft"])

    def test_downgraded_account_keeps_its_forms(self):
        note = self._note()
        self.mill._downgrade("manual", "No orders")
        self.assertEqual(note.approval_state, "draft")
        with self.assertRaises(UserError):
            self.mill.unlink()

    # ------------------------------------------------------------------
    # authors who are gone
    # ------------------------------------------------------------------

    def test_a_delegate_who_does_not_see_the_account_does_not_withdraw(self):
        note = self._submitted()
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.supervisor_north.id,
                "date_from": self._days(0),
                "date_to": self._days(1),
            }
        )
        self.rep_shanghai.active = False
        self.env.invalidate_all()
        seen = self._as(self.supervisor_north, note)
        self.assertEqual((seen.can_decide, seen.can_withdraw), (True, False))

    def test_withdrawn_by_whoever_leads_when_the_author_is_gone(self):
        note = self._submitted()
        with self.assertRaises(AccessError):
            self._as(self.manager_east, note).action_withdraw()
        self.assertFalse(self._as(self.manager_east, note).can_withdraw)
        self.rep_shanghai.active = False
        with self.assertRaises(AccessError):
            self._as(self.supervisor_north, note).action_withdraw()
        self.assertTrue(self._as(self.manager_east, note).can_withdraw)
        self._as(self.manager_east, note).action_withdraw()
        self.assertEqual(note.approval_state, "draft")
