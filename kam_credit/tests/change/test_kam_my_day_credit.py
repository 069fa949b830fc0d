from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import day
from ..my_day import CreditDayOracle
from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamMyDayCredit(CreditDayOracle, KamCreditChangeCommon):
    """Tier changes from the page, and for whom they do not exist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_credit_allocation_user_id = cls.accountant
        cls.everybody = (
            cls.credit_officer
            | cls.credit_reviewer
            | cls.credit_approver
            | cls.second_approver
            | cls.director
            | cls.north_manager
            | cls.supervisor
            | cls.representative
            | cls.south_supervisor
            | cls.accountant
            | cls.kam_admin
            | cls.credit_admin
            | cls.clerk
        )

    def my(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.root["kam.my.day"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )

    def row(self, user, change, code):
        (row,) = [
            row
            for row in self.my(user).get_day()["rows"]
            if (row["code"], row["res_id"]) == (code, change.id)
        ]
        return row

    def other_customer(self, name):
        customer = self.make_customer(name)
        self.make_key(customer)
        return customer

    def test_each_role_finds_what_the_processes_say(self):
        stages = {
            name: self.other_customer(name)
            for name in ("Region", "Headquarters", "Returned", "Withdrawn", "Approved", "Confirmed")
        }
        self.propose()
        changes = {name: self.request(partner=customer) for name, customer in stages.items()}
        for change in changes.values():
            self.submit(change)
        self.verify(changes["Headquarters"])
        self.review(changes["Returned"], self.credit_reviewer).action_return("Why now?")
        changes["Withdrawn"].with_user(self.credit_officer).action_withdraw()
        for name in ("Approved", "Confirmed"):
            self.verify(changes[name])
            self.sign(changes[name])
        self.confirm(changes["Confirmed"])
        payer = self.make_falling("Prepaid", 1000)
        self.receive(payer, 1000, on=day(-15))
        self.store(payer)
        self.assertTrue(self.profile(payer).date_allocation_due)
        expected = self.assertDays(self.everybody, self.company)
        kinds = {user_id: {item[0] for item in items} for user_id, items in expected.items()}
        self.assertEqual(
            kinds[self.credit_officer.id],
            {"correction", "credit_confirmation", "credit_submission"},
        )
        self.assertEqual(kinds[self.credit_reviewer.id], {"review"})
        self.assertEqual(kinds[self.credit_approver.id], {"review"})
        self.assertEqual(kinds[self.accountant.id], {"credit_allocation"})
        for user in (self.representative, self.kam_admin, self.clerk, self.south_supervisor):
            self.assertNotIn(user.id, kinds)

    def test_submitting(self):
        change = self.request()
        row = self.row(self.credit_officer, change, "credit_submission")
        self.assertEqual([action["key"] for action in row["actions"]], ["submit"])
        self.assertIn("Standard met on", row["why"])
        self.assertIs(self.my(self.credit_officer).settle([row["id"]], "submit"), True)
        self.assertEqual(change.approval_state, "in_review")

    def test_what_is_missing_is_said_and_the_form_opens(self):
        change = self.approved()
        row = self.row(self.credit_officer, change, "credit_confirmation")
        action = self.my(self.credit_officer).settle([row["id"]], "confirm")
        self.assertIn("Customer Told", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_id"], change.id)
        change.with_user(self.credit_officer).write(
            {"is_customer_told": True, "measures": "Delivered on account"}
        )
        self.assertIs(self.my(self.credit_officer).settle([row["id"]], "confirm"), True)
        self.assertEqual(change.confirmed_by_id, self.credit_officer)

    def test_deciding_shows_what_it_is_about(self):
        change = self.propose()
        self.submit(change)
        row = self.row(self.credit_reviewer, change, "review")
        self.assertTrue(any("→" in fact for fact in row["facts"]), row["facts"])
        self.assertTrue(any("100.00%" in fact for fact in row["facts"]), row["facts"])
        self.assertEqual(row["title"], change.number)
        self.assertEqual(row["customer"], "Acme")
        # the region writes what it thinks
        action = self.my(self.credit_reviewer).settle([row["id"]], "approve")
        self.assertEqual(action["res_model"], "kam.approval.decide")
        self.verify(change)
        row = self.row(self.credit_approver, change, "review")
        self.assertIs(self.my(self.credit_approver).settle([row["id"]], "approve"), True)
        self.assertEqual(change.approval_state, "approved")

    def test_others_do_not_settle_it(self):
        change = self.approved()
        row = self.row(self.credit_officer, change, "credit_confirmation")
        for user in (
            self.supervisor,
            self.director,
            self.representative,
            self.kam_admin,
            self.clerk,
            self.south_supervisor,
        ):
            for key in ("confirm", "open"):
                if key == "open" and user in self.supervisor | self.director:
                    # who reads credit over the unit may look
                    continue
                with self.subTest(user=user.login, key=key), self.assertRaises(AccessError):
                    self.my(user).settle([row["id"]], key)
        self.assertFalse(change.date_confirmed)

    def test_leaders_without_credit_rights_see_and_count_nothing(self):
        self.request()
        officer = self.credit_officer.id
        day_seen = self.my(self.supervisor).get_day(officer)
        (person,) = [
            each for each in self.my(self.supervisor).get_people() if each["id"] == officer
        ]
        self.assertEqual(len(day_seen["rows"]), 1)
        self.assertEqual(person["week"], 1)
        supervisors = self.root.ref("kam_management.group_kam_supervisor")
        supervisors.implied_ids = [
            Command.unlink(self.root.ref("kam_credit.group_credit_reader").id)
        ]
        self.supervisor.sudo().group_ids -= self.root.ref("kam_credit.group_credit_reader")
        day_seen = self.my(self.supervisor).get_day(officer)
        (person,) = [
            each for each in self.my(self.supervisor).get_people() if each["id"] == officer
        ]
        self.assertEqual((day_seen["rows"], sum(day_seen["counts"].values())), ([], 0))
        self.assertEqual([person[name] for name in ("late", "today", "week", "later")], [0] * 4)

    def test_a_representative_sees_no_change_in_their_day(self):
        before = self.my(self.representative).get_day()
        change = self.submitted()
        self.verify(change)
        self.assertEqual(self.my(self.representative).get_day(), before)

    def test_at_most_twelve_queries_of_each_role(self):
        for number in range(3):
            change = self.request(partner=self.other_customer(f"Customer {number}"))
            self.submit(change)
            if number:
                self.verify(change)
        self.request(partner=self.other_customer("Draft"))
        for user in (self.credit_officer, self.credit_reviewer, self.credit_approver):
            # as the web client asks, in a language
            mine = self.my(user).with_context(lang="en_US")
            mine.get_day()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(mine.get_day()["rows"])
            count = self.env.cr.sql_log_count - before
            with self.subTest(user=user.login):
                self.assertLessEqual(count, 12)
