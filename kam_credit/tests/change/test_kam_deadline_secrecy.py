from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import day
from .common import KamCreditChangeCommon

LISTED = (
    "kam.deadline",
    "kam.deadline.move",
    "kam.approval.review",
    "kam.archive.entry",
    "kam.account.event",
    "kam.credit.change",
    "kam.credit.change.sla",
    "kam.credit.profile",
    "mail.activity",
    "mail.message",
    "mail.notification",
    "mail.followers",
    "calendar.event",
    "ir.attachment",
)


@tagged("post_install", "-at_install")
class TestKamDeadlineSecrecy(KamCreditChangeCommon):
    """To a representative an account looks the same before and after its credit is in question.

    The representative is the account manager of Acme, and follows the account and the customer.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_credit_allocation_user_id = cls.accountant
        cls.representative.group_ids += cls.env.ref("base.group_allow_export")
        cls.customer.message_subscribe(cls.representative.partner_id.ids)

    def duties(self, change):
        return self.root["kam.deadline"].search(
            [("res_model", "=", change._name), ("res_id", "=", change.id)], order="id"
        )

    def look(self, account, user=None):
        """Return all that a user finds of an account: dict of where -> what."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.representative
        root = self.root
        seen = {}
        for name in LISTED:
            model = root[name].with_user(user)
            if not model.has_access("read"):
                seen[name] = "no access"
                continue
            domain = []
            if name == "mail.notification":
                # Odoo shows everybody that somebody was notified; of what, it does not
                own = ("res_partner_id", "=", user.partner_id.id)
                domain = ["|", own, ("mail_message_id.model", "=like", "kam.%")]
            seen[name] = (model.search(domain).ids, model.search_count(domain))
        duties = root["kam.deadline"].with_user(user)
        of_account = [("account_id", "=", account.id)]
        seen["by account"] = (
            duties.search(of_account).export_data(["title", "date_due"]),
            duties._read_group(of_account, ["kind_id", "state"], ["__count", "date_due:min"]),
            duties._read_group([], ["account_id"], ["__count"]),
            duties._count_mine(),
        )
        seen["systray"] = root["res.users"].with_user(user)._get_activity_groups()
        for record in (account, account.partner_id):
            mine = record.with_user(user)
            names = [
                name
                for name, field in mine._fields.items()
                if (field.store and field.type != "one2many")
                or name in ("activity_ids", "message_ids", "message_follower_ids")
            ]
            seen[record._name] = mine.read(
                [name for name in names if mine._has_field_access(mine._fields[name], "read")],
                load="",
            )
        return seen

    def make_old(self, account):
        """Let account and customer have been written long ago: a new date would be seen."""
        self.env.flush_all()
        for record in (account, account.partner_id):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = '2020-01-01' WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
        self.env.invalidate_all()

    def assertLooksTheSame(self, before, account):
        after = self.look(account)
        for place, seen in before.items():
            with self.subTest(place=place):
                self.assertEqual(after[place], seen)

    # ------------------------------------------------------------------
    # what is open
    # ------------------------------------------------------------------

    def test_a_tier_change_opens_and_goes_its_way(self):
        self.make_old(self.account)
        before = self.look(self.account)
        change = self.propose()
        self.assertEqual(change.origin, "job")
        self.assertTrue(self.duties(change))
        self.assertLooksTheSame(before, self.account)
        for move in (
            self.submit,
            lambda change: self.review(change, self.credit_reviewer).action_return("Not yet"),
            self.submit,
            self.verify,
            lambda change: self.review(change, self.director).action_extend(1, "77.77 %"),
        ):
            move(change)
            self.assertLooksTheSame(before, self.account)
        with self.at(9):
            self.run_job()
        self.assertTrue(any(self.duties(change).mapped("told_ids")))
        self.assertLooksTheSame(before, self.account)

    def test_a_tier_change_opened_by_hand(self):
        self.make_old(self.account)
        before = self.look(self.account)
        self.request("yellow")
        self.assertLooksTheSame(before, self.account)

    def test_a_rate_falls_and_accounting_is_asked(self):
        partner = self.make_falling("Prepaid", 1000)
        partner.message_subscribe(self.representative.partner_id.ids)
        self.receive(partner, 1000, on=day(-15))
        account = self.profile(partner).account_id
        self.make_old(account)
        before = self.look(account)
        self.store(partner)
        self.assertTrue(self.profile(partner).date_allocation_due)
        self.assertLooksTheSame(before, account)
        with self.at(9):
            self.run_job()
        self.assertLooksTheSame(before, account)

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("kam_management.ir_cron_kam_deadline").method_direct_trigger()
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # who sees it, and is told
    # ------------------------------------------------------------------

    def test_credit_readers_over_the_unit_see_it(self):
        change = self.submitted()
        self.verify(change)
        duties = self.duties(change)
        self.assertEqual(set(duties.mapped("audience")), {"credit"})
        self.assertEqual(set(duties.mapped("title")), {change.number})
        for user, is_seen in (
            (self.credit_officer, True),
            (self.supervisor, True),
            (self.north_manager, True),
            (self.credit_approver, True),
            (self.director, True),
            (self.credit_admin, True),
            (self.representative, False),
            (self.south_supervisor, False),
            (self.kam_admin, False),
            (self.accountant, False),
            (self.clerk, False),
        ):
            with self.subTest(user=user.login):
                found = (
                    self.root["kam.deadline"]
                    .with_user(user)
                    .search([("res_model", "=", change._name)])
                )
                self.assertEqual(found.sudo(), duties if is_seen else duties.browse())

    def test_a_digest_names_the_form_and_no_customer(self):
        change = self.submitted()
        digest = self.root["kam.deadline.digest"]
        for user in (self.credit_reviewer, self.supervisor):
            mail = digest._prepare_mail(user, {"late": self.duties(change)})
            with self.subTest(user=user.login):
                self.assertIn(change.number, mail["body_html"])
                self.assertNotIn(self.customer.name, mail["body_html"])

    def test_no_longer_than_the_position(self):
        change = self.submitted()
        self.verify(change)
        self.positions["credit_reviewer"].action_end()
        self.env.invalidate_all()
        duties = self.root["kam.deadline"].with_user(self.credit_reviewer)
        self.assertFalse(duties.search([("res_model", "=", change._name)]))

    def test_only_credit_readers_are_told(self):
        change = self.request()
        supervisors = self.env.ref("kam_management.group_kam_supervisor").sudo()
        with self.at(9):
            self.run_job()
        duty = self.duties(change)
        self.assertIn(self.supervisor, duty.told_ids)
        self.assertNotIn(self.representative, duty.told_ids)
        mails = self.root["mail.mail"].search([("email_to", "=", self.supervisor.email_formatted)])
        self.assertIn(change.number, mails[-1:].body_html)
        self.assertNotIn(self.customer.name, mails[-1:].body_html)
        supervisors.implied_ids = [
            Command.unlink(self.env.ref("kam_credit.group_credit_reader").id)
        ]
        self.env.invalidate_all()
        self.assertFalse(duty._find_ladders()[duty])

    def test_delegates_without_the_rights_do_not_work_on_it(self):
        change = self.request()
        # who had the rights when the delegation was entered
        position = self.root["kam.position"].create(
            {
                "user_id": self.representative.id,
                "unit_id": self.south.id,
                "role": "credit_officer",
                "date_from": day(-5),
            }
        )
        self.root["kam.approval.delegation"].create(
            {
                "user_id": self.credit_officer.id,
                "delegate_id": self.representative.id,
                "company_id": self.company.id,
                "date_from": day(0),
                "date_to": day(5),
            }
        )
        position.action_end()
        duty = self.duties(change)
        self.assertEqual(duty.user_ids, self.credit_officer)
        self.assertEqual(duty.worker_ids, self.credit_officer)

    def test_the_end_of_a_position_names_nothing_confidential(self):
        change = self.request()
        duty = self.duties(change)
        position = self.root["kam.position"].search([("user_id", "=", self.credit_officer.id)])
        for asked, names in (
            (position.with_user(self.kam_admin), {"Confidential"}),
            (position, {duty.title}),
        ):
            with self.subTest(user=asked.env.user.login):
                self.assertEqual({name for _kind, name, _who in asked._find_waiting()}, names)
