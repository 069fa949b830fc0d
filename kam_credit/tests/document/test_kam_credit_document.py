from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import QUARTER_OWED, YEAR_OWED, DocumentCommon


@tagged("post_install", "-at_install")
class TestKamCreditDocument(DocumentCommon):
    """Somebody brings a document, somebody else verifies it, and a later one follows it."""

    # ------------------------------------------------------------------
    # who verifies
    # ------------------------------------------------------------------

    def test_brought_and_verified(self):
        document = self.bring(name="91330106MA27", date_expiry=day(400))
        self.assertEqual(document.brought_by_id, self.credit_officer)
        self.assertEqual(document.date_brought, TODAY)
        self.assertEqual(len(document.checksum), 64)
        self.assertEqual(document.file_ids.res_id, document.id)
        self.assertStanding(document, "to_verify")
        self.verify(document)
        self.assertEqual(document.verified_by_id, self.credit_reviewer)
        self.assertStanding(document, "valid")

    def test_never_by_who_brought_it(self):
        document = self.bring()
        with self.assertRaisesRegex(AccessError, "yourself"):
            document.with_user(self.credit_officer).action_verify()
        with self.assertRaisesRegex(AccessError, "yourself"):
            document.with_user(self.credit_officer).action_reject("No")
        self.assertStanding(document, "to_verify")

    def test_never_by_who_changed_it(self):
        document = self.bring()
        document.with_user(self.credit_reviewer).issuer = "Office"
        with self.assertRaisesRegex(AccessError, "yourself"):
            self.verify(document)
        # nor by the first, whose file it still is
        with self.assertRaisesRegex(AccessError, "yourself"):
            self.verify(document, self.credit_officer)
        self.verify(document, self.credit_approver)

    def test_never_by_the_account_manager(self):
        document = self.bring()
        self.root["kam.account"].browse(self.account.id)._protected_write(
            {"manager_id": self.credit_reviewer.id}
        )
        self.env.flush_all()
        with self.assertRaisesRegex(AccessError, "account manager"):
            self.verify(document)

    def test_only_by_credit_roles_over_the_unit(self):
        document = self.bring()
        south = self.make_user("south_reviewer", self.south, "credit_reviewer")
        elsewhere = self.make_user("both", self.south, "credit_reviewer")
        self.root["kam.position"].create(self._position_vals(elsewhere, self.area, "supervisor"))
        for user in (
            self.supervisor
            | self.representative
            | self.director
            | self.credit_admin
            | south
            | elsewhere
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.verify(document, user)
        self.assertStanding(document, "to_verify")

    def test_others_bring_nothing(self):
        for user in self.supervisor | self.representative | self.credit_admin | self.clerk:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.root["kam.credit.document"].with_user(user).create(
                    {"profile_id": self.acme.id, "kind_id": self.kinds["licence"].id}
                )

    def test_the_process_is_not_for_writing(self):
        document = self.bring().with_user(self.credit_officer)
        for vals in (
            {"verification": "verified"},
            {"verified_by_id": self.credit_reviewer.id},
            {"author_ids": [Command.clear()]},
            {"brought_by_id": self.credit_reviewer.id},
            {"kind_id": self.kinds["other"].id},
            {"checksum": "0"},
            {"successor_id": document.id},
            {"has_copy": True},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                document.write(vals)

    def test_rejected_with_a_reason(self):
        document = self.bring()
        with self.assertRaisesRegex(UserError, "Reason"):
            document.with_user(self.credit_reviewer).action_reject(" ")
        document.with_user(self.credit_reviewer).action_reject("Page 2 is missing")
        self.assertEqual(document.reject_reason, "Page 2 is missing")
        self.assertStanding(document, "rejected")
        with self.assertRaisesRegex(UserError, "already"):
            self.verify(document)
        document.with_user(self.credit_officer).file_ids = [
            Command.set(self.file("page2.pdf", b"%PDF-1.4 two").ids)
        ]
        self.assertStanding(document, "to_verify")
        self.verify(document)

    def test_several_at_once(self):
        first, own = self.bring(), self.bring(user=self.credit_reviewer)
        action = (first | own).with_user(self.credit_reviewer).action_verify_each()
        self.assertStanding(first, "valid")
        self.assertStanding(own, "to_verify")
        self.assertIn("yourself", action["params"]["message"])
        dialog = (
            self.root["kam.credit.document.reject"]
            .with_user(self.credit_approver)
            .create({"document_ids": [Command.set(own.ids)], "reason": "Blurred"})
        )
        dialog.action_apply()
        self.assertStanding(own, "rejected")

    def test_nothing_to_verify(self):
        with self.assertRaisesRegex(UserError, "no file"):
            self.verify(self.bring(file_ids=[]))
        with self.assertRaisesRegex(UserError, "no copy|no file"):
            self.verify(self.bring("identity", copy_upload=False))
        with self.assertRaisesRegex(UserError, "Period Ends On"):
            self.verify(self.bring("year", date_period_to=False))
        with self.assertRaisesRegex(UserError, "expired"):
            self.verify(self.bring(date_expiry=day(-1)))

    # ------------------------------------------------------------------
    # what takes a verification back
    # ------------------------------------------------------------------

    def test_a_changed_day_takes_it_back(self):
        document = self.verified(date_expiry=day(400))
        document.with_user(self.credit_officer).date_expiry = day(800)
        self.assertStanding(document, "to_verify")
        self.assertFalse(document.verified_by_id)

    def test_a_changed_file_takes_it_back(self):
        officer = self.credit_officer
        for change in (
            lambda file: file.with_user(officer).write({"raw": b"%PDF-1.4 other"}),
            lambda file: file.with_user(officer).unlink(),
        ):
            document = self.verified()
            checksum = document.checksum
            change(document.file_ids)
            self.assertStanding(document, "to_verify")
            self.assertNotEqual(document.checksum, checksum)
        document = self.verified()
        document.with_user(officer).file_ids = [Command.link(self.file("b.pdf", b"b").id)]
        self.assertStanding(document, "to_verify")

    def test_a_file_that_is_moved_away_takes_it_back(self):
        document = self.verified()
        document.file_ids.with_user(self.credit_officer).write({"res_model": False, "res_id": 0})
        self.assertStanding(document, "to_verify")

    def test_remarks_and_what_stays_do_not(self):
        document = self.verified(issuer="Office")
        document.with_user(self.credit_officer).write({"note": "Seen", "issuer": "Office"})
        self.assertStanding(document, "valid")
        document.with_user(self.supervisor).message_post(body="Seen it, too")
        self.assertStanding(document, "valid")

    def test_who_keeps_no_file_changes_none_of_its_files(self):
        document = self.verified()
        south = self.make_user("south_officer", self.south_area, "credit_officer")
        for user in self.supervisor | self.representative | south:
            for change in (
                lambda file: file.write({"raw": b"x"}),
                lambda file: file.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    change(document.file_ids.with_user(user))
        self.assertStanding(document, "valid")

    def test_files_of_something_else(self):
        other = self.bring()
        with self.assertRaisesRegex(ValidationError, "upload it there"):
            self.bring(file_ids=[Command.set(other.file_ids.ids)])

    # ------------------------------------------------------------------
    # until when it is good
    # ------------------------------------------------------------------

    def test_states_over_time(self):
        document = self.verified(date_expiry=day(40))
        for offset, state in (
            (0, "valid"),
            (9, "valid"),
            (10, "expiring"),
            (40, "expiring"),
            (41, "expired"),
        ):
            with self.subTest(offset=offset), freeze_time(day(offset)):
                self.assertStanding(document, state)

    def test_statements_grow_stale(self):
        year, quarter = self.verified("year"), self.verified("quarter")
        self.assertEqual(year.date_valid_until, date(2026, 4, 29))
        self.assertEqual(quarter.date_valid_until, date(2025, 7, 29))
        with freeze_time(date(2025, 7, 30)):
            self.assertStanding(quarter, "stale")
            self.assertStanding(year, "valid")
        with freeze_time(date(2026, 4, 30)):
            self.assertStanding(year, "stale")
        self.company.sudo().kam_credit_quarter_days = 60
        self.env.flush_all()
        self.assertEqual(quarter.date_valid_until, date(2025, 8, 28))

    def test_the_statement_entered_gives_the_period(self):
        statement = self.root["kam.financial.statement"].create(
            {
                "account_id": self.account.id,
                "period_type": "year",
                "date_from": date(2024, 1, 1),
                "revenue": 100,
                "total_assets": 100,
            }
        )
        document = self.bring("year", statement_id=statement.id)
        self.assertEqual(document.date_period_to, YEAR_OWED)
        with self.assertRaisesRegex(ValidationError, "kind and period"):
            self.bring("quarter", date_period_to=QUARTER_OWED, statement_id=statement.id)

    def test_days_that_cannot_be(self):
        with self.assertRaisesRegex(ValidationError, "before it was issued"):
            self.bring(date_issued=day(-1), date_expiry=day(-2))
        with self.assertRaisesRegex(ValidationError, "future"):
            self.bring("year", date_period_to=day(1))

    # ------------------------------------------------------------------
    # one at a time, and its renewal
    # ------------------------------------------------------------------

    def test_a_later_one_supersedes(self):
        first = self.verified(date_expiry=day(100))
        second = self.bring(date_expiry=day(500))
        self.assertStanding(first, "valid")
        self.verify(second)
        self.assertStanding(first, "superseded")
        self.assertEqual(first.successor_id, second)
        second.with_user(self.credit_officer).date_expiry = day(600)
        self.assertStanding(second, "to_verify")
        self.assertStanding(first, "valid")

    def test_an_earlier_period_supersedes_nothing(self):
        latest = self.verified("year")
        earlier = self.verified("year", date_period_to=date(2023, 12, 31))
        self.assertStanding(latest, "valid")
        self.assertStanding(earlier, "superseded")

    def test_others_stand_beside_each_other(self):
        first, second = self.verified("other"), self.verified("other")
        self.assertStanding(first, "valid")
        self.assertStanding(second, "valid")

    def test_renewed_in_time(self):
        first = self.verified(date_expiry=day(100))
        (duty,) = self.renewals(first)
        self.assertEqual((duty.state, duty.date_due), ("open", day(70)))
        self.assertEqual(duty.user_ids, self.credit_officer)
        self.assertEqual(duty.audience, "credit")
        self.assertNotIn("Acme", duty.title)
        with freeze_time(day(60)):
            second = self.verified(date_expiry=day(900))
        self.assertEqual(duty.state, "kept")
        self.assertEqual(duty.done_by_id, self.credit_reviewer)
        self.assertEqual(self.renewals(second).state, "open")
        # what was verified says something else: the one before is to be renewed after all
        second.with_user(self.credit_officer).date_expiry = day(901)
        self.assertEqual(self.renewals(second).state, "cancelled")
        self.assertEqual(self.renewals(first).mapped("state"), ["kept", "open"])

    def test_other_settings_move_the_renewal(self):
        licence, quarter = self.verified(date_expiry=day(100)), self.verified("quarter")
        company = self.company.sudo()
        company.kam_credit_warn_days = 60
        self.assertEqual(self.renewals(licence).date_due, day(40))
        company.kam_credit_quarter_days = 60
        self.assertEqual(self.renewals(quarter).date_due, date(2025, 8, 28))

    def test_renewed_late(self):
        first = self.verified(date_expiry=day(100))
        with freeze_time(day(80)):
            self.verified(date_expiry=day(900))
        duty = self.renewals(first)
        self.assertEqual((duty.state, duty.days_late), ("late", 10))

    def test_ordinary_customers_renew_nothing(self):
        document = self.verified(date_expiry=day(100))
        self.account._downgrade("manual", "Left us")
        self.assertEqual(self.renewals(document).state, "cancelled")
        self.account._enter_potential("screening", "Back")
        self.assertEqual(self.renewals(document).mapped("state"), ["cancelled", "open"])

    def test_the_team_sees_no_duty(self):
        document = self.verified(date_expiry=day(100))
        self.env.flush_all()
        duty = self.renewals(document)
        south = self.south_supervisor
        for user in self.representative | south | self.clerk:
            seen = duty.with_user(user).search([("id", "=", duty.id)])
            self.assertFalse(seen, user.login)
        self.assertTrue(duty.with_user(self.supervisor).search([("id", "=", duty.id)]))

    # ------------------------------------------------------------------
    # what stays
    # ------------------------------------------------------------------

    def test_what_was_looked_at_stays(self):
        document = self.verified()
        with self.assertRaisesRegex(UserError, "stays in the file"):
            document.with_user(self.credit_officer).unlink()
        fresh = self.bring()
        files = fresh.file_ids
        fresh.with_user(self.credit_officer).unlink()
        self.assertFalse(files.exists())

    def test_kinds_with_documents_stay_what_they_are(self):
        self.bring()
        kind = self.kinds["licence"].with_user(self.credit_admin)
        for vals in ({"basis": "year"}, {"is_identity": True}, {"is_single": False}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "documents of this"):
                kind.write(vals)
        kind.write({"blocks_orders": False, "basis": "expiry"})

    def test_copies_begin_anew(self):
        document = self.verified(name="1", date_expiry=day(30))
        copy = document.with_user(self.credit_officer).copy()
        self.assertFalse(copy.name or copy.date_expiry or copy.file_ids or copy.verified_by_id)
        self.assertStanding(copy.sudo(), "to_verify")
