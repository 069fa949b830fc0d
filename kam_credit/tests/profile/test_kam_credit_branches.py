from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditBranches(KamCreditCommon):
    """Credit is granted by a legal entity; what is sold in its branches is sold on its terms.

    Acme holds the red list, with a term and a price list; Plain is a key account without a tier.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        root = cls.root
        cls.branch = root["res.company"].create(
            {"name": "Credit Branch", "parent_id": cls.company.id}
        )
        # the branch gets its share of the chart of accounts
        cls.env.cr.precommit.run()
        cls.env.user.company_ids = [Command.link(cls.branch.id)]
        cls.term, cls.own_term = root["account.payment.term"].create(
            [
                {
                    "name": name,
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 100, "nb_days": days})
                    ],
                }
                for name, days in (("Term of the tier", 45), ("Term of the branch", 10))
            ]
        )
        cls.pricelist, cls.own_pricelist = root["product.pricelist"].create(
            [
                {"name": "List of the tier", "company_id": False},
                {"name": "List of the branch", "company_id": cls.branch.id},
            ]
        )
        cls.tiers["red"].write({"payment_term_id": cls.term.id, "pricelist_id": cls.pricelist.id})
        cls.plain = cls.make_customer("Plain")
        cls.make_key(cls.customer, tier=cls.tiers["red"])
        cls.make_key(cls.plain)
        cls.acme = cls.profile(cls.customer)
        for partner in cls.customer | cls.plain:
            in_branch = partner.sudo().with_company(cls.branch)
            in_branch._protected_write(
                {
                    "property_payment_term_id": cls.own_term.id,
                    "specific_property_product_pricelist": cls.own_pricelist.id,
                }
            )
        cls.seller = cls.make_user(
            "branch_seller",
            unit=cls.area,
            role="supervisor",
            company=cls.branch,
            groups="base.group_user,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice",
        )

    def order(self, partner, user=None):
        orders = self.root["sale.order"]
        orders = orders.with_user(user) if user else orders
        return (
            orders.with_context(allowed_company_ids=self.branch.ids)
            .create({"partner_id": partner.id})
            .sudo()
        )

    def draft(self, partner, company):
        journal = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        )
        return (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "journal_id": journal.id,
                    "partner_id": partner.id,
                    "invoice_date": TODAY,
                    "invoice_line_ids": [
                        Command.create({"name": "Goods", "price_unit": 10, "tax_ids": []})
                    ],
                }
            )
        )

    def test_order_in_a_branch(self):
        for user in (None, self.seller):
            with self.subTest(user=user and user.login):
                order = self.order(self.customer, user)
                self.assertEqual(order.company_id, self.branch)
                self.assertEqual(order.payment_term_id, self.term)
                self.assertEqual(order.pricelist_id, self.pricelist)
                order = self.order(self.plain, user)
                self.assertEqual(order.payment_term_id, self.own_term)
                self.assertEqual(order.pricelist_id, self.own_pricelist)

    def test_order_after_the_tier(self):
        self.acme._drop_tier("Ended")
        order = self.order(self.customer)
        self.assertEqual(order.payment_term_id, self.own_term)
        self.assertEqual(order.pricelist_id, self.own_pricelist)

    def test_tier_without_terms_leaves_those_of_the_branch(self):
        self.tiers["red"].write({"payment_term_id": False, "pricelist_id": False})
        order = self.order(self.customer)
        self.assertEqual(order.payment_term_id, self.own_term)
        self.assertEqual(order.pricelist_id, self.own_pricelist)

    def test_price_list_of_the_root_alone(self):
        # Odoo gives it to nobody else
        self.pricelist.company_id = self.company
        order = self.order(self.customer)
        self.assertEqual(order.payment_term_id, self.term)
        self.assertEqual(order.pricelist_id, self.own_pricelist)

    def test_invoice_in_a_branch(self):
        invoice = self.draft(self.customer, self.branch)
        self.assertEqual(invoice.company_id, self.branch)
        self.assertEqual(invoice.invoice_payment_term_id, self.term)
        self.assertEqual(str(invoice.invoice_date_due), "2025-07-26")
        invoice.action_post()
        row = self.root["kam.credit.posting"].search([("move_id", "=", invoice.id)])
        self.assertEqual((row.tier_id, row.profile_id), (self.tiers["red"], self.acme))
        self.assertEqual(row.company_id, self.company)
        self.assertEqual(invoice.with_user(self.supervisor).sudo().company_id, self.branch)
        self.assertEqual(self.draft(self.plain, self.branch).invoice_payment_term_id, self.own_term)

    def test_what_documents_show(self):
        order = self.order(self.customer, self.seller)
        self.env.flush_all()
        self.env.invalidate_all()
        seen = order.with_user(self.seller).with_context(allowed_company_ids=self.branch.ids)
        self.assertEqual(seen.kam_credit_profile_id, self.acme)
        self.assertEqual(seen.kam_credit_tier_id, self.tiers["red"])
        partner = self.customer.with_user(self.seller).with_context(
            allowed_company_ids=self.branch.ids
        )
        self.assertEqual(partner.kam_credit_profile_id, self.acme)

    def test_terms_are_kept_in_a_branch(self):
        partner = self.customer.with_company(self.branch)
        with self.assertRaisesRegex(UserError, "standing as key account"):
            partner.property_payment_term_id = self.term.copy()

    def test_readers_of_a_branch_evaluate(self):
        for companies in (self.branch, self.company):
            with self.subTest(company=companies.name):
                row = self.evaluate(self.customer, self.seller, company_id=companies.id)
                self.assertEqual(row["current_tier"], "red")
        model = self.root["kam.credit.profile"].with_user(self.seller)
        with self.assertRaises(AccessError):
            model.evaluate(company_id=self.other_company.id)

    def test_nothing_is_made_in_a_branch(self):
        with (
            self.assertRaisesRegex(ValidationError, "Credit Branch.*branch of Credit Company"),
            self.env.cr.savepoint(),
        ):
            self.root["kam.credit.tier"].create(
                {"code": "green", "amount_from": 0, "company_id": self.branch.id}
            )
        self.assertFalse(self.root["kam.credit.tier"].search([("company_id", "=", self.branch.id)]))

    def test_who_allocates_may_work_in_a_branch(self):
        self.company.sudo().kam_credit_allocation_user_id = self.seller
        with self.assertRaises(ValidationError):
            self.other_company.sudo().kam_credit_allocation_user_id = self.seller

    def test_delete_a_company_in_which_nothing_happened(self):
        company = self.root["res.company"].create({"name": "Short-lived"})
        self.assertTrue(self.root["kam.credit.tier"].search([("company_id", "=", company.id)]))
        self.root["res.users"].search([("company_ids", "in", company.ids)]).write(
            {"company_ids": [Command.unlink(company.id)]}
        )
        company.unlink()
        self.assertFalse(company.exists())
