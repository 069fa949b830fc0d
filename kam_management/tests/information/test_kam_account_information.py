from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from odoo.addons.kam_management.models.information.kam_account import INFORMATION_FIELDS

from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamAccountInformation(InformationCommon):
    def _vals(self, name):
        if name == "buyer_sex":
            return {name: "women"}
        if name == "sales_material_ids":
            return {name: [Command.link(self._material().id)]}
        return {name: "Known"}

    def test_who_writes(self):
        for user, account in (
            (self.rep_shanghai, self.mill),
            (self.supervisor_shanghai, self.mill),
            (self.manager_east, self.shop),
            (self.director, self.yard),
        ):
            for name in INFORMATION_FIELDS:
                with self.subTest(user=user.login, name=name):
                    self._as(user, account).write(self._vals(name))
                    self.assertEqual(account.information_user_id, user)
        self.assertEqual(self.mill.storage, "Known")

    def test_who_only_reads(self):
        """The service team and administrators read it; the notes they still write."""
        self.shop.storage = "Cold"
        for user in (self.rep_shanghai, self.administrator):
            for name in INFORMATION_FIELDS:
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaisesRegex(AccessError, "account manager"),
                ):
                    self._as(user, self.shop).write(self._vals(name))
            account = self._as(user, self.shop)
            self.assertEqual(account.storage, "Cold")
            self.assertFalse(account.can_write_information)
            account.note = "A note"
        for user in (self.rep_beijing, self.accountant, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.shop).write({"storage": "Warm"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.shop).read(["storage"])
        self.assertEqual(self.shop.storage, "Cold")

    def test_of_many_accounts_none_or_all(self):
        with self.assertRaisesRegex(AccessError, "Shop"):
            self._as(self.rep_shanghai, self.mill | self.shop).write({"plans": "Grow"})
        self._as(self.manager_east, self.mill | self.shop).write({"plans": "Grow"})
        self.assertEqual((self.mill | self.shop).mapped("plans"), ["Grow", "Grow"])

    def test_on_creation(self):
        with self.assertRaises(AccessError):
            self._as(self.administrator, self.env["kam.account"]).create(
                {"partner_id": self.stranger.id, "plans": "Grow"}
            )
        account = self.env["kam.account"].create(
            {"partner_id": self._partner("New").id, "plans": "Grow"}
        )
        self.assertEqual(account.information_user_id, self.env.user)

    def test_last_update(self):
        self.assertFalse(self.mill.date_information)
        with freeze_time("2026-03-02 10:00:00"):
            self._as(self.rep_shanghai, self.mill).problems = "Too little space"
        with freeze_time("2026-03-05 10:00:00"):
            self._as(self.director, self.mill).note = "Something else"
        self.assertEqual(self.mill.date_information, Datetime.to_datetime("2026-03-02 10:00:00"))
        self.assertEqual(self.mill.information_user_id, self.rep_shanghai)
        for vals in (
            {"information_user_id": self.director.id},
            {"date_information": "2020-01-01 00:00:00"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._as(self.director, self.mill).write(vals)

    def test_rights_follow_the_account_manager(self):
        self.mill._change_owner(manager=self.rep_hangzhou, reason="Moved")
        self._as(self.rep_hangzhou, self.mill).staff = "200"
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, self.mill).staff = "300"

    def test_form(self):
        with Form(self._as(self.rep_shanghai, self.mill)) as form:
            self.assertTrue(form.can_write_information)
            form.information_judgement = "Visit soon"
        self.assertEqual(self.mill.information_judgement, "Visit soon")
        with Form(self._as(self.rep_shanghai, self.shop)) as form:
            with self.assertRaises(AssertionError):
                form.information_judgement = "Visit soon"
            form.note = "<p>From the team</p>"

    def test_counts(self):
        self._statement(self.mill)
        self._competitor(self.mill)
        self._table(self.mill)
        account = self._as(self.rep_shanghai, self.mill)
        self.assertEqual(account.statement_count, 1)
        self.assertEqual(account.competitor_count, 1)
        self.assertEqual(account.information_table_count, 1)
        for action in (
            account.action_view_statements(),
            account.action_view_competitors(),
            account.action_view_information_tables(),
        ):
            records = self._as(self.rep_shanghai, self.env[action["res_model"]])
            self.assertEqual(len(records.search(action["domain"])), 1)

    def test_merge_of_the_customer(self):
        statement, rival = self._statement(self.mill), self._competitor(self.mill)
        table = self._table(self.mill)
        self._as(self.rep_shanghai, table).action_submit()
        self.mill.plans = "Grow"
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mill.partner_id | self.stranger).ids, self.stranger)
        self.env.invalidate_all()
        self.assertEqual(statement.account_id, self.mill)
        self.assertEqual(rival.account_id, self.mill)
        self.assertEqual(table.partner_id, self.stranger)
        self.assertEqual(table.content["account"]["customer"], "Mill")
        self.assertEqual(self.mill.partner_id, self.stranger)
        self.assertEqual(self.mill.plans, "Grow")
