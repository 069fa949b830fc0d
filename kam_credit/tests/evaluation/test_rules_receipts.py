from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.kam_credit.rules.receipts import Credit, OpenItem, allocate, sums

OWN, FOREIGN = 1, 2


def item(due, amount, last_day=None, **options):
    """An open instalment; days are plain numbers."""
    amount = Decimal(amount)
    return OpenItem(
        due,
        due if last_day is None else last_day,
        options.get("base", amount),
        options.get("on_time", Decimal(0)),
        amount,
        options.get("currency", OWN),
        Decimal(options.get("open_currency", amount)),
    )


def money(day, amount, **options):
    """A receipt, all of it money."""
    amount = Decimal(amount)
    return Credit(
        day,
        amount,
        Decimal(options.get("money", amount)),
        Decimal(options.get("reduction", 0)),
        options.get("currency", OWN),
        Decimal(options.get("amount_currency", amount)),
    )


@tagged("post_install", "-at_install")
class TestRulesReceipts(BaseCase):
    """What unmatched receipts would do."""

    def assertAllocated(self, items, credits, expected):
        results = [(float(base), float(on_time)) for base, on_time in allocate(items, credits)]
        self.assertEqual(results, expected)

    def test_one_receipt(self):
        for day, expected in ((10, 100), (11, 0), (1, 100)):
            with self.subTest(day=day):
                self.assertAllocated([item(10, 100)], [money(day, 100)], [(100, expected)])

    def test_in_parts(self):
        self.assertAllocated([item(10, 100)], [money(1, 40), money(2, 30)], [(100, 70)])
        self.assertAllocated([item(10, 100)], [money(1, 400)], [(100, 100)])

    def test_oldest_to_oldest(self):
        # the early receipt goes to the older instalment, though the younger one would gain more
        self.assertAllocated([item(20, 100), item(5, 100)], [money(15, 100)], [(100, 0), (100, 0)])
        self.assertAllocated(
            [item(20, 100), item(5, 100)],
            [money(15, 100), money(4, 100)],
            [(100, 100), (100, 100)],
        )
        self.assertAllocated([item(20, 100), item(5, 100)], [money(15, 150)], [(100, 50), (100, 0)])

    def test_grace(self):
        self.assertAllocated([item(10, 100, last_day=13)], [money(13, 100)], [(100, 100)])

    def test_credit_note_lowers_the_base(self):
        credit = money(30, 40, money=0, reduction=40)
        self.assertAllocated([item(10, 100)], [credit], [(60, 0)])

    def test_write_off_does_nothing(self):
        self.assertAllocated([item(10, 100)], [money(5, 100, money=0)], [(100, 0)])

    def test_partly_money(self):
        self.assertAllocated([item(10, 100)], [money(5, 100, money=80)], [(100, 80)])

    def test_partly_paid_before(self):
        before = item(10, 40, base=Decimal(100), on_time=Decimal(60))
        self.assertAllocated([before], [money(10, 40)], [(100, 100)])

    def test_same_currency_is_matched_in_it(self):
        # 100 in the foreign currency were 200, and are 180 or 250 when paid
        owed = item(10, 200, currency=FOREIGN, open_currency=100)
        paid = {"currency": FOREIGN, "amount_currency": 100}
        self.assertAllocated([owed], [money(5, 180, **paid)], [(180, 180)])
        self.assertAllocated([owed], [money(5, 250, **paid)], [(200, 200)])
        half = {"currency": FOREIGN, "amount_currency": 50}
        self.assertAllocated([owed], [money(5, 90, **half)], [(190, 90)])

    def test_other_currency_is_matched_in_the_company_s(self):
        owed = item(10, 200, currency=FOREIGN, open_currency=100)
        self.assertAllocated([owed], [money(5, 150)], [(200, 150)])

    def test_nothing_received(self):
        self.assertAllocated([item(10, 100)], [], [(100, 0)])
        self.assertAllocated([], [money(1, 100)], [])

    def test_sums(self):
        results = [(Decimal(100), Decimal(100)), (Decimal(50), Decimal(45)), (Decimal(0),) * 2]
        self.assertEqual(tuple(sums(results)), (150, 145, 2, 1))
        self.assertEqual(tuple(sums(results, Decimal("0.9"))), (150, 145, 2, 2))
