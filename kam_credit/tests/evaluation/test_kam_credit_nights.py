import random
from datetime import datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.kam_management.tests.seeds import seeds
from odoo.addons.kam_management.tests.world import books_of

from ...models.profile.kam_credit_profile import FIGURE_FIELDS
from ..bookkeeping import KamCreditBookkeeping
from ..common import TODAY, KamCreditCommon, day
from ..random_bookkeeper import prepare
from . import test_kam_credit_random as ledgers

NIGHTS = 12
FIGURES = [
    *(name for name in FIGURE_FIELDS if name not in ("date_figures", "date_evaluated")),
    "is_incomplete",
]


def at_night(day_of):
    """Let it be a night; a context manager."""
    return freeze_time(datetime.combine(day_of, time(10)))


class KamCreditNights(KamCreditCommon):
    """Nights, one after the other, and who is evaluated in them."""

    def run_night(self):
        """Do what the job does, and return the profiles that were computed."""
        profiles = self.root["kam.credit.profile"]
        self.env.flush_all()
        profiles._keep_unchanged()
        computed = profiles.browse()
        for company, ids in list(profiles._find_stale()):
            profiles._evaluate_batch(company, ids)
            computed |= profiles.browse(ids)
        self.env.flush_all()
        self.env.invalidate_all()
        return computed

    def stored(self):
        """Return what is stored of everybody."""
        profiles = self.root["kam.credit.profile"].search([("account_id", "!=", False)])
        return {row.pop("id"): row for row in profiles.read(FIGURES, load=None)}


