import io
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.kam_management.wording import format_date

from ..stakeholder.common import FAMILY, HEALTH, HOBBY
from ..world import open_books
from .common import VisitCommon

REPORT = "kam_management.report_kam_visit_brief"
MOST_QUERIES = 14


@tagged("post_install", "-at_install")
class TestKamVisitBrief(VisitCommon):
    """What to know before a visit, for whoever may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss.write({"to_avoid": "Prices of last year", "preferred_time": "mornings"})
        cls.visit = cls._planned()

    def _brief(self, user=None, visit=None):
        return self.seen_by(user or self.rep_hangzhou, visit or self.visit).get_brief()

    def _lines(self, key, **kwargs):
        [section] = [each for each in self._brief(**kwargs)["sections"] if each["key"] == key]
        return section["lines"]

    def test_persons_with_stance_and_what_to_avoid(self):
        [line] = self._lines("persons")
        self.assertEqual(line["title"], "Boss")
        self.assertIn("Supporter", line["text"])
        self.assertIn("mornings", line["text"])
        self.assertIn("Prices of last year", line["warning"])

    def test_personal_facts_are_never_in_it(self):
        text = str(self._brief())
        for fact in (HOBBY, HEALTH, FAMILY):
            self.assertNotIn(fact, text)

    def test_last_contacts(self):
        for days in range(8):
            self._met(date=self._ago(days=days, hours=1), topic=f"Talk {days}")
        lines = self._lines("contacts")
        self.assertEqual(
            [line["text"].split(":")[0] for line in lines], [f"Talk {days}" for days in range(5)]
        )

    def _ended(self, report, **ago):
        """Let the visit of a report have ended some time ago."""
        report.visit_id._protected_write({"date_ended": self._ago(**ago)})

    def test_promises_are_open_until_a_later_report(self):
        report = self._made(self._planned(), promises="A sample by Friday")
        [line] = self._lines("promises")
        self.assertEqual((line["text"], line["is_open"]), ("A sample by Friday", True))
        self._ended(report, days=9)
        # of another day than the report, which stays of today
        day = self.company._kam_day_of(report.visit_id.date_ended)
        [line] = self._lines("promises")
        self.assertEqual(line["date"], format_date(self.env, day))
        later = self._made(self._planned())
        [line] = self._lines("promises")
        self.assertFalse(line["is_open"])
        # a second visit of the same day says what became of it, too
        self._ended(report, hours=1)
        self._ended(later, minutes=1)
        [line] = self._lines("promises")
        self.assertFalse(line["is_open"])
        # whichever report was begun first: what counts is the visit
        self._ended(later, days=12)
        [line] = self._lines("promises")
        self.assertTrue(line["is_open"])
        # a visit does not tell of itself
        self.assertFalse(self._lines("promises", visit=report.visit_id))

    def test_questions_come_from_what_is_not_known(self):
        texts = [question["text"] for question in self._brief()["questions"]]
        self.assertEqual(len(texts), 2, texts)
        self.assertIn("Approver", texts[0])
        self.buyer.write({"relationship_now": 1, "relationship_wanted": 4})
        questions = self._brief()["questions"]
        self.assertIn("Buyer", questions[1]["text"])
        self.assertEqual(questions[1]["reason"], "relationship 1, wanted 4")

    def test_a_statement_out_of_date_is_asked_for(self):
        self.company.kam_statement_months = 15
        self.env["kam.financial.statement"].create(
            {
                "account_id": self.shop.id,
                "date_from": "2019-01-01",
                "date_to": "2019-12-31",
            }
        )
        texts = [question["text"] for question in self._brief()["questions"]]
        self.assertIn("May we have a newer financial statement?", texts)

    def test_every_line_is_dated(self):
        self._met()
        self._made(self._planned(), promises="A sample")
        brief = self._brief()
        lines = [line for section in brief["sections"] for line in section["lines"]]
        self.assertGreaterEqual(len(lines), 3)
        for line in [*lines, *brief["questions"]]:
            self.assertTrue(line["date"], line)

    def test_what_is_owed_is_for_those_who_may_see_it(self):
        open_books(self.company)
        self.rep_hangzhou.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": self.shop.partner_id.id,
                "invoice_date": self._days(-40),
                "date": self._days(-40),
                "invoice_payment_term_id": False,
                "invoice_date_due": self._days(-10),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Tiles", "price_unit": 900, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        move.action_post()
        line = self._brief()["money"]["line"]
        today = format_date(self.env, self.company._kam_today())
        self.assertRegex(line, rf"900.*, .*900.* overdue, {today}$")
        self.assertFalse(self._brief(self.administrator)["money"])

    def test_who_does_not_see_the_account_reads_nothing(self):
        for user in (self.rep_beijing, self.supervisor_north, self.accountant, self.employee):
            for name in ("get_brief", "action_open_brief"):
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    getattr(self.seen_by(user, self.visit), name)()

    def test_queries_do_not_grow(self):
        self.rep_hangzhou.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        for rounds in (1, 6):
            for _round in range(rounds):
                self._met()
                self._made(self._planned(), promises="A sample")
                self._stakeholder(self.shop, None, "influencer")
            # what the registry keeps is not asked for again
            self._brief()
            visit = self.seen_by(self.rep_hangzhou, self.visit)
            # what hangs on no visit: whose request it is, and how the company counts
            company = visit.env.company
            self.assertTrue(visit.env.user.name and company._kam_today())
            self.assertTrue(company.currency_id.sudo().symbol)
            cursor, asked = self.env.cr, []
            execute = type(cursor).execute

            def count(cursor, query, *args, _execute=execute, _asked=asked, **kwargs):
                _asked.append(query)
                return _execute(cursor, query, *args, **kwargs)

            with patch.object(type(cursor), "execute", count):
                visit.get_brief()
            with self.subTest(rounds=rounds):
                self.assertLessEqual(
                    len(asked), MOST_QUERIES, "\n".join(str(query)[:200] for query in asked)
                )

    def test_the_header_holds_the_number_alone(self):
        """A long name of a customer would let the header grow over the page."""
        self.shop.partner_id.name = "The customer with the long name"
        seen = self.seen_by(self.rep_hangzhou, self.env["ir.actions.report"])
        self.env.flush_all()
        content, _kind = seen._render_qweb_html(REPORT, self.visit.ids)
        page = html.fromstring(content)
        [header] = page.find_class("header")
        self.assertIn(self.visit.number, header.text_content())
        self.assertNotIn("long name", header.text_content())
        self.assertIn("long name", page.find_class("article")[0].text_content())
        footer = " ".join(page.find_class("footer")[0].text_content().split())
        today = format_date(self.env, self.company._kam_today())
        self.assertIn(
            f"Printed for {self.rep_hangzhou.name} on {today}, as far as this reader may see it.",
            footer,
        )

    def test_it_is_one_page(self):
        for number in range(6):
            self._met(topic=f"Talk {number}", result="A long result " * 30)
            self._made(self._planned(), promises="A sample by Friday " * 20)
        self.boss.to_avoid = "Not this " * 60
        self.visit.goal = "Agree on the year's prices and on the depot"
        reports = self.seen_by(self.rep_hangzhou, self.env["ir.actions.report"])
        with self.allow_pdf_render():
            content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                REPORT, self.visit.ids
            )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 1)
        self.assertIn("Boss", pages[0].extract_text())
