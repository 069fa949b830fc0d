from odoo.tests import BaseCase, tagged

from ...models.development.kam_development_hint import CONDITIONS, SENTENCES
from ...rules import development_hints as hints


@tagged("post_install", "-at_install")
class TestRulesDevelopmentHints(BaseCase):
    """Each condition holds, and just does not."""

    # code: facts with which it holds, and with which it just does not
    CASES = {
        "no_decider": ({"deciders": 0}, {"deciders": 1}),
        "no_supporter": ({"deciders": 2}, {"deciders": 2, "supporters": 1}),
        "falling": ({"is_falling": True}, {"is_falling": False}),
        "no_contact": ({"days_since_contact": 31}, {"days_since_contact": 30}),
        "no_visit": ({"days_since_start": 15}, {"days_since_start": 14}),
        "no_progress": (
            {"days_since_start": 91, "progress": "contact"},
            {"days_since_start": 91, "progress": "introduction"},
        ),
        "letters": ({"overdue_letters": 1}, {"overdue_letters": 0}),
        "no_scheme": ({"days_since_start": 15}, {"days_since_start": 14}),
        "not_worth": ({"is_worth": False}, {"is_worth": None}),
        "price_only": ({"valued": frozenset({"cost"})}, {"valued": frozenset({"cost", "waste"})}),
        "no_value": (
            {"days_since_start": 31},
            {"days_since_start": 31, "valued": frozenset({"waste"})},
        ),
        "threats": ({"unanswered_threats": 1}, {"unanswered_threats": 0}),
        "satisfaction": ({"satisfaction_days": 366}, {"satisfaction_days": 365}),
    }

    def test_each_rule(self):
        self.assertEqual(set(self.CASES), set(hints.RULES))
        for code, (holding, just_not) in self.CASES.items():
            number = hints.RULES[code].threshold or 0
            with self.subTest(code=code):
                self.assertTrue(hints.fires(code, hints.Facts(**holding), number))
                self.assertFalse(hints.fires(code, hints.Facts(**just_not), number))

    def test_just_not(self):
        facts = hints.Facts
        for code, known in (
            ("no_supporter", facts(deciders=0)),
            ("no_visit", facts(days_since_start=99, visits=1)),
            ("no_progress", facts(days_since_start=90)),
            ("no_scheme", facts(days_since_start=99, has_scheme=True)),
            ("not_worth", facts(is_worth=True)),
            ("price_only", facts()),
            ("no_value", facts(days_since_start=30)),
            ("satisfaction", facts()),
        ):
            number = hints.RULES[code].threshold or 0
            with self.subTest(code=code):
                self.assertFalse(hints.fires(code, known, number))

    def test_the_number_counts(self):
        facts = hints.Facts(days_since_contact=31)
        self.assertTrue(hints.fires("no_contact", facts, 30))
        self.assertFalse(hints.fires("no_contact", facts, 31))

    def test_all_are_worded(self):
        codes = list(hints.RULES)
        self.assertGreaterEqual(len(codes), 10)
        self.assertEqual([code for code, _label in CONDITIONS], codes)
        self.assertEqual(list(SENTENCES), codes)
        for code, rule in hints.RULES.items():
            with self.subTest(code=code):
                self.assertTrue(rule.figure is None or rule.figure in hints.Facts._fields)
