from odoo.tests import tagged

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
            "To strengthen the credit management",
            "from $ 10,000.00",
            "from $ 5,000.00 to below $ 10,000.00",
        ):
            with self.subTest(text):
                self.assertIn(text, html)
        self.assertNotIn("△", html)

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
