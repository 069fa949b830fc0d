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
