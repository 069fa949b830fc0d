import logging
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ... import transactions
from ..common import KamCommon

LOGGER = "kam_test_transactions"


@tagged("post_install", "-at_install")
class TestTransactions(KamCommon):
    """Work that is cut into transactions loses nothing that can be done."""

    def _fail(self, *names, error=None):
        """Return work that notes each account, and fails for those named."""

        def work(accounts):
            for account in accounts:
                account.note = "Done"
                if account.name in names:
                    raise error or UserError("Not this one")  # pylint: disable=translation-required

        return work

    def _done(self):
        self.env.invalidate_all()
        return self.accounts.filtered(lambda account: "Done" in (account.note or ""))

    # ------------------------------------------------------------------
    # one by one
    # ------------------------------------------------------------------

    def test_each(self):
        results, refused = transactions.run_each(self.accounts, self._fail("Shop", "Farm"))
        self.assertEqual(results, [None, None])
        self.assertEqual([account.name for account, _error in refused], ["Shop", "Farm"])
        self.assertEqual([str(error) for _account, error in refused], ["Not this one"] * 2)
        self.assertEqual(self._done(), self.mill | self.yard)

    def test_what_the_database_refuses_is_said_in_words(self):
        def double(account):
            self.env["kam.account"].create({"partner_id": account.partner_id.id})

        with mute_logger("odoo.sql_db"):
            _results, refused = transactions.run_each(self.mill, double)
        self.assertIn("has an account in the company already", str(refused[0][1]))

    def test_defects_are_no_refusals(self):
        with self.assertRaises(KeyError):
            transactions.run_each(self.accounts, self._fail("Shop", error=KeyError("x")))

    def test_together(self):
        sizes = []

        def work(accounts):
            sizes.append(len(accounts))
            return self._fail("Shop")(accounts)

        _results, refused = transactions.run_together(self.accounts, work)
        self.assertEqual([str(error) for _account, error in refused], ["Not this one"])
        self.assertEqual(refused[0][0].name, "Shop")
        self.assertEqual(self._done(), self.accounts.filtered(lambda one: one.name != "Shop"))
        self.assertEqual(sizes[0], len(self.accounts))
        self.assertEqual(transactions.run_together(self.accounts.browse(), work), ([], []))

    def test_together_what_the_database_refuses_is_said_in_words(self):
        def double(account):
            self.env["kam.account"].create({"partner_id": account[0].partner_id.id})

        with mute_logger("odoo.sql_db"):
            _results, refused = transactions.run_together(self.mill, double)
        self.assertIn("has an account in the company already", str(refused[0][1]))

    # ------------------------------------------------------------------
    # in batches
    # ------------------------------------------------------------------

    def _run(self, work, size=4, **options):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            try:
                return transactions.run_batches(
                    env,
                    [(self.accounts.with_env(env), work)],
                    size=size,
                    logger=logging.getLogger(LOGGER),
                    **options,
                )
            finally:
                self.env.invalidate_all()

    def test_batches(self):
        sizes = []
        self.assertTrue(self._run(lambda accounts: sizes.append(len(accounts)), size=3))
        self.assertEqual(sizes, [3, 1])

    def test_the_first_batch_is_small(self):
        sizes = []
        with patch.object(transactions, "FIRST_BATCH", 1):
            self.assertTrue(self._run(lambda accounts: sizes.append(len(accounts)), size=2))
        self.assertEqual(sizes, [1, 2, 1])

    def test_what_stops_the_job_is_named_once(self):
        tried = []

        def stop(accounts):
            tried.append(accounts)
            raise transactions.CannotGoOn("No paper")  # pylint: disable=translation-required

        with self.assertRaisesRegex(transactions.CannotGoOn, "No paper"):
            self._run(stop, size=1)
        self.assertEqual(len(tried), 1)
        self.assertFalse(self._done())

    def test_a_refusal_holds_nobody_up(self):
        with self.assertLogs(LOGGER, "WARNING") as logs:
            self.assertTrue(self._run(self._fail("Yard")))
        self.assertEqual(len(logs.output), 1)
        self.assertIn("Not this one", logs.output[0])
        self.assertEqual(self._done(), self.accounts - self.yard)

    def test_it_is_named_on_the_record_once(self):
        for _night in range(2):
            with mute_logger(LOGGER):
                self._run(self._fail("Yard"))
        notes = self.yard.message_ids.filtered(lambda message: "Not this one" in message.body)
        self.assertEqual(len(notes), 1)
        self.assertFalse(
            self.mill.message_ids.filtered(lambda message: "Not this one" in message.body)
        )

    def test_a_defect_holds_nobody_up_and_fails_the_job_at_the_end(self):
        with (
            self.assertLogs(LOGGER, "ERROR") as logs,
            self.assertRaisesRegex(UserError, "left for the next run"),
        ):
            self._run(self._fail("Yard", error=KeyError("broken")))
        self.assertIn("broken", logs.output[-1])
        self.assertEqual(self._done(), self.accounts - self.yard)
        self.assertTrue(self.yard.message_ids.filtered(lambda message: "KeyError" in message.body))

    def test_a_note_that_fails_holds_nobody_up(self):
        def note(_account, _error):
            raise KeyError("note")

        with self.assertLogs(LOGGER, "ERROR"):
            self.assertTrue(self._run(self._fail("Mill"), note=note))
        self.assertEqual(self._done(), self.accounts - self.mill)

    def test_a_collision_is_repeated(self):
        tries = []

        def collide(accounts):
            tries.append(len(accounts))
            if len(tries) == 1:
                raise psycopg2.errors.SerializationFailure

        with (
            mute_logger("odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
            patch("odoo.service.model.errorcodes.lookup", lambda code: "SERIALIZATION_FAILURE"),
        ):
            self.assertTrue(self._run(collide))
        self.assertEqual(tries, [4, 4])

    def test_out_of_time(self):
        sizes = []
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 0):
            self.assertFalse(self._run(lambda accounts: sizes.append(len(accounts)), size=3))
        self.assertEqual(sizes, [3])

    # ------------------------------------------------------------------
    # one after the other
    # ------------------------------------------------------------------

    def test_serialised_rows_are_written(self):
        self.env.flush_all()
        query = SQL("SELECT ctid::text FROM kam_account WHERE id = %s", self.mill.id)
        before = self.env.execute_query(query)
        transactions.serialise(self.mill)
        self.assertNotEqual(self.env.execute_query(query), before)
        transactions.serialise(self.mill.browse())
