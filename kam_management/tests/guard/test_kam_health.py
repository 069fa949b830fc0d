from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from ... import transactions
from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamHealth(KamCommon):
    def _check(self):
        """Return the lines by what they are about."""
        action = self.env["kam.health"].with_user(self.administrator).action_check()
        lines = self.env["kam.health"].with_user(self.administrator).search(action["domain"])
        return {line.name: line for line in lines}

    def _opened(self, line):
        """Return the records that a line opens."""
        action = line.action_open()
        return (
            self.env[action["res_model"]].with_context(active_test=False).search(action["domain"])
        )

    def test_jobs(self):
        jobs = self.env["ir.cron"].with_context(active_test=False)
        job = self.env.ref("kam_management.ir_cron_kam_archive")
        others = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "kam_%")]
        )
        now = fields.Datetime.now()
        jobs.browse(others.mapped("res_id")).write(
            {"active": True, "failure_count": 0, "nextcall": now, "lastcall": now}
        )
        lines = self._check()
        for name in jobs.browse(others.mapped("res_id")).mapped("name"):
            self.assertEqual(lines[name].level, "ok", name)
            self.assertEqual(lines[name].date, now)
        for vals, words in (
            ({"active": False}, "switched off"),
            ({"active": True, "failure_count": 2, "first_failure_date": now}, "failed 2 times"),
            ({"failure_count": 0, "nextcall": now - timedelta(days=1)}, "max_cron_threads"),
        ):
            job.write(vals)
            line = self._check()[job.name]
            self.assertEqual(line.level, "problem")
            self.assertIn(words, line.message)
        self.assertEqual(self._check()[job.name].sequence, 0)

    def test_jobs_that_fail_are_tried_again(self):
        job = self.env.ref("kam_management.ir_cron_kam_archive")
        since = fields.Datetime.now() - timedelta(days=30)
        job.write({"failure_count": 9, "first_failure_date": since})
        message = self._check()[job.name].message
        self.assertIn("tried again", message)
        self.assertNotIn("switches it off", message)

    def test_incoming_mail(self):
        name = "Incoming mail servers that fail"
        values = {"server_type": "imap", "server": "mail.example.com", "user": "suggest"}
        server = self.env["fetchmail.server"].create({"name": "Suggestions", **values})
        self.assertNotIn(server, self._opened(self._check()[name].sudo()))
        since = fields.Datetime.now() - timedelta(days=6)
        # what Odoo leaves behind when it gives a server up
        server.write({"state": "draft", "error_date": since, "error_message": "Refused"})
        line = self._check()[name]
        self.assertEqual((line.level, line.date), ("problem", since))
        self.assertIn(server, self._opened(line.sudo()))
        server.active = False
        self.assertNotIn(server, self._opened(self._check()[name].sudo()))

    def test_records_that_jobs_left_out(self):
        name = "Records that jobs left out"
        before = self._opened_messages()
        transactions.note_failure(self.farm, UserError("Nobody is there"))
        line = self._check()[name]
        self.assertEqual(line.level, "problem")
        new = self._opened_messages() - before
        self.assertEqual((new.model, new.res_id), ("kam.account", self.farm.id))
        self.assertIn("Nobody is there", new.body)

    def _opened_messages(self):
        return self._opened(self._check()["Records that jobs left out"].sudo())

    def test_incomplete_set_up(self):
        name = "Companies with units and without working hours"
        self.assertNotIn(self.company, self._opened(self._check()[name]))
        self.company.resource_calendar_id = False
        line = self._check()[name]
        self.assertEqual(line.level, "problem")
        self.assertIn(self.company, self._opened(line))

    def test_positions_of_users_who_cannot_act(self):
        name = "Positions of users who cannot act"
        position = self.position_rep_shanghai
        self.assertNotIn(position, self._opened(self._check()[name]))
        self.rep_shanghai.active = False
        self.assertIn(position, self._opened(self._check()[name]))
        position.sudo().action_end()
        self.assertNotIn(position, self._opened(self._check()[name]))

    def test_steps_whose_roles_nobody_holds(self):
        name = "Steps whose roles nobody holds"
        steps = self.env["kam.approval.step"].search(
            [("company_id", "=", self.company.id), ("assign", "=", "role")]
        )
        step = (steps - self._opened(self._check()[name]))[:1]
        self.assertTrue(step)
        today = self.company._kam_today()
        positions = self.env["kam.position"].search(
            [("company_id", "=", self.company.id), ("role", "in", step._get_roles())]
        )
        self.assertTrue(positions)
        positions.write({"date_to": today - timedelta(days=1)})
        self.assertIn(step, self._opened(self._check()[name]))

    def test_only_administrators(self):
        self._check()
        for user in (self.rep_shanghai, self.director):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["kam.health"].with_user(user).action_check()
                with self.assertRaises(AccessError):
                    self.env["kam.health"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["kam.health"].with_user(self.administrator).create({"name": "Fine"})

    def test_what_the_user_may_not_see_is_not_opened(self):
        job = self.env.ref("kam_management.ir_cron_kam_archive")
        line = self._check()[job.name]
        self.assertEqual(
            line.can_open, self.env["ir.cron"].with_user(self.administrator).has_access("read")
        )
        if not line.can_open:
            with self.assertRaisesRegex(AccessError, "no right"):
                line.action_open()

    def test_copies_tell_no_auditor(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("kam_management.seal_recipient", "auditor@example.com")
        for query in get_neutralization_queries(["kam_management"]):
            self.env.cr.execute(query)
        parameters.invalidate_model()
        self.env.registry.clear_cache()
        self.assertFalse(parameters.get_param("kam_management.seal_recipient"))
