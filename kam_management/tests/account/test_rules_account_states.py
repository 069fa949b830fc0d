from itertools import product

from odoo.tests import BaseCase, tagged

from ...rules import account_states

STATES = ("ordinary", "potential", "key")

# (from, to): may a screening do it, may the take-over do it
ALLOWED = {
    ("ordinary", "potential"): (True, True),
    ("ordinary", "key"): (False, True),
    ("potential", "key"): (True, True),
    ("potential", "ordinary"): (True, True),
    ("key", "ordinary"): (True, True),
}
KINDS = {
    ("ordinary", "potential"): ("entered_potential", "entered_potential"),
    ("ordinary", "key"): ("confirmed_key", "taken_over"),
    ("potential", "key"): ("confirmed_key", "taken_over"),
    ("potential", "ordinary"): ("rejected", "rejected"),
    ("key", "ordinary"): ("downgraded", "downgraded"),
}


@tagged("post_install", "-at_install")
class TestRulesAccountStates(BaseCase):
    def test_each_pair_of_states(self):
        for old, new in product(STATES, repeat=2):
            for source, expected in zip(
                ("screening", "takeover"), ALLOWED.get((old, new), (False, False)), strict=True
            ):
                with self.subTest(old=old, new=new, source=source):
                    self.assertIs(account_states.check_transition(old, new, source), expected)

    def test_unknown_states_are_refused(self):
        self.assertFalse(account_states.check_transition("key", "gold", "manual"))
        self.assertFalse(account_states.check_transition(False, "key", "takeover"))

    def test_kind_of_event(self):
        for (old, new), kinds in KINDS.items():
            for source, expected in zip(("screening", "takeover"), kinds, strict=True):
                with self.subTest(old=old, new=new, source=source):
                    self.assertEqual(account_states.event_kind(old, new, source), expected)
