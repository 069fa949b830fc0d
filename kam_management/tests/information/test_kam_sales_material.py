from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamSalesMaterial(InformationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._material()
        cls.sample = cls._material("Sample", kind="sample")
        cls.mill.sales_material_ids = cls.catalogue | cls.sample
        cls.yard.sales_material_ids = cls.catalogue

    def test_expiry(self):
        """Valid through its last day, which ends where the company works."""
        self.catalogue.date_valid_until = date(2026, 3, 31)
        mine = [("id", "in", (self.catalogue | self.sample).ids)]
        for moment, expired in (
            ("2026-03-30 12:00:00", False),
            ("2026-03-31 15:59:59", False),
            ("2026-03-31 16:00:00", True),
            ("2026-04-02 12:00:00", True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertIs(self.catalogue.is_expired, expired)
                self.assertFalse(self.sample.is_expired)
                materials = self.env["kam.sales.material"]
                found = materials.search([*mine, ("is_expired", "=", True)])
                self.assertEqual(found, self.catalogue if expired else materials)
                found = materials.search([*mine, ("is_expired", "=", False)])
                self.assertEqual(found, self.sample if expired else self.catalogue | self.sample)
                found = materials.search([*mine, ("is_expired", "in", [True, False])])
                self.assertEqual(found, self.catalogue | self.sample)

    def test_accounts_are_those_of_the_reader(self):
        for user, accounts in (
            (self.rep_shanghai, self.mill),
            (self.rep_beijing, self.yard),
            (self.director, self.mill | self.yard),
            (self.rep_hangzhou, self.env["kam.account"]),
        ):
            with self.subTest(user=user.login):
                material = self._as(user, self.catalogue)
                self.assertEqual(material.account_ids.sudo(), accounts)
                self.assertEqual(material.account_count, len(accounts))
                found = material.search([("account_ids.name", "=", "Mill")])
                self.assertEqual(bool(found), self.mill in accounts)
                groups = material.formatted_read_group(
                    [("id", "=", self.catalogue.id)], ["account_ids"], ["__count"]
                )
                seen = {group["account_ids"][0] for group in groups if group["account_ids"]}
                self.assertEqual(seen, set(accounts.ids))
                opened = self._as(user, self.catalogue).action_view_accounts()["domain"]
                self.assertEqual(
                    self._as(user, self.env["kam.account"]).search(opened).sudo(), accounts
                )

    def test_chosen_at_the_account(self):
        self._as(self.rep_shanghai, self.mill).sales_material_ids = [Command.unlink(self.sample.id)]
        self.assertEqual(self.mill.sales_material_ids, self.catalogue)
        for user, account in ((self.rep_shanghai, self.shop), (self.administrator, self.mill)):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, account).sales_material_ids = [Command.link(self.sample.id)]
        for user in (self.director, self.administrator):
            for command in (Command.clear(), Command.link(self.farm.id)):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    self._as(user, self.catalogue).account_ids = [command]

    def test_who_keeps_the_library(self):
        for user in (self.supervisor_shanghai, self.director, self.administrator):
            with self.subTest(user=user.login):
                material = self._as(user, self.catalogue).create({"name": "Price list"})
                material.name = "Prices"
                material.unlink()
        for user in (self.rep_shanghai,):
            self.assertEqual(self._as(user, self.catalogue).name, "Catalogue")
            for attempt in (
                lambda user=user: self._as(user, self.catalogue).create({"name": "Mine"}),
                lambda user=user: self._as(user, self.catalogue).write({"name": "Mine"}),
                lambda user=user: self._as(user, self.catalogue).unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        for user in (self.accountant, self.employee, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.catalogue).search([])

    def test_company(self):
        self._make_other_company()
        foreign = self._material("Foreign", company_id=self.other_company.id, user_id=False)
        self.assertNotIn(foreign, self._visible(self.director, "kam.sales.material"))
        with self.assertRaises(UserError):
            self.mill.sales_material_ids = [Command.link(foreign.id)]
        self.catalogue.user_id = False
        with self.assertRaisesRegex(ValidationError, "Catalogue"), self.cr.savepoint():
            self.catalogue.company_id = self.other_company
        self.assertEqual(self.catalogue.copy().name, "Catalogue (copy)")
