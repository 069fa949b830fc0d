from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditHistoryLine(KamCreditCommon):
    """Items of a former system: who enters and sees them, and what they may say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.make_key(cls.customer)
        cls.lines = cls.env["kam.credit.history.line"].with_user(cls.credit_admin)

    def enter(self, name="INV 1", user=None, **vals):
        """Enter a line as a credit administrator, or as somebody else."""
        return self.lines.with_user(user or self.credit_admin).create(
            {
                "name": name,
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "date_invoice": day(-60),
                "date_due": day(-30),
                "amount": 100,
                **vals,
            }
        )

    def test_untaxed_amount_is_the_amount_by_default(self):
        self.assertEqual(self.enter().amount_untaxed, 100)
        self.assertEqual(self.enter("INV 2", amount_untaxed=90).amount_untaxed, 90)
        self.assertEqual(self.enter("INV 3", amount_untaxed=0).amount_untaxed, 100)

    def test_debtor_stays_when_the_contact_moves(self):
        contact = self.make_customer("Office", parent=self.customer)
        line = self.enter(partner_id=contact.id)
        self.assertEqual(line.commercial_partner_id, self.customer)
        contact.parent_id = self.make_customer("Elsewhere")
        self.assertEqual(line.commercial_partner_id, self.customer)

    def test_who_sees_and_enters(self):
        line = self.enter()
        for user in (self.supervisor, self.credit_officer, self.director):
            self.assertEqual(self.lines.with_user(user).search([]), line)
            with self.assertRaises(AccessError):
                self.enter("INV 2", user=user)
            with self.assertRaises(AccessError):
                line.with_user(user).amount = 1
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
        self.assertFalse(self.lines.with_user(self.south_supervisor).search([]))
        for user in (self.representative, self.clerk, self.portal, self.accountant):
            with self.assertRaises(AccessError):
                self.lines.with_user(user).search([])

    def test_values_are_checked(self):
        for vals in (
            {"amount": 0},
            {"amount": -1},
            {"amount": float("nan")},
            {"amount": 1e300},
            {"amount": "much"},
            {"amount": True},
            {"amount_untaxed": 101},
            {"date_settled": day(1)},
            {"date_invoice": day(1)},
            {"date_due": "0001-01-01"},
            {"date_due": "9999-12-31"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.enter(**vals)
        self.assertTrue(self.enter(date_settled=TODAY))

    def test_number_once_for_a_debtor(self):
        contact = self.make_customer("Office", parent=self.customer)
        self.enter()
        with self.assertRaises(ValidationError):
            self.enter(" INV 1 ", partner_id=contact.id)
        self.enter(partner_id=self.make_customer("Another").id)

    def test_merged_customers_keep_all_lines(self):
        twin = self.make_customer("Acme twin")
        lines = self.enter() | self.enter(partner_id=twin.id)
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (twin | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(lines.exists(), lines)
        self.assertEqual(lines.partner_id, self.customer)
        self.assertEqual(lines.commercial_partner_id, self.customer)

    def test_branches_have_none_of_their_own(self):
        branch = self.company.sudo().create({"name": "Branch", "parent_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "as a whole"):
            self.lines.sudo().create(
                {
                    "name": "INV 1",
                    "company_id": branch.id,
                    "partner_id": self.customer.id,
                    "date_invoice": day(-60),
                    "date_due": day(-30),
                    "amount": 1,
                }
            )

    def test_whose_line_it_is_stays(self):
        line = self.enter()
        with self.assertRaises(UserError):
            line.partner_id = self.make_customer("Another")
        with self.assertRaises(UserError):
            line.commercial_partner_id = self.make_customer("Another")
        with self.assertRaises(UserError):
            self.enter("INV 2", commercial_partner_id=self.make_customer("Another").id)
