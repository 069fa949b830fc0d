from contextlib import ExitStack
from threading import Barrier, Thread

from odoo.exceptions import UserError
from odoo.service.model import execute_cr
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon
from ..concurrency import ConcurrencyCase
from .common import WORDS


@tagged("post_install", "-at_install")
class TestKamSuggestionJoinConcurrency(ConcurrencyCase):
    """Two people join, take out and decide at the same moment."""

    guarded = (
        "kam.deadline",
        "kam.suggestion",
        "kam.account.event",
        "kam.account",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world(KamCommon) as world:
            mill = world._key_account("Joined Twice", world.shanghai, world.rep_shanghai)
            of_company = [("company_id", "=", world.company.id)]
            kind = world.env["kam.suggestion.kind"].search(of_company)[-1:]
            made = (
                world.env["kam.suggestion"]
                .with_user(world.rep_shanghai)
                .create(
                    [
                        {
                            "partner_id": mill.partner_id.id,
                            "name": f"Wording {number}",
                            "description": WORDS,
                            "kind_id": kind.id,
                        }
                        for number in range(4)
                    ]
                )
            )
            cls.numbers = made.ids

    def setUp(self):
        super().setUp()
        with self._new_env() as env:
            joined = env["kam.suggestion"].browse(self.numbers).filtered("joined_to_id")
            for suggestion in joined:
                suggestion.action_take_out()

    def _call(self, method, *args):
        user = self.ids["rep_shanghai"]
        return user, "kam.suggestion", method, [[args[0]], *args[1:]], {}

    def _second(self, first, second):
        """Let a call begin, another one be made and committed, and then the first one go on."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM kam_suggestion LIMIT 1")
            execute_cr(early, *first)
            try:
                with mute_logger("odoo.sql_db"):
                    execute_cr(late, *second)
            except UserError as error:
                late.rollback()
                return str(error)
        return None

    def _look(self):
        """Return what each is joined to, by their places."""
        with self._new_env() as env:
            found = env["kam.suggestion"].browse(self.numbers)
            place = {number: at for at, number in enumerate(self.numbers)}
            return [place[each.joined_to_id.id] if each.joined_to_id else None for each in found]

    def test_in_opposite_directions(self):
        one, other = self.numbers[:2]
        message = self._second(
            self._call("action_join", one, other), self._call("action_join", other, one)
        )
        self.assertIn("one matter already", message or "")
        self.assertEqual(self._look(), [None, 0, None, None])

    def test_two_matters_that_meet(self):
        first, second, third = self.numbers[:3]
        message = self._second(
            self._call("action_join", third, second), self._call("action_join", second, first)
        )
        self.assertIsNone(message)
        self.assertEqual(self._look(), [None, 0, 0, None])

    def test_joined_while_it_is_taken_out(self):
        first, second, third = self.numbers[:3]
        with self._new_env() as env:
            env["kam.suggestion"].browse(second).action_join(first)
        message = self._second(
            self._call("action_take_out", second), self._call("action_join", third, second)
        )
        self.assertIsNone(message)
        self.assertEqual(self._look(), [None, None, 1, None])

    def test_no_deadlock(self):
        """Several at once, in all directions: one after the other, and one leads in the end."""
        pairs = [(0, 1), (1, 0), (2, 3), (3, 0)]
        start, errors = Barrier(len(pairs)), []

        def join(one, other):
            try:
                with self.registry.cursor() as cr:
                    start.wait()
                    execute_cr(
                        cr, *self._call("action_join", self.numbers[one], self.numbers[other])
                    )
            except UserError as error:
                if "one matter already" not in str(error):
                    errors.append(error)
            except Exception as error:  # noqa: BLE001 - each is a finding
                errors.append(error)

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            threads = [Thread(target=join, args=pair) for pair in pairs]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        found = self._look()
        self.assertEqual(found.count(None), 1)
        self.assertEqual({*found} - {None}, {found.index(None)})
