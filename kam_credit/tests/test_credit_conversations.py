from odoo.tests import tagged

from odoo.addons.kam_management.tests.conversations import ConversationAssertions

from .assessment.common import KamCreditAssessmentCommon
from .change.common import KamCreditChangeCommon
from .common import day


@tagged("post_install", "-at_install")
class TestCreditConversations(ConversationAssertions, KamCreditChangeCommon):
    """Whoever may read what credit says takes part in the conversation, and nobody else."""

    def _make_file(self):
        """Return a record of each model of the credit file."""
        file = {"profile_id": self.acme.id}
        kind = self.root["kam.credit.document.kind"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        officer = self.root["kam.credit.document"].with_user(self.credit_officer)
        return [
            officer.create({**file, "kind_id": kind.id}).with_env(self.root),
            *(
                officer.env[model].create(file).with_env(self.root)
                for model in ("kam.credit.basic.sheet", "kam.credit.content.table")
            ),
        ]

    def test_nobody_from_outside(self):
        self.customer.email = "office@acme.example.com"
        self.director.email = "director@example.com"
        self.representative.email = "representative@example.com"
        outsiders = (self.customer | self.representative.partner_id).with_env(self.root)
        records = [
            self.acme.with_env(self.root),
            self.request(),
            self._make_temporary_limit(),
            self.tiers["red"].with_env(self.root),
            *self._make_file(),
            *self.make_uses(),
            *self._make_sheets(),
            *self._make_collection(),
            *self._make_control(),
            self.root["kam.credit.policy"].create({"company_id": self.company.id}),
            self._make_signal(),
        ]
        self.assertEqual(
            self.conversation_models("kam_credit"), {record._name for record in records}
        )
        for record in records:
            who = outsiders
            if record.with_user(self.representative).has_access("read"):
                who = self.customer.with_env(self.root)
            self.assertInternal(record, self.director, who)

    def _make_temporary_limit(self):
        limits = self.root["kam.credit.temporary.limit"].with_user(self.credit_officer)
        return limits.create({"profile_id": self.acme.id, "date_to": day(30)}).sudo()

    def make_uses(self):
        """Return an individual measure and a proposal that was sent, as superuser records."""
        officer = self.root["kam.credit.measure"].with_user(self.credit_officer).env
        measure = officer["kam.credit.measure"].create({"profile_id": self.acme.id})
        proposal = officer["kam.credit.proposal"].create(
            {
                "name": "Higher limits",
                "subject": "limits",
                "observation": "Orders wait",
                "proposal": "Raise them",
                "effect": "Fewer wait",
            }
        )
        proposal.action_send()
        return measure.with_env(self.root), proposal.with_env(self.root)

    def _make_control(self):
        """Return a hold and an authority, as superuser records."""
        hold = self.root["kam.credit.hold"]._protected_create(
            [
                {
                    "profile_id": self.acme.id,
                    "company_id": self.company.id,
                    "kind": "order",
                    "document_name": "S1",
                }
            ]
        )
        authorities = self.root["kam.credit.authority"]
        return [hold, authorities.search([("company_id", "=", self.company.id)], limit=1)]

    def _make_signal(self):
        """Return a signal of the radar, as superuser record."""
        return self.root["kam.credit.signal"]._protected_create(
            [
                {
                    "profile_id": self.acme.id,
                    "company_id": self.company.id,
                    "kind": "slowing",
                    "reason": "Slower",
                    "date_since": day(0),
                }
            ]
        )

    def _make_collection(self):
        """Return a dispute and a promise to pay, as superuser records."""
        file = {"profile_id": self.acme.id}
        officer = self.root["kam.credit.dispute"].with_user(self.credit_officer).env
        promise = {**file, "amount": 100, "date_until": day(5)}
        return (
            officer["kam.credit.dispute"].create(file).with_env(self.root),
            officer["kam.credit.promise"].create(promise).with_env(self.root),
        )

    def _make_sheets(self):
        """Return a scorecard and a score sheet that rests on it, as superuser records."""
        card = KamCreditAssessmentCommon.make_scorecard.__func__(type(self))
        sheets = self.root["kam.credit.assessment"].with_user(self.credit_officer)
        return card, sheets.create({"profile_id": self.acme.id}).sudo()
