import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from ...queries.candidates import Filters
from ...rules import candidates as rules
from ..seeds import seeds
from ..world import set_rate
from .common_candidate import CandidateCommon

ONE_DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestKamCandidate(CandidateCommon):
    """The figures that candidates are found by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.window = rules.window(cls.today)
        cls.candidates = cls.env["kam.candidate"]

    def _figures(self, partner, filters=None):
        """Return the figures of a customer, or None when it is not found."""
        found = self.candidates._find(
            self.company, (filters or Filters())._replace(partner_ids=(partner.id,))
        )
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def test_net_sales_of_the_days_that_count(self):
        partner = self._partner("Edges")
        for amount, day in (
            (1, self.today),
            (20, self.window.sales_from),
            (-5, self.window.sales_from),
            (300, self.window.sales_from - ONE_DAY),
            (4000, self.window.before_from),
            (50000, self.window.before_from - ONE_DAY),
            (600000, self._days(1)),
        ):
            self._invoice(partner, amount, day)
        figures = self._figures(partner)
        self.assertEqual(figures["sales_amount"], 16)
        self.assertEqual(figures["sales_before"], 4300)
        self.assertAlmostEqual(figures["growth"], 16 / 4300 - 1)
        self.assertTrue(figures["has_growth"])
        self.assertEqual(figures["date_last_invoice"], self.today)

    def test_no_growth_without_sales_before(self):
        figures = self._figures(self._customer("Fresh", 300))
        self.assertFalse(figures["has_growth"])
        self.assertFalse(figures["has_late_share"])
        self.assertEqual(figures["class_id"], self.class_c.id)

    def test_contacts_count_for_their_company(self):
        partner = self._customer("Parent", 100)
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id})
        invoice = self._invoice(contact, 50, self._days(-40), due=self._days(-10))
        self._settle(invoice, 50, self._days(-5))
        figures = self._figures(partner)
        self.assertEqual(figures["sales_amount"], 150)
        self.assertEqual(figures["late_share"], 1)
        # moved to another company since: it takes nothing along, as in credit
        other = self._partner("Other Parent")
        contact.parent_id = other
        figures = self._figures(partner)
        self.assertEqual((figures["sales_amount"], figures["late_share"]), (150, 1))
        self.assertIsNone(self._figures(other))
        self._invoice(contact, 30, self._days(-3))
        self.assertEqual(self._figures(partner)["sales_amount"], 150)
        self.assertEqual(self._figures(other)["sales_amount"], 30)

    def test_products_of_a_contact_that_has_moved(self):
        """What was bought stays with the customer that bought it."""
        category = self.env["product.category"].create({"name": "Machines"})
        product = self.env["product.product"].create(
            {"name": "Press", "categ_id": category.id, "taxes_id": False}
        )
        line = Command.create({"product_id": product.id, "price_unit": 70, "tax_ids": False})
        partner, other = self._partner("Parent"), self._customer("Other Parent", 10)
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id})
        self._invoice(contact, 70, self._days(-9), invoice_line_ids=[line])
        contact.parent_id = other
        bought = Filters(category_ids=(category.id,))
        self.assertEqual(self._figures(partner, bought)["sales_amount"], 70)
        self.assertIsNone(self._figures(other, bought))

    def test_only_posted_customer_invoices_count(self):
        partner = self._customer("Mixed", 100)
        draft = self._invoice(partner, 1000, self._days(-10))
        draft.button_draft()
        cancelled = self._invoice(partner, 1000, self._days(-10))
        cancelled.button_draft()
        cancelled.button_cancel()
        self._invoice(partner, 1000, self._days(-10), move_type="out_receipt")
        bill = self._invoice(partner, 500, self._days(-9), move_type="in_invoice")
        self.assertEqual(bill.state, "posted")
        self.assertEqual(self._figures(partner)["sales_amount"], 100)

    def test_amounts_are_untaxed_and_in_company_currency(self):
        partner = self._partner("Abroad")
        currency = set_rate(self.company, "EUR", 0.5)
        tax = self.company.account_sale_tax_id
        line = {"name": "Sale", "price_unit": 100, "tax_ids": [Command.set(tax.ids)]}
        self._invoice(
            partner,
            100,
            self._days(-20),
            currency_id=currency.id,
            invoice_line_ids=[Command.create(line)],
        )
        self.assertEqual(self._figures(partner)["sales_amount"], 200)

    def test_late_share(self):
        for name, settled, expected in (
            ("on the day", [(100, -10)], 0),
            ("a day late", [(100, -9)], 1),
            ("open", [], 1),
            ("partly", [(60, -12), (40, -2)], 0.4),
            ("partly open", [(75, -10)], 0.25),
        ):
            with self.subTest(name):
                partner = self._partner(name)
                invoice = self._invoice(partner, 100, self._days(-40), due=self._days(-10))
                for amount, day in settled:
                    self._settle(invoice, amount, self._days(day))
                figures = self._figures(partner)
                self.assertTrue(figures["has_late_share"])
                self.assertAlmostEqual(figures["late_share"], expected)

    def test_late_share_of_the_days_that_count(self):
        for due, counts in (
            (self.today, False),
            (self._days(-1), True),
            (self.window.sales_from, True),
            (self.window.sales_from - ONE_DAY, False),
        ):
            with self.subTest(due=due):
                partner = self._customer(f"Due {due}", 10, days_ago=1)
                self._invoice(partner, 100, self.window.before_from, due=due)
                self.assertIs(self._figures(partner)["has_late_share"], counts)

    def test_instalments_are_judged_one_by_one(self):
        partner = self._partner("Instalments")
        terms = self.env["account.payment.term"].create(
            {
                "name": "30 % at once, 70 % later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 20}),
                ],
            }
        )
        invoice = self._invoice(
            partner, 100, self._days(-30), invoice_payment_term_id=terms.id, invoice_date_due=False
        )
        self.assertEqual(
            set(invoice.line_ids.mapped("date_maturity")), {False, self._days(-30), self._days(-10)}
        )
        self._settle(invoice, 30, self._days(-30))
        self.assertAlmostEqual(self._figures(partner)["late_share"], 0.7)

    def test_credit_note_settles(self):
        partner = self._partner("Returned")
        invoice = self._invoice(partner, 100, self._days(-40), due=self._days(-10))
        refund = self._invoice(partner, -30, self._days(-20))
        self._receivables(invoice | refund).reconcile()
        figures = self._figures(partner)
        self.assertEqual(figures["sales_amount"], 70)
        self.assertAlmostEqual(figures["late_share"], 0.7)

    def test_who_is_never_found(self):
        archived = self._customer("Archived", 500)
        archived.active = False
        only_credited = self._partner("Only credited")
        self._invoice(only_credited, -100, self._days(-20))
        for account in (self.mill, self.shop):
            self._invoice(account.partner_id, 500, self._days(-20))
        others = self.env["res.company"].create({"name": "Others"})
        foreign = self._customer("Foreign", 500)
        foreign.company_id = others
        for partner in (
            archived,
            only_credited,
            self.mill.partner_id,
            self.shop.partner_id,
            foreign,
        ):
            with self.subTest(partner.name):
                self.assertIsNone(self._figures(partner))
        self._invoice(self.yard.partner_id, 500, self._days(-20))
        self.assertEqual(self._figures(self.yard.partner_id)["account_state"], "potential")
        self.assertIsNone(self._figures(self.yard.partner_id, Filters(only_new=True)))

    def test_screenings_exclude(self):
        for name, state, closed, is_found in (
            ("none", None, None, True),
            ("draft", "draft", None, False),
            ("in review", "in_review", None, False),
            ("cancelled", "cancelled", -1, True),
            ("approved", "approved", -1, True),
            ("rejected today", "rejected", 0, False),
            ("rejected lately", "rejected", -179, False),
            ("rejected long ago", "rejected", -180, True),
        ):
            with self.subTest(name):
                partner = self._customer(name, 500)
                if state:
                    day = None if closed is None else self._days(closed)
                    self._screening(partner, state, day)
                self.assertIs(self._figures(partner) is not None, is_found)

    def test_screening_in_another_company_does_not_exclude(self):
        other = self.other_company
        partner = self._customer("Twice", 500)
        self._screening(partner, company=other)
        self.assertIsNotNone(self._figures(partner))

    def test_companies_are_apart(self):
        other = self.other_company
        partner = self._customer("Shared", 300)
        self._invoice(partner, 700, self._days(-20), company=other)
        self.assertEqual(self._figures(partner)["sales_amount"], 300)
        found = self.candidates._find(other, Filters(partner_ids=(partner.id,)))
        self.assertEqual([row["sales_amount"] for row in found], [700])

    def test_the_day_is_that_of_the_company(self):
        partner = self._partner("Month's end")
        self._invoice(partner, 100, date(2024, 7, 31))
        # half past midnight of 1 August in Shanghai: the invoice is more than a year old
        with freeze_time("2025-07-31 16:30:00"):
            self.assertEqual(self.company._kam_today(), date(2025, 8, 1))
            self._invoice(partner, 7, date(2025, 8, 1))
            figures = self._figures(partner)
            self.assertEqual((figures["sales_amount"], figures["sales_before"]), (7, 100))
        # an hour earlier it was not, and the other one is yet to come; in no zone of a reader
        with freeze_time("2025-07-30 15:30:00"):
            for zone in ("Asia/Shanghai", "Pacific/Kiritimati", "America/New_York"):
                self.env = self.env(context={**self.env.context, "tz": zone})
                figures = self._figures(partner)
                self.assertEqual((figures["sales_amount"], figures["sales_before"]), (100, 0))
        # the same moment belongs to another day where the company is elsewhere
        with freeze_time("2025-07-31 16:30:00"):
            self.company.resource_calendar_id.tz = "America/New_York"
            self.assertIsNone(self._figures(partner))

    def test_best_first(self):
        customers = {
            name: self._customer(name, amount)
            for name, amount in (("small", 150), ("large", 3000), ("none", 20), ("larger", 4000))
        }
        ids = [partner.id for partner in customers.values()]
        found = self.candidates._find(self.company, Filters(partner_ids=tuple(ids)))
        self.assertEqual(
            [row["partner_id"] for row in found],
            [customers[name].id for name in ("larger", "large", "small", "none")],
        )
        self.assertEqual(
            [row["class_id"] for row in found],
            [self.class_a.id, self.class_a.id, self.class_c.id, False],
        )
        for worst, expected in ((self.class_a, 2), (self.class_b, 2), (self.class_c, 3)):
            with self.subTest(worst=worst.code):
                found = self.candidates._find(self.company, Filters(partner_ids=tuple(ids)), worst)
                self.assertEqual(len(found), expected)

    def test_archived_class_finds_nobody(self):
        self._customer("large", 3000)
        self.class_c.active = False
        self.assertEqual(self.candidates._find(self.company, Filters(), self.class_c), [])


@tagged("post_install", "-at_install")
class TestKamCandidateRandom(CandidateCommon):
    """The statement against a slow calculation, on a random ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls._draw_ledger(11)

    @classmethod
    def _draw_ledger(cls, seed):
        """Book at random with new customers, and return them."""
        draw = random.Random(seed)
        partners = cls.env["res.partner"]
        for at in range(14):
            partner = cls._partner(f"Random {at}")
            partners |= partner
            buyers = [partner]
            if at % 3 == 0:
                buyers.append(
                    cls.env["res.partner"].create({"name": "Contact", "parent_id": partner.id})
                )
            for _number in range(draw.randint(1, 9)):
                cls._draw_document(draw, draw.choice(buyers))
        return partners

    @classmethod
    def _draw_document(cls, draw, partner):
        edge = draw.choice([0, 364, 365, 366, 730, 731])
        days_ago = draw.choice([draw.randint(0, 800), edge])
        day = cls._days(-days_ago)
        if draw.random() < 0.2:
            cls._invoice(partner, -draw.randint(1, 30000) / 100, day)
            return
        amount = draw.randint(1000, 90000) / 100
        term = draw.choice([0, 15, 30, 60])
        invoice = cls._invoice(partner, amount, day, due=cls._days(term - days_ago))
        open_amount = amount
        for _payment in range(draw.randint(0, 2)):
            paid = round(draw.choice([open_amount, open_amount * draw.random()]), 2)
            latest = days_ago - term + draw.choice([-20, -1, 0, 1, 20])
            paid_day = cls._days(-min(max(latest, 0), days_ago))
            if paid > 0:
                cls._settle(invoice, paid, paid_day)
                open_amount = round(open_amount - paid, 2)
            if open_amount <= 0:
                break

    def _expected(self, partners):
        """Return the figures of each customer, document by document."""
        window = rules.window(self.today)
        figures = defaultdict(lambda: defaultdict(Decimal))
        moves = self.env["account.move"].search(
            [("commercial_partner_id", "in", partners.ids), ("state", "=", "posted")]
        )
        for move in moves.filtered(lambda move: move.is_sale_document()):
            own = figures[move.partner_id.commercial_partner_id.id]
            amount = Decimal(str(round(move.amount_untaxed_signed, 2)))
            if window.sales_from <= move.date <= window.day:
                own["sales"] += amount
            elif window.before_from <= move.date < window.sales_from:
                own["before"] += amount
            for line in move.line_ids if move.move_type == "out_invoice" else ():
                due = line.date_maturity
                if not due or not window.sales_from <= due < window.day:
                    continue
                own["due"] += Decimal(str(round(line.balance, 2)))
                own["late"] += Decimal(str(round(line.balance, 2)))
                for partial in line.matched_credit_ids:
                    if partial.max_date <= due:
                        own["late"] -= Decimal(str(round(partial.amount, 2)))
        return figures

    def test_more_ledgers(self):
        if not seeds(0):
            self.skipTest("KAM_SEEDS asks for no more")
        for seed in seeds(0):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self._check_figures(self._draw_ledger(seed))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_same_figures(self):
        found = self._check_figures(self.partners)
        self.assertGreater(len(found), 5)
        self.assertTrue(any(0 < row["late_share"] < 1 for row in found))
        self.assertTrue(any(row["has_growth"] for row in found))

    def _check_figures(self, partners):
        """Check customers against the slow calculation, and return what the statement found."""
        standards = self.classes._get_standards()
        expected = {
            partner_id: own
            for partner_id, own in self._expected(partners).items()
            if own["sales"] > 0
        }
        found = self.env["kam.candidate"]._find(
            self.company, Filters(partner_ids=tuple(partners.ids))
        )
        self.assertEqual({row["partner_id"] for row in found}, set(expected))
        for row in found:
            own = expected[row["partner_id"]]
            grown = rules.growth(own["sales"], own["before"])
            late = rules.late_share(own["late"], own["due"])
            rank = rules.find_class(standards, own["sales"], grown, late)
            with self.subTest(partner=row["partner_id"]):
                self.assertAlmostEqual(row["sales_amount"], float(own["sales"]))
                self.assertAlmostEqual(row["sales_before"], float(own["before"]))
                self.assertIs(row["has_growth"], grown is not None)
                self.assertAlmostEqual(row["growth"], float(grown or 0))
                self.assertIs(row["has_late_share"], late is not None)
                self.assertAlmostEqual(row["late_share"], float(late or 0))
                self.assertEqual(row["class_id"], False if rank is None else self.classes[rank].id)
        return found

    def test_filters_leave_who_meets_them(self):
        draw = random.Random(12)
        everybody = self.env["kam.candidate"]._find(
            self.company, Filters(partner_ids=tuple(self.partners.ids))
        )
        for _round in range(15):
            amount = Decimal(draw.randint(0, 120000)) / 100
            grown = draw.choice([None, Decimal("-0.5"), Decimal(0), Decimal("0.2")])
            late = draw.choice([None, Decimal(0), Decimal("0.3"), Decimal(1)])
            worst = draw.choice([None, *self.classes])
            better = set(self.classes[: list(self.classes).index(worst) + 1].ids if worst else ())
            expected = {
                row["partner_id"]
                for row in everybody
                if row["sales_amount"] >= amount
                and (grown is None or (row["has_growth"] and row["growth"] >= grown))
                and (late is None or not row["has_late_share"] or row["late_share"] <= late)
                and (worst is None or row["class_id"] in better)
            }
            found = self.env["kam.candidate"]._find(
                self.company,
                Filters(
                    partner_ids=tuple(self.partners.ids),
                    amount_min=amount,
                    growth_min=grown,
                    late_share_max=late,
                ),
                worst or self.env["kam.customer.class"],
            )
            with self.subTest(amount=amount, growth=grown, late=late, worst=worst and worst.code):
                self.assertEqual({row["partner_id"] for row in found}, expected)
