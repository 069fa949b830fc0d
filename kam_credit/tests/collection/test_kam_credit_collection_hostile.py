from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.hostile import HostileValues

from .common import KamCreditCollectionCommon

PREFIXES = ("kam.credit.dispute", "kam.credit.promise", "kam.credit.receivable")


@tagged("post_install", "-at_install")
class TestKamCreditCollectionHostile(HostileValues, KamCreditCollectionCommon):
    """Whatever is handed over is refused in words, never by a traceback."""

    def setUp(self):
        super().setUp()
        self.disputed()
        self.promise(100, -3, 5)
        self.promise(100, -9, -1)
        self._hostile_ids = {
            name: self.root[name].search([], limit=4).ids
            for name in self.env.registry
            if name.startswith(PREFIXES) and not self.env[name]._abstract
        }
        self.users = [self.credit_officer, self.accountant, self.supervisor, self.representative]
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
        )

    def test_every_public_method(self):
        for seed, prefix in enumerate(PREFIXES):
            with self.subTest(prefix=prefix):
                self.assertNoServerErrors(prefix, self.users, calls=150, seed=seed)

    def test_missing_records_are_as_hidden_ones(self):
        for prefix in PREFIXES:
            with self.subTest(prefix=prefix):
                self.assertMissingAsHidden(prefix, self.south_supervisor)
