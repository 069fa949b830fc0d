import os
from unittest import SkipTest

from odoo.modules.module import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file, mute_logger

from ..my_day import CreditDayOracle

ADDONS = ("kam_management", "kam_credit")


@tagged("post_install", "-at_install")
class TestKamMyDayDemo(CreditDayOracle, TransactionCase):
    """For everybody of the demo data My Day lists what the processes say.

    Where a database has no demo data, ``KAM_DEMO`` in the environment has it loaded: this takes
    minutes, and what the roles find is tested without it as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("kam_management.demo_user_director", False):
            if not os.environ.get("KAM_DEMO"):
                raise SkipTest("There is no demo data, and KAM_DEMO does not ask for it")
            cls._load_demo()
        cls.company = cls.env.ref("kam_management.demo_user_director").company_id

    @classmethod
    def _load_demo(cls):
        """Load the demo data, which databases of tests do without; it goes with the class."""
        with mute_logger("odoo.tools.convert"):
            for addon in ADDONS:
                for name in get_manifest(addon)["demo"]:
                    convert_file(cls.env, addon, name, {}, mode="init", noupdate=True)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_each_role_finds_what_the_processes_say(self):
        users = self.env["res.users"].search(
            [("company_ids", "in", self.company.ids), ("share", "=", False)]
        )
        self.assertGreater(len(users), 12)
        expected = self.assertDays(users, self.company)
        # the demo data has something for most of them
        self.assertGreater(len(expected), 6)

    def test_at_most_twelve_queries_for_each_of_them(self):
        my_day = self.env["kam.my.day"].with_context(lang="en_US", tz="Asia/Shanghai")
        my_day = my_day.with_context(allowed_company_ids=self.company.ids)
        users = self.env["kam.deadline"].search([("state", "=", "open")]).worker_ids
        self.assertGreater(len(users), 12)
        for user in users:
            mine = my_day.with_user(user)
            # rights and languages are known from then on, as to a server at work
            mine.get_day()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            day = mine.get_day()
            count = self.env.cr.sql_log_count - before
            kinds = {row["code"] for row in day["rows"]}
            with self.subTest(user=user.login, kinds=len(kinds)):
                self.assertLessEqual(count, 12)
