from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.kam_credit.models.overview import kam_credit_profile_overview
from odoo.addons.kam_management.tests.world import set_rate

from ..common import KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditAmounts(KamCreditCommon):
    """Amounts of companies with different currencies are compared by what they are worth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.euro = cls.setup_other_company()
        # a euro is worth two units of the first company's currency
        cls.euro.sudo().currency_id = set_rate(cls.company, "EUR", 0.5)
        cls.reader = cls.credit_admin
        cls.reader.sudo().company_ids |= cls.euro
        cls.worth = {}
        profiles = cls.root["kam.credit.profile"]
        for name, amount, company in (
            ("300 here", 300, cls.company),
            ("200 euros, 400 here", 200, cls.euro),
            ("500 here", 500, cls.company),
            ("100 euros, 200 here", 100, cls.euro),
        ):
            partner = cls.make_customer(name)
            cls.worth[name] = profiles._protected_create(
                [
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "transaction_amount": amount,
                        "amount_overdue": amount,
                        "date_figures": day(0),
                    }
                ]
            )

    def names(self, order, companies=None):
        companies = companies or self.company | self.euro
        profiles = (
            self.env["kam.credit.profile"]
            .with_user(self.reader)
            .with_context(allowed_company_ids=companies.ids)
        )
        ids = [profile.id for profile in self.worth.values()]
        return profiles.search([("id", "in", ids)], order=order).mapped("partner_id.name")

    def test_sorted_by_worth(self):
        expected = ["500 here", "200 euros, 400 here", "300 here", "100 euros, 200 here"]
        for name in ("transaction_amount", "amount_overdue"):
            self.assertEqual(self.names(f"{name} desc"), expected)
            self.assertEqual(self.names(f"{name} asc"), expected[::-1])
        # also in the order that nobody asked for
        self.assertEqual(self.names(None), expected)

    def test_of_one_currency_by_the_number(self):
        self.assertEqual(
            self.names("transaction_amount desc", self.euro),
            ["200 euros, 400 here", "100 euros, 200 here"],
        )

    def test_other_columns_as_ever(self):
        self.assertEqual(self.names("id"), [*self.worth])

    def test_overdue_is_not_summed_over_currencies(self):
        profiles = (
            self.env["kam.credit.profile"]
            .with_user(self.reader)
            .with_context(allowed_company_ids=(self.company | self.euro).ids)
        )
        # of everybody: these customers are no key accounts
        with patch.object(kam_credit_profile_overview, "KEY", Domain.TRUE):
            overview = profiles.get_overview()
        amounts = {one["currency_id"]: one["amount"] for one in overview["overdue"]["amounts"]}
        self.assertEqual(amounts, {self.company.currency_id.id: 800, self.euro.currency_id.id: 300})

    def test_rate_of_several_companies_is_none(self):
        profiles = self.root["kam.credit.profile"].browse(
            [profile.id for profile in self.worth.values()]
        )
        for profile in profiles:
            profile._protected_write({"has_rate": True, "amount_due": 100, "amount_on_time": 50})
        model = self.root["kam.credit.profile"]
        domain = [("id", "in", profiles.ids)]
        [[rate]] = model._read_group(domain, [], ["fulfilment_rate:avg"])
        self.assertFalse(rate)
        for _company, rate in model._read_group(domain, ["company_id"], ["fulfilment_rate:avg"]):
            self.assertAlmostEqual(float(rate), 0.5)
