from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.hostile import HostileValues

from ..common import KamCreditCommon
from ..world import day

PREFIX = "kam.credit."


@tagged("post_install", "-at_install")
class TestKamCreditAnswers(HostileValues, KamCreditCommon):
    """What public methods of credit answer to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        # one with a rate, and one with nothing due
        cls.pay(cls.invoice(cls.customer, 1000, due=day(-40)), on=day(-41))
        cls.make_key(cls.customer)
        fresh = cls.make_customer("Fresh")
        cls.invoice(fresh, 10, due=day(20))
        cls.make_key(fresh)
        cls.root["kam.credit.profile"].evaluate(company_id=cls.company.id, simulate=False)

    def setUp(self):
        super().setUp()
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
        )

    def test_answers_over_plain_rpc(self):
        self._hostile_ids = {
            name: self.root[name].search([], limit=4).ids
            for name in self.env.registry
            if name.startswith(PREFIX) and not self.env[name]._abstract
        }
        answered = self.assertMarshalled(PREFIX, [self.credit_admin, self.supervisor])
        self.assertLessEqual(
            {"kam.credit.profile.evaluate", "kam.credit.profile.get_rate_line"}, answered
        )
        rows = self.root["kam.credit.profile"].evaluate(company_id=self.company.id)
        self._marshal(rows)
        self.assertIn(False, [row["fulfilment_rate"] for row in rows])

    def test_missing_records_are_as_hidden_ones(self):
        """Neither who may read credit elsewhere nor who may read none is told what there is."""
        for user in (self.south_supervisor, self.representative):
            tried = self.assertMissingAsHidden(PREFIX, user)
            if user == self.south_supervisor:
                self.assertLessEqual({"kam.credit.profile", "kam.credit.turnover"}, tried)
