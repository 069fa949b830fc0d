from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamScreeningConcurrency(BaseCase):
    """Two people at the same moment: real transactions on committed data, removed afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # repeated at once: how long to wait is Odoo's business
        waiting = patch("odoo.service.model.random.uniform", return_value=0.0)
        waiting.start()
        cls.addClassCleanup(waiting.stop)
        cls.addClassCleanup(cls._remove)
        with cls._new_env() as env:
            world = type("World", (KamCommon,), {"env": env, "company": env.company})
            world.today = env.company._kam_today()
            world._make_units()
            world._make_people()
            colleague = world._user("colleague")
            world._position(colleague, world.shanghai, "representative")
            cls.uids = {
                user.login.removeprefix("kam_"): user.id
                for user in env["res.users"].search([("login", "=like", r"kam\_%")])
            }
            partner = world._partner("Wanted by Two")
            env["kam.account"]._get_or_create(partner, env.company)
            cls.partner_id = partner.id

    @classmethod
    @contextmanager
    def _new_env(cls):
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _remove(cls):
        """Remove what was committed; what the triggers guard goes without them."""
        with cls._new_env() as env:
            cr = env.cr
            cls._empty(cr, "kam_account")
            cr.execute("DELETE FROM mail_message WHERE model IN ('kam.screening', 'kam.account')")
            cr.execute(
                "DELETE FROM mail_followers WHERE res_model IN ('kam.screening', 'kam.account')"
            )
            users = env["res.users"].search([("login", "=like", r"kam\_%")])
            cr.execute(SQL("DELETE FROM kam_position WHERE user_id IN %s", tuple(users.ids)))
            cr.execute("DELETE FROM kam_unit WHERE code LIKE 'T-%'")
            env.invalidate_all()
            partners = users.partner_id | env["res.partner"].browse(cls.partner_id)
            users.unlink()
            partners.unlink()
        cls.registry.clear_all_caches()

    @classmethod
    def _empty(cls, cr, table):
        """Empty a table and those of our own that refer to it."""
        cr.execute(
            SQL(
                "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
                "AND confrelid = %(table)s::regclass AND conrelid <> confrelid "
                "AND conrelid::regclass::text LIKE 'kam%%'",
                table=table,
            )
        )
        for (other,) in cr.fetchall():
            cls._empty(cr, other)
        name = SQL.identifier(table)
        cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        cr.execute(SQL("DELETE FROM %s", name))
        cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))

    def setUp(self):
        super().setUp()
        self.addCleanup(self._end_screenings)

    def _end_screenings(self):
        with self._new_env() as env:
            env["kam.screening"].search([("partner_id", "=", self.partner_id)])._cancel("Test")

    def _call(self, cr, login, method, *args):
        return execute_cr(cr, self.uids[login], "kam.screening", method, args, {})

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
            self.assertEqual(screening.manager_id.id, self.uids["rep_shanghai"])

    def test_started_by_two(self):
        with self._new_env() as env:
            screening = (
                env["kam.screening"]
                .with_user(self.uids["rep_shanghai"])
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
                .with_user(self.uids["rep_shanghai"])
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
