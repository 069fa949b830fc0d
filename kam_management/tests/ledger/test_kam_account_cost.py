from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 04:00:00")
class TestKamAccountCost(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_receiver_ceiling = 1000

    def assertAbove(self, **vals):
        # as a request that is refused: nothing of it is left
        with self.assertRaisesRegex(ValidationError, "the ceiling is"), self.cr.savepoint():
            self._spent(**vals)

    def test_rights(self):
        cost = self._spent()
        self.assertRights(
            cost,
            {
                (self.rep_hangzhou, self.rep_shanghai, self.manager_east): "rc",
                (self.administrator,): "r",
                (
                    self.rep_beijing,
                    self.supervisor_shanghai,
                    self.accountant,
                    self.employee,
                    self.portal,
                    self.archivist,
                ): "",
            },
        )
        self._make_other_company()
        self.assertRights(cost, {(self.manager_other,): ""})
        self.assertRights(
            self.gift,
            {(self.rep_hangzhou,): "r", (self.administrator,): "rwcd", (self.employee,): ""},
        )

    def test_written_by_whoever_works_on_the_account(self):
        for user in (self.rep_hangzhou, self.rep_shanghai, self.manager_east):
            self.assertEqual(self._spent(user, amount=1).user_id, user)
        for user in (self.rep_beijing, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._spent(user)

    def test_ceiling_over_kinds_people_and_accounts(self):
        self._spent()
        self._spent(self.rep_shanghai, kind_id=self.hospitality.id, amount=600)
        for vals in (
            {"amount": 0.01},
            {"amount": 1, "user": self.manager_east},
            {"amount": 1, "kind_id": self.hospitality.id, "date": date(2026, 1, 1)},
        ):
            with self.subTest(vals=vals):
                self.assertAbove(**vals)
        # another person, year or kind
        self._spent(stakeholder_id=self.buyer.id, amount=1000)
        self._spent(date=date(2025, 12, 31), amount=1000)
        self._spent(kind_id=self.travel.id, amount=5000)

    def test_what_is_refused_says_why(self):
        self._spent()
        with self.assertRaises(ValidationError) as refused:
            self._spent(amount=700)
        for said in ("Boss", "2026", "1,100.00", "1,000.00", "100.00", "Settings"):
            with self.subTest(said=said):
                self.assertIn(said, str(refused.exception))

    def test_split_in_one_call(self):
        rows = [self._cost_vals(amount=250) for _part in range(5)]
        with self.assertRaisesRegex(ValidationError, "the ceiling is"), self.cr.savepoint():
            self.cost_model.create(rows)
        self.cost_model.create(rows[:4])

    def test_two_stakeholders_for_one_person(self):
        """Who has left and is the stakeholder of another customer has one ceiling."""
        self._spent(amount=900)
        self.boss_partner.parent_id = self.mill.partner_id
        again = self._stakeholder(self.mill, self.boss_partner, "buyer")
        self.assertAbove(
            user=self.rep_shanghai, account_id=self.mill.id, stakeholder_id=again.id, amount=200
        )

    def test_person_who_took_the_place_has_a_ceiling_of_their_own(self):
        cost = self._spent(stakeholder_id=self.buyer.id, amount=900)
        self.buyer.partner_id = self._contact("Successor", self.shop)
        self._spent(stakeholder_id=self.buyer.id, amount=900)
        self.assertEqual(cost.receiver_id, self.buyer_partner)

    def test_processes_are_held_to_it(self):
        vals = self._cost_vals(amount=1000)
        del vals["account_id"]
        cost = self.shop._note_cost(vals, document=self.boss)
        self.assertEqual((cost.document_name, cost.account_id), ("Boss", self.shop))
        with self.assertRaisesRegex(ValidationError, "the ceiling is"):
            self.shop._note_cost(vals)

    def test_no_ceiling(self):
        self.company.kam_receiver_ceiling = 0
        self._spent(amount=1_000_000)

    def test_each_company_has_its_own(self):
        self._spent(amount=1000)
        self._make_other_company()
        self.other_company.kam_receiver_ceiling = 10
        person = self._contact("Person", self.mill_other)
        stakeholder = self._stakeholder(self.mill_other, person, "buyer")
        vals = {"account_id": self.mill_other.id, "stakeholder_id": stakeholder.id}
        self._spent(self.manager_other, **vals, amount=10)
        self.assertAbove(user=self.manager_other, **vals, amount=1)

    def test_rate_of_the_day(self):
        currency = self.env["res.currency"].create({"name": "KTC", "symbol": "K"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": day, "rate": rate}
                for day, rate in (("2026-01-01", 0.5), ("2026-05-01", 0.25))
            ]
        )
        before = self._spent(date=date(2026, 4, 30), currency_id=currency.id, amount=100)
        after = self._spent(date=date(2026, 5, 2), currency_id=currency.id, amount=100)
        self.assertEqual((before.amount_company, after.amount_company), (200, 400))
        self._spent(amount=400)
        self.assertAbove(amount=0.01)
        # what was spent is not worth something else later
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-05-02", "rate": 0.1}
        )
        self.env.invalidate_all()
        self.assertEqual(after.amount_company, 400)

    def test_currency_that_cannot_be_converted(self):
        currency = self.env["res.currency"].create({"name": "KTC", "symbol": "K"})
        vals = {"currency_id": currency.id, "date": date(2026, 5, 10), "amount": 1}
        for say in ("Currency", "KTC", "rate", "05/10/2026", self.company.currency_id.name):
            with self.subTest(say=say), self.assertRaisesRegex(ValidationError, say):
                self._spent(**vals)
        rate = self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-05-11", "rate": 0.5}
        )
        with self.assertRaisesRegex(ValidationError, "KTC has no rate"):
            self._spent(**vals)
        rate.name = "2026-05-10"
        rate.company_id = self.other_company
        with self.assertRaisesRegex(ValidationError, "KTC has no rate"):
            self._spent(**vals)
        rate.company_id = False
        cost = self._spent(**vals)
        self.assertEqual(cost.amount_company, 2)
        currency.active = False
        with self.assertRaisesRegex(ValidationError, "“Currency” .* KTC is not active"):
            self._spent(**vals)
        # it was spent in it nevertheless
        self._spent(**{**vals, "amount": 2}, corrects_id=cost.id)

    def test_rates_are_asked_for_once(self):
        currency = self.env["res.currency"].create({"name": "KTC", "symbol": "K"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2026-05-01", "rate": 0.5}
        )
        row = self._cost_vals(currency_id=currency.id, kind_id=self.travel.id)
        costs = self.cost_model.create([row] * 20)
        costs.mapped("company_id.root_id")
        with self.assertQueryCount(2):
            costs._check_currency()

    def test_amount_that_cannot_be(self):
        self.company.kam_receiver_ceiling = 0
        for amount in (1e300, -1e300, float("nan"), float("inf"), 1.1e12, "a lot", 10**400):
            with (
                self.subTest(amount=str(amount)[:9]),
                self.assertRaisesRegex(ValidationError, "“Amount” of a cost is"),
                self.cr.savepoint(),
            ):
                self._spent(amount=amount)
        self._spent(amount=1e12)

    def test_receiver_is_known(self):
        for stakeholder in (self.boss.browse(), self.vacancy):
            with (
                self.subTest(stakeholder=stakeholder.display_name),
                self.assertRaisesRegex(ValidationError, "Receiver"),
            ):
                self._spent(stakeholder_id=stakeholder.id)
        self._spent(stakeholder_id=False, kind_id=self.travel.id)

    def test_what_a_cost_says(self):
        with self.assertRaisesRegex(ValidationError, "lies ahead"):
            self._spent(date=date(2026, 5, 21))
        for vals in ({"amount": 0}, {"amount": -5}, {"purpose": "  "}):
            with (
                self.subTest(vals=vals),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._spent(**vals)
        with self.assertRaises(UserError):
            self._spent(amount_company=1)
        with self.assertRaises(UserError):
            self._spent(receiver_id=self.buyer_partner.id)

    def test_what_was_spent_stays(self):
        cost = self._spent()
        for vals in ({"amount": 1}, {"stakeholder_id": self.buyer.id}, {"is_superseded": True}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                cost.write(vals)
        with self.assertRaisesRegex(UserError, "is a fact"):
            cost.unlink()

    def test_correction_takes_the_place(self):
        cost = self._spent(amount=1000)
        action = self._as(self.rep_hangzhou, cost).action_correct()
        model = self.cost_model.with_user(self.rep_hangzhou).with_context(**action["context"])
        with Form(model) as form:
            form.amount = 700
        self.assertTrue(cost.is_superseded)
        self._spent(amount=300)
        self.assertAbove(amount=1)
        # what was never spent
        self._spent(amount=0, corrects_id=cost.correction_ids.id)
        self._spent(amount=700)

    def test_correction_upwards_is_held_to_it(self):
        cost = self._spent(amount=900)
        self.assertAbove(amount=1001, corrects_id=cost.id)
        self.company.kam_receiver_ceiling = 500
        # less than before, even where the ceiling has come down
        self._spent(amount=800, corrects_id=cost.id)

    def test_correction_to_another_kind_or_person(self):
        self._spent(amount=900)
        travel = self._spent(kind_id=self.travel.id, amount=200)
        self.assertAbove(amount=200, corrects_id=travel.id)
        other = self._spent(stakeholder_id=self.buyer.id, amount=200)
        self.assertAbove(amount=200, corrects_id=other.id)

    def test_account_and_settings(self):
        self._spent()
        self.assertEqual(self._as(self.rep_shanghai, self.shop).cost_count, 1)
        action = self._as(self.rep_shanghai, self.shop).action_view_costs()
        self.assertEqual(action["domain"], [("account_id", "=", self.shop.id)])
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.kam_receiver_ceiling, 1000)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.company.kam_receiver_ceiling = -1
            self.env.flush_all()

    def test_views(self):
        action = self.env.ref("kam_management.action_kam_account_cost")
        for user in (self.rep_hangzhou, self.administrator):
            views = self.cost_model.with_user(user).get_views(
                [(False, mode) for mode in action.view_mode.split(",")] + [(False, "search")]
            )
            self.assertIn("pivot", views["views"])
