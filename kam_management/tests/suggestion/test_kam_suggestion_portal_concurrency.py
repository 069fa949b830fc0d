from contextlib import ExitStack

from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase
from .common_portal import WROTE


@tagged("post_install", "-at_install")
class TestKamSuggestionPortalConcurrency(ConcurrencyCase):
    """A form of the portal is sent twice at the same moment, as by a double click."""

    guarded = (
        "kam.deadline",
        "kam.suggestion.rating",
        "kam.suggestion.message",
        "kam.suggestion.public",
        "kam.suggestion",
        "kam.account.event",
        "kam.account",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._new_world() as world:
            partner = world.env["res.partner"].create(
                {"name": "Clicks Twice", "is_company": True, "customer_rank": 1}
            )
            user = world._user("clicks_twice", "base.group_portal")
            user.partner_id.parent_id = partner
            cls.user_id = user.id
            kind = world.env["kam.suggestion.kind"]._find_first(world.company)
            cls.entry = {**WROTE, "kind_id": str(kind.id), "product_id": ""}

    def _at_once(self, function):
        """Call a function in two transactions that begin together; return what each returned."""
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            late.execute("SELECT 1 FROM res_partner LIMIT 1")
            answers = []
            for cursor in (early, late):
                env = Environment(cursor, self.user_id, {})
                with mute_logger("odoo.sql_db", "odoo.service.model"):
                    answers.append(retrying(lambda env=env: function(env), env))
            return answers

    def test_one_of_two(self):
        first, second = self._at_once(
            lambda env: env["kam.suggestion.public"]._take_in(self.entry, [], "twice")[0].id
        )
        self.assertEqual(first, second)
        public_id = first
        self._at_once(
            lambda env: (
                env["kam.suggestion.public"]
                .browse(public_id)
                ._receive_message("On Mondays", [], "twice")
            )
        )
        with self._new_env() as env:
            public = env["kam.suggestion.public"].browse(public_id)
            self.assertEqual(public.message_ids.mapped("kind"), ["thanks", "message"])
            suggestion = public.suggestion_id
            suggestion._decide("refused", "", "Not this year")
            suggestion._write_process({"state": "replied", "date_replied": env.cr.now()})

        def rate(env):
            try:
                return env["kam.suggestion.public"].browse(public_id)._rate("5", "")
            except UserError:
                return "already"

        self.assertEqual(self._at_once(rate), [{}, "already"])
        with self._new_env() as env:
            self.assertEqual(
                len(env["kam.suggestion.public"].browse(public_id).answer_rating_ids), 1
            )
