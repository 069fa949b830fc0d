from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LedgerCommon


@tagged("post_install", "-at_install")
class TestKamAccountContactProposal(LedgerCommon):
    """Calls and mails propose a line to whoever made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env["mail.activity.type"].create(
            {"name": "Call the customer", "category": "phonecall"}
        )
        # who writes to customers from their contact
        (cls.rep_shanghai | cls.rep_hangzhou).group_ids |= cls.env.ref("base.group_partner_manager")

    def _call(self, record, user, feedback="Wants samples", activity_type=None):
        """Let somebody finish a call on a record; return what is proposed, as superuser."""
        before = self.contact_model.search([])
        activity = self.env["mail.activity"].create(
            {
                "activity_type_id": (activity_type or self.call_type).id,
                "summary": "Ask for the order",
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": user.id,
            }
        )
        self._as(user, activity).action_feedback(feedback=feedback)
        return self.contact_model.search([]) - before

    def _write_to(self, record, user, partners, **vals):
        before = self.contact_model.search([])
        self._as(user, record).message_post(
            body="Our offer",
            subject="Offer",
            partner_ids=partners.ids,
            **{"message_type": "comment", "subtype_xmlid": "mail.mt_comment", **vals},
        )
        return self.contact_model.search([]) - before

    def test_call(self):
        contact = self._call(self.shop, self.rep_hangzhou)
        self.assertRecordValues(
            contact,
            [
                {
                    "account_id": self.shop.id,
                    "stakeholder_id": False,
                    "user_id": self.rep_hangzhou.id,
                    "channel": "phone",
                    "state": "proposed",
                    "attitude": False,
                    "topic": "Ask for the order",
                    "result": "Wants samples",
                    "res_model": "kam.account",
                    "res_id": self.shop.id,
                }
            ],
        )
        self.assertEqual(self.shop.contact_count, 0)

    def test_call_to_a_stakeholder(self):
        self.assertEqual(self._call(self.boss, self.rep_shanghai).stakeholder_id, self.boss)

    def test_call_to_a_partner(self):
        contact = self._call(self.buyer_partner, self.rep_hangzhou)
        self.assertEqual((contact.account_id, contact.stakeholder_id), (self.shop, self.buyer))
        contact = self._call(self.shop.partner_id, self.rep_hangzhou)
        self.assertEqual((contact.account_id, contact.stakeholder_id.id), (self.shop, False))

    def test_call_on_what_belongs_to_the_account(self):
        competitor = self.env["kam.competitor"].create(
            {"account_id": self.shop.id, "name": "Other Tiles"}
        )
        self.assertEqual(self._call(competitor, self.rep_hangzhou).account_id, self.shop)

    def test_other_activities_propose_nothing(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.assertFalse(self._call(self.shop, self.rep_hangzhou, activity_type=todo))
        self.assertFalse(self._call(self.stranger, self.rep_hangzhou))

    def test_nothing_is_proposed_to_others(self):
        # who does not see the account
        self.assertFalse(self._call(self.shop.partner_id, self.employee))
        self.assertFalse(self._call(self.shop.partner_id, self.rep_beijing))

    def test_mail(self):
        contact = self._write_to(self.shop.partner_id, self.rep_shanghai, self.boss_partner)
        self.assertRecordValues(
            contact,
            [
                {
                    "stakeholder_id": self.boss.id,
                    "user_id": self.rep_shanghai.id,
                    "channel": "mail",
                    "state": "proposed",
                    "topic": "Offer",
                }
            ],
        )

    def test_mail_to_several(self):
        other = self._contact("Unknown", self.shop)
        people = self.boss_partner | self.buyer_partner | other | self.stranger
        contacts = self._write_to(self.boss_partner, self.rep_hangzhou, self.boss_partner)
        self.assertEqual(contacts.stakeholder_id, self.boss)
        contacts = self._write_to(self.shop.partner_id, self.rep_hangzhou, people)
        self.assertEqual(contacts.stakeholder_id, self.boss | self.buyer)
        contact = self._write_to(self.shop.partner_id, self.rep_hangzhou, other)
        self.assertEqual((len(contact), contact.stakeholder_id.id), (1, False))

    def test_mail_to_our_own_people_is_none(self):
        for partners, vals in (
            (self.manager_east.partner_id, {}),
            (self.stranger, {}),
            (self.boss_partner.browse(), {}),
            (self.boss_partner, {"message_type": "notification"}),
        ):
            with self.subTest(partners=partners.mapped("name"), vals=vals):
                self.assertFalse(
                    self._write_to(self.shop.partner_id, self.rep_hangzhou, partners, **vals)
                )

    def test_mail_from_what_is_made_for_the_customer(self):
        self.rep_hangzhou.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        lead = self.env["crm.lead"].create(
            {
                "name": "Tiles for the new store",
                "partner_id": self.shop.partner_id.id,
                "user_id": self.rep_hangzhou.id,
                "company_id": self.company.id,
            }
        )
        contact = self._write_to(lead, self.rep_hangzhou, self.boss_partner)
        self.assertEqual((contact.stakeholder_id, contact.channel), (self.boss, "mail"))

    def test_conversations_of_ours_reach_nobody_outside(self):
        self.assertFalse(self._write_to(self.shop, self.rep_hangzhou, self.boss_partner))

    def test_confirmed_with_one_tap(self):
        for attitude in ("warm", "neutral", "cold"):
            contact = self._call(self.boss, self.rep_hangzhou)
            getattr(self._as(self.rep_hangzhou, contact), f"action_confirm_{attitude}")()
            self.assertEqual((contact.state, contact.attitude), ("done", attitude))
            with self.assertRaisesRegex(UserError, "not proposed any more"):
                self._as(self.rep_hangzhou, contact).action_confirm_warm()
        self.assertEqual(self.boss.contact_count, 3)

    def test_completed_before(self):
        contact = self._call(self.boss, self.rep_shanghai)
        mine = self._as(self.rep_shanghai, contact)
        mine.write({"result": "Will order", "minutes": 12, "stakeholder_id": self.buyer.id})
        for vals in ({"state": "done"}, {"user_id": self.rep_hangzhou.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                mine.write(vals)
        mine.action_confirm_neutral()
        self.assertEqual((contact.minutes, contact.stakeholder_id), (12, self.buyer))

    def test_whoever_made_it_says_how_it_was(self):
        contact = self._call(self.boss, self.rep_shanghai)
        for user in (self.rep_hangzhou, self.manager_east):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._as(user, contact).action_confirm_warm()
                with self.assertRaises(AccessError):
                    self._as(user, contact).write({"result": "Fine"})
        with self.assertRaises(AccessError):
            self._as(self.rep_beijing, contact).action_dismiss()
        self.assertEqual(contact.state, "proposed")

    def test_dismissed(self):
        contact = self._call(self.boss, self.rep_shanghai)
        # whoever leads the account tidies up behind people who have left
        self._as(self.rep_hangzhou, contact).action_dismiss()
        self.assertEqual(contact.state, "dismissed")
        own = self._call(self.boss, self.rep_shanghai)
        self.assertIs(self._as(self.rep_shanghai, own).action_dismiss(), True)
        self.assertEqual(own.state, "dismissed")
        with self.assertRaises(UserError):
            self._as(self.rep_shanghai, own).action_confirm_warm()
        self.assertFalse(self.boss.contact_count)

    def test_what_buttons_return_reaches_every_client(self):
        for attitude in ("warm", "neutral", "cold"):
            contact = self._as(self.rep_shanghai, self._call(self.boss, self.rep_shanghai))
            with self.subTest(attitude=attitude):
                self.assertIs(getattr(contact, f"action_confirm_{attitude}")(), True)
