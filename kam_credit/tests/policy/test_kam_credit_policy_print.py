from odoo.tests import tagged

from ...models.policy.kam_credit_policy_comparison import word_value
from ..common import day
from .common import KamCreditPolicyCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicyPrint(KamCreditPolicyCommon):
    """The scheme on paper, and what the form says of its changes."""

    def html(self, policy, lang="en_US"):
        report = self.root["ir.actions.report"].with_context(lang=lang)
        html, _type = report._render_qweb_html("kam_credit.report_kam_credit_policy", policy.ids)
        return " ".join(html.decode().replace("&nbsp;", " ").replace("\xa0", " ").split())

    def test_what_it_says(self):
        policy = self.begin(threshold=0.8)
        html = self.html(policy)
        for text in (
            policy.number,
            "Green list",
            "fulfilment rate is below 80%",
            "within 2 days",
            "within 3 days",
            "within at most 7 days",
            "no more than 10 days",
            "Basic information",
            "(1) Content of the Assessment",
            "(2) Steps of the Assessment",
            "To strengthen the credit management",
            "from $ 10,000.00",
            "from $ 5,000.00 to below $ 10,000.00",
        ):
            with self.subTest(text):
                self.assertIn(text, html)
        self.assertNotIn("△", html)

    def test_texts_that_nobody_wrote_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        policy = self.begin()
        chinese = policy.with_context(lang="zh_CN")
        self.assertIn("To strengthen the credit management", policy.purpose)
        self.assertIn("降低公司大客户管理成本", chinese.purpose)
        # a form that is saved as it was shown has written nothing
        chinese.with_user(self.credit_admin).write(
            {"purpose": f"{chinese.purpose}\n", "scope": "仅限本公司。"}
        )
        self.assertIn("To strengthen the credit management", policy.purpose)
        html = self.html(policy, "zh_CN")
        for text in ("降低公司大客户管理成本", "并对方案提出优化建议", "仅限本公司。"):
            with self.subTest(text):
                self.assertIn(text, html)
        # what somebody wrote stays as it is
        self.assertIn("仅限本公司。", self.html(policy))
        begun = self.policies.with_user(self.credit_admin).with_context(lang="zh_CN")
        self.assertIn("降低公司大客户管理成本", begun.default_get(["purpose"])["purpose"])

    def test_the_language_of_who_revises_changes_no_place(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        first = self.approve(self.begin())
        edition = self.revise(first.with_context(lang="zh_CN"), threshold=0.7)
        self.assertIn("降低公司大客户管理成本", edition.purpose)
        edition = edition.with_context(lang="en_US")
        edition.with_user(self.credit_admin).valid_from = day(3)
        self.approve(edition)
        self.assertEqual(edition.revision_places, 1)
        self.assertIn("To strengthen the credit management", edition.purpose)

    def test_no_code_can_be_typed(self):
        policy = self.begin()
        policy.with_user(self.credit_admin).scope = "\x02{"
        self.assertEqual(policy.scope, "{")

    def test_amounts_of_yuan_are_written_as_the_scheme_writes_them(self):
        self.env.ref("base.CNY").name = "CNX"
        self.company.sudo().currency_id.name = "CNY"
        self.env["res.lang"]._activate_lang("zh_CN")
        line = self.line(self.begin(), "red")
        chinese = line.with_context(lang="zh_CN")
        for amount, text in ((10_000_000, "1,000"), (330_000, "33"), (12_500, "1.25")):
            with self.subTest(amount):
                line.credit_limit = amount
                # in units of ten thousand
                self.assertRegex(chinese._word_term("credit_limit"), rf"^{text}( ×|万元)")
        for amount, text in ((12_345, "12,345.00"), (0, "0.00")):
            with self.subTest(amount):
                line.credit_limit = amount
                self.assertTrue(chinese._word_term("credit_limit").endswith(text))
        line.credit_limit = 330_000
        self.assertTrue(line._word_term("credit_limit").endswith("330,000.00"))

    def test_numbers_say_of_what_they_are(self):
        policy = self.begin(grace_days=1, release_hours=4, minimum_due=2)
        for name, text in (
            ("grace_days", "1 day"),
            ("release_hours", "4 hours"),
            ("capital_months", "18 months"),
            ("minimum_due", "2"),
        ):
            with self.subTest(name):
                self.assertEqual(word_value(policy, name), text)
        self.assertEqual(word_value(self.company.sudo(), "kam_credit_release_days"), "30 days")

    def test_nothing_of_the_kind_is_no_number(self):
        policy = self.begin(temporary_most=0, temporary_share=0)
        red = self.line(policy, "red")
        red.horizon_days = red.limit_ceiling = 0
        for record, name, text in (
            (policy, "temporary_most", "—"),
            (policy, "temporary_share", "—"),
            (red, "horizon_days", "∞"),
            (red, "limit_ceiling", "—"),
            (self.company.sudo(), "kam_credit_temporary_most", "—"),
        ):
            with self.subTest(name):
                self.assertEqual(word_value(record, name), text)

    def test_who_carries_it_out_and_is_in_charge(self):
        policy = self.begin()
        html = self.html(policy)
        self.assertIn("Regional departments and area offices", html)
        self.assertEqual(
            policy._get_print_department("supervising_department_id"), policy.unit_id.name
        )
        audit = (
            self.env["hr.department"]
            .sudo()
            .create({"name": "Audit", "company_id": self.company.id})
        )
        policy.sudo().supervising_department_id = audit
        self.assertIn("Audit", self.html(policy))

    def test_what_another_choice_makes_idle_is_a_dash(self):
        policy = self.begin()
        self.assertEqual(self.line(policy, "red")._word_term("limit_share"), "—")
        self.assertEqual(self.line(policy, "red")._word_term("price_tolerance"), "—")
        line = self.line(policy, "green").with_user(self.credit_admin)
        line.write({"limit_method": "turnover", "limit_share": 0.3})
        self.assertEqual(line._word_term("limit_share"), "30%")
        self.assertEqual(line._word_term("credit_limit"), "—")

    def test_what_was_changed_is_marked(self):
        first = self.approve(self.begin())
        edition = self.revise(first, day(3), threshold=0.7)
        self.line(edition, "red").with_user(self.credit_admin).credit_limit = 123
        self.assertEqual(edition._get_print_places(), 2)
        self.assertFalse(edition.revision_places)
        self.approve(edition)
        self.assertEqual(edition.revision_places, 2)
        html = self.html(edition)
        self.assertIn("△ marks", html)
        # the sentence on the threshold, the limit of the red list, and what the mark means
        self.assertEqual(html.count("△"), 3)
        self.assertIn("<strong>$ 123.00</strong> △", html)

    def test_the_form_says_what_differs_from_what_is_in_force(self):
        policy = self.begin()
        self.assertFalse(policy.difference_count)
        lines = policy.with_user(self.credit_admin)
        lines.threshold = 0.7
        self.line(lines, "red").write({"amount_to": 6_000, "has_unlimited_credit": True})
        self.line(lines, "yellow").amount_from = 6_000
        self.assertEqual(policy.difference_count, 4)
        self.assertEqual(policy.values_in_force, {"threshold": "75%"})
        self.assertIn("6,000.00", policy.differences)
        self.assertIn("5,000.00", self.line(policy, "red").differences)
        self.assertFalse(self.line(policy, "green").differences)
        self.line(lines, "black").unlink()
        self.assertEqual(policy.difference_count, 5)

    def test_the_settings_page_names_it(self):
        settings = self.env["res.config.settings"].with_user(self.system)
        self.assertFalse(settings.with_company(self.company).create({}).kam_credit_policy_mark)
        policy = self.approve(self.begin())
        mark = settings.with_company(self.company).create({}).kam_credit_policy_mark
        self.assertEqual(mark, policy.number)

    def test_what_takes_proposals_up(self):
        self.assertIn("kam.credit.policy", self.env["kam.credit.proposal"]._get_taking_models())
