from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import scoring
from ...rules.bands import Band


def item(weight, points, lowest=0, highest=100):
    points = None if points is None else Decimal(points)
    return scoring.Item(weight, points, Decimal(lowest), Decimal(highest))


@tagged("post_install", "-at_install")
class TestRulesScoring(BaseCase):
    def test_total(self):
        for items, score, highest in (
            ([], "0", "0"),
            ([item(100, 100)], "100", "100"),
            ([item(60, 80), item(40, 50)], "68", "68"),
            # unknown: as badly as it can be, and as well
            ([item(60, 80), item(40, None, 20)], "56", "88"),
            ([item(60, 80), item(40, None, 0, 60)], "48", "72"),
            # halves of levels by two scorers
            ([item(5, "70")], "3.5", "3.5"),
        ):
            with self.subTest(items=items):
                self.assertEqual(
                    scoring.total(items), scoring.Score(Decimal(score), Decimal(highest))
                )

    def test_each_value_lies_in_one_level(self):
        lows = [Decimal(low) for low in ("99", "0", "75", "85")]
        for value, low in (
            ("-1", "0"),
            ("0", "0"),
            ("74.9999", "0"),
            ("75", "75"),
            ("84.9999", "75"),
            ("85", "85"),
            ("98.9999", "85"),
            ("99", "99"),
            ("1000", "99"),
        ):
            with self.subTest(value=value):
                self.assertEqual(lows[scoring.level_of(Decimal(value), lows)], Decimal(low))

    def test_two_scorers(self):
        for first, second, mean, differs in (
            (None, None, None, False),
            (80, None, 80, False),
            (None, 60, 60, False),
            (80, 60, 70, False),
            (100, 60, 80, True),
            (20, 60, 40, True),
        ):
            with self.subTest(first=first, second=second):
                given = [None if one is None else Decimal(one) for one in (first, second)]
                self.assertEqual(scoring.mean(*given), mean)
                self.assertEqual(scoring.differs(*given), differs)

    def test_a_value_stays_in_its_level(self):
        for exact, kept in (("74.99999", "74.9999"), ("-0.00001", "-0.0001"), ("75", "75")):
            with self.subTest(exact=exact):
                self.assertEqual(scoring.kept(Decimal(exact)), Decimal(kept))

    def test_a_score_is_never_rounded_up(self):
        for exact, shown, missing in (
            ("79.995", "79.99", "80"),
            ("79.999", "79.99", "80"),
            ("80", "80", "80"),
            ("0", "0", "0"),
            ("0.005", "0", "0.01"),
            # below an end of a level, as values may be
            ("-0.001", "-0.01", "0"),
        ):
            with self.subTest(exact=exact):
                self.assertEqual(scoring.shown(Decimal(exact)), Decimal(shown))
                self.assertEqual(scoring.shown_missing(Decimal(exact)), Decimal(missing))

    def test_nearest_boundary(self):
        bands = [
            Band(name, Decimal(low), high and Decimal(high))
            for name, low, high in (
                ("green", 85, None),
                ("yellow", 70, 85),
                ("red", 60, 70),
                ("black", 0, 60),
            )
        ]
        for score, name, distance in (
            ("84", "green", "1"),
            ("85", "green", "0"),
            ("86.5", "green", "-1.5"),
            ("72", "yellow", "-2"),
            ("0", "red", "60"),
        ):
            with self.subTest(score=score):
                band, found = scoring.nearest_boundary(Decimal(score), bands)
                self.assertEqual((band.name, found), (name, Decimal(distance)))
        self.assertIsNone(scoring.nearest_boundary(Decimal(50), []))
