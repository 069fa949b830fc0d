from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import KamCommon
from .conversations import SECRET, ConversationAssertions


@tagged("post_install", "-at_install")
class TestConversations(ConversationAssertions, KamCommon):
    """Whoever may read a record takes part in its conversation, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill.partner_id.email = "office@mill.example.com"
        cls.director.email = "director@example.com"
        cls.portal_user = new_test_user(
            cls.env, login="mill_portal", groups="base.group_portal", email="portal@example.com"
        )
        cls.colleague = cls._user("colleague")
        cls.colleague.email = "colleague@example.com"
        cls.outsiders = cls.mill.partner_id | (cls.portal_user | cls.colleague).partner_id
        cls.reader = cls.director

    def _make_records(self):
        """Return a record of each model with a conversation."""
        partner = self._partner("Person", is_company=False, parent_id=self.mill.partner_id.id)
        customer_class = self.env["kam.customer.class"].create({"name": "Big", "code": "T-BIG"})
        makers = {
            "kam.stakeholder": {
                "account_id": self.mill.id,
                "partner_id": partner.id,
                "decision_role": "buyer",
            },
            "kam.competitor": {"account_id": self.mill.id, "name": "Rival"},
            "kam.financial.statement": {
                "account_id": self.mill.id,
                "period_type": "year",
                "date_from": date(2024, 1, 1),
            },
            "kam.sales.material": {"name": "Catalogue", "company_id": self.company.id},
            "kam.information.table": {"account_id": self.mill.id},
            "kam.screening": {"partner_id": self.stranger.id, "class_id": customer_class.id},
            "kam.approval.delegation": {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.manager_east.id,
                "date_from": self.today,
                "date_to": self.today,
            },
        }
        records = [self.mill, customer_class, self.shanghai, self.position_supervisor_shanghai]
        for name, vals in makers.items():
            user = self.rep_shanghai if name in ("kam.screening",) else self.env.user
            records.append(self.env[name].with_user(user).create(vals).sudo())
        visit = self.env["kam.visit"].create(
            {
                "account_id": self.mill.id,
                "leader_id": self.rep_shanghai.id,
                "date_start": fields.Datetime.now(),
            }
        )
        report = self.env["kam.visit.report"]._protected_create(
            [{"visit_id": visit.id, "account_id": self.mill.id}]
        )
        records += [visit, report, *self._make_development(partner), *self._make_suggestions()]
        records += self._make_services()
        for name in ("kam.approval.route", "kam.risk.template", "kam.development.hint"):
            records.append(self.env[name].search([("company_id", "=", self.company.id)], limit=1))
        return records

    def _make_development(self, partner):
        """Return a development, what hangs on it, and how its customer is won."""
        development = self.env["kam.development"].create(
            {"account_id": self.mill.id, "developer_id": self.rep_shanghai.id}
        )
        about = {"development_id": development.id, "account_id": self.mill.id}
        record = self.env["kam.development.record"]._protected_create([about])
        meeting = self.env["kam.development.meeting"].create(
            {
                "development_id": development.id,
                "date_meeting": fields.Datetime.now(),
                "participant_ids": [Command.set(self.rep_shanghai.ids)],
            }
        )
        letter = self.env["kam.development.letter"].create(
            {
                "development_id": development.id,
                "stakeholder_id": self.env["kam.stakeholder"]
                .search([("partner_id", "=", partner.id)])
                .id,
            }
        )
        return development, record, meeting, letter

    def _make_suggestions(self):
        """Return a suggestion, its report, a summary, and the sheet of a department."""
        of_company = [("company_id", "=", self.company.id)]
        kind = self.env["kam.suggestion.kind"].search(of_company)[-1:]
        suggestion = (
            self.env["kam.suggestion"]
            .with_user(self.rep_shanghai)
            .create(
                {
                    "partner_id": self.mill.partner_id.id,
                    "kind_id": kind.id,
                    "name": "Delivery",
                    "description": "Deliver before eight.",
                    "thanks_by_mail": False,
                }
            )
            .sudo()
        )
        suggestion.with_user(self.rep_shanghai).action_accept()
        suggestion.with_user(self.rep_shanghai).action_write_report()
        summary = (
            self.env["kam.suggestion.summary"]
            .with_user(self.manager_east)
            .create({"unit_id": self.east.id})
            .sudo()
        )
        report = suggestion.report_id.with_user(self.rep_shanghai)
        report.write({"cause": "Early shifts", "feasibility": "It can be done"})
        report.action_submit()
        department = self.env["hr.department"].create(
            {"name": "Dispatch", "company_id": self.company.id}
        )
        opinion = self.env["kam.suggestion.opinion"]._protected_create(
            [
                {
                    "summary_id": summary.id,
                    "department_id": department.id,
                    "company_id": self.company.id,
                    "review_id": report.sudo().review_ids[:1].id,
                }
            ]
        )
        return suggestion, report.sudo(), summary, opinion

    def _make_services(self):
        """Return a service scheme, a service request and a service evaluation."""
        return tuple(
            self.env[name].with_user(self.rep_shanghai).create({"account_id": self.mill.id}).sudo()
            for name in (
                "kam.service.scheme",
                "kam.service.request",
                "kam.service.evaluation",
            )
        )

    def test_every_model_with_a_conversation_is_internal(self):
        for name in self.conversation_models("kam_management"):
            self.assertTrue(self.env["mail.followers"]._kam_is_internal(name), name)

    def test_nobody_from_outside(self):
        records = self._make_records()
        self.assertLessEqual(
            self.conversation_models("kam_management"), {record._name for record in records}
        )
        for record in records:
            self.assertTrue(record, record._name)
            reader = self.reader
            if not record.with_user(reader).has_access("read"):
                reader = self.administrator
                reader.email = "administrator@example.com"
            colleague = self.colleague.partner_id
            outsiders = self.outsiders
            if record.with_user(self.colleague).has_access("read"):
                outsiders -= colleague
            self.assertInternal(record, reader, outsiders)

    def test_a_copy_works_or_is_refused_in_words(self):
        """Nobody reads what the database says of a column."""
        for record in self._make_records():
            for user in (self.env.user, self.director, self.administrator):
                own = record.with_user(user)
                with self.subTest(record=record._name, user=user.login), mute_logger("odoo.sql_db"):
                    try:
                        with self.cr.savepoint():
                            self.assertNotEqual(own.copy(), own)
                            self.env.flush_all()
                    except (UserError, UniqueViolation) as why:
                        # what is there once only says so in words of ours
                        self.assertTrue(str(why))

    def test_the_author_is_told(self):
        told = []
        self.patch(
            self.registry["res.users"],
            "_bus_send",
            lambda self, kind, message, **kwargs: (
                told.append(message) if kind == "simple_notification" else None
            ),
        )
        mill = self._as(self.rep_shanghai, self.mill)
        mill.message_post(body=SECRET, partner_ids=self.manager_east.partner_id.ids)
        self.assertFalse(told)
        mill.message_post(body=SECRET, partner_ids=self.mill.partner_id.ids)
        self.assertIn("Mill", told[-1]["message"])
        self._as(self.manager_east, self.mill).message_subscribe(self.mill.partner_id.ids)
        self.assertEqual(len(told), 2)

    def test_an_address_is_told_nothing(self):
        self.mill.message_post(body=SECRET, outgoing_email_to="office@mill.example.com")
        mails = self.env["mail.mail"].search([("model", "=", "kam.account")])
        self.assertFalse(mails.filtered(lambda mail: "office@" in (mail.email_to or "")))

    def test_followers_by_hand(self):
        vals = {"res_model": "kam.account", "res_id": self.mill.id}
        self.administrator.group_ids |= self.env.ref("base.group_system")
        followers = self.env["mail.followers"].with_user(self.administrator)
        with self.assertRaises(AccessError):
            followers.create({**vals, "partner_id": self.stranger.id})
        follower = followers.create({**vals, "partner_id": self.director.partner_id.id})
        with self.assertRaises(AccessError):
            follower.partner_id = self.stranger

    def test_following_ends_with_the_right(self):
        partner = self.supervisor_shanghai.partner_id
        self.supervisor_shanghai.notification_type = "inbox"
        self.mill.message_subscribe(partner.ids)
        message = self.mill.message_post(body=SECRET, subtype_xmlid="mail.mt_comment")
        own = message.with_user(self.supervisor_shanghai)
        self.assertTrue(own.needaction)
        self.position_supervisor_shanghai.action_end()
        self.env.invalidate_all()
        self.assertNotIn(partner, self.mill.message_partner_ids)
        self.assertFalse(own.has_access("read"))
        inbox = self.env["mail.message"].with_user(self.supervisor_shanghai)
        self.assertFalse(inbox.search([("needaction", "=", True), ("model", "=", "kam.account")]))
        self.assertFalse(
            message.notification_ids.filtered(
                lambda row: row.res_partner_id == partner and not row.is_read
            )
        )

    def test_following_ends_with_the_company(self):
        self.mill.message_subscribe(self.director.partner_id.ids)
        home = self.other_company
        self.director.write({"company_ids": [Command.set(home.ids)], "company_id": home.id})
        self.env.invalidate_all()
        self.assertNotIn(self.director.partner_id, self.mill.message_partner_ids)

    def test_inbox_of_another_company_that_is_not_chosen(self):
        self.director.company_ids |= self.other_company
        message = self.mill.message_post(body=SECRET, partner_ids=self.director.partner_id.ids)
        own = message.with_user(self.director).with_context(
            allowed_company_ids=self.other_company.ids
        )
        self.env.invalidate_all()
        self.assertTrue(own.has_access("read"))

    def test_machines_get_no_answer(self):
        sent_back = []
        self.patch(
            self.registry["mail.thread"],
            "_routing_create_bounce_email",
            lambda self, email_from, *args, **kwargs: sent_back.append(email_from),
        )
        message = self.mill.message_post(body="What do you say?")
        raw = (
            f"From: robot@example.com\nTo: catchall@example.com\nAuto-Submitted: auto-replied\n"
            f"Message-Id: <robot@example.com>\nIn-Reply-To: {message.message_id}\n\nAway"
        )
        self.env["mail.thread"].message_process(False, raw)
        self.assertFalse(sent_back)
