from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..deadline.common import DOCUMENT, KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamDeadlineAccount(KamDeadlineCommon):
    """Duties on documents of the mill, an account of Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document.account_id = cls.mill
        cls.env["kam.deadline.kind"].create(
            [
                {
                    "code": "served",
                    "name": "Served",
                    "assign": "account_manager",
                    "audience": "account",
                },
                {
                    "code": "own",
                    "name": "Own",
                    "assign": "account_manager",
                    "audience": "account",
                    "is_personal": True,
                },
                {
                    "code": "promised",
                    "name": "Promised",
                    "assign": "people",
                    "audience": "account",
                    "is_personal": True,
                },
            ]
        )

    def hand_over(self, unit=None, manager=None):
        self.mill._change_owner(unit, manager, "Other district")

    def test_a_duty_has_the_account_of_its_document(self):
        duty = self.open("served")
        self.assertEqual(duty.account_id, self.mill)
        self.assertEqual(duty.unit_id, self.shanghai)
        self.assertEqual(duty.user_ids, self.rep_shanghai)
        duty = self.open("asked", document=self.shop, user_ids=self.rep_beijing.ids)
        self.assertEqual((duty.account_id, duty.unit_id), (self.shop, self.hangzhou))
        elsewhere = self.env[DOCUMENT].create({})
        self.assertFalse(self.open("asked", document=elsewhere).account_id)

    def test_who_sees_the_account_sees_its_duties(self):
        self.env["kam.account.team"].create(
            {"account_id": self.mill.id, "user_id": self.rep_hangzhou.id, "duty": "sales"}
        )
        duty = self.open("served", user_ids=self.rep_shanghai.ids)
        self.duties._move(self.document, "served", self.day(9), "Agreed")
        sees = {
            self.rep_shanghai: True,
            self.rep_hangzhou: True,
            self.supervisor_shanghai: True,
            self.manager_east: True,
            self.director: True,
            self.administrator: True,
            self.supervisor_north: False,
            self.rep_beijing: False,
            self.employee: False,
        }
        domain = [("account_id", "=", self.mill.id)]
        for user, is_seen in sees.items():
            with self.subTest(user=user.login):
                mine = self.duties.with_user(user)
                self.assertEqual(mine.search(domain), duty if is_seen else self.duties)
                self.assertEqual(mine.search_count(domain), int(is_seen))
                groups = mine._read_group(domain, ["kind_id"], ["__count"])
                self.assertEqual(len(groups), int(is_seen))
                moves = self.env["kam.deadline.move"].with_user(user)
                self.assertEqual(
                    moves.search_count([("deadline_id.account_id", "=", self.mill.id)]),
                    int(is_seen),
                )

    def test_what_is_seen_by_people_is_not_seen_by_the_account(self):
        duty = self.open("asked", user_ids=self.rep_hangzhou.ids)
        for user, seen in (
            (self.rep_hangzhou, duty),
            (self.rep_shanghai, self.duties),
            (self.supervisor_shanghai, self.duties),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.duties.with_user(user).search([("account_id", "=", self.mill.id)]), seen
                )

    def test_what_is_seen_by_credit_is_hidden_from_account_and_administrator(self):
        self.open("served", audience="credit", document=self.mill)
        duty = self.open("asked", audience="credit", user_ids=self.accountant.ids)
        self.env["kam.account.team"].create(
            {"account_id": self.mill.id, "user_id": self.rep_hangzhou.id, "duty": "sales"}
        )
        for user in (self.rep_hangzhou, self.administrator):
            with self.subTest(user=user.login):
                self.assertFalse(
                    self.duties.with_user(user).search([("account_id", "=", self.mill.id)])
                )
        self.assertIn(duty, self.duties.with_user(self.accountant).search([]))

    # ------------------------------------------------------------------
    # hand-over
    # ------------------------------------------------------------------

    def test_duties_follow_a_hand_over(self):
        served = self.open("served")
        asked = self.open("asked", user_ids=(self.rep_shanghai | self.employee).ids)
        other = self.open("asked", slot="other", user_ids=self.employee.ids)
        own, promised = self.open("own"), self.open("promised", user_ids=self.rep_shanghai.ids)
        done = self.open("served", document=self.mill)
        self.duties._close(self.mill, "served")
        self.hand_over(manager=self.rep_hangzhou)
        self.assertEqual(served.user_ids, self.rep_hangzhou)
        self.assertEqual(served.worker_ids, self.rep_hangzhou)
        self.assertEqual(asked.user_ids, self.rep_hangzhou | self.employee)
        self.assertEqual(other.user_ids, self.employee)
        for stays in (own, promised, done):
            self.assertEqual(stays.user_ids, self.rep_shanghai)
        self.duties._refresh([])
        self.assertEqual(own.user_ids, self.rep_shanghai)
        self.assertEqual(served.user_ids, self.rep_hangzhou)

    def test_whom_a_document_names_stays(self):
        def find_duty_users(documents, duties):
            return dict.fromkeys(duties, self.rep_shanghai)

        with patch.object(self.registry[DOCUMENT], "_find_duty_users", find_duty_users):
            duty = self.open("asked", user_ids=self.rep_shanghai.ids)
            self.hand_over(manager=self.rep_hangzhou)
            self.assertEqual(duty.user_ids, self.rep_shanghai)

    def test_duties_follow_another_unit(self):
        led = self.open("led")
        self.assertEqual(led.user_ids, self.supervisor_shanghai)
        done = self.open("led", slot="done")
        self.duties._close(self.document, "led", slot="done")
        self.hand_over(unit=self.beijing)
        self.assertEqual(led.unit_id, self.beijing)
        self.assertEqual(led.user_ids, self.supervisor_north)
        self.assertEqual((done.unit_id, done.user_ids), (self.shanghai, self.supervisor_shanghai))

    def test_the_digest_names_the_customer_to_whoever_sees_the_account(self):
        digest = self.env["kam.deadline.digest"]
        seen = self.open("served")
        for other in (
            # confidential: it goes by its title
            self.open("asked", slot="people"),
            # the title says it
            self.open("served", slot="title", title="Offer for Mill"),
        ):
            self.assertNotIn(
                other.id, digest._name_customers(self.rep_shanghai, {"late": seen | other})
            )
        for user, names in (
            (self.rep_shanghai, {seen.id: "Mill"}),
            (self.manager_east, {seen.id: "Mill"}),
            (self.rep_beijing, {}),
            (self.supervisor_north, {}),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(digest._name_customers(user, {"late": seen}), names)
        mail = digest._prepare_mail(self.rep_shanghai, {"late": seen.sudo()})
        self.assertIn("Mill", html2plaintext(mail["body_html"]))
        mail = digest._prepare_mail(self.rep_beijing, {"others": seen.sudo()})
        self.assertNotIn("Mill", html2plaintext(mail["body_html"]))

    def test_without_an_account_manager_whoever_leads(self):
        duty = self.open("served")
        self.rep_shanghai.active = False
        self.assertEqual(duty.user_ids, self.supervisor_shanghai)

    def test_many_duties_follow_in_few_queries(self):
        def count(number):
            documents = self.env[DOCUMENT].create([{"account_id": self.mill.id}] * number)
            for document in documents:
                self.open("served", document=document)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.duties._follow_accounts(self.mill, {})
            self.env.flush_all()
            queries = self.cr.sql_log_count - before
            self.duties._cancel(documents, "Enough")
            return queries

        count(1)
        self.assertLessEqual(count(40), count(1) + 3)
