from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.api import SUPERUSER_ID, Environment
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase

MORNING = "2030-03-05 01:00:00"
USERS = ("rep_shanghai", "rep_hangzhou", "rep_beijing", "supervisor_shanghai")
KILLS = 20


class Killed(BaseException):
    """The process ends here: nothing catches it, nothing is committed."""


@tagged("post_install", "-at_install")
class TestKamDeadlineConcurrency(ConcurrencyCase):
    """Two people end one duty, people work beside the job, the job is killed."""

    guarded = ("kam.deadline",)
    unguarded = ("kam.deadline.digest", "mail.mail")

    def _open(self, *names, day="2030-03-01"):
        """Open committed duties, one a user; return their ids."""
        with self._new_env() as env:
            company = env["res.company"].browse(self.ids["company"])
            users = env["res.users"].browse(self.ids[name] for name in names)
            duties = env["kam.deadline"]._open(
                [
                    {
                        "kind": "relationship",
                        "res_model": "res.partner",
                        "res_id": user.partner_id.id,
                        # another one than those of the other tests
                        "slot": self._testMethodName,
                        "title": user.name,
                        "company_id": company.id,
                        "unit_id": self.ids["shanghai"],
                        "date_open": day,
                        "date_due": day,
                        "user_ids": user.ids,
                    }
                    for user in users
                ]
            )
            return duties.ids

    def _of(self, cr, duty_id, name):
        """Return the duties and the document of one of them as a user's own transaction has it."""
        env = Environment(cr, self.ids[name], {})
        # sudo: a process reads the document of the duty that it ends
        document = (
            env["res.partner"].sudo().browse(env["kam.deadline"].sudo().browse(duty_id).res_id)
        )
        return env["kam.deadline"], document

    @contextmanager
    def _two_cursors(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1 FROM kam_deadline LIMIT 1")
            yield first, second

    def test_two_people_end_one_duty(self):
        (duty_id,) = self._open("rep_shanghai")
        with self._two_cursors() as (first, second):
            duties, document = self._of(first, duty_id, "rep_shanghai")
            late, same = self._of(second, duty_id, "supervisor_shanghai")
            late._find_open(same, "relationship").mapped("state")
            duties._close(document, "relationship")
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.OperationalError):
                late._close(same, "relationship")
                second.flush()
            second.rollback()
            # repeated, as a request is
            late, same = self._of(second, duty_id, "supervisor_shanghai")
            self.assertFalse(late._close(same, "relationship"))
        with self._new_env() as env:
            duty = env["kam.deadline"].browse(duty_id)
            self.assertEqual(duty.done_by_id.id, self.ids["rep_shanghai"])

    def test_two_open_the_same_duty(self):
        (duty_id,) = self._open("rep_hangzhou")
        with self._new_env() as env:
            env["kam.deadline"].browse(duty_id)._drop("not_needed")
        vals = {
            "kind": "relationship",
            "res_model": "res.partner",
            "res_id": 1,
            "title": "Once",
            "company_id": self.ids["company"],
            "date_due": "2030-03-01",
            "user_ids": [self.ids["rep_hangzhou"]],
        }
        with self._two_cursors() as (first, second):
            Environment(first, SUPERUSER_ID, {})["kam.deadline"]._open([vals])
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
                Environment(second, SUPERUSER_ID, {})["kam.deadline"]._open([vals])
        with self._new_env() as env:
            open_ones = env["kam.deadline"].search([("title", "=", "Once"), ("state", "=", "open")])
            self.assertEqual(len(open_ones), 1)

    def test_the_job_leaves_what_somebody_is_working_on(self):
        busy, free = self._open("rep_shanghai", "rep_hangzhou")
        with self._two_cursors() as (person, job), freeze_time(MORNING):
            duties, document = self._of(person, busy, "rep_shanghai")
            duties._close(document, "relationship")
            person.flush()
            found = Environment(job, SUPERUSER_ID, {})["kam.deadline"].browse([busy, free])
            found._escalate(found.company_id._kam_today())
            job.commit()
            person.commit()
        with self._new_env() as env:
            levels = {
                duty.id: (duty.state, duty.level)
                for duty in env["kam.deadline"].browse([busy, free])
            }
        self.assertEqual(levels[busy][1], 0)
        self.assertIn(levels[busy][0], ("kept", "late"))
        self.assertEqual(levels[free], ("open", 4))

    def _kill(self, number):
        """Run the job and kill it after a number of statements; return whether it was done."""
        execute, counted = Cursor.execute, [0]

        def count(cursor, *args, **kwargs):
            counted[0] += 1
            if counted[0] > number:
                raise Killed
            return execute(cursor, *args, **kwargs)

        cr = self.registry.cursor()
        try:
            with patch.object(Cursor, "execute", count):
                Environment(cr, SUPERUSER_ID, {})["kam.deadline"]._cron_watch()
        except Killed:
            return False
        finally:
            cr.rollback()
            cr.close()
        return True

    def test_a_killed_job_neither_doubles_nor_loses_a_digest(self):
        self._open(*USERS)
        with freeze_time(MORNING):
            statement, killed = 1, 0
            while not self._kill(statement):
                killed += 1
                statement += max(1, statement // 6)
            self.assertGreaterEqual(killed, KILLS)
            self.assertTrue(self._kill(10**6))
        with self._new_env() as env:
            for name in USERS:
                user = env["res.users"].browse(self.ids[name])
                with self.subTest(user=name):
                    mails = env["mail.mail"].search([("email_to", "=", user.email_formatted)])
                    digests = env["kam.deadline.digest"].search([("user_id", "=", user.id)])
                    self.assertEqual((len(mails), len(digests)), (1, 1))
