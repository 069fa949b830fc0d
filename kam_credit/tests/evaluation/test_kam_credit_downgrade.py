from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, KamCreditCommon, day

DOWNGRADE_LOGGER = "odoo.addons.kam_credit.models.evaluation.kam_credit_profile_downgrade"


@tagged("post_install", "-at_install")
class TestKamCreditDowngrade(KamCreditCommon):
    """A key account below the threshold becomes an ordinary customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()

    def assertDowngraded(self, partner, expected=True):
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "ordinary" if expected else "key")
        downgrades = profile.event_ids.filtered(lambda event: event.kind == "downgraded")
        self.assertEqual(len(downgrades), 1 if expected else 0)

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_key_account_below_the_threshold(self):
        partner = self.make_falling()
        self.store(partner)
        self.assertDowngraded(partner)

    def test_just_below_and_exactly_at_the_threshold(self):
        for paid, downgraded in ((749_999, True), (750_000, False)):
            with self.subTest(paid=paid):
                partner = self.make_customer(f"Paid {paid}")
                self.pay(self.invoice(partner, 1_000_000, due=day(-10)), paid, on=day(-10))
                self.make_key(partner)
                self.store(partner)
                self.assertDowngraded(partner, downgraded)

    def test_threshold_of_the_company(self):
        partner = self.make_customer("Paid two thirds")
        self.pay(self.invoice(partner, 300, due=day(-10)), 200, on=day(-10))
        self.make_key(partner)
        self.company.kam_credit_threshold = 0.66
        self.store(partner)
        self.assertDowngraded(partner, False)
        self.company.kam_credit_threshold = 0.67
        self.store(partner)
        self.assertDowngraded(partner)

    def test_no_rate_no_action(self):
        partner = self.make_customer("Not yet due")
        self.invoice(partner, 100, due=day(10))
        self.make_key(partner)
        self.store(partner)
        self.assertDowngraded(partner, False)
        self.assertFalse(self.profile(partner).has_rate)

    def test_fewer_instalments_than_the_minimum_no_action(self):
        self.company.kam_credit_minimum_due = 2
        partner = self.make_falling()
        self.store(partner)
        self.assertDowngraded(partner, False)

    def test_counting_instalments(self):
        self.company.kam_credit_basis = "count"
        partner = self.make_customer("Pays the small ones")
        for amount in (10, 10, 10):
            self.pay(self.invoice(partner, amount, due=day(-10)), on=day(-10))
        self.invoice(partner, 1000, due=day(-10))
        self.make_key(partner)
        self.store(partner)
        self.assertDowngraded(partner, False)
        self.invoice(partner, 10, due=day(-10))
        self.store(partner)
        self.assertDowngraded(partner)

    def test_ordinary_and_potential_customers_stay_what_they_are(self):
        ordinary = self.make_customer("Ordinary")
        potential = self.make_customer("Potential")
        for partner in (ordinary, potential):
            self.invoice(partner, 100, due=day(-10))
        account = self.root["kam.account"]._get_or_create(potential, self.company)
        account._enter_potential("screening", "Large", unit=self.area)
        self.store()
        self.assertEqual(account.state, "potential")
        self.assertFalse(self.profile(ordinary).event_ids | self.profile(potential).event_ids)
        self.assertTrue(self.profile(potential).is_below_threshold)

    def test_each_company_for_itself(self):
        other = self.setup_other_company()
        self.env.user.company_ids |= other
        unit = self.root["kam.unit"].create(
            {"name": "There", "level": "headquarters", "company_id": other.id}
        )
        self.representative.company_ids |= other
        partner = self.make_falling()
        self.make_key(partner, company=other, unit=unit)
        self.store(partner)
        self.assertDowngraded(partner)
        self.assertEqual(self.profile(partner, other).account_state, "key")
        self.evaluate(partner, company_id=other.id, simulate=False)
        self.assertEqual(self.profile(partner, other).account_state, "key")

    def test_contact_that_pays_late_brings_the_company_down(self):
        contact = self.make_customer("Branch office", parent=self.customer)
        self.invoice(contact, 100, due=day(-10))
        self.make_key(self.customer)
        self.store(contact)
        self.assertDowngraded(self.customer)

    def test_one_that_fails_does_not_hold_up_the_others(self):
        first, second = self.make_falling("First"), self.make_falling("Second")
        account_class = self.registry["kam.account"]
        downgrade = account_class._downgrade

        def fail_for_first(account, *args, **kwargs):
            if first in account.partner_id:
                raise UserError("Not this one")  # pylint: disable=translation-required
            return downgrade(account, *args, **kwargs)

        with (
            patch.object(account_class, "_downgrade", fail_for_first),
            self.assertLogs(DOWNGRADE_LOGGER, "WARNING"),
        ):
            self.store(first, second)
        self.assertDowngraded(first, False)
        self.assertFalse(self.profile(first).snapshot_ids)
        self.assertDowngraded(second)
        self.store(first)
        self.assertDowngraded(first)

    # ------------------------------------------------------------------
    # what is kept
    # ------------------------------------------------------------------

    def test_event_with_the_figures(self):
        partner = self.make_customer("Half on time")
        self.pay(self.invoice(partner, 2000, due=day(-10)), 1000, on=day(-10))
        account = self.make_key(partner, tier=self.tiers["red"])
        self.store(partner)
        event = self.profile(partner).event_ids.filtered(lambda e: e.kind == "downgraded")
        self.assertEqual(event.transaction_amount, 2000)
        self.assertEqual((event.amount_due, event.amount_on_time), (2000, 1000))
        self.assertEqual(event.fulfilment_rate, 0.5)
        self.assertEqual(event.tier_from_id, self.tiers["red"])
        self.assertFalse(event.tier_to_id)
        self.assertIn("50.0000%", event.reason)
        self.assertIn("75.00%", event.reason)
        self.assertEqual(event.company_id, self.company)
        self.assertEqual(self.profile(partner).event_count, 2)
        history = account.event_ids.sorted("id")[-1]
        self.assertEqual((history.kind, history.source), ("downgraded", "credit"))
        self.assertEqual((history.res_model, history.res_id), (event._name, event.id))

    def test_history_of_the_account_names_no_figure(self):
        partner = self.make_falling(amount=1234)
        self.store(partner)
        account = self.profile(partner).account_id
        history = account.event_ids.sorted("id")[-1]
        for text in (history.reason, history.document_name):
            self.assertNotRegex(text, r"\d")
        for body in account.message_ids.mapped("body"):
            self.assertNotRegex(body, r"\d")

    def test_snapshot_keeps_its_lines_after_later_bookings(self):
        partner = self.make_customer("Pays later")
        paid = self.invoice(partner, 400, due=day(-40))
        self.pay(paid, on=day(-40))
        open_invoice = self.invoice(partner, 600, due=day(-10))
        self.pay(open_invoice, 100, on=day(-12))
        self.make_key(partner)
        self.store(partner)
        snapshot = self.profile(partner).snapshot_ids
        self.assertEqual(len(snapshot), 1)

        def kept():
            snapshot.invalidate_recordset()
            return [
                (
                    line.invoice_name,
                    line.date_due,
                    line.amount,
                    line.amount_due,
                    line.amount_on_time,
                    line.amount_open,
                )
                for line in snapshot.line_ids
            ]

        before = kept()
        self.assertEqual(
            before,
            [
                (paid.name, day(-40), 400, 400, 400, 0),
                (open_invoice.name, day(-10), 600, 600, 100, 500),
            ],
        )
        self.assertEqual((snapshot.amount_due, snapshot.amount_on_time), (1000, 500))
        self.assertEqual((snapshot.threshold, snapshot.grace_days), (0.75, 0))
        self.assertEqual(snapshot.date_figures, TODAY)
        self.pay(open_invoice, on=TODAY)
        self.credit_note(paid, 400, on=TODAY, match=False)
        payment = paid._get_reconciled_payments()
        payment.action_draft()
        self.company.kam_credit_threshold = 0.5
        self.store(partner)
        self.assertEqual(kept(), before)
        self.assertEqual((snapshot.amount_due, snapshot.threshold), (1000, 0.75))
        self.assertEqual(self.profile(partner).amount_on_time, 100)
        action = self.profile(partner).event_ids.filtered("snapshot_id").action_open_snapshot()
        lines = self.root[action["res_model"]].search(action["domain"])
        self.assertEqual(lines._name, "kam.credit.snapshot.line")
        self.assertEqual(lines, snapshot.line_ids)

    def test_a_second_run_does_nothing_twice(self):
        partner = self.make_falling(tier=self.tiers["red"])
        self.store(partner)
        profile = self.profile(partner)
        before = (profile.event_ids, profile.snapshot_ids, profile.account_id.event_ids)
        messages = self.root["mail.message"].search_count([])
        self.store(partner)
        self.store()
        self.assertEqual(
            (profile.event_ids, profile.snapshot_ids, profile.account_id.event_ids), before
        )
        self.assertEqual(self.root["mail.message"].search_count([]), messages)

    # ------------------------------------------------------------------
    # who is told
    # ------------------------------------------------------------------

    def test_account_manager_and_team_are_told(self):
        partner = self.make_falling()
        account = self.profile(partner).account_id
        # who may not read the account is told nothing of it
        self.clerk.sudo().group_ids |= self.env.ref("kam_management.group_kam_representative")
        self.root["kam.account.team"].create(
            {"account_id": account.id, "user_id": self.clerk.id, "duty": "finance"}
        )
        last = self.root["mail.message"].search([], order="id desc", limit=1).id
        self.store(partner)
        notices = self.root["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )
        told = notices.notified_partner_ids
        self.assertEqual(told, self.representative.partner_id | self.clerk.partner_id)
        for notice in notices:
            self.assertIn("ordinary customer", notice.body)
            self.assertNotRegex(notice.body, r"\d")

    # ------------------------------------------------------------------
    # terms
    # ------------------------------------------------------------------

    def make_terms(self):
        """Let the red tier grant a payment term and a price list; return own and granted ones."""
        term, granted_term = self.split_term((100, 10)), self.split_term((100, 60))
        pricelists = self.env["product.pricelist"].create(
            [{"name": name, "company_id": False} for name in ("Own", "Granted")]
        )
        self.tiers["red"].write(
            {"payment_term_id": granted_term.id, "pricelist_id": pricelists[1].id}
        )
        return (term, pricelists[0]), (granted_term, pricelists[1])

    def terms(self, partner):
        partner = partner.with_company(self.company)
        return partner.property_payment_term_id, partner.specific_property_product_pricelist

    def test_own_terms_return(self):
        own, granted = self.make_terms()
        partner = self.make_falling()
        partner.property_payment_term_id, partner.specific_property_product_pricelist = own
        self.profile(partner)._assign_tier(self.tiers["red"], "Assessed")
        self.assertEqual(self.terms(partner), granted)
        self.store(partner)
        self.assertDowngraded(partner)
        self.assertEqual(self.terms(partner), own)
        profile = self.profile(partner)
        self.assertFalse(profile.tier_id)
        self.assertFalse(profile.has_granted_terms or profile.own_payment_term_id)

    def test_no_terms_of_its_own_return_as_none(self):
        _own, granted = self.make_terms()
        partner = self.make_falling(tier=self.tiers["red"])
        self.assertEqual(self.terms(partner), granted)
        self.store(partner)
        self.assertFalse(any(self.terms(partner)))

    def test_change_of_tier_keeps_the_terms_from_before_the_first(self):
        own, granted = self.make_terms()
        partner = self.customer
        partner.property_payment_term_id, partner.specific_property_product_pricelist = own
        self.make_key(partner, tier=self.tiers["red"])
        profile = self.profile(partner)
        profile._assign_tier(self.tiers["black"], "Assessed")
        self.assertEqual(self.terms(partner), own)
        profile._assign_tier(self.tiers["red"], "Assessed again")
        self.assertEqual(self.terms(partner), granted)
        self.assertEqual(profile.event_ids.mapped("kind").count("changed"), 2)
        profile._end_tier()
        self.assertEqual(self.terms(partner), own)

    def test_open_quotations_are_told_and_orders_stay(self):
        self.make_terms()
        partner = self.make_falling(tier=self.tiers["red"])
        product = self.root["product.product"].create({"name": "Sold"})
        orders = self.root["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 1})
                    ],
                }
                for _number in range(3)
            ]
        )
        quotation, confirmed, cancelled = orders
        confirmed.action_confirm()
        cancelled._action_cancel()
        before = {order: len(order.message_ids) for order in orders}
        self.store(partner)
        self.assertEqual(len(quotation.message_ids), before[quotation] + 1)
        self.assertIn("changed", quotation.message_ids[0].body)
        self.assertNotRegex(quotation.message_ids[0].body, r"\d")
        self.assertEqual(len(confirmed.message_ids), before[confirmed])
        self.assertEqual(len(cancelled.message_ids), before[cancelled])
        self.assertEqual(confirmed.state, "sale")

    def test_unchanged_terms_tell_nobody(self):
        partner = self.make_falling(tier=self.tiers["black"])
        order = self.root["sale.order"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        before = len(order.message_ids)
        self.store(partner)
        self.assertEqual(len(order.message_ids), before)

    def test_other_ways_out_end_the_tier_too(self):
        own, _granted = self.make_terms()
        partner = self.customer
        partner.property_payment_term_id, partner.specific_property_product_pricelist = own
        account = self.make_key(partner, tier=self.tiers["red"])
        account._downgrade("manual", "Wished so")
        profile = self.profile(partner)
        self.assertFalse(profile.tier_id)
        self.assertEqual(self.terms(partner), own)
        self.assertEqual(profile.event_ids.sorted("id").mapped("kind"), ["assigned", "ended"])

    def test_only_key_accounts_hold_a_tier(self):
        self.root["kam.account"]._get_or_create(self.customer, self.company)
        with self.assertRaisesRegex(UserError, "only key accounts"):
            self.profile(self.customer)._assign_tier(self.tiers["red"], "Wanted")

    def test_tier_of_another_company_is_refused(self):
        other = self.setup_other_company()
        foreign = self.root["kam.credit.tier"].search([("company_id", "=", other.id)], limit=1)
        self.make_key(self.customer)
        with self.assertRaisesRegex(UserError, "no active tier"):
            self.profile(self.customer)._assign_tier(foreign, "Wanted")

    def test_new_terms_of_a_tier_reach_its_holders(self):
        self.make_key(self.customer, tier=self.tiers["red"])
        _own, granted = self.make_terms()
        self.assertEqual(self.terms(self.customer), granted)


@tagged("post_install", "-at_install")
class TestKamCreditAllocation(KamCreditCommon):
    """Receipts that nobody has matched: accounting is asked before a downgrade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.company.kam_credit_allocation_user_id = cls.accountant

    def run_on(self, moment, *partners):
        with freeze_time(f"{moment} 10:00:00"):
            self.store(*partners)

    def duty(self, partner):
        """Return the open duty to allocate receipts of a customer."""
        return self.root["kam.deadline"].search(
            [
                ("code", "=", "credit_allocation"),
                ("res_id", "=", self.profile(partner).id),
                ("state", "=", "open"),
            ]
        )

    def make_prepaid(self, name="Prepaid", amount=1000, received=1000, on=None):
        partner = self.make_falling(name, amount)
        self.receive(partner, received, on=on or day(-15))
        return partner

    def test_task_instead_of_a_downgrade(self):
        partner = self.make_prepaid(amount=1357, received=1357)
        self.store(partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "key")
        duty = self.duty(partner)
        self.assertEqual(len(duty), 1)
        self.assertEqual(duty.user_ids, self.accountant)
        # Wednesday, and two working days later is Friday
        self.assertEqual(duty.date_due, day(2))
        self.assertEqual(profile.date_allocation_due, day(2))

    def test_text_names_no_figure(self):
        partner = self.make_prepaid(amount=1357, received=1357)
        self.store(partner)
        duty = self.duty(partner)
        text = f"{duty.title} {duty.kind_id.name}".replace(partner.name, "")
        self.assertNotRegex(text, r"\d|%|rate|threshold|tier|downgrade")

    def test_weekend_does_not_count(self):
        partner = self.make_prepaid()
        # Thursday, so Monday is the second working day
        self.run_on("2025-06-12", partner)
        self.assertEqual(self.duty(partner).date_due, day(5))

    def test_holiday_does_not_count(self):
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2025-06-12 00:00:00",
                "date_to": "2025-06-12 23:59:59",
            }
        )
        partner = self.make_prepaid()
        self.store(partner)
        self.assertEqual(self.duty(partner).date_due, day(5))

    def test_found_on_a_weekend(self):
        partner = self.make_prepaid()
        self.run_on("2025-06-14", partner)
        self.assertEqual(str(self.duty(partner).date_due), "2025-06-17")

    def test_task_is_given_once(self):
        partner = self.make_prepaid()
        self.store(partner)
        self.store(partner)
        self.run_on("2025-06-12", partner)
        self.assertEqual(len(self.duty(partner)), 1)
        self.assertEqual(self.profile(partner).date_allocation_due, day(2))

    def test_deadline_passes(self):
        partner = self.make_prepaid()
        self.store(partner)
        duty = self.duty(partner)
        self.run_on("2025-06-13", partner)
        self.assertEqual(self.profile(partner).account_state, "key")
        self.run_on("2025-06-14", partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "ordinary")
        self.assertFalse(profile.date_allocation_due)
        self.assertFalse(self.duty(partner))
        self.assertNotEqual(duty.state, "open")

    def test_allocated_in_time(self):
        partner = self.make_falling()
        payment = self.receive(partner, 1000, on=day(-15))
        self.store(partner)
        duty = self.duty(partner)
        self.assertTrue(duty)
        self.match(payment.move_id, self.invoices_of(partner))
        self.run_on("2025-06-12", partner)
        profile = self.profile(partner)
        self.assertEqual((profile.account_state, profile.fulfilment_rate), ("key", 1))
        self.assertFalse(profile.date_allocation_due)
        self.assertNotEqual(duty.state, "open")

    def invoices_of(self, partner):
        return self.env["account.move"].search(
            [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        )

    def test_allocated_and_still_below(self):
        partner = self.make_falling()
        payment = self.receive(partner, 1000, on=day(-15))
        self.store(partner)
        payment.action_draft()
        self.store(partner)
        # nothing is left that could lift the rate
        self.assertEqual(self.profile(partner).account_state, "ordinary")
        self.assertFalse(self.duty(partner))

    def test_a_new_breach_starts_a_new_task(self):
        partner = self.make_falling()
        payment = self.receive(partner, 1000, on=day(-15))
        self.store(partner)
        self.match(payment.move_id, self.invoices_of(partner))
        self.store(partner)
        self.invoice(partner, 5000, due=day(-5))
        self.receive(partner, 5000, on=day(-6))
        self.run_on("2025-06-16", partner)
        self.assertEqual(str(self.profile(partner).date_allocation_due), "2025-06-18")

    def test_receipts_that_came_too_late_do_not_help(self):
        partner = self.make_prepaid(on=day(-9))
        self.store(partner)
        self.assertEqual(self.profile(partner).account_state, "ordinary")
        self.assertFalse(self.duty(partner))

    def test_receipts_within_grace_help(self):
        self.company.kam_credit_grace_days = 1
        partner = self.make_prepaid(on=day(-9))
        self.store(partner)
        self.assertEqual(self.profile(partner).account_state, "key")

    def test_receipts_must_reach_the_threshold(self):
        for received, state in ((749.99, "ordinary"), (750, "key")):
            with self.subTest(received=received):
                partner = self.make_prepaid(f"Sent {received}", received=received)
                self.store(partner)
                self.assertEqual(self.profile(partner).account_state, state)

    def test_receipts_of_a_contact_count(self):
        partner = self.make_falling()
        contact = self.make_customer("Pays for them", parent=partner)
        self.receive(contact, 1000, on=day(-15))
        self.store(partner)
        self.assertEqual(self.profile(partner).account_state, "key")

    def test_receipts_of_others_and_in_other_companies_do_not_count(self):
        other = self.setup_other_company()
        partner = self.make_falling()
        self.receive(self.customer, 1000, on=day(-15))
        self.receive(partner, 1000, on=day(-15), company=other)
        self.store(partner)
        self.assertEqual(self.profile(partner).account_state, "ordinary")

    def test_bank_statement_lines_that_wait_are_receipts(self):
        for partner, state in ((self.customer, "key"), (self.env["res.partner"], "ordinary")):
            with self.subTest(partner=partner.name):
                late = self.make_falling(f"Transferred by {partner.name}")
                self.env["account.bank.statement.line"].create(
                    {
                        "payment_ref": "transfer",
                        "journal_id": self.books["bank"].id,
                        "partner_id": partner and late.id,
                        "amount": 1000,
                        "date": day(-15),
                    }
                )
                self.store(late)
                self.assertEqual(self.profile(late).account_state, state)

    def test_unmatched_credit_notes_lower_what_fell_due(self):
        for amount, state in ((1000, "key"), (999, "ordinary")):
            with self.subTest(amount=amount):
                partner = self.make_falling(f"Credited {amount}")
                self.credit_note(self.invoices_of(partner), amount, on=day(-15), match=False)
                self.store(partner)
                self.assertEqual(self.profile(partner).account_state, state)

    def test_counting_instalments(self):
        self.company.kam_credit_basis = "count"
        for received, state in ((199, "ordinary"), (200, "key")):
            with self.subTest(received=received):
                partner = self.make_customer(f"Sent {received}")
                for amount in (100, 100, 1000):
                    self.invoice(partner, amount, due=day(-10))
                self.pay(self.invoice(partner, 5, due=day(-10)), on=day(-10))
                self.make_key(partner)
                # two more of four make three, which is three quarters
                self.receive(partner, received, on=day(-15))
                self.store(partner)
                self.assertEqual(self.profile(partner).account_state, state)

    def test_simulating_asks_nobody(self):
        partner = self.make_prepaid()
        self.assertEqual(self.evaluate(partner)["reason"], "below_threshold")
        self.assertFalse(self.duty(partner))

    def test_leaving_another_way_closes_the_task(self):
        partner = self.make_prepaid()
        self.store(partner)
        duty = self.duty(partner)
        self.profile(partner).account_id._downgrade("manual", "Wished so")
        self.assertNotEqual(duty.state, "open")
        self.assertFalse(self.profile(partner).date_allocation_due)

    def test_nothing_lies_on_the_customer(self):
        partner = self.make_prepaid()
        self.store(partner)
        self.assertFalse(
            self.root["mail.activity"].search(
                [("res_model", "in", ("res.partner", "kam.account", "kam.credit.profile"))]
            )
        )
        duty = self.duty(partner).with_user(self.accountant)
        action = duty.action_open_document()
        self.assertEqual(action["res_model"], "account.move.line")
        with self.assertRaises(AccessError):
            self.profile(partner).with_user(self.representative).action_open_receipts()

    def test_what_became_of_it(self):
        for way, state in (("settled", "kept"), ("downgraded", "missed")):
            partner = self.make_falling(f"Late {way}")
            payment = self.receive(partner, 1000, on=day(-15))
            self.store(partner)
            duty = self.duty(partner)
            if way == "settled":
                self.match(payment.move_id, self.invoices_of(partner))
            self.run_on("2025-06-14" if way == "downgraded" else "2025-06-12", partner)
            with self.subTest(way=way):
                self.assertEqual(duty.state, state)

    def test_somebody_of_accounting_gets_it_by_default(self):
        self.company.kam_credit_allocation_user_id = False
        user = self.company._kam_credit_allocation_user()
        self.assertTrue(user.has_group("account.group_account_invoice"))
        self.assertIn(self.company, user.company_ids)
        partner = self.make_prepaid()
        self.store(partner)
        self.assertEqual(self.duty(partner).user_ids, user)

    @mute_logger(DOWNGRADE_LOGGER)
    def test_nobody_of_accounting(self):
        self.company.kam_credit_allocation_user_id = False
        empty = self.env["res.users"]
        partner = self.make_prepaid()
        with patch.object(
            self.registry["res.company"], "_kam_credit_allocation_user", lambda company: empty
        ):
            self.store(partner)
        self.assertEqual(self.profile(partner).account_state, "key")
        self.assertEqual(len(self.duty(partner)), 1)
