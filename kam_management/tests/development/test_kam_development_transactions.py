from odoo.fields import Command
from odoo.tests import tagged

from .common_value import DevelopmentValueCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentTransactions(DevelopmentValueCommon):
    """What a customer has bought so far (development scheme, 2.4)."""

    def _buy(self):
        """Let the yard buy four times in two years, and give something back."""
        self._invoice(100, self._days(-30), quantity=10)
        self._invoice(200, self._days(-10), self.grout, quantity=4)
        bought = self._invoice(300, self._days(-100), quantity=30)
        self._invoice(-50, self._days(-90), quantity=5, reversed_entry_id=bought.id)
        self._invoice(500, self._days(-400), quantity=50)
        # too long ago, not posted, ahead, another's
        self._invoice(9000, self._days(-900))
        self._invoice(9000, self._days(-5)).button_draft()
        self._invoice(9000, self._days(5))
        self._invoice(9000, self._days(-5), account=self.shop)

    def _found(self, user=None, account=None):
        account = self.seen_by(user or self.env.user, account or self.yard)
        return account._find_transactions()[account]

    def test_reckoned_by_hand(self):
        self._buy()
        found = self._found()
        self.assertEqual((found["purchases_year"], found["purchases"]), (3, 4))
        # 100, 200, 300 less 50, 500
        self.assertEqual((found["value_median"], found["value_mean"]), (225, 262.5))
        self.assertEqual((found["quantity_median"], found["quantity_mean"]), (17.5, 22.25))
        self.assertEqual(found["unit"], self.units.name)
        # 300, 70 and 20 days
        self.assertEqual(found["interval"], 70)
        self.assertEqual(found["last_day"], str(self._days(-10)))
        self.assertEqual((found["products"], found["categories"]), (2, 2))
        self.assertEqual(
            [(product["value"], product["share"]) for product in found["top"]],
            [(850, 0.8095), (200, 0.1905)],
        )
        self.assertEqual((found["sales"], found["sales_before"]), (550, 500))
        self.assertEqual(found["currency"], self.company.currency_id.name)

    def test_nothing_bought(self):
        found = self._found()
        self.assertEqual((found["purchases"], found["sales"], found["top"]), (0, 0, []))
        self.assertIsNone(found["interval"])
        rows = {row["label"]: row["text"] for row in self.yard._describe_transactions(found)}
        self.assertEqual(rows["Last Purchase"], "none")
        self.assertEqual(rows["Change on the Year Before"], "nothing to compare with")

    def test_what_is_given_back_is_no_purchase(self):
        bought = self._invoice(300, self._days(-100), quantity=30)
        self._invoice(-300, self._days(-90), quantity=30, reversed_entry_id=bought.id)
        found = self._found()
        self.assertEqual((found["purchases"], found["sales"], found["products"]), (0, 0, 0))

    def test_two_invoices_of_an_order_are_one_purchase(self):
        order = self._order()
        link = {"sale_line_ids": [Command.link(order.order_line.id)]}
        self._invoice(60, self._days(-20), line=link)
        self._invoice(40, self._days(-15), line=link)
        self._invoice(30, self._days(-10))
        found = self._found()
        self.assertEqual((found["purchases"], found["value_median"]), (2, 65))
        self.assertEqual(found["interval"], 10)

    def _order(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.yard.partner_id.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.tile.id, "product_uom_qty": 2})],
            }
        )

    def _billed(self, amount, day, *orders, freight=0):
        """Post an invoice with a line of each order, and one by hand."""
        lines = [
            {"price_unit": amount, "sale_line_ids": [Command.link(order.order_line.id)]}
            for order in orders
        ]
        if freight:
            lines.append({"price_unit": freight, "name": "Freight"})
        plain = {"product_id": self.tile.id, "quantity": 1, "tax_ids": [Command.clear()]}
        commands = [Command.create({**plain, **line}) for line in lines]
        return self._invoice(1, day, invoice_line_ids=commands)

    def test_what_is_added_by_hand_belongs_to_the_order(self):
        first, second = self._order(), self._order()
        self._billed(60, self._days(-20), first, freight=5)
        self._billed(40, self._days(-15), first, freight=5)
        found = self._found()
        self.assertEqual((found["purchases"], found["value_median"]), (1, 110))
        # of an invoice of several orders, to the first
        third = self._order()
        self._billed(30, self._days(-10), second, third, freight=7)
        found = self._found()
        self.assertEqual((found["purchases"], found["value_median"]), (3, 37))

    def test_a_credit_note_by_hand_lessens_the_purchase_of_the_order(self):
        invoice = self._billed(60, self._days(-20), self._order())
        self._invoice(-20, self._days(-15), reversed_entry_id=invoice.id)
        found = self._found()
        self.assertEqual((found["purchases"], found["value_median"]), (1, 40))
        self._invoice(-40, self._days(-12), reversed_entry_id=invoice.id)
        self.assertEqual(self._found()["purchases"], 0)

    def test_a_dozen_is_twelve(self):
        self._invoice(24, self._days(-10), line={"product_uom_id": self.dozens.id})
        self.assertEqual(self._found()["quantity_median"], 12)

    def test_foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5}
        )
        self._invoice(100, self._days(-10), currency_id=euro.id)
        found = self._found()
        self.assertEqual((found["sales"], found["value_median"]), (200, 200))
        moves = self.env["account.move"].search([("partner_id", "=", self.yard.partner_id.id)])
        self.assertEqual(sum(moves.mapped("amount_untaxed_signed")), 200)

    def test_another_company_counts_its_own(self):
        self._invoice(100, self._days(-10), account=self.mill)
        self._make_other_company()
        both = (self.mill | self.mill_other).sudo()._find_transactions()
        self.assertEqual([both[self.mill]["sales"], both[self.mill_other]["sales"]], [100, 0])

    # ------------------------------------------------------------------
    # on the scheme
    # ------------------------------------------------------------------

    def _texts(self, development, user):
        shown = self.seen_by(user, development).transactions
        return {row["label"]: row["text"] for row in shown["rows"]} | {"note": shown["note"]}

    def test_a_new_invoice_changes_the_draft(self):
        development = self._filled()
        self.assertEqual(self._texts(development, self.director)["Purchases, 12 Months"], "0")
        self._invoice(100, self._days(-10))
        self.assertEqual(self._texts(development, self.director)["Purchases, 12 Months"], "1")

    def test_a_draft_shows_what_its_reader_may_open(self):
        self._invoice(100, self._days(-10))
        self._invoice(70, self._days(-10), invoice_user_id=self.rep_beijing.id)
        development = self._filled()
        mine = self._texts(development, self.rep_beijing)
        self.assertEqual(mine["Purchases, 12 Months"], "1")
        self.assertIn("that you may open", mine["note"])
        snapshot = self.seen_by(self.rep_beijing, development)._get_snapshot()
        self.assertEqual(snapshot["transactions"]["sales"], 70)
        everything = self._texts(development, self.director)
        self.assertEqual(everything["Purchases, 12 Months"], "2")
        self.assertNotIn("that you may open", everything["note"])

    def test_who_opens_no_invoices_is_shown_none(self):
        self._invoice(100, self._days(-10))
        development = self._filled()
        self.assertFalse(self.seen_by(self.administrator, development).transactions)

    def test_an_edition_keeps_what_it_was_decided_on(self):
        self._invoice(100, self._days(-10))
        development = self._approved()
        kept = development.snapshot["transactions"]
        # whoever submitted it: all of them
        self.assertEqual((kept["sales"], kept["is_complete"]), (100, True))
        self._invoice(900, self._days(-5))
        self.assertEqual(self._texts(development, self.rep_beijing)["Purchases, 12 Months"], "1")
        self.assertEqual(development.snapshot["transactions"], kept)
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.assertEqual(self._texts(edition, self.director)["Purchases, 12 Months"], "2")

    def test_figures_that_nobody_entered_are_one_place(self):
        development = self._approved()
        places = [
            place for place in development._get_content() if place.startswith("snapshot.trans")
        ]
        self.assertEqual(places, ["snapshot.transactions"])
        self._invoice(100, self._days(-10))
        self.revise(development, self.rep_beijing)
        edition = development.edition_ids
        self.seen_by(self.rep_beijing, edition).meaning = "More than a third"
        self.submit(edition, self.rep_beijing)
        self.approve(edition, *self._deciders(edition))
        self.assertEqual(edition.revision_places, 2)

    def test_a_returned_draft_is_live_again(self):
        development = self._filled()
        self.submit(development, self.rep_beijing)
        self._invoice(100, self._days(-10))
        self.assertEqual(self._texts(development, self.director)["Purchases, 12 Months"], "0")
        self.return_(development, self.supervisor_north)
        self.assertEqual(self._texts(development, self.director)["Purchases, 12 Months"], "1")

    def test_one_statement_for_all(self):
        accounts = self.yard | self.mill
        for at in range(20):
            accounts |= self._key_account(f"Customer {at}", self.beijing, self.rep_beijing)
        for account in accounts:
            self._invoice(100, self._days(-10), account=account)
        self.seen_by(self.director, accounts)._find_transactions()
        counts = []
        for chosen in (self.yard | self.mill, accounts):
            some = self.seen_by(self.director, chosen)
            before = self.cr.sql_log_count
            found = some._find_transactions()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual({row["purchases"] for row in found.values()}, {1})
        self.assertEqual(*counts)
