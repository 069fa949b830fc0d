from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import TODAY, day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldDialog(KamCreditHoldCommon):
    """What who decides on a document is shown of it, and what is proposed."""

    def dialog(self, holds, user):
        """Return the dialog that releases holds, as it opens for somebody."""
        action = holds.with_user(user).action_open_release()
        model = self.root["kam.credit.hold.release"].with_user(user)
        return Form(model.with_context(**action["context"]))

    def give_officer(self, **vals):
        """Let the credit officer release so much."""
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id), ("role", "=", "credit_officer")]
        )
        authority.write({"amount": 0, "share": 0, **vals})

    def test_what_the_document_needs_is_proposed(self):
        hold = self.hold(self.try_order(1200))
        dialog = self.dialog(hold, self.credit_approver)
        self.assertEqual((dialog.ceiling, dialog.date_until), (1260, day(30)))
        for part in ("1,260.00", "1,200.00", "5%"):
            self.assertIn(part, dialog.proposal)
        self.assertIn("over the limit", dialog.reason_note)
        self.assertFalse(dialog.obstacle)
        dialog.reason_id = self.reason
        dialog.save().action_apply()
        self.assertEqual((hold.release_ids.ceiling, hold.release_ids.date_until), (1260, day(30)))

    def test_no_more_than_the_own_authority_is_proposed(self):
        hold = self.hold(self.try_order(1200))
        for amount, ceiling in ((200, 1200), (220, 1220), (300, 1260)):
            self.give_officer(amount=amount)
            with self.subTest(authority=amount):
                dialog = self.dialog(hold, self.credit_officer)
                self.assertEqual(dialog.ceiling, ceiling)
                self.assertFalse(dialog.obstacle)
                capped = "as far as your authority goes" in dialog.proposal
                self.assertEqual(capped, ceiling < 1260)
        # what was released for the customer today counts
        self.give_officer(amount=240)
        self.release(self.hold(self.try_order(1020)), self.credit_officer)
        self.assertEqual(self.dialog(hold, self.credit_officer).ceiling, 1220)

    def test_the_tolerance_adds_nothing_to_the_own_authority(self):
        hold = self.hold(self.try_order(1200)).with_user(self.credit_officer)
        self.give_officer(amount=220)
        with self.assertRaisesRegex(UserError, "1,220.00"):
            hold.action_release(self.reason.id, ceiling=1221)
        hold.action_release(self.reason.id)
        self.assertEqual(hold.release_ids.ceiling, 1220)

    def test_who_cannot_release_is_told_at_once(self):
        hold = self.hold(self.try_order(1200))
        self.give_officer(amount=199)
        self.assertIn("reviewer", self.dialog(hold, self.credit_officer).obstacle)
        self.assertIn("decide on it", hold.with_user(self.supervisor)._word_obstacle())
        self.release(hold)
        self.assertIn("not held any more", self.dialog(hold, self.credit_approver).obstacle)

    def test_several_are_each_released_up_to_the_most(self):
        holds = self.hold(self.try_order(1200)) | self.hold(self.try_order(1100))
        dialog = self.dialog(holds, self.credit_approver)
        self.assertFalse(dialog.ceiling)
        self.assertIn("each", dialog.proposal)
        self.assertEqual(dialog.date_until, day(30))
        dialog.reason_id = self.reason
        dialog.save().action_apply()
        self.assertEqual(holds.release_ids.mapped("ceiling"), [1260, 1155])

    def test_a_proposal_holds_for_what_has_become_less(self):
        order = self.try_order(1200)
        hold = self.hold(order)
        dialog = self.dialog(hold, self.credit_approver)
        dialog.reason_id = self.reason
        opened = dialog.save()
        order.order_line.price_unit = 1150
        opened.action_apply()
        self.assertEqual(hold.release_ids.ceiling, 1207.5)

    def test_what_is_ordered_is_shown_to_who_decides(self):
        order = self.try_order(1000, 200)
        order.order_line[0].product_uom_qty = 3
        order.order_line[0].write({"name": "Panels for the hall", "price_unit": 1000})
        hold = self.hold(order)
        for user in self.credit_officer | self.credit_approver | self.supervisor:
            self.assertFalse(user.has_group("sales_team.group_sale_salesman"))
            with self.subTest(user=user.login):
                content = str(hold.with_user(user).content)
                for part in ("Panels for the hall", "3.00", "1,000.00", "3,000.00", "3,200.00"):
                    self.assertIn(part, content)
                self.assertNotIn("Delivered", content)
                self.assertNotIn("Discount", content)

    def test_a_discount_is_shown(self):
        order = self.try_order(2000, 1500)
        order.order_line[0].discount = 12.5
        content = str(self.hold(order).with_user(self.credit_approver).content)
        for part in ("Discount", "2,000.00", "12.50", "1,750.00", "3,250.00", 'colspan="4"'):
            self.assertIn(part, content)
        self.assertEqual(content.count("%"), 1)

    def test_a_held_invoice_shows_its_lines(self):
        self.red.invoice_policy = "hold"
        invoice = self.root["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create({"name": "Spare parts", "price_unit": 1100, "tax_ids": []})
                ],
            }
        )
        self.root["kam.credit.hold"]._hold_apart("invoice", {invoice.id: 0.0})
        content = str(self.hold(invoice).with_user(self.credit_approver).content)
        self.assertIn("Spare parts", content)
        self.assertIn("1,100.00", content)

    def test_a_change_says_what_it_would_come_to(self):
        order = self.order(900)
        self.root["kam.credit.hold"]._hold_apart("change", {order.id: 1500.0})
        content = str(self.hold(order).with_user(self.credit_approver).content)
        self.assertIn("900.00", content)
        self.assertIn("would be worth", content)
        self.assertIn("1,500.00", content)

    def test_a_customer_is_asked_for_payment(self):
        first = self.invoice(self.customer, 300, due=day(5))
        second = self.invoice(self.customer, 500, due=day(20))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        with self.assertRaisesRegex(UserError, "e-mail address"):
            hold.action_ask_for_payment()
        self.customer.sudo().email = "info@acme.example.com"
        self.root["res.partner"].create(
            {
                "name": "Ms Guo",
                "type": "invoice",
                "parent_id": self.customer.id,
                "email": "guo@acme.example.com",
            }
        )
        before = self.root["mail.mail"].search([])
        hold.action_ask_for_payment()
        mail = self.root["mail.mail"].search([]) - before
        self.assertIn("guo@acme.example.com", mail.email_to)
        self.assertEqual(mail.reply_to, self.credit_officer.email_formatted)
        self.assertFalse(mail.model)
        # 500 too much: all of the first, and what is missing of the second
        for part in ("Ms Guo", first.name, second.name, "300.00", "200.00", "500.00", "Total"):
            self.assertIn(part, str(mail.body_html))
        for secret in ("1,000", "limit", "Red"):
            self.assertNotIn(secret, str(mail.body_html))

    def test_what_came_in_already_is_not_asked_for(self):
        self.customer.sudo().email = "info@acme.example.com"
        self.invoice(self.customer, 300, due=day(5))
        self.invoice(self.customer, 500, due=day(20))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        self.receive(self.customer, 350)
        before = self.root["mail.mail"].search([])
        hold.action_ask_for_payment()
        mail = self.root["mail.mail"].search([]) - before
        # 450 are left of the 500 that are asked for
        for part in ("not matched with an invoice", "50.00", "450.00"):
            self.assertIn(part, str(mail.body_html))

    def test_nobody_is_asked_for_what_was_paid(self):
        self.customer.sudo().email = "info@acme.example.com"
        self.invoice(self.customer, 300, due=day(5))
        self.invoice(self.customer, 500, due=day(20))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        self.receive(self.customer, 800)
        with self.assertRaisesRegex(UserError, "matched with no invoice"):
            hold.action_ask_for_payment()

    def test_a_customer_is_asked_once_a_day(self):
        self.customer.sudo().email = "info@acme.example.com"
        self.invoice(self.customer, 800, due=day(5))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        hold.action_ask_for_payment()
        self.assertEqual(hold.date_asked, TODAY)
        with self.assertRaisesRegex(UserError, "today already"):
            hold.action_ask_for_payment()

    def test_nobody_of_ours_is_written_to(self):
        self.invoice(self.customer, 800, due=day(5))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        seller = self.representative.sudo()
        seller.partner_id.email = "lei@hengyuan.example.com"
        before = self.root["mail.mail"].search_count([])
        for address in ("Lei@Hengyuan.example.com", "Lei <lei@hengyuan.example.com>"):
            self.customer.sudo().email = address
            with self.subTest(address=address), self.assertRaisesRegex(UserError, "of ours"):
                hold.action_ask_for_payment()
        self.assertEqual(self.root["mail.mail"].search_count([]), before)
        self.assertFalse(hold.date_asked)

    def test_nobody_is_asked_for_what_it_objects_to(self):
        self.customer.sudo().email = "info@acme.example.com"
        first = self.invoice(self.customer, 300, due=day(-5))
        second = self.invoice(self.customer, 500, due=day(20))
        self.dispute(self.open_lines(first))
        hold = self.hold(self.try_order(700)).with_user(self.credit_officer)
        self.assertIn(second.name, hold.clearing_note.split("\n")[0])
        self.assertNotIn(first.name, hold.clearing_note)
        before = self.root["mail.mail"].search([])
        hold.action_ask_for_payment()
        mail = self.root["mail.mail"].search([]) - before
        self.assertIn(second.name, mail.body_html)
        self.assertNotIn(first.name, mail.body_html)
