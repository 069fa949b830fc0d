from odoo.tests import tagged

from ..approval.common import ApprovalCommon
from .common import HostileRules


@tagged("post_install", "-at_install")
class TestBaseAutomation(HostileRules, ApprovalCommon):
    """Rules that a company writes itself get hold of nothing: on every guarded model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Person", is_company=False, parent_id=cls.mill.partner_id.id)

    def setUp(self):
        super().setUp()
        if "base.automation" not in self.env:
            self.skipTest("base_automation is not installed")

    def _work(self):
        """Let the processes write all that they write."""
        form = self._submitted(account_id=self.mill.id)
        self._approve_all(form)
        rejected = self._submitted()
        self._decide(self.supervisor_shanghai, rejected, "reject")
        withdrawn = self._submitted()
        self._as(self.rep_shanghai, withdrawn).action_withdraw()
        form.archive_entry_ids._keep_pdf(b"%PDF")
        self.yard._confirm_key("screening", "Large orders", self.beijing, self.rep_beijing)
        self.env["kam.account.handover"]._append(
            [{"account_id": self.shop.id, "company_id": self.company.id, "reason": "Moved"}]
        )
        fact = self._fact()
        self._as(self.rep_shanghai, fact).mapped("text")
        seals = self.env["kam.seal"]
        until = self.env.cr.now().replace(year=9999)
        seals._seal_rows(until, seals._find_unsealed(self.env["kam.account.event"], until))
        return form, rejected, withdrawn

    def _fact(self):
        stakeholder = self.env["kam.stakeholder"].create(
            {"account_id": self.mill.id, "partner_id": self.person.id}
        )
        return self.env["kam.stakeholder.fact"].create(
            {
                "stakeholder_id": stakeholder.id,
                "kind": "hobby",
                "purpose": "Talk",
                "text": "Chess",
            }
        )

    def test_rules_on_every_guarded_model(self):
        names = self._guarded_models("kam_management")
        self._add_rules(names)
        form, rejected, withdrawn = self._work()
        ran = self._ran_on(names)
        self.assertLessEqual(
            {
                "kam.account.event",
                "kam.account.handover",
                "kam.approval.review",
                "kam.archive.entry",
                "kam.seal",
                "kam.seal.line",
                "kam.stakeholder.opening",
            },
            ran,
        )
        self.assertEqual(set(form.review_ids.mapped("state")), {"approved"})
        self.assertEqual(rejected.approval_state, "rejected")
        self.assertEqual(set(withdrawn.review_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.yard.state, "key")

    def test_rules_on_protected_fields(self):
        """No trigger stands behind them: what is refused is what goes through the model."""
        self._add_rules(["kam.account"])
        self.yard._confirm_key("screening", "Large orders", self.beijing, self.rep_beijing)
        results = self.env["ir.config_parameter"].get_param("kam_test_forged.kam_account")
        passed = {result for result in results.split(",") if result}
        self.assertTrue(passed)
        self.assertFalse(
            {result for result in passed if not result.startswith("found")}
            - {"field", "low write", "sql"}
        )
        self.assertEqual(self.yard.state, "key")
