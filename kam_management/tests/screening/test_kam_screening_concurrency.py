from contextlib import ExitStack

from odoo.exceptions import UserError, ValidationError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestKamScreeningConcurrency(ConcurrencyCase):
    """Two people at the same moment screen the same customer."""

    guarded = ("kam.account", "kam.position")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world() as world:
            colleague = world._user("colleague")
            world._position(colleague, world.shanghai, "representative")
            cls.ids["colleague"] = colleague.id
            partner = world.env["res.partner"].create({"name": "Wanted by Two", "is_company": True})
            world.env["kam.account"]._get_or_create(partner, world.company)
            cls.partner_id = partner.id

    @classmethod
    def _remove_others(cls, env):
        for table, column in (("mail_message", "model"), ("mail_followers", "res_model")):
            for model in ("kam.screening", "kam.account"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %(table)s WHERE %(column)s = %(model)s AND res_id NOT IN "
                        "(SELECT id FROM %(records)s)",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        model=model,
                        records=SQL.identifier(env[model]._table),
                    )
                )

    def setUp(self):
        super().setUp()
        self.addCleanup(self._end_screenings)

    def _end_screenings(self):
        with self._new_env() as env:
            env["kam.screening"].search([("partner_id", "=", self.partner_id)])._cancel("Test")

    def _call(self, cr, login, method, *args):
        return execute_cr(cr, self.ids[login], "kam.screening", method, args, {})

    def _second(self, first, second):
        """Let a call begin, another one be made and committed, and then the first one go on.

        :return: message of the error of the call that comes second, or None
        """
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_screening LIMIT 1")
            result = self._call(early, *first)
            early.commit()
            try:
                with mute_logger("odoo.sql_db"):
                    self._call(late, *second)
            except (UserError, ValidationError) as error:
                late.rollback()
                return result, str(error)
        return result, None

    def test_screened_by_two(self):
        values = [{"partner_id": self.partner_id}]
        ids, message = self._second(
            ("rep_shanghai", "create", values), ("colleague", "create", values)
        )
        self.assertRegex(message, "is being screened already")
        with self._new_env() as env:
            screening = env["kam.screening"].search(
                [("partner_id", "=", self.partner_id), ("approval_state", "=", "draft")]
            )
            self.assertEqual(screening.ids, ids)
            self.assertEqual(screening.manager_id.id, self.ids["rep_shanghai"])

    def test_a_new_customer_is_screened_by_two(self):
        """Neither the customer's account nor its screening is there when both begin."""
        with self._new_env() as env:
            partner = env["res.partner"].create({"name": "New for Two", "is_company": True})
            self.addCleanup(self._remove_partner, partner.id)
        values = [{"partner_id": partner.id}]
        ids, message = self._second(
            ("rep_shanghai", "create", values), ("colleague", "create", values)
        )
        self.assertRegex(message, r"is being screened already \(.*\), by Rep Shanghai")
        with self._new_env() as env:
            screening = env["kam.screening"].search([("partner_id", "=", partner.id)])
            self.assertEqual(screening.ids, ids)

    def _remove_partner(self, partner_id):
        with self._new_env() as env:
            env["kam.screening"].search([("partner_id", "=", partner_id)]).unlink()
            env["res.partner"].browse(partner_id).unlink()

    def test_started_by_two(self):
        with self._new_env() as env:
            screening = (
                env["kam.screening"]
                .with_user(self.ids["rep_shanghai"])
                .create({"partner_id": self.partner_id})
            )
            ids = screening.ids
        _result, message = self._second(
            ("rep_shanghai", "action_start", ids),
            ("supervisor_shanghai", "action_start", ids),
        )
        self.assertRegex(message, "began already")
        with self._new_env() as env:
            account = env["kam.screening"].browse(ids).account_id
            self.assertEqual(account.state, "potential")
            self.assertEqual(
                len(account.event_ids.filtered(lambda event: event.kind == "entered_potential")), 1
            )

    def test_given_up_while_it_is_started(self):
        """Given up while somebody starts it: it does not begin."""
        with self._new_env() as env:
            ids = (
                env["kam.screening"]
                .with_user(self.ids["rep_shanghai"])
                .create({"partner_id": self.partner_id})
                .ids
            )
        _result, message = self._second(
            ("rep_shanghai", "action_give_up", ids),
            ("supervisor_shanghai", "action_start", ids),
        )
        self.assertRegex(message, "is “Cancelled”")
        with self._new_env() as env:
            self.assertEqual(env["kam.screening"].browse(ids).account_id.state, "ordinary")
