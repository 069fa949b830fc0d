from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase
from .common_candidate import SCREENING, CandidateCommon

CRON_LOGGER = "odoo.addons.base.models.ir_cron"
JOB = "odoo.addons.kam_management.models.screening.kam_candidate"


@tagged("post_install", "-at_install")
class TestKamCandidateJob(CandidateCommon):
    """The monthly job: in batches, and again after whatever stopped it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large = [
            cls._customer(f"Large {at}", 2000 - at, user_id=cls.rep_shanghai.id) for at in range(5)
        ]
        cls.small = cls._customer("Small", 150)
        cls.nobodys = cls._customer("Nobody's", 1100)
        cls.company.write(
            {
                "kam_candidate_job": True,
                "kam_candidate_class_id": cls.class_a.id,
                "kam_candidate_unit_id": cls.centre.id,
            }
        )

    def _run(self):
        """Run the job as the scheduler does; tell whether it went through."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_management.ir_cron_kam_candidate").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    @contextmanager
    def _watched(self, before=lambda number, partner_ids: None, size=2):
        """Record the batches; ``before`` is called with the number of each and its customers."""
        model_class = self.registry["kam.candidate"]
        propose_batch = model_class._propose_batch
        batches = []

        def watched(model, company, partner_ids):
            batches.append(partner_ids)
            before(len(batches), partner_ids)
            return propose_batch(model, company, partner_ids)

        with (
            patch.object(model_class, "_propose_batch", watched),
            patch(f"{JOB}.BATCH_SIZE", size),
        ):
            yield batches

    def _screenings(self):
        return self.env[SCREENING].search([("company_id", "=", self.company.id)])

    def test_proposes_who_meets_the_standard(self):
        self._invoice(self.yard.partner_id, 5000, self._days(-3))
        self.assertTrue(self._run())
        screenings = self._screenings()
        self.assertEqual(
            sorted(screenings.partner_id.mapped("name")),
            [*(f"Large {at}" for at in range(5)), "Nobody's"],
        )
        self.assertEqual(set(screenings.mapped("origin")), {"job"})
        self.assertEqual(screenings.class_id, self.class_a)
        by_customer = {screening.partner_id: screening for screening in screenings}
        self.assertEqual(by_customer[self.large[0]].unit_id, self.shanghai)
        self.assertEqual(by_customer[self.large[0]].manager_id, self.rep_shanghai)
        self.assertEqual(by_customer[self.nobodys].unit_id, self.centre)
        self.assertFalse(by_customer[self.nobodys].manager_id)
        self.assertTrue(self.company.kam_candidate_date)

    def test_only_where_it_is_switched_on(self):
        self.company.kam_candidate_job = False
        self.assertTrue(self._run())
        self.assertFalse(self._screenings())

    def test_a_second_run_has_nothing_to_do(self):
        self.assertTrue(self._run())
        before = self._screenings()
        with self._watched() as batches:
            self.assertTrue(self._run())
        self.assertEqual(batches, [])
        self.assertEqual(self._screenings(), before)

    def test_works_in_batches_the_best_first(self):
        with self._watched() as batches:
            self.assertTrue(self._run())
        self.assertEqual([len(batch) for batch in batches], [2, 2, 2])
        self.assertEqual(batches[0], [self.large[0].id, self.large[1].id])
        self.assertEqual(len(self._screenings()), 6)

    def test_killed_in_the_middle(self):
        def kill(number, _partner_ids):
            # the scheduler itself tries once more after a part was done
            if number >= 2:
                raise RuntimeError("killed")

        with self._watched(kill), mute_logger(CRON_LOGGER):
            self._run()
        self.assertEqual(len(self._screenings()), 2)
        with self._watched() as batches:
            self.assertTrue(self._run())
        self.assertEqual([len(batch) for batch in batches], [2, 2])
        self.assertEqual(len(self._screenings()), 6)
        self.assertEqual(len(self._screenings().partner_id), 6)

    def test_somebody_else_starts_them_meanwhile(self):
        def overtake(_number, partner_ids):
            for partner in self.env["res.partner"].browse(partner_ids):
                self._screening(partner)

        with self._watched(overtake, size=10):
            self.assertTrue(self._run())
        screenings = self._screenings()
        self.assertEqual(len(screenings), 6)
        self.assertNotIn("job", screenings.mapped("origin"))

    def test_a_collision_is_repeated(self):
        def collide(number, _partner_ids):
            if number == 1:
                raise psycopg2.errors.SerializationFailure

        with (
            self._watched(collide, size=10) as batches,
            mute_logger("odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
            patch("odoo.service.model.errorcodes.lookup", lambda code: "SERIALIZATION_FAILURE"),
        ):
            self.assertTrue(self._run())
        self.assertEqual([len(batch) for batch in batches], [6, 6])
        self.assertEqual(len(self._screenings()), 6)

    def test_one_that_is_refused_does_not_stop_the_others(self):
        model_class = self.registry[SCREENING]
        propose = model_class._propose

        def fail_for_first(model, vals_list):
            if self.large[0].id in [vals["partner_id"] for vals in vals_list]:
                raise UserError("Not this one")  # pylint: disable=translation-required
            return propose(model, vals_list)

        with (
            patch.object(model_class, "_propose", fail_for_first),
            self.assertLogs(JOB, "WARNING") as logs,
        ):
            self.assertTrue(self._run())
        self.assertIn("Not this one", logs.output[0])
        self.assertEqual(len(self._screenings()), 5)
        self.assertNotIn(self.large[0], self._screenings().partner_id)

    def test_one_that_fails_is_named_and_holds_nobody_up(self):
        def fail(_number, partner_ids):
            if self.large[1].id in partner_ids:
                raise ZeroDivisionError("broken")

        with (
            self._watched(fail, size=4),
            self.assertLogs(JOB, "ERROR") as logs,
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            self.assertFalse(self._run())
        self.assertIn(f"res.partner({self.large[1].id},)", logs.output[-1])
        self.assertEqual(len(self._screenings()), 5)
        self.assertTrue(self._run())
        self.assertEqual(len(self._screenings()), 6)

    def test_says_what_it_did(self):
        for expected in ("6 candidates, 6 screenings started", "no customer meets"):
            with self.subTest(expected), patch(f"{JOB}._logger.info") as log:
                self.assertTrue(self._run())
                said = [call.args[0] % call.args[1:] for call in log.call_args_list]
                self.assertIn(expected, said[0])


@tagged("post_install", "-at_install")
class TestKamCandidateConcurrency(ConcurrencyCase):
    """Two at the same moment, in real transactions."""

    def test_only_one_at_a_time_starts_screenings(self):
        with self.registry.cursor() as late_cr, self.registry.cursor() as early_cr:
            late = Environment(late_cr, SUPERUSER_ID, {})
            company_id = self.ids["company"]
            was = late["res.company"].browse(company_id).kam_candidate_date
            early = Environment(early_cr, SUPERUSER_ID, {})
            early["res.company"].browse(company_id)._kam_enter_candidates()
            early_cr.commit()
            company, tries = late["res.company"].browse(company_id), []

            def enter():
                tries.append(company.kam_candidate_date)
                company._kam_enter_candidates()

            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                patch("odoo.service.model.time.sleep"),
            ):
                retrying(enter, late)
            # the first try stands on what was before, the second one sees what the other one did
            self.assertEqual(len(tries), 2)
            self.assertNotEqual(tries[0], tries[1])
            company.kam_candidate_date = was
            late_cr.commit()
