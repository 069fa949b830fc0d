from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...rules.authority import Authority, Stake, covers, find_lowest, find_room

D = Decimal
OFFICER = Authority("officer", D(100), D("0.1"))
REVIEWER = Authority("reviewer", D(1000), None)
APPROVER = Authority("approver", None, None)


def stakes(**amounts):
    """Return stakes per customer, each with a limit of 500."""
    return {
        customer: [Stake(D(amount), D(500)) for amount in some]
        for customer, some in amounts.items()
    }


@tagged("post_install", "-at_install")
class TestRulesAuthority(BaseCase):
    """Who may release what: in money, and in percent of the limit."""

    def test_covers(self):
        for authority, given, expected in (
            (OFFICER, stakes(acme=[50]), True),
            # more than a tenth of the limit
            (OFFICER, stakes(acme=["50.01"]), False),
            (OFFICER, stakes(acme=[25, "25.01"]), False),
            # the share is asked of each customer, the amount of all together
            (OFFICER, stakes(acme=[50], mill=[50]), True),
            (OFFICER, stakes(acme=[50], mill=[50], shop=[1]), False),
            (OFFICER, {"acme": [Stake(D(90), None)]}, True),
            (OFFICER, {"acme": [Stake(D(1), D(0))]}, False),
            (REVIEWER, stakes(acme=[400, 600]), True),
            (REVIEWER, stakes(acme=[400, "600.01"]), False),
            (APPROVER, stakes(acme=[10**9]), True),
            (OFFICER, {}, True),
        ):
            with self.subTest(role=authority.role, given=given):
                self.assertEqual(covers(authority, given), expected)

    def test_lowest(self):
        rows = [OFFICER, REVIEWER, APPROVER]
        for amount, expected in ((50, OFFICER), (51, REVIEWER), (1001, APPROVER)):
            with self.subTest(amount=amount):
                self.assertEqual(find_lowest(rows, stakes(acme=[amount])), expected)
        self.assertIsNone(find_lowest(rows[:2], stakes(acme=[1001])))

    def test_room(self):
        for rows, given, expected in (
            ([OFFICER], stakes(acme=[20]), D(30)),
            # what others take of the amount is gone, their share is their own
            ([OFFICER], stakes(acme=[20], mill=[60]), D(20)),
            ([OFFICER], stakes(acme=[50]), D(0)),
            ([OFFICER], stakes(acme=[60]), D(0)),
            ([OFFICER], {"acme": [Stake(D(40), None)]}, D(60)),
            ([OFFICER, REVIEWER], stakes(acme=[20]), D(980)),
            ([OFFICER, APPROVER], stakes(acme=[20]), None),
            ([], stakes(acme=[20]), D(0)),
        ):
            with self.subTest(rows=rows, given=given):
                self.assertEqual(find_room(rows, given, "acme"), expected)
