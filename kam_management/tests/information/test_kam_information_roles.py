from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import InformationCommon

FILE_MODELS = ("kam.financial.statement", "kam.competitor", "kam.information.table")
MODELS = (*FILE_MODELS, "kam.financial.ratio", "kam.sales.material")


@tagged("post_install", "-at_install")
class TestKamInformationRoles(InformationCommon):
    """Who sees an account reads its file; the account manager and the units above write it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_other_company()
        cls.everything = cls.accounts | cls.mill_other
        for account in cls.everything:
            cls._statement(account)
            cls._competitor(account)
            account.transport = "By rail"
            cls._table(account, cls.env.user)
        east = cls.mill | cls.shop
        cls.reads = {
            cls.rep_shanghai: east,  # the shop by being in its team
            cls.rep_hangzhou: cls.shop,
            cls.rep_beijing: cls.yard,
            cls.supervisor_shanghai: cls.mill,
            cls.manager_east: east,
            cls.supervisor_north: cls.yard,
            cls.director: east | cls.yard,
            cls.administrator: cls.accounts,
            cls.manager_other: cls.mill_other,
        }
        cls.keeps = {
            **cls.reads,
            cls.rep_shanghai: cls.mill,
            cls.administrator: cls.env["kam.account"],
        }
        cls.outsiders = cls.accountant | cls.employee | cls.portal

    def _all(self, model):
        return self.env[model].search([("account_id", "in", self.everything.ids)])

    def _writes(self, model, user):
        """Return of which accounts a user writes records of a model."""
        if model == "kam.competitor" and user == self.rep_shanghai:
            return self.reads[user]
        return self.keeps[user]

    def test_read(self):
        for model in (*FILE_MODELS, "kam.financial.ratio"):
            for user, accounts in self.reads.items():
                for record in self._all(model):
                    with self.subTest(model=model, user=user.login, account=record.account_id.name):
                        one = self._as(user, record)
                        if record.account_id in accounts:
                            self.assertTrue(one.read(["display_name"]))
                        else:
                            with self.assertRaises(AccessError):
                                one.read(["display_name"])

    def test_search_count_and_group(self):
        for model in (*FILE_MODELS, "kam.financial.ratio"):
            records = self._all(model)
            domain = [("id", "in", records.ids)]
            for user, accounts in self.reads.items():
                expected = records.filtered(lambda row, seen=accounts: row.account_id in seen)
                with self.subTest(model=model, user=user.login):
                    mine = self._as(user, self.env[model])
                    self.assertEqual(mine.search(domain).sudo(), expected)
                    self.assertEqual(mine.search_count(domain), len(expected))
                    groups = mine.formatted_read_group(domain, ["account_id"], ["__count"])
                    self.assertEqual(
                        {group["account_id"][0] for group in groups},
                        set(expected.account_id.ids),
                    )
                    self.assertEqual(sum(group["__count"] for group in groups), len(expected))

    def test_export(self):
        for model in (*FILE_MODELS, "kam.financial.ratio"):
            for user, accounts in self.reads.items():
                user.group_ids |= self.env.ref("base.group_allow_export")
                for record in self._all(model):
                    with self.subTest(model=model, user=user.login, account=record.account_id.name):
                        one = self._as(user, record)
                        if record.account_id in accounts:
                            self.assertTrue(one.export_data(["display_name"])["datas"][0][0])
                        else:
                            with self.assertRaises(AccessError):
                                one.export_data(["display_name"])

    def test_write_and_delete(self):
        for model in FILE_MODELS:
            field = "strengths" if model == "kam.competitor" else "note"
            for user in self.reads:
                accounts = self._writes(model, user)
                for record in self._all(model):
                    with self.subTest(model=model, user=user.login, account=record.account_id.name):
                        one = self._as(user, record)
                        if record.account_id in accounts:
                            one.write({field: user.login})
                            self.assertEqual(record[field], user.login)
                            self.assertTrue(one.has_access("unlink"))
                        else:
                            with self.assertRaises(AccessError):
                                one.write({field: user.login})
                            with self.assertRaises(AccessError):
                                one.unlink()

    def test_create(self):
        for model, vals in (
            ("kam.financial.statement", {"date_from": "2020-01-01", "revenue": 1}),
            ("kam.competitor", {"name": "New rival"}),
            ("kam.information.table", {}),
        ):
            self._all("kam.information.table")._cancel("Another one")
            for user in self.reads:
                accounts = self._writes(model, user)
                for account in self.everything:
                    with self.subTest(model=model, user=user.login, account=account.display_name):
                        records = self._as(user, self.env[model])
                        mine = {**vals, "account_id": account.id}
                        if account in accounts:
                            record = records.create(mine)
                            self.assertEqual(record.account_id.sudo(), account)
                            record.unlink()
                        else:
                            with self.assertRaises(AccessError), self.cr.savepoint():
                                records.create(mine)

    def test_outsiders_have_access_to_nothing(self):
        for model in MODELS:
            self.assertRights(model, {self.outsiders: ""})
            for user in self.outsiders:
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self._as(user, self.env[model]).search([])

    def test_search_through_relations_tells_nothing(self):
        accounts = self._as(self.rep_beijing, self.env["kam.account"])
        self.assertFalse(accounts.search([("competitor_ids.name", "=", "Rival")]) - self.yard)
        statements = self._as(self.rep_beijing, self.env["kam.financial.statement"])
        self.assertFalse(statements.search([("account_id.name", "=", "Mill")]))
        units = self._as(self.rep_beijing, self.env["kam.unit"])
        self.assertFalse(
            units.search([("account_ids.statement_ids.revenue", ">", 0)]) - self.beijing
        )

    def test_accountant_in_the_service_team(self):
        """Who has no position sees nothing, also as a member of the team."""
        self.mill.team_ids = [(0, 0, {"user_id": self.accountant.id, "duty": "finance"})]
        for model in MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self._as(self.accountant, self.env[model]).search([])

    def test_membership_that_ended_or_is_to_come(self):
        member = self.shop.team_ids
        for model, rights in (
            ("kam.financial.statement", "r"),
            ("kam.financial.ratio", "r"),
            ("kam.competitor", "rwcd"),
            ("kam.information.table", "r"),
        ):
            records = self._all(model).filtered(lambda record: record.account_id == self.shop)
            self.assertTrue(records)
            member.write({"date_from": self._days(-9), "date_to": False})
            self.assertRights(records, {self.rep_shanghai: rights})
            for dates in (
                {"date_to": self._days(-1)},
                {"date_from": self._days(1), "date_to": False},
            ):
                member.write(dates)
                self.assertRights(records, {self.rep_shanghai: ""})
                found = self._as(self.rep_shanghai, self.env[model])
                self.assertFalse(found.search([("account_id", "=", self.shop.id)]))

    def test_attachments_and_messages(self):
        statement = self.mill.statement_ids
        attachment = self.env["ir.attachment"].create(
            {
                "name": "report",
                "raw": b"report",
                "res_model": statement._name,
                "res_id": statement.id,
            }
        )
        message = statement.message_post(body="From the bank")
        for user, visible in (
            (self.rep_shanghai, True),
            (self.manager_east, True),
            (self.rep_hangzhou, False),
            (self.accountant, False),
        ):
            with self.subTest(user=user.login):
                self.assertIs(self._as(user, attachment).has_access("read"), visible)
                self.assertIs(self._as(user, message).has_access("read"), visible)

    def test_companies_ticked_in_the_switcher(self):
        both = self.company | self.other_company
        self.administrator.company_ids = both
        for companies, accounts in (
            (self.company, self.accounts),
            (self.other_company, self.mill_other),
            (both, self.everything),
        ):
            for model in (*FILE_MODELS, "kam.financial.ratio"):
                with self.subTest(companies=companies.mapped("name"), model=model):
                    records = self._as(self.administrator, self.env[model])
                    found = records.with_context(allowed_company_ids=companies.ids).search(
                        [("account_id", "in", self.everything.ids)]
                    )
                    self.assertEqual(found.sudo().account_id, accounts)

    def test_menus(self):
        for user, visible in (
            (self.rep_shanghai, True),
            (self.administrator, True),
            (self.accountant, False),
        ):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for name in (
                "kam_financial_statement",
                "kam_financial_ratio",
                "kam_competitor",
                "kam_sales_material",
                "kam_information_table",
            ):
                with self.subTest(user=user.login, menu=name):
                    menu = self.env.ref(f"kam_management.menu_{name}")
                    self.assertIs(menu.id in menus, visible)
