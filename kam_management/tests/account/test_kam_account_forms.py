from unittest.mock import patch

from odoo.tests import tagged

from .common import NOTE, AccountFormCommon


@tagged("post_install", "-at_install")
class TestKamAccountForms(AccountFormCommon):
    """The forms of an account, counted and opened from it."""

    def _counted(self):
        """Let a field of the account, for want of one of its own, count the notes."""
        return patch.object(
            self.env.registry["kam.account"],
            "_get_form_counts",
            lambda account: {"information_table_count": NOTE},
        )

    def test_counts(self):
        self._note()
        self._note(self.shop)
        with self._counted():
            self.env.invalidate_all()
            self.assertEqual(
                [account.information_table_count for account in self.accounts], [1, 1, 0, 0]
            )

    def test_what_the_user_sees_is_counted(self):
        self._note(self.shop, self.rep_hangzhou)
        with self._counted():
            access = self.env["ir.model.access"].search([("model_id.model", "=", NOTE)])
            shop = self.seen_by(self.rep_hangzhou, self.shop)
            self.assertEqual(shop.information_table_count, 1)
            access.perm_read = False
            shop = self.seen_by(self.rep_hangzhou, self.shop)
            self.assertEqual(shop.information_table_count, 0)

    def test_one_query_for_all_accounts(self):
        # sudo: whoever wrote them need not see all accounts
        notes = self.env[NOTE].with_user(self.rep_shanghai).sudo()
        for account in self.accounts:
            notes.create({"account_id": account.id, "topic": "A", "text": "B"})
        with self._counted():
            for some in (self.mill, self.accounts):
                accounts = self.seen_by(self.env.user, some)
                accounts.mapped("name")
                with self.subTest(accounts=len(accounts)), self.assertQueryCount(1):
                    accounts.mapped("information_table_count")

    def test_counts_follow_the_forms_of_the_account(self):
        names = self.env["kam.account"]._get_form_counts_depends()
        self.assertIn("information_table_ids", names)
        self.assertIn("screening_ids", names)
        self.assertEqual(self.mill.information_table_count, 0)
        self.env["kam.information.table"].create({"account_id": self.mill.id})
        self.assertEqual(self.mill.information_table_count, 1)

    def test_open(self):
        action = self.mill._open_forms("kam.information.table", search_default_mine=1)
        self.assertEqual(action["res_model"], "kam.information.table")
        self.assertEqual(action["domain"], [("account_id", "=", self.mill.id)])
        self.assertEqual(
            action["context"],
            {"default_account_id": self.mill.id, "hide_account": True, "search_default_mine": 1},
        )