@tagged("post_install", "-at_install")
class TestKamCreditNights(KamCreditNights):
    """What lets a customer be evaluated again, and what does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.company.sudo().kam_credit_auto_downgrade = False
        cls.invoices = {}
        for number in range(4):
            partner = cls.make_customer(f"Customer {number}")
            cls.invoices[partner] = cls.invoice(partner, 1000, date=day(-60), due=day(-30))
            cls.make_key(partner)
        cls.partners = list(cls.invoices)
        cls.partner = cls.partners[0]

    def setUp(self):
        super().setUp()
        # what follows from the first figures is looked at in the second night
        for offset in (-3, -2, -1):
            with at_night(day(offset)):
                self.run_night()

    def test_what_accounts_mean_is_asked_once_for_each_step(self):
        ledger = type(self.env["kam.credit.ledger"])
        self.invoice(self.partner, 100, date=TODAY)
        with patch.object(ledger, "_scope", autospec=True, side_effect=ledger._scope) as asked:
            self.assertComputed(self.partner)
        # of each company for what holds, and for the figures of its batch
        companies = self.root["kam.credit.profile"].search([]).company_id
        self.assertLessEqual(asked.call_count, len(companies) + 1)

    def assertComputed(self, *partners):
        """Assert whom the next night computes, and that everybody has figures of that day."""
        computed = self.run_night()
        self.assertEqual(computed.partner_id, self.env["res.partner"].union(*partners))
        profiles = self.root["kam.credit.profile"].search([("account_id", "!=", False)])
        self.assertEqual(set(profiles.mapped("date_figures")), {TODAY})
        self.assertFalse(self.root["kam.credit.touch"].search([("kind", "=", "item")]))

    def test_nothing_has_happened(self):
        self.assertComputed()

    def test_paid(self):
        self.pay(self.invoices[self.partner], on=day(-1))
        self.assertComputed(self.partner)
        self.assertEqual(self.profile(self.partner).amount_overdue, 0)

    def test_payment_taken_back(self):
        payment = self.pay(self.invoices[self.partner], on=day(-40))
        with at_night(day(-1)):
            self.root["kam.credit.profile"].search([]).action_evaluate()
        self.run_night()
        self.assertEqual(self.profile(self.partner).amount_overdue, 0)
        payment.move_id.line_ids.remove_move_reconcile()
        with at_night(day(1)):
            computed = self.run_night()
        self.assertEqual(computed.partner_id, self.partner)
        self.assertEqual(self.profile(self.partner).amount_overdue, 1000)

    def test_drafts_are_nothing(self):
        self.invoice(self.partner, 500).button_draft()
        self.run_night()
        move = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.partner.id}
        )
        move.invoice_line_ids.create({"move_id": move.id, "name": "Goods", "price_unit": 5})
        self.env.flush_all()
        self.assertFalse(self.root["kam.credit.touch"].search([]))

    def test_cancelled_and_deleted(self):
        move = self.invoices[self.partner]
        move.button_draft()
        move.button_cancel()
        other = self.invoices[self.partners[1]]
        other.button_draft()
        other.with_context(force_delete=True).unlink()
        self.assertComputed(self.partner, self.partners[1])
        self.assertEqual(self.profile(self.partners[1]).transaction_amount, 0)

    def test_past_the_orm(self):
        [line] = self.open_lines(self.invoices[self.partner])
        self.env.flush_all()
        self.cr.execute(
            "UPDATE account_move_line SET date_maturity = %s WHERE id = %s", [day(30), line.id]
        )
        self.env.invalidate_all()
        self.assertComputed(self.partner)
        self.assertEqual(self.profile(self.partner).amount_due, 0)

    def test_falls_due(self):
        self.invoice(self.partner, 100, date=day(-50), due=day(1))
        self.assertComputed(self.partner)
        with at_night(day(1)):
            self.assertFalse(self.run_night())
        with at_night(day(2)):
            self.assertEqual(self.run_night().partner_id, self.partner)
        self.assertEqual(self.profile(self.partner).amount_due, 1100)

    def test_leaves_the_windows(self):
        bought = self.invoice(self.partner, 100, date=day(-364), due=day(-364))
        self.pay(bought, on=day(-364))
        self.assertComputed(self.partner)
        amounts = []
        for offset in range(1, 4):
            with at_night(day(offset)):
                computed = self.run_night()
            profile = self.profile(self.partner)
            amounts.append(
                (bool(computed), int(profile.transaction_amount), int(profile.amount_due))
            )
        self.assertEqual(amounts, [(True, 1000, 1100), (True, 1000, 1000), (False, 1000, 1000)])

    def test_matched_ahead(self):
        """Money that is dated in the future counts from its day on."""
        self.pay(self.invoices[self.partner], on=day(2))
        self.assertComputed(self.partner)
        with at_night(day(1)):
            self.assertFalse(self.run_night())
        with at_night(day(2)):
            self.assertEqual(self.run_night().partner_id, self.partner)
        self.assertEqual(self.profile(self.partner).amount_overdue, 0)

    def test_policy_and_tiers(self):
        self.company.sudo().kam_credit_grace_days = 2
        self.assertComputed(*self.partners)
        self.tiers["green"].credit_limit = 123_456
        with at_night(day(1)):
            self.assertEqual(len(self.run_night()), 4)
            self.treat_something()
        with at_night(day(2)):
            self.assertEqual(len(self.run_night()), 4)

    def treat_something(self):
        self.root["kam.credit.treatment"].create(
            {
                "company_id": self.company.id,
                "account_id": self.write_off_account.id,
                "treatment": "assigned",
            }
        )

    def test_setting_that_was_taken_back(self):
        """Who was evaluated under another policy meanwhile does not keep these figures."""
        self.company.sudo().kam_credit_threshold = 0.2
        with at_night(day(-1)):
            self.store(self.partner)
        self.company.sudo().kam_credit_threshold = 0.75
        self.assertComputed(self.partner)

    def test_once_a_week(self):
        profile = self.profile(self.partner)
        profile._protected_write({"date_evaluated": self.cr.now() - timedelta(days=7, hours=1)})
        self.assertComputed(self.partner)

    def test_limit_moved_by_hand_and_state(self):
        self.profile(self.partner)._assign_tier(self.tiers["black"], "Taken over")
        self.assertComputed(self.partner)

    def test_who_would_fall_is_computed_every_night(self):
        for partner in self.partners[1:]:
            self.pay(self.invoices[partner], on=day(-40))
        self.company.sudo().kam_credit_auto_downgrade = True
        self.receive(self.partner, 1000, on=day(-40))
        self.run_night()
        self.assertTrue(self.profile(self.partner).date_allocation_due)
        # what the night itself has changed is looked at in the next one
        with at_night(day(1)):
            self.run_night()
        with at_night(day(2)):
            self.assertEqual(self.run_night().partner_id, self.partner)

    def test_contact_with_another_company(self):
        contact = self.make_customer("Contact", parent=self.partner)
        self.run_night()
        contact.parent_id = self.partners[1]
        with at_night(day(1)):
            computed = self.run_night().partner_id
        self.assertEqual(computed, self.partner | self.partners[1])


@tagged("post_install", "-at_install")
class TestKamCreditRandomNights(KamCreditNights, KamCreditBookkeeping):
    """Random bookings in random nights: figures that were kept equal those computed anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.other = cls.setup_other_company()
        cls.companies = cls.company | cls.other
        cls.books_by_company = {company: books_of(company) for company in cls.companies}
        prepare(cls)
        cls.books_by_company.update(
            {branch: cls.books_by_company[root] for root, branch in cls.branches.items()}
        )
        cls.companies.sudo().kam_credit_auto_downgrade = False
        cls.representative.company_ids |= cls.other
        cls.other_unit = cls.root["kam.unit"].create(
            {"name": "There", "level": "headquarters", "company_id": cls.other.id}
        )

    def make_debtors(self, number):
        partners = self.env["res.partner"]
        for place in range(number):
            partner = self.make_customer(f"Debtor {place}")
            self.make_key(partner)
            if place % 3 == 0:
                self.make_key(partner, company=self.other, unit=self.other_unit)
            partners |= partner
            if place % 2:
                partners |= self.make_customer(f"Contact {place}", parent=partner)
        return partners

    def test_random_nights(self):
        for seed in seeds(1):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                self.play(seed)
                savepoint.rollback()
                self.env.invalidate_all()

    def play(self, seed):
        generator = random.Random(seed)
        bookkeeper = ledgers.Bookkeeper(self, seed)
        partners = self.make_debtors(14)
        type(self).debtors_at_play = partners
        bookkeeper.run(partners, self.companies, 60)
        kept = offset = 0
        for _night in range(NIGHTS):
            offset += generator.randint(1, 3)
            with at_night(day(offset)):
                self.book_at_random(bookkeeper, partners, generator)
                computed = self.run_night()
                self.assertSameAsAnew(offset)
                kept += 19 - len(computed)
        # somebody was spared, or nothing was compared
        self.assertGreater(kept, NIGHTS)

    def book_at_random(self, bookkeeper, partners, generator):
        """Book a little, of today or long ago, and take something back."""
        if generator.random() < 0.7:
            bookkeeper.run(generator.sample(list(partners), 1), self.companies, 1)
        if generator.random() < 0.4:
            partials = self.env["account.partial.reconcile"].search(
                [("debit_move_id.account_id.account_type", "=", "asset_receivable")]
            )
            generator.choice(partials).unlink()
        if generator.random() < 0.3:
            invoices = self.env["account.move"].search(
                [
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("partner_id", "in", partners.ids),
                ]
            )
            generator.choice(invoices).button_draft()

    def assertSameAsAnew(self, offset):
        kept = self.stored()
        self.assertEqual(len(kept), 19)
        profiles = self.root["kam.credit.profile"].search([("account_id", "!=", False)])
        with self.cr.savepoint() as savepoint:
            for company, some in profiles.grouped("company_id").items():
                profiles._evaluate_batch(company, some.ids)
            self.env.invalidate_all()
            anew = self.stored()
            savepoint.rollback()
        self.env.invalidate_all()
        for profile_id, figures in anew.items():
            self.assertEqual(kept[profile_id], figures, (profile_id, offset))
