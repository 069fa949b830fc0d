from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..approval.common import ApprovalCommon
from .common import GuardAsserts

SEAL = "odoo.addons.kam_management.models.guard.kam_seal"
CRON_LOGGER = "odoo.addons.base.models.ir_cron"


@tagged("post_install", "-at_install")
class TestKamSeal(GuardAsserts, ApprovalCommon):
    """Whatever is done to sealed rows, past everything else, is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")
        cls.seals = cls.env["kam.seal"]
        cls.event = cls.mill.event_ids
        cls.form = cls._form(account_id=cls.mill.id)
        cls.form.with_user(cls.rep_shanghai).action_submit()
        cls.first, cls.second, cls.third = cls.form.review_ids.sorted("sequence")
        cls.first.with_user(cls.supervisor_shanghai).action_approve("Fine")
        cls.rejected = cls._form()
        cls.rejected.with_user(cls.rep_shanghai).action_submit()
        cls.rejected.review_ids.sorted("sequence")[0].with_user(
            cls.supervisor_shanghai
        ).action_reject("No")
        cls.entry = cls.rejected.archive_entry_ids
        cls.entry._keep_pdf(b"%PDF")
        cls.env.flush_all()

    def _seal(self, hours=2):
        """Seal as the job does, some hours later, and return the last seal."""
        until = (self.env.cr.now() + timedelta(hours=hours)).replace(microsecond=0)
        for name in self.seals._get_sealed_models():
            rows = self.seals._find_unsealed(self.env[name], until)
            if rows:
                self.seals._seal_rows(until, rows)
        return self.seals._close(until)

    def _lines(self, records):
        return self.env["kam.seal.line"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def _assert_fault(self, seal, *patterns):
        faults = seal._find_faults()
        self.assertEqual(len(faults), len(patterns), faults)
        for fault, pattern in zip(faults, patterns, strict=True):
            self.assertRegex(fault, pattern)

    # ------------------------------------------------------------------
    # what is sealed
    # ------------------------------------------------------------------

    def test_what_has_become_final_is_sealed_once(self):
        last = self._seal()
        self.assertEqual(self._lines(self.event).mapped("res_id"), self.event.ids)
        self.assertTrue(self._lines(self.first))
        self.assertFalse(self._lines(self.second | self.third))
        self.assertTrue(self._lines(self.entry))
        self.assertFalse(last.line_ids)
        again = self._seal()
        self.assertEqual(again.previous_id, last)
        # the next day
        self.env.flush_all()
        with patch.object(self.cr, "_now", self.cr.now() + timedelta(days=1)):
            self.second.with_user(self.manager_east).action_approve()
            later = self._seal()
        self.assertEqual(self._lines(self.second).seal_id.row_count, 1)
        self.assertEqual(later._find_faults(), [])

    def test_every_guarded_model_is_sealed(self):
        names = self.seals._get_sealed_models()
        self.assertLessEqual(
            {
                "kam.account.event",
                "kam.account.handover",
                "kam.approval.review",
                "kam.archive.entry",
                "kam.stakeholder.opening",
            },
            set(names),
        )
        self.assertFalse({"kam.seal", "kam.seal.line"} & set(names))

    def test_the_chain_has_no_gap(self):
        self._seal()
        seals = self._seal()._get_chain()
        self.assertEqual(seals.mapped("number"), list(range(1, len(seals) + 1)))
        self.assertEqual(len(set(seals.mapped("digest"))), len(seals))
        for before, seal in pairwise(seals):
            self.assertEqual(seal.previous_id, before)

    def test_nobody_changes_seals(self):
        seal = self._seal()
        line = self._lines(self.event)
        for record, vals in ((seal, {"digest": "0"}), (line, {"digest": "0"})):
            for caller in (record, self._as(self.administrator, record)):
                with self.assertRaises(UserError):
                    caller.write(vals)
                with self.assertRaises(UserError):
                    caller.unlink()
            table = SQL.identifier(record._table)
            self._assert_sql_refused(SQL("UPDATE %s SET digest = '0'", table))
            self._assert_sql_refused(SQL("DELETE FROM %s", table))

    # ------------------------------------------------------------------
    # what is done to sealed rows
    # ------------------------------------------------------------------

    def test_a_row_that_was_changed(self):
        for record, assignment in (
            (self.event, SQL("reason = 'Forged'")),
            (self.first, SQL("opinion = 'Forged'")),
            (self.first, SQL("decided_by_id = %s", self.employee.id)),
            (self.entry, SQL("checksum = '0'")),
            (self.entry, SQL("pdf_checksum = NULL")),
        ):
            with self.subTest(record=record, assignment=assignment), self.cr.savepoint() as undo:
                seal = self._seal()
                self.assertEqual(seal._find_faults(), [])
                with self._without_trigger(record._table):
                    self.cr.execute(
                        SQL(
                            "UPDATE %s SET %s WHERE id = %s",
                            SQL.identifier(record._table),
                            assignment,
                            record.id,
                        )
                    )
                number = self._lines(record).seal_id.number
                self._assert_fault(seal, f"no. {record.id} differs from what seal {number} holds")
                undo.rollback()

    def test_who_was_entitled(self):
        seal = self._seal()
        with self._without_trigger("kam_approval_review_candidate_rel"):
            self.cr.execute(
                SQL(
                    "UPDATE kam_approval_review_candidate_rel SET user_id = %s"
                    " WHERE review_id = %s",
                    self.employee.id,
                    self.first.id,
                )
            )
        self._assert_fault(seal, f"no. {self.first.id} differs")

    def test_a_row_that_is_missing(self):
        seal = self._seal()
        with self._without_trigger("kam_account_event"):
            self.cr.execute(SQL("DELETE FROM kam_account_event WHERE id = %s", self.event.id))
        self._assert_fault(seal, f"Key Account History no. {self.event.id} is missing")

    def test_a_row_that_was_added(self):
        """It claims to be older than the seals are; sealing it later does not hide that."""
        seal = self._seal()
        with self._without_trigger("kam_account_event"):
            self.cr.execute(
                SQL(
                    "INSERT INTO kam_account_event (account_id, company_id, user_id, kind, source,"
                    " reason, date, create_date, write_date) SELECT account_id, company_id,"
                    " user_id, 'downgraded', source, 'Forged', date, create_date, write_date"
                    " FROM kam_account_event WHERE id = %s RETURNING id",
                    self.event.id,
                )
            )
            row_id = self.cr.fetchone()[0]
        pattern = f"no. {row_id} was added: it claims to be older than seal {seal.number}"
        self._assert_fault(seal, pattern)
        later = self._seal()
        self.assertTrue(self._lines(self.event.browse(row_id)))
        self._assert_fault(later, pattern)
        self._assert_fault(seal, pattern)

    def test_seals_that_were_changed(self):
        self._seal()
        line = self._lines(self.event)
        seal = self._seal()
        for table, statement, patterns in (
            (
                "kam_seal_line",
                SQL("UPDATE kam_seal_line SET digest = '0' WHERE id = %s", line.id),
                (f"Seal {line.seal_id.number} itself was changed", "differs from"),
            ),
            (
                "kam_seal",
                SQL("UPDATE kam_seal SET digest = '0' WHERE id = %s", line.seal_id.id),
                (
                    f"Seal {line.seal_id.number} itself was changed",
                    f"Seal {line.seal_id.number + 1} itself was changed",
                ),
            ),
            (
                "kam_seal",
                SQL("UPDATE kam_seal SET date = '2001-01-01' WHERE id = %s", line.seal_id.id),
                (f"Seal {line.seal_id.number} itself was changed",),
            ),
        ):
            with self.subTest(statement=statement), self.cr.savepoint() as undo:
                with self._without_trigger(table):
                    self.cr.execute(statement)
                self._assert_fault(seal, *patterns)
                undo.rollback()

    def test_a_row_and_its_seal_that_were_changed(self):
        """Who changes the whole chain is found by the digest that somebody else keeps."""
        seal = self._seal()
        printed = seal.digest
        with self._without_trigger("kam_account_event"):
            self.cr.execute(
                SQL("UPDATE kam_account_event SET reason = 'F' WHERE id = %s", self.event.id)
            )
        for table in ("kam_seal_line", "kam_seal"):
            with self._without_trigger(table):
                self.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        remade = self._seal()
        self.assertEqual(remade._find_faults(), [])
        wizard = self.env["kam.seal.comparison"].create({"digest": printed})
        wizard.action_compare()
        self.assertIn("No seal has this digest", wizard.verdict)

    def test_a_column_that_comes_later_breaks_no_seal(self):
        seal = self._seal()
        self.cr.execute("ALTER TABLE kam_account_event ADD COLUMN x_later varchar DEFAULT 'new'")
        self.assertEqual(seal._find_faults(), [])

    def test_a_column_that_goes_is_named(self):
        seal = self._seal()
        self.cr.execute("ALTER TABLE kam_account_event DROP COLUMN document_name")
        self._assert_fault(seal, "does not exist any more.*kam.account.event.document_name")

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------

    def _run(self):
        with self.enter_registry_test_mode():
            result = self.env.ref("kam_management.ir_cron_kam_seal").method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    def test_the_job_leaves_the_last_hour(self):
        self.assertTrue(self._run())
        self.assertFalse(self._lines(self.event))
        with freeze_time(self.env.cr.now() + timedelta(hours=2)):
            self.assertTrue(self._run())
        self.assertTrue(self._lines(self.event))
        self.assertFalse(self.seals.search([], limit=1).res_model)
        self.assertEqual(self.seals.search([], limit=1)._find_faults(), [])

    def test_what_did_not_come_to_an_end_goes_on_later(self):
        seal_rows = self.registry["kam.seal"]._seal_rows
        calls = []

        def killed(model, until, rows):
            calls.append(rows._name)
            if len(calls) > 2:
                raise RuntimeError("killed")
            return seal_rows(model, until, rows)

        later = self.env.cr.now() + timedelta(hours=2)
        with (
            freeze_time(later),
            patch.object(self.registry["kam.seal"], "_seal_rows", killed),
            patch(f"{SEAL}.BATCH_SIZE", 1),
            mute_logger(SEAL, CRON_LOGGER),
        ):
            self._run()
        self.assertEqual(len(self.seals.search([])), 2)
        with freeze_time(later):
            self.assertTrue(self._run())
        self.assertTrue(self._lines(self.first) and self._lines(self.event))
        self.assertEqual(self.seals.search([], limit=1)._find_faults(), [])

    def test_a_row_that_fails_holds_nobody_up(self):
        seal_rows = self.registry["kam.seal"]._seal_rows

        def fail(model, until, rows):
            if self.event.id in rows.ids and rows._name == self.event._name:
                raise ValueError("unreadable")
            return seal_rows(model, until, rows)

        later = self.env.cr.now() + timedelta(hours=2)
        with (
            freeze_time(later),
            patch.object(self.registry["kam.seal"], "_seal_rows", fail),
            self.assertLogs(SEAL, "ERROR") as logs,
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            self._run()
        self.assertIn(f"kam.account.event({self.event.id},)", "".join(logs.output))
        self.assertFalse(self._lines(self.event))
        self.assertTrue(self._lines(self.first) and self._lines(self.shop.event_ids))
        # the run is not closed: nobody may say later that the row was added
        self.assertTrue(self.seals.search([], limit=1).res_model)
        with freeze_time(later):
            self.assertTrue(self._run())
        self.assertTrue(self._lines(self.event))
        self.assertEqual(self.seals.search([], limit=1)._find_faults(), [])

    # ------------------------------------------------------------------
    # for people
    # ------------------------------------------------------------------

    def test_verify(self):
        seal = self._seal()
        for user in (self.administrator, self.archivist):
            with self.subTest(user=user.login):
                action = self._as(user, seal).action_verify()
                self.assertEqual(action["params"]["type"], "success")
                self.assertIn("is as it was sealed", action["params"]["title"])
        with self._without_trigger("kam_account_event"):
            self.cr.execute(
                SQL("UPDATE kam_account_event SET reason = 'F' WHERE id = %s", self.event.id)
            )
        params = self._as(self.archivist, self.seals.search([])).action_verify()["params"]
        self.assertEqual(params["type"], "danger")
        self.assertIn(f"no. {self.event.id} differs", params["message"])

    def test_who_reads_seals(self):
        seal = self._seal()
        for user in (self.rep_shanghai, self.director, self.employee, self.accountant):
            with self.subTest(user=user.login):
                for attempt in (
                    lambda seal: seal.read(["digest"]),
                    lambda seal: seal.action_verify(),
                    lambda seal: seal.action_print(),
                ):
                    with self.assertRaises(AccessError):
                        attempt(self._as(user, seal))
                with self.assertRaises(AccessError):
                    self._as(user, self.env["kam.seal.comparison"]).create({"digest": "0"})

    def test_comparing_a_print(self):
        seal = self._seal()
        self._seal()
        report = self._as(self.archivist, self.env.ref("kam_management.action_report_kam_seal"))
        html = report._render_qweb_html(report.id, seal.ids)[0].decode()
        groups = [seal.digest[at : at + 8] for at in range(0, 64, 8)]
        for group in groups:
            self.assertIn(group, html)
        wizard = self._as(self.archivist, self.env["kam.seal.comparison"]).create(
            {"digest": " ".join(groups).upper()}
        )
        wizard.action_compare()
        self.assertEqual(wizard.seal_id.id, seal.id)
        self.assertIn(f"Everything up to seal {seal.number}", wizard.verdict)
        self.assertFalse(wizard.faults)
        with self._without_trigger("kam_account_event"):
            self.cr.execute(SQL("DELETE FROM kam_account_event WHERE id = %s", self.event.id))
        wizard.action_compare()
        self.assertIn("not everything", wizard.verdict)
        self.assertIn("is missing", wizard.faults)
        wizard.digest = " "
        with self.assertRaisesRegex(UserError, "“Digest” is empty"):
            wizard.action_compare()

    def test_the_auditor_gets_the_last_digest(self):
        self.env["res.config.settings"].create(
            {"kam_seal_recipient": "auditor@example.com"}
        ).execute()
        seal = self._seal()
        seal._mail()
        mail = self.env["mail.mail"].search([("email_to", "=", "auditor@example.com")])
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(seal.digest, mail.subject)
        self.assertIn(seal.digest[:8], mail.body_html)
