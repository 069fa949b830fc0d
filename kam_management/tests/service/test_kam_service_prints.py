from odoo.tests import tagged

from .common_evaluation import EvaluationCommon
from .test_sale_order import ConcessionCommon


@tagged("post_install", "-at_install")
class TestKamServicePrints(ConcessionCommon, EvaluationCommon):
    """What the controlled forms of service say, and in whose language."""

    def _printed(self, form):
        report = self.env["ir.actions.report"]
        name = f"kam_management.report_{form._table}"
        return report._render_qweb_html(name, form.ids)[0].decode()

    def test_the_third_opinion_is_of_special_terms_only(self):
        title = "Approval Opinion of the General Manager or Vice President"
        request = self._approved(self.rush)
        self.assertTrue(request.review_ids.filtered(lambda review: review.state == "passed"))
        self.assertNotIn(title, self._printed(request))
        self.assertIn("Approval Opinion of the Key Account Manager", self._printed(request))
        held = self._granted(terms_date_from=self.today)
        self.assertIn(title, self._printed(held.request_id))

    def test_from_when_to_when(self):
        form = self._evaluation()
        days = [day.strftime("%m/%d/%Y") for day in (self.today, self._days(5))]
        self.assertEqual(form._get_period_text(), days[0])
        with self._at(self._days(5)):
            later = self._ended()
            self.seen_by(self.rep_shanghai, form).ending_ids = form.ending_ids | later
            self.assertIn(" to ".join(days), self._printed(form))

    def test_what_has_ended_is_named_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.consulting.with_context(lang="zh_CN").name = "专业咨询"
        ending = self._ended()
        self.assertIn("consulting", ending.name)
        own = ending.with_context(lang="zh_CN")
        self.assertIn("专业咨询", own.name)
        self.assertIn("专业咨询", own.display_name)
        for words in ("consulting", ending.reference):
            self.assertEqual(self.endings.search([("name", "ilike", words)]), ending)
        self.assertNotIn(ending, self.endings.search([("name", "not ilike", ending.reference)]))

    def test_a_long_name_leaves_room(self):
        scheme = self.env["kam.service.scheme"].with_user(self.rep_shanghai)
        scheme = scheme.create({"account_id": self.mill.id}).sudo()
        self.assertNotIn("o_kam_form_name o_kam_form_long", self._printed(scheme))
        self.mill.partner_id.name = "Mill for Everything That Anybody May Ever Want to Build With"
        self.assertIn("o_kam_form_name o_kam_form_long", self._printed(scheme))
