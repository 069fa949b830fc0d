from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY
from .test_kam_credit_roles import KamCreditRolesCommon


@tagged("post_install", "-at_install")
class TestKamServiceOffer(KamCreditRolesCommon):
    """What a tier adds is known to those who read credit, and told from nothing by all others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contents = cls.root["kam.service.content"].search([])
        cls.content = cls.root.ref("kam_management.service_content_gift")
        classes = cls.root["kam.customer.class"]._of_company(cls.company)
        cls.last = classes[-1]
        # Acme holds the red tier, Southern another one
        cls.other = cls.make_key(cls.make_customer("Second"), tier=cls.tiers["green"])
        (cls.account | cls.other).class_id = cls.last
        cls.offer = cls.root["kam.service.offer"].create(
            {
                "class_id": cls.last.id,
                "content_id": cls.content.id,
                "tier_id": cls.tiers["green"].id,
                "date_from": TODAY,
            }
        )

    def answers(self, account, user):
        self.env.flush_all()
        self.env.invalidate_all()
        own = account.with_user(user)
        return [own.entitlement(content.id) for content in self.contents]

    def test_two_tiers_read_alike_below_supervisors(self):
        first, second = (
            self.answers(account, self.representative) for account in (self.account, self.other)
        )
        self.assertEqual(first, second)
        gift = first[self.contents.ids.index(self.content.id)]
        self.assertEqual(gift["verdict"], "requestable")

    def test_those_who_read_credit_know(self):
        for account, verdict in ((self.account, "requestable"), (self.other, "included")):
            with self.subTest(account=account.name):
                own = account.with_user(self.supervisor)
                self.assertEqual(own.entitlement(self.content.id)["verdict"], verdict)

    def test_who_reads_what_tiers_add(self):
        for user, is_read in (
            (self.supervisor, True),
            (self.credit_admin, True),
            (self.representative, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.offer.with_user(user).has_access("read"), is_read)
        with self.assertRaises(AccessError):
            self.env["kam.service.offer"].with_user(self.representative).search(
                [("tier_id", "!=", False)]
            )
