from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules import checks, limits

D = Decimal


def held(source, amount, is_unlimited=False):
    return limits.Held(source, D(amount), is_unlimited)


@tagged("post_install", "-at_install")
class TestRulesChecks(BaseCase):
    """When a document goes beyond what is granted, and what that is called."""

    def excess(self, own=None, group=None, used=0, group_used=0, former=None, added=10):
        room = checks.Room(
            own,
            group,
            {
                limits.TIER: D(used),
                limits.TEMPORARY: D(used),
                limits.GROUP: D(group_used),
            },
        )
        found = checks.find_excess(room, D(added))
        if found:
            found = checks.name_former(found, former and D(former), D(added))
        return found and (found.code, float(found.amount))

    def test_excess(self):
        tier, temporary = held(limits.TIER, 100), held(limits.TEMPORARY, 100)
        group = held(limits.GROUP, 150)
        for given, expected in (
            ({"own": tier, "used": 90}, None),
            ({"own": tier, "used": 90, "added": "10.01"}, (checks.OVER_LIMIT, 0.01)),
            ({"own": temporary, "used": 95}, (checks.OVER_LIMIT, 5)),
            # nothing is asked for
            ({"own": tier, "used": 500, "added": 0}, None),
            ({"own": tier, "used": 500, "added": -5}, None),
            # nothing limits
            ({"used": 500}, None),
            ({"own": held(limits.TIER, 0, True), "used": 500}, None),
            # no credit is no limit of 0
            ({"own": held(limits.TIER, 0)}, (checks.NO_CREDIT, 10)),
            ({"own": held(limits.TIER, 0), "used": -10}, None),
            # both limits hold, the one that leaves less binds
            ({"own": tier, "group": group, "used": 50, "group_used": 145}, (checks.OVER_LIMIT, 5)),
            (
                {"own": tier, "group": group, "used": 100, "group_used": 145},
                (checks.OVER_LIMIT, 10),
            ),
            ({"own": tier, "group": held(limits.GROUP, 0, True), "used": 90}, None),
            # what a temporary limit had covered
            ({"own": tier, "used": 95, "former": 105}, (checks.TEMPORARY_ENDED, 5)),
            ({"own": tier, "used": 96, "former": 105}, (checks.OVER_LIMIT, 6)),
        ):
            with self.subTest(**given):
                self.assertEqual(self.excess(**given), expected)

    def test_what_a_document_takes_is_gone(self):
        room = checks.Room(held(limits.TIER, 100), held(limits.GROUP, 150), {limits.TIER: D(40)})
        self.assertIsNone(checks.find_excess(room, D(60)))
        after = checks.grow(room, D(60))
        self.assertEqual(checks.find_excess(after, D(60)).amount, 60)
        self.assertEqual(after.used[limits.GROUP], 60)

    def test_overdue(self):
        for overdue, tolerated, expected in (
            ("0", "0", False),
            ("0.01", "0", True),
            ("5", "5", False),
        ):
            with self.subTest(overdue=overdue):
                self.assertEqual(checks.is_overdue(D(overdue), D(tolerated)), expected)

    def test_grown(self):
        for value, passed, tolerance, expected in (
            (105, 100, "0.05", False),
            ("105.01", 100, "0.05", True),
            (100, 100, "0", False),
            (1, 0, "0.05", True),
        ):
            with self.subTest(value=value):
                self.assertEqual(checks.has_grown(D(value), D(passed), D(tolerance)), expected)

    def test_days(self):
        for parts, expected in (
            ([(100, 30)], 30),
            ([(30, 0), (70, 60)], 42),
            ([], 0),
        ):
            with self.subTest(parts=parts):
                found = checks.average_days((D(amount), days) for amount, days in parts)
                self.assertEqual(found, expected)
