from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.kam_credit.models.exposure import kam_credit_ledger

from ..common import TODAY, day
from .common import KamCreditExposureCommon


@tagged("post_install", "-at_install")
class TestKamCreditExposure(KamCreditExposureCommon):
    """What the customer owes and has ordered, with figures by hand."""

    def test_an_order_from_confirmation_to_payment(self):
        order = self.quotation(90)
        self.assertExposure()
        self.assertEqual(float(order._get_commitments()[order]), 90)
        order.action_confirm()
        self.assertExposure(orders=90)
        invoice = self.bill(order, post=False)
        self.assertExposure(orders=90)
        invoice.action_post()
        self.assertExposure(receivables=90)
        self.pay(invoice)
        self.assertExposure()

    def test_down_payment_to_final_invoice(self):
        order = self.order(100)
        self.assertExposure(orders=100)
        advance = self.down_payment(order, 30, post=False)
        self.assertExposure(orders=100)
        advance.action_post()
        self.assertExposure(receivables=30, orders=70)
        self.pay(advance)
        self.assertExposure(orders=70)
        final = self.bill(order)
        self.assertEqual(final.amount_total, 70)
        self.assertExposure(receivables=70)
        self.pay(final)
        self.assertExposure()

    def test_unmatched_credit_lowers_the_total_and_hides_nothing_overdue(self):
        invoice = self.owe(100)
        self.assertExposure(receivables=100, overdue=100)
        self.credit_note(invoice, 40, match=False)
        self.assertExposure(receivables=60, overdue=100)
        self.receive(self.customer, 60)
        self.assertExposure(receivables=0, overdue=100)
        self.match(invoice, self.env["account.payment"].search([]).move_id)
        self.assertExposure(receivables=0, overdue=40)

    def test_what_is_overdue_for_the_check(self):
        self.owe(10, due=day(-30))
        self.owe(20, due=day(-31))
        self.owe(40, due=day(-1))
        self.owe(80, due=TODAY)
        self.assertExposure(receivables=150, overdue=20)
        self.red.overdue_days = 0
        self.assertExposure(receivables=150, overdue=70)
        self.red.overdue_days = 29
        self.assertExposure(receivables=150, overdue=30)

    def test_what_is_disputed_is_owed_and_not_overdue(self):
        disputed, other = self.owe(100), self.owe(10)
        line = self.open_lines(disputed)
        self.dispute(line)
        for limit in (kam_credit_ledger.ALL_FROM, 0):
            with self.subTest(read_together=not limit):
                self.patch(kam_credit_ledger, "ALL_FROM", limit)
                found = self.exposure()
                self.assertEqual((found.receivables, found.overdue), (110, 10))
        self.assertTrue(other)

    def test_payment_on_a_child_lowers_the_parent(self):
        child = self.make_customer("Shop", parent=self.customer)
        self.invoice(child, 100, due=TODAY)
        self.assertExposure(receivables=100)
        self.receive(child, 30)
        self.assertExposure(receivables=70)

    def test_contacts_that_change_company_leave_invoices_and_orders_behind(self):
        other = self.make_customer("Other")
        self.make_key(other, tier=self.red)
        child = self.make_customer("Shop", parent=self.customer)
        order = self.order(50, partner=child)
        self.invoice(child, 100, due=TODAY)
        self.receive(child, 30)
        child.parent_id = other
        self.assertEqual(order.kam_credit_debtor_id, self.customer)
        # what names the contact itself Odoo moves along
        self.assertExposure(receivables=100, orders=50)
        self.assertExposure(receivables=-30, partner=other)
        self.invoice(child, 7, due=TODAY)
        self.assertExposure(receivables=-23, partner=other)

    def test_payment_of_a_contact_whose_shop_went_to_another_company(self):
        other = self.make_customer("Other")
        self.make_key(other, tier=self.red)
        shop = self.make_customer("Shop", parent=self.customer)
        clerk = self.make_customer("Clerk", parent=shop)
        self.receive(clerk, 30)
        shop.parent_id = other
        self.assertEqual(clerk.commercial_partner_id, other)
        # Odoo moves what names the shop, not what names its people
        self.assertExposure(receivables=-30)
        self.assertExposure(partner=other)

    def test_entries_that_name_only_a_contact(self):
        child = self.make_customer("Shop", parent=self.customer)
        self.book(
            TODAY,
            self.item(self.receivable, 40, child),
            self.item(self.write_off_account, -40),
        )
        self.assertExposure(receivables=40)

    def test_other_currency(self):
        self.invoice(self.customer, 1000, due=TODAY, currency=self.eur)
        self.assertExposure(receivables=2000)
        order = self.order(1000, pricelist_id=self.make_pricelist(self.eur).id)
        self.assertExposure(receivables=2000, orders=2000)
        # at the order's own rate, whatever becomes of the currency
        self.euro_rates((day(1), 0.25), (day(-900), 0.5))
        with self.at(2):
            self.assertExposure(receivables=2000, orders=2000)
            quotation = self.quotation(1000, pricelist_id=order.pricelist_id.id)
            self.assertEqual(quotation._get_commitments()[quotation], 4000)
        with self.at(3):
            self.assertEqual(quotation._get_commitments()[quotation], 4000)
        early = self.quotation(1000, pricelist_id=order.pricelist_id.id)
        with self.at(2):
            self.assertEqual(early._get_commitments()[early], 4000)
            early.action_confirm()
            self.assertEqual(early._get_commitments()[early], 4000)

    def test_invoice_in_another_currency_than_the_order(self):
        order = self.order(1000)
        invoice = self.bill(order, post=False)
        invoice.currency_id = self.eur
        invoice.invoice_line_ids.price_unit = 300
        invoice.action_post()
        self.assertExposure(receivables=600, orders=400)

    def test_the_same_whatever_companies_are_ticked(self):
        other = self.setup_other_company()
        self.root["kam.credit.profile"]._ensure(
            self.root["kam.account"]._get_or_create(self.customer, other)
        )
        self.owe(100)
        self.order(50)
        self.invoice(self.customer, 7, due=TODAY, company=other)
        for companies in (self.company, other, self.company | other):
            with self.subTest(companies=companies.mapped("name")):
                profile = self.acme.with_context(allowed_company_ids=companies.ids)
                self.assertEqual(profile._get_exposures()[profile].total, 150)
                elsewhere = self.profile(self.customer, other).with_context(
                    allowed_company_ids=companies.ids
                )
                both = (profile | elsewhere)._get_exposures()
                self.assertEqual([both[one].total for one in profile | elsewhere], [150, 7])

    def test_what_a_branch_sells_is_owed_to_the_root(self):
        branch = self.make_branch()
        self.order(30, company=branch)
        self.invoice(self.customer, 8, due=TODAY, company=branch)
        self.assertExposure(receivables=8, orders=30)

    def test_cancelled_and_confirmed_again(self):
        order = self.order(100)
        order._action_cancel()
        self.assertExposure()
        order.action_draft()
        self.assertExposure()
        order.action_confirm()
        self.assertExposure(orders=100)

    def test_more_delivered_than_ordered(self):
        order = self.order(self.line(10, quantity=5), 20)
        order.order_line[:1].qty_delivered = 4
        self.assertExposure(orders=70)
        order.order_line[:1].qty_delivered = 8
        self.assertExposure(orders=100)
        # what is invoiced of it
        self.bill(order)
        self.assertExposure(receivables=70, orders=30)

    def test_delivered_and_never_ordered(self):
        tax = self.percent_tax()
        order = self.order(100)
        line = order.order_line.create(
            {
                "order_id": order.id,
                "product_id": self.product.id,
                "product_uom_qty": 0,
                "price_unit": 40,
                "tax_ids": [Command.set(tax.ids)],
            }
        )
        line.qty_delivered = 2
        found = self.exposure()
        self.assertEqual(found.orders, 188)

    def percent_tax(self, **vals):
        return self.env["account.tax"].create(
            {
                "name": "Ten",
                "amount": 10,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": self.company.id,
                **vals,
            }
        )

    def test_taxes_count(self):
        self.order(self.line(100, tax=self.percent_tax()))
        self.assertExposure(orders=110)

    def test_lines_of_discount_and_return(self):
        order = self.order(100, self.line(-20), self.line(10, quantity=-3))
        self.assertExposure(orders=50)
        self.bill(order)
        self.assertExposure(receivables=50)
        # a third was never exact
        thirds = self.order(self.line(100 / 3, quantity=3))
        self.assertExposure(receivables=50, orders=thirds.amount_total)

    def test_a_line_invoiced_too_high_lowers_the_order_and_no_other(self):
        order = self.order(100, 50)
        invoice = self.bill(order, post=False)
        invoice.invoice_line_ids[1].unlink()
        invoice.invoice_line_ids.price_unit = 130
        invoice.action_post()
        self.order(10)
        self.assertExposure(receivables=130, orders=30)
        self.refund(invoice)
        # given back, the order is to be invoiced again
        self.assertExposure(receivables=0, orders=160)

    def test_drafts_without_an_order(self):
        journal = self.journal("sale")
        draft = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "price_unit": 60, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        self.assertExposure(drafts=60)
        mixed = self.bill(self.order(100), post=False)
        mixed.invoice_line_ids = [
            Command.create({"name": "Extra", "price_unit": 5, "tax_ids": [Command.clear()]})
        ]
        self.assertExposure(orders=100, drafts=65)
        draft.button_cancel()
        self.assertExposure(orders=100, drafts=5)
        mixed.action_post()
        self.assertExposure(receivables=105)

    def test_one_statement_for_each_legal_entity(self):
        partners = [self.make_customer(f"Many {index}") for index in range(12)]
        for partner in partners:
            self.make_key(partner, tier=self.red)
            self.owe(10, partner=partner)
        profiles = self.root["kam.credit.profile"].search(
            [("partner_id", "in", [partner.id for partner in partners])]
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._get_exposures()
            return self.cr.sql_log_count - before

        count(profiles[:1])
        self.assertEqual(count(profiles[:2]), count(profiles))
        found = profiles._get_exposures()
        self.assertEqual({float(one.total) for one in found.values()}, {10})

    def test_many_are_read_together(self):
        self.owe(100)
        self.receive(self.customer, 30)
        self.order(50)
        before = self.exposure()
        self.patch(kam_credit_ledger, "ALL_FROM", 0)
        self.assertEqual(self.exposure(), before)
        self.assertEqual(before.total, 120)


@tagged("post_install", "-at_install")
class TestKamCreditHorizon(KamCreditExposureCommon):
    """Orders count as far as they are to be delivered within the horizon of the tier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.horizon_days = 10

    def due_in(self, days, *lines, hour=10):
        return self.order(*(lines or (100,)), commitment_date=f"{day(days)} {hour:02}:00:00")

    def test_not_today_and_on_its_day(self):
        order = self.due_in(20)
        self.assertExposure()
        self.assertEqual(order._get_commitments()[order], 0)
        with self.at(9):
            self.assertExposure()
        with self.at(10):
            self.assertExposure(orders=100)
        self.red.horizon_days = 0
        self.assertExposure(orders=100)

    def test_by_lead_time_line_by_line(self):
        order = self.order(
            self.line(10, customer_lead=10), self.line(20, customer_lead=11), self.line(40)
        )
        self.assertExposure(orders=50)
        with self.at(1):
            self.assertExposure(orders=70)
        self.assertEqual(order.amount_total, 70)

    def test_what_is_beyond_it_is_told_with_its_day(self):
        plain, partly = self.due_in(20, 100), self.due_in(30, self.line(10, 4))
        partly.order_line.qty_delivered = 1
        near = self.due_in(5, 7)
        self.env.flush_all()
        items = self.root["kam.credit.exposure.item"].search([("profile_id", "=", self.acme.id)])
        told = {item.order_id: (item.amount, item.amount_later, item.date_counts) for item in items}
        self.assertEqual(
            told,
            {plain: (0, 100, day(10)), partly: (10, 30, day(20)), near: (7, 0, False)},
        )
        with self.at(10):
            self.assertExposure(orders=117)
        self.red.horizon_days = 0
        self.env.flush_all()
        self.assertEqual(items.search([("date_counts", "!=", False)]), items.browse())

    def test_a_quotation_counts_its_lead_time_from_its_confirmation(self):
        quotation = self.quotation(self.line(10, customer_lead=15), date_order=f"{day(-10)} 10:00")
        self.assertEqual(quotation._get_commitments()[quotation], 0)
        quotation.action_confirm()
        self.assertExposure()

    def test_days_are_those_of_the_company(self):
        self.due_in(10, hour=20)
        self.assertExposure(orders=100)
        self.company.resource_calendar_id.sudo().tz = "Asia/Shanghai"
        # there it is the next day
        self.assertExposure()

    def test_together_with_what_was_invoiced_or_delivered_of_it(self):
        order = self.due_in(20, 100)
        self.order(30)
        self.assertExposure(orders=30)
        invoice = self.bill(order)
        # what is invoiced ahead takes nothing away from other orders
        self.assertExposure(receivables=100, orders=30)
        self.refund(invoice)
        order.order_line.qty_delivered = 0.5
        # what is delivered early is owed
        self.assertExposure(receivables=0, orders=80)


@tagged("post_install", "-at_install")
class TestKamCreditPrepaid(KamCreditExposureCommon):
    """What was paid online lowers the order as long as it stands in no ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        provider = cls.root["payment.provider"].create(
            {
                "name": "Provider",
                "code": "none",
                "state": "test",
                "company_id": cls.company.id,
            }
        )
        cls.provider = provider
        # one that authorises first, and captures in parts
        providers = type(cls.env["payment.provider"])
        compute = providers._compute_feature_support_fields

        def let_capture(records):
            compute(records)
            records.support_manual_capture = "partial"

        cls.startClassPatcher(
            patch.object(providers, "_compute_feature_support_fields", let_capture)
        )
        cls.method = cls.root["payment.method"].search([], limit=1) or cls.root[
            "payment.method"
        ].create({"name": "Card", "code": "kam_card"})

    def transaction(self, orders, amount, state="done", **vals):
        return self.root["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"T{self.root['payment.transaction'].search_count([])}",
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id,
                "operation": "online_direct",
                "state": state,
                "sale_order_ids": [Command.set(orders.ids)],
                **vals,
            }
        )

    def test_authorised_pending_and_failed(self):
        order = self.order(100)
        for state, expected in (
            ("pending", 100),
            ("draft", 100),
            ("cancel", 100),
            ("error", 100),
            ("authorized", 60),
            ("done", 60),
        ):
            with self.subTest(state=state):
                transaction = self.transaction(order, 40, state)
                self.assertExposure(orders=expected)
                transaction.sale_order_ids = False

    def test_paid_in_full_adds_nothing(self):
        order = self.quotation(100)
        self.transaction(order, 100)
        self.assertEqual(order._get_commitments()[order], 0)
        order.action_confirm()
        self.assertExposure()

    def test_a_booked_payment_is_not_counted_twice(self):
        order = self.order(100)
        transaction = self.transaction(order, 100)
        self.assertExposure()
        payment = self.receive(self.customer, 100)
        transaction.payment_id = payment
        # it stands in the ledger, the order beside it
        self.assertExposure(receivables=-100, orders=100)
        invoice = self.bill(order)
        self.assertExposure(receivables=0)
        self.match(invoice, payment.move_id)
        self.assertExposure()

    def test_a_payment_that_is_not_booked(self):
        order = self.order(100)
        payment = self.receive(self.customer, 100)
        payment.action_draft()
        transaction = self.transaction(order, 100, payment_id=payment.id)
        self.assertTrue(transaction.payment_id)
        self.assertExposure()
        payment.action_cancel()
        self.assertExposure(orders=100)

    def test_one_for_two_orders_is_shared_out(self):
        first, second = self.order(100), self.order(300)
        self.transaction(first | second, 200)
        found = (first | second)._get_commitments()
        self.assertEqual([found[first], found[second]], [50, 150])
        self.assertEqual(self.exposure().orders, 200)

    def test_captured_in_parts_given_up_and_refunded(self):
        order = self.order(100)
        whole = self.transaction(order, 100, "authorized")
        self.assertEqual(self.exposure().orders, 0)
        part = {"source_transaction_id": whole.id}
        nothing = order.browse()
        captured = self.transaction(nothing, 60, "done", **part)
        self.assertEqual(self.exposure().orders, 0)
        captured.payment_id = self.receive(self.customer, 60)
        found = self.exposure()
        self.assertEqual((found.receivables, found.orders), (-60, 60))
        self.transaction(nothing, 10, "cancel", **part)
        self.assertEqual(self.exposure().orders, 70)
        self.transaction(nothing, -30, "done", operation="refund", **part)
        self.assertEqual(self.exposure().orders, 100)
