from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_kam_credit_roles import KamCreditRolesCommon


@tagged("post_install", "-at_install")
class TestKamUnit(KamCreditRolesCommon):
    """Credit roles see the accounts of their units, and neither change them nor read of people."""

    def make_stakeholder(self):
        """Return a decision maker of the account."""
        person = self.root["res.partner"].create(
            {"name": "Person", "parent_id": self.account.partner_id.id}
        )
        return self.root["kam.stakeholder"].create(
            {
                "account_id": self.account.id,
                "partner_id": person.id,
                "decision_role": "decision_maker",
            }
        )

    def test_credit_roles_view_and_do_not_lead(self):
        unit = self.account.unit_id
        for user in (self.credit_officer, self.credit_reviewer, self.credit_approver):
            self.assertIn(user, unit.viewer_ids)
            self.assertNotIn(user, unit.leader_ids)
        self.assertIn(self.supervisor, unit.leader_ids)

    def test_credit_roles_do_not_write_the_account_file(self):
        statement = self.root["kam.financial.statement"].create(
            {
                "account_id": self.account.id,
                "period_type": "year",
                "date_from": "2023-01-01",
                "date_to": "2023-12-31",
                "total_assets": 100,
            }
        )
        stakeholder = self.make_stakeholder()
        candidate = self.root["res.partner"].create({"name": "New", "is_company": True})
        screening = self.root["kam.screening"].create(
            {
                "partner_id": candidate.id,
                "unit_id": self.account.unit_id.id,
                "manager_id": self.representative.id,
            }
        )
        for record, vals in (
            (self.account, {"note": "<p>x</p>"}),
            (statement, {"source": "x"}),
            (stakeholder, {"position": "x"}),
            (screening, {"risk_conclusion": "x"}),
        ):
            seen = record.with_user(self.credit_officer)
            with self.subTest(model=record._name):
                seen.check_access("read")
                with self.assertRaises(AccessError):
                    seen.write(vals)
                record.with_user(self.supervisor).write(vals)
        for method in ("action_submit", "action_start", "action_give_up"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(screening.with_user(self.credit_officer), method)()

    def test_credit_roles_read_no_personal_facts(self):
        stakeholder = self.make_stakeholder()
        fact = (
            self.env["kam.stakeholder.fact"]
            .with_user(self.supervisor)
            .create(
                {
                    "stakeholder_id": stakeholder.id,
                    "kind": "hobby",
                    "text": "Fishing",
                    "purpose": "Small talk",
                }
            )
        )
        self.assertEqual(fact.text, "Fishing")
        for user in (self.credit_officer, self.credit_reviewer, self.credit_approver):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                fact.with_user(user).read(["text"])
