from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...rules import development_hints as rules
from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentHint(DevelopmentCommon):
    """Hints to those who develop a customer (开发提示)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hint_model = cls.env["kam.development.hint"]
        cls.own = cls.hint_model.search([("company_id", "=", cls.company.id)])

    def _hint(self, code):
        return self.own.filtered(lambda hint: hint.condition == code)

    def _codes(self, development, user=None):
        seen = self.seen_by(user or self.rep_beijing, development)
        return {hint["code"] for hint in seen.hints or []}

    def _facts(self, development):
        self.env.invalidate_all()
        return development._get_hint_facts()[development]

    def test_companies_start_with_all(self):
        self.assertEqual(set(self.own.mapped("condition")), set(rules.RULES))
        self.assertEqual(self._hint("no_contact").threshold, 30)

    def test_only_of_developments_that_go_on(self):
        development = self._development()
        self.assertFalse(development.hints)
        self.assertFalse(development.hint_count)
        self.seen_by(self.rep_beijing, development).action_start()
        self.assertIn("no_decider", self._codes(development))
        self.seen_by(self.rep_beijing, development).action_cancel("Bought by a rival")
        self.assertFalse(self._codes(development))

    # ------------------------------------------------------------------
    # what is gathered
    # ------------------------------------------------------------------

    def test_contacts_and_visits(self):
        development = self._begun(days=40)
        facts = self._facts(development)
        self.assertEqual((facts.days_since_start, facts.days_since_contact), (40, 40))
        self.assertIn("no_contact", self._codes(development))
        self.assertIn("no_visit", self._codes(development))
        self._contacted(development, days=30, channel="phone")
        facts = self._facts(development)
        self.assertEqual((facts.days_since_contact, facts.visits, facts.contacts), (30, 0, 1))
        self.assertNotIn("no_contact", self._codes(development))
        self._contacted(development, days=29)
        self.assertNotIn("no_visit", self._codes(development))

    def test_the_condition_is_printed(self):
        development = self._begun(days=41)
        hints = self.seen_by(self.rep_beijing, development).hints
        (why,) = [hint["why"] for hint in hints if hint["code"] == "no_contact"]
        self.assertEqual(
            why,
            "Shown when: no contact for more than 30 days; the last one was 41 days ago",
        )

    def test_every_condition_is_printed(self):
        development = self._begun()
        facts = self._facts(development)
        for hint in self.own:
            with self.subTest(code=hint.condition):
                described = development._describe_hint(hint, facts)
                self.assertRegex(described["why"], "^Shown when: .")

    def test_those_who_decide(self):
        development = self._begun()
        self.assertIn("no_decider", self._codes(development))
        self.assertNotIn("no_supporter", self._codes(development))
        vacancy = self._stakeholder(self.yard, None, "decision_maker", stance="supporter")
        self.assertIn("no_decider", self._codes(development))
        li = self._stakeholder(self.yard, self._contact("Li", self.yard), "approver")
        self.assertIn("no_supporter", self._codes(development))
        li.stance = "favourable"
        self.assertFalse({"no_decider", "no_supporter"} & self._codes(development))
        self.assertTrue(vacancy.is_vacant)

    def test_advantages(self):
        development = self._begun(days=40)
        self.assertIn("price_only", self._codes(development))
        other = self.env.ref("kam_management.development_advantage_less_product_loss")
        development.advantage_ids._protected_create(
            [{"development_id": development.id, "kind_id": other.id, "claim": "x", "value": 5}]
        )
        self.assertNotIn("price_only", self._codes(development))
        self.assertNotIn("no_value", self._codes(development))
        development.advantage_ids._protected_write({"value": 0})
        self.assertIn("no_value", self._codes(development))

    def test_the_forecast(self):
        development = self._begun()
        self.assertTrue(development.is_worth)
        self.assertNotIn("not_worth", self._codes(development))
        development._protected_write({"is_worth": False})
        self.assertIn("not_worth", self._codes(development))

    def test_the_scheme(self):
        development = self._development()
        self.seen_by(self.rep_beijing, development).action_start()
        development._write_process({"date_started": self._ago(days=14)})
        self.assertNotIn("no_scheme", self._codes(development))
        development._write_process({"date_started": self._ago(days=15)})
        self.assertIn("no_scheme", self._codes(development))
        approved = self._begun(20, self.shop, self.rep_hangzhou)
        self.assertNotIn("no_scheme", self._codes(approved, self.rep_hangzhou))

    def test_threats(self):
        rival = self.env["kam.competitor"].create(
            {"name": "Rival", "account_id": self.yard.id, "threat": "3"}
        )
        development = self._filled()
        self.seen_by(self.rep_beijing, development).action_start()
        self.assertIn("threats", self._codes(development))
        self.seen_by(self.rep_beijing, development).competitor_ids = [
            Command.create({"competitor_id": rival.id, "answer": " "})
        ]
        self.assertIn("threats", self._codes(development))
        development.competitor_ids.answer = "Depot next door"
        self.assertNotIn("threats", self._codes(development))

    def test_satisfaction(self):
        day = fields.Date.subtract(self.company._kam_today(), days=366)
        development = self._begun(satisfaction="3", date_satisfaction=day)
        self.assertIn("satisfaction", self._codes(development))
        development._protected_write({"date_satisfaction": fields.Date.add(day, days=1)})
        self.assertNotIn("satisfaction", self._codes(development))

    def test_letters_without_an_answer(self):
        development = self._begun()
        person = self._stakeholder(self.yard, self._contact("Li", self.yard), "buyer")
        letters = self.env["kam.development.letter"]
        today = self.company._kam_today()
        letter = letters.with_user(self.rep_beijing).create(
            {
                "development_id": development.id,
                "way": "letter",
                "stakeholder_id": person.id,
                "date_answer": fields.Date.add(today, days=1),
            }
        )
        letter.sudo()._protected_write({"state": "sent"})
        self.assertNotIn("letters", self._codes(development))
        letter.sudo()._protected_write({"date_answer": fields.Date.subtract(today, days=1)})
        self.assertIn("letters", self._codes(development))

    def test_falling_and_progress(self):
        development = self._begun(days=91)
        self.assertIn("no_progress", self._codes(development))
        self._contacted(development, 9, progress="introduction")
        self.assertNotIn("no_progress", self._codes(development))
        self.assertNotIn("falling", self._codes(development))
        self._contacted(development, 2, attitude="cold")
        self.assertIn("falling", self._codes(development))

    # ------------------------------------------------------------------
    # on lists
    # ------------------------------------------------------------------

    def test_the_filter_finds_those_with_hints(self):
        hinted = self._begun()
        found = self.development_model.with_user(self.rep_beijing).search
        self.assertEqual(found([("hint_count", ">", 0)]), hinted)
        self.assertTrue(hinted.hint_count)
        for hint in self.own:
            hint.action_switch_off("Test")
        self.env.invalidate_all()
        self.assertFalse(found([("hint_count", ">", 0)]))
        self.assertEqual(found([("hint_count", "=", 0)]), hinted)

    def test_as_many_queries_for_many(self):
        first = self._begun()
        second = self._begun(account=self.shop, user=self.rep_hangzhou)

        def count(developments):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            developments.mapped("hint_count")
            return self.cr.sql_log_count - before

        count(first)
        self.assertEqual(count(first), count(first | second))

    def test_each_leads_somewhere(self):
        development = self._begun()
        seen = self.seen_by(self.rep_beijing, development)
        for link in seen._get_hint_links():
            with self.subTest(link=link):
                action = seen.action_open_hint(link)
                self.assertIn(action["res_model"], self.env)
        for link in (None, 7, "", "unlink", ["contacts"]):
            with self.subTest(link=link), self._refused("nothing that a hint leads to"):
                seen.action_open_hint(link)

    # ------------------------------------------------------------------
    # on and off
    # ------------------------------------------------------------------

    def test_switched_off_with_a_reason(self):
        development = self._begun(days=40)
        hint = self._hint("no_contact")
        seen = self.seen_by(self.administrator, hint)
        with self._refused("say why"):
            seen.action_switch_off(" ")
        with self._refused("Switch Off"):
            seen.is_off = True
        seen.action_switch_off("We sell by season")
        self.assertNotIn("no_contact", self._codes(development))
        self.assertEqual(hint.off_reason, "We sell by season")
        self.assertIn("We sell by season", hint.message_ids[0].body)
        self.assertEqual(hint.message_ids[0].author_id, self.administrator.partner_id)
        with self._refused("off already"):
            seen.action_switch_off("Again")
        seen.action_switch_on()
        self.assertIn("no_contact", self._codes(development))
        self.assertIn("Switched on", hint.message_ids[0].body)

    def test_switched_by_administrators(self):
        hint = self._hint("no_contact")
        for user in (self.rep_beijing, self.director):
            with self.subTest(user=user.login), self._refused(".", AccessError):
                self.seen_by(user, hint).action_switch_off("Annoying")

    def test_the_dialog_asks_for_the_reason(self):
        hint = self._hint("no_visit")
        action = self.seen_by(self.administrator, hint).action_ask_off()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.administrator)
            .with_context(**action["context"])
            .create({"reason": "Far away"})
        )
        wizard.action_apply()
        self.assertTrue(hint.is_off)

    def test_another_company_goes_by_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        made = self.hint_model.search([("company_id", "=", other.id)])
        self.assertEqual(len(made), len(rules.RULES))
        made.action_switch_off("Test")
        self.assertIn("no_decider", self._codes(self._begun()))

    def test_the_number_is_the_companys(self):
        development = self._begun(days=40)
        self.seen_by(self.administrator, self._hint("no_contact")).threshold = 40
        self.assertNotIn("no_contact", self._codes(development))
