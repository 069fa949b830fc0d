from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules import limits
from odoo.addons.kam_credit.rules.limits import Formula, Held, Outcome

CENT, WHOLE = Decimal("0.01"), Decimal(1)


def number(text):
    return None if text is None else Decimal(text)


@tagged("post_install", "-at_install")
class TestRulesLimits(BaseCase):
    """How much credit a customer is granted."""

    def test_of_formula(self):
        cases = [
            # method, amount, share, ceiling, basis, unit, granted, reason
            ("fixed", "1000", "0", "0", None, CENT, "1000", "fixed"),
            ("fixed", "0", "0.3", "5", "99", CENT, "0", "fixed"),
            ("turnover", "7", "0.3", "0", "1234567", CENT, "370370.10", "turnover"),
            ("turnover", "7", "0.3", "300000", "1234567", CENT, "300000", "turnover_most"),
            ("turnover", "7", "0.3", "400000", "1234567", CENT, "370370.10", "turnover_most"),
            # never rounded up
            ("turnover", "0", "0.333", "0", "0.05", CENT, "0.01", "turnover"),
            ("turnover", "0", "0.3", "0", "9.99", WHOLE, "2", "turnover"),
            ("turnover", "0", "0.3", "2.5", "99", WHOLE, "2", "turnover_most"),
            # nothing, less than nothing, and unknown
            ("turnover", "7", "0.3", "0", "0", CENT, "0", "turnover_zero"),
            ("turnover", "7", "0.3", "0", "-5", CENT, "0", "turnover_zero"),
            ("turnover", "7", "0.3", "0", None, CENT, "0", "turnover_none"),
            ("capital", "7", "0.1", "0", "500", CENT, "50", "capital"),
            ("capital", "7", "0.1", "40", "500", CENT, "40", "capital_most"),
            ("capital", "7", "0.1", "40", "-500", CENT, "0", "capital_zero"),
            ("capital", "7", "0.1", "40", None, CENT, "0", "capital_none"),
        ]
        for method, amount, share, ceiling, basis, unit, granted, reason in cases:
            formula = Formula(method, number(amount), number(share), number(ceiling))
            with self.subTest(formula=formula, basis=basis):
                self.assertEqual(
                    limits.of_formula(formula, number(basis), unit),
                    Outcome(number(granted), False, reason),
                )

    def test_percent_digits(self):
        for share, digits in (("0.3", 0), ("1.50", 0), ("0.333", 2), ("0.00001", 2)):
            with self.subTest(share=share):
                self.assertEqual(limits.percent_digits(Decimal(share)), digits)

    def test_unlimited_beats_each_formula(self):
        for method in ("fixed", "turnover", "capital"):
            formula = Formula(method, Decimal(7), Decimal(1), Decimal(1), is_unlimited=True)
            for basis in (None, Decimal(5)):
                outcome = limits.of_formula(formula, basis, CENT)
                self.assertEqual(outcome, Outcome(Decimal(0), True, "unlimited"))

    def test_is_moved(self):
        tolerance = Decimal("0.05")
        cases = [
            (("100", False), ("105", False), False),
            (("100", False), ("105.01", False), True),
            (("100", False), ("95", False), False),
            (("100", False), ("94.99", False), True),
            (("0", False), ("0.01", False), True),
            (("0.01", False), ("0", False), True),
            (("0", False), ("0", False), False),
            (("0", True), ("0", False), True),
            (("100", False), ("0", True), True),
            (("0", True), ("0", True), False),
        ]
        for before, after, moved in cases:
            with self.subTest(before=before, after=after):
                pair = [(Decimal(amount), flag) for amount, flag in (before, after)]
                self.assertEqual(limits.is_moved(*pair, tolerance), moved)

    def test_is_large(self):
        cases = [
            # asked, unlimited, granted, unlimited, most, share, large
            ("150", False, "100", False, "0", "1.5", False),
            ("150.01", False, "100", False, "0", "1.5", True),
            ("150", False, "100", False, "149", "0", True),
            ("149", False, "100", False, "149", "0", False),
            ("9999", False, "100", False, "0", "0", False),
            # no credit by the tier: anything is more than a share of nothing
            ("1", False, "0", False, "0", "1.5", True),
            ("9999", False, "0", True, "0", "1.5", False),
            ("9999", False, "0", True, "5000", "1.5", True),
            ("0", True, "100", False, "0", "1.5", True),
            ("0", True, "100", False, "500", "0", True),
            ("0", True, "100", False, "0", "0", False),
            ("0", True, "0", True, "500", "1.5", False),
        ]
        for asked, unlimited, granted, own_unlimited, most, share, large in cases:
            with self.subTest(asked=asked, granted=granted, most=most, share=share):
                self.assertEqual(
                    limits.is_large(
                        (Decimal(asked), unlimited),
                        (Decimal(granted), own_unlimited),
                        Decimal(most),
                        Decimal(share),
                    ),
                    large,
                )

    def test_last_day(self):
        end = date(2025, 6, 30)
        for ended, last in (
            (False, end),
            (None, end),
            (date(2025, 6, 15), date(2025, 6, 14)),
            (date(2025, 7, 9), end),
        ):
            with self.subTest(ended=ended):
                self.assertEqual(limits.last_day(end, ended), last)

    def test_binding(self):
        def held(source, amount, unlimited=False):
            return Held(source, Decimal(amount), unlimited)

        own, group = held("tier", 100), held("group", 250)
        free = held("temporary", 0, True)
        cases = [
            # limits, exposures, the binding one
            ([own, group], None, own),
            ([own, group], {}, own),
            ([own, group], {"tier": 10, "group": 200}, group),
            ([own, group], {"tier": 10, "group": 160}, own),
            # the same room: the customer's own
            ([own, group], {"tier": 10, "group": 160}, own),
            # both exceeded: the one by more
            ([own, group], {"tier": 120, "group": 280}, group),
            ([held("tier", 0), group], None, held("tier", 0)),
            ([free, group], {"group": 900}, group),
            ([own, held("group", 0, True)], {"tier": 900}, own),
            ([free, held("group", 0, True)], None, None),
            ([None, group], None, group),
            ([None, None], None, None),
            ([], None, None),
        ]
        for known, exposures, expected in cases:
            used = exposures and {source: Decimal(amount) for source, amount in exposures.items()}
            with self.subTest(limits=known, exposures=exposures):
                self.assertEqual(limits.binding(known, used), expected)
