from odoo.tests import tagged

from odoo.addons.kam_management.tests.conversations import ConversationAssertions

from .change.common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestCreditConversations(ConversationAssertions, KamCreditChangeCommon):
    """Whoever may read what credit says takes part in the conversation, and nobody else."""

    def test_nobody_from_outside(self):
        self.customer.email = "office@acme.example.com"
        self.director.email = "director@example.com"
        self.representative.email = "representative@example.com"
        outsiders = (self.customer | self.representative.partner_id).with_env(self.root)
        records = [
            self.acme.with_env(self.root),
            self.request(),
            self.tiers["red"].with_env(self.root),
        ]
        self.assertEqual(
            self.conversation_models("kam_credit"), {record._name for record in records}
        )
        for record in records:
            who = outsiders
            if record.with_user(self.representative).has_access("read"):
                who = self.customer.with_env(self.root)
            self.assertInternal(record, self.director, who)
