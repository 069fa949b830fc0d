import io
from itertools import pairwise

from lxml import html

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import format_date
from odoo.tools.pdf import PdfReader

from ..approval.test_kam_form_setting import make_picture
from .common import DevelopmentCommon

SCHEME = "kam_management.report_kam_development"
RECORD = "kam_management.report_kam_development_record"
SHEET = "kam_management.report_kam_development_value_sheet"
# what nobody outside reads
INTERNAL = {
    "meaning": "Secret purpose",
    "own_strengths": "Secret strengths",
    "own_weaknesses": "Secret weaknesses",
    "development_risk": "Secret risk",
    "awareness_source": "Secret source",
}


@tagged("post_install", "-at_install")
class TestKamDevelopmentPrints(DevelopmentCommon):
    """大客户开发方案, 大客户开发记录表 and 客户价值说明页 as the scheme lays them out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["kam.competitor"].create(
            {
                "name": "Secret rival",
                "account_id": cls.yard.id,
                "threat": "3",
                "strengths": "Near and cheap",
            }
        )
        cls.head = cls._stakeholder(
            cls.yard, cls._contact("Head of Purchase", cls.yard), "decision_maker"
        )

    def _page(self, name, record, **context):
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_context(**context)
        content, _kind = reports._render_qweb_html(name, record.ids)
        return html.fromstring(content)

    def _text(self, page):
        return " ".join(page.text_content().split())

    def _pairs(self, page):
        """Return the cells without others in them, each with the next one."""
        cells = [
            " ".join(cell.text_content().split())
            for cell in page.iter("th", "td")
            if not cell.findall(".//td")
        ]
        return list(pairwise(cells))

    def _complete(self):
        """Return a scheme with everything in it."""
        self.yard.nature_id = self.env.ref("kam_management.customer_nature_dealer")
        development = self._filled(
            **INTERNAL,
            awareness="2",
            date_awareness=self.today,
            competitor_ids=[
                Command.create({"competitor_id": self.rival.id, "answer": "Secret answer"})
            ],
        )
        line = development.factor_ids[:1]
        self.seen_by(self.rep_beijing, line).write(
            {"finding": "Four people sign", "measure": "Meet each of them"}
        )
        self.seen_by(self.rep_beijing, development.advantage_ids).write(
            {
                "proof": "Test of the depot",
                "confirmed_by_id": self.head.id,
                "date_confirmed": self.today,
            }
        )
        return development

    def test_the_scheme_has_its_seven_parts(self):
        development = self._complete()
        page = self._page(SCHEME, development)
        heads = page.xpath("//td[contains(@class, 'o_kam_part')]")
        parts = [" ".join(node.text_content().split()) for node in heads]
        self.assertEqual(
            [part.split(".")[0] for part in parts], ["I", "II", "III", "IV", "V", "VI", "VII"]
        )
        pairs, text = self._pairs(page), self._text(page)
        for pair in (
            ("Customer", "Yard"),
            ("Developed By", "Rep Beijing"),
            ("Competitor", "Secret rival"),
            ("Our Answer to It", "Secret answer"),
            (
                "Awareness of Our Products",
                f"Fairly low (Secret source, {self._shown(self.today)})",
            ),
        ):
            with self.subTest(pair[0]):
                self.assertIn(pair, pairs)
        for part in (
            "Near and cheap",
            "Four people sign",
            "Meet each of them",
            "Nothing breaks",
            "Test of the depot",
            "Head of Purchase",
            "Contribution = gross margin",
            development.verdict.split("\n")[0],
            "1. Lower total purchase cost",
            "6. Intangible value",
        ):
            with self.subTest(part):
                self.assertIn(part, text)

    def _shown(self, day):
        return format_date(self.env, day)

    def test_what_stands_beside_several_rows_is_not_cut_by_a_page(self):
        page = self._page(SCHEME, self._complete())
        cells = [
            cell
            for cell in page.xpath("//*[@rowspan > 1]")
            if not cell.xpath("ancestor::div[contains(@class, 'header')]")
        ]
        self.assertTrue(cells)
        for cell in cells:
            kept = cell.xpath(
                "ancestor::td[contains(@class, 'o_kam_block')]"
                " | ancestor::table[contains(@class, 'o_kam_together')]"
            )
            self.assertTrue(kept, cell.text_content())

    def test_the_scheme_keeps_what_was_submitted(self):
        development = self._complete()
        self.submit(development, self.rep_beijing)
        self.approve(development, *self._deciders(development), opinion="Go on like this")
        self.rival.strengths = "Changed since"
        self.yard.partner_id.name = "Renamed since"
        page = self._page(SCHEME, development)
        text = self._text(page)
        self.assertIn(("Customer", "Yard"), self._pairs(page))
        self.assertIn("Near and cheap", text)
        self.assertNotIn("Changed since", text)
        for part in (
            "Review Opinion of the Superior",
            "Approval Opinion of the Manager",
            "Go on like this",
        ):
            self.assertIn(part, text)

    def test_a_scheme_that_came_back_shows_what_is_known_now(self):
        development = self._complete()
        self.submit(development, self.rep_beijing)
        self.return_(development, self.supervisor_north)
        self.rival.strengths = "Known since"
        self.yard.nature_id = self.env.ref("kam_management.customer_nature_retailer")
        text = self._text(self._page(SCHEME, development))
        self.assertIn("Known since", text)
        self.assertNotIn("Near and cheap", text)
        self.assertIn(self.yard.nature_id.name, development.classification)

    def test_a_scheme_without_factors_says_so(self):
        text = self._text(self._page(SCHEME, self._filled()))
        self.assertIn("Not asked for of customers of this nature", text)

    def test_an_empty_scheme_prints(self):
        development = self._development()
        development.forecast_ids.unlink()
        for report in (SCHEME, SHEET):
            self.assertIn("Yard", self._text(self._page(report, development)))

    # ------------------------------------------------------------------
    # the value sheet
    # ------------------------------------------------------------------

    def test_the_value_sheet_tells_the_customer_what_it_gains(self):
        development = self._complete()
        page = self._page(SHEET, development)
        text = self._text(page)
        for part in (
            "Yard",
            "Lower total purchase cost",
            "Transport loss",
            "Nothing breaks",
            "Test of the depot",
            "confirmed by Head of Purchase",
            "500",
            self.company.name,
            "Rep Beijing",
        ):
            with self.subTest(part):
                self.assertIn(part, text)

    def test_the_value_sheet_shows_a_logo_that_is_one(self):
        development = self._complete()
        self.assertTrue(self.company.uses_default_logo)
        self.assertFalse(self._page(SHEET, development).xpath("//img"))
        self.company.logo = make_picture()
        self.assertEqual(len(self._page(SHEET, development).xpath("//img")), 1)

    def test_chapters_begin_with_their_heading(self):
        page = self._page(SCHEME, self._complete())
        for number in ("I", "III", "IV", "V", "VI", "VII"):
            with self.subTest(number):
                [heading] = page.xpath(
                    f"//td[contains(@class, 'o_kam_part')][starts-with(., '{number}. ')]"
                )
                [together] = heading.xpath("ancestor::div[contains(@class, 'o_kam_together')]")
                self.assertGreater(len(together.xpath("table")), 1)

    def test_a_scheme_is_called_one_in_its_head(self):
        self.assertIn("Name of the Scheme", self._text(self._page(SCHEME, self._complete())))

    def test_the_value_sheet_tells_nothing_internal(self):
        development = self._complete()
        content = html.tostring(self._page(SHEET, development), encoding="unicode")
        secrets = [
            *INTERNAL.values(),
            "Secret rival",
            "Secret answer",
            "Near and cheap",
            "Four people sign",
            development.number,
            # of the forecast: sales and net present value
            "1,000.00",
            "2,000",
            "3,000",
            "Net Present Value",
            "Worth developing",
            "Risk Coefficient",
            "Shop",
            "Mill",
        ]
        for secret in secrets:
            with self.subTest(secret):
                self.assertNotIn(secret, content)

    def test_what_is_not_known_leaves_its_cell_empty(self):
        """A cell that says nothing stays, so that what follows stands below its own head."""
        development = self._complete()
        self.seen_by(self.rep_beijing, development.advantage_ids).proof = False
        for report, count in ((SHEET, 4), (SCHEME, 5)):
            page = self._page(report, development)
            (cell,) = [
                td for td in page.iter("td") if td.text_content().strip() == "Nothing breaks"
            ]
            with self.subTest(report):
                self.assertEqual(len(cell.getparent().findall("td")), count)

    def test_an_estimate_is_called_one(self):
        self.assertIn("our estimate", self._text(self._page(SHEET, self._filled())))

    def test_the_value_sheet_is_one_page(self):
        development = self._complete()
        points = self.env["kam.development.advantage.kind"].search([]) - self.point
        self.seen_by(self.rep_beijing, development).write(
            {
                "advantage_ids": [
                    Command.create(
                        {"kind_id": point.id, "claim": f"Gains {point.name}", "value": 100}
                    )
                    for point in points[:7]
                ]
            }
        )
        (page,) = self._pdf(SHEET, development)
        self.assertIn("Gains", page)

    # ------------------------------------------------------------------
    # the record
    # ------------------------------------------------------------------

    def _met_yard(self, **vals):
        return self.contact_model.create(
            self._contact_vals(
                self.yard, stakeholder_id=self.head.id, user_id=self.rep_beijing.id, **vals
            )
        )

    def test_the_record_has_a_line_per_contact(self):
        development = self._approved()
        development._write_process({"date_started": self._ago(days=40)})
        self._met_yard(date=self._ago(days=30), minutes=45, attitude="warm")
        self._met_yard(date=self._ago(days=20), minutes=15, attitude="cold", channel="phone")
        self._met_yard(date=self._ago(days=10), attitude="neutral", channel="mail")
        # before the start
        self._met_yard(date=self._ago(days=50), minutes=500)
        record = self._recorded(development, "lost", remarks="Try again in spring")
        page = self._page(RECORD, record)
        text, pairs = self._text(page), self._pairs(page)
        for pair in (
            ("Name of the Customer", "Yard"),
            ("Development Scheme", development.number),
            ("Cumulative Contacts", "3"),
        ):
            with self.subTest(pair[0]):
                self.assertIn(pair, pairs)
        for part in ("Not won for now", "Try again in spring", "Approach Again On: ", "40 days"):
            with self.subTest(part):
                self.assertIn(part, text)
        # one tick of attitude per line
        self.assertEqual(text.count("√"), 3)
        head = page.xpath("//thead")[0]
        self.assertEqual(
            [" ".join(cell.text_content().split()) for cell in head.iter("th")][7:14],
            [
                "Customer contacted",
                "Product introduced",
                "Product demonstrated",
                "Contract proposed",
                "Warm",
                "Lukewarm",
                "Cold",
            ],
        )

    def test_a_record_without_contacts(self):
        record = self._recorded(self._approved())
        self.assertIn("No contact was recorded", self._text(self._page(RECORD, record)))

    # ------------------------------------------------------------------
    # on paper
    # ------------------------------------------------------------------

    def _pdf(self, name, record):
        """Return the texts of the pages of a print."""
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(name, record.ids)
        self.assertEqual(kind, "pdf")
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    def test_pdf(self):
        development = self._complete()
        self.submit(development, self.rep_beijing)
        self.approve(development, *self._deciders(development))
        record = self._recorded(development, date_retry=fields.Date.add(self.today, days=90))
        for name, form in ((SCHEME, development), (RECORD, record)):
            with self.subTest(name):
                text = "".join(self._pdf(name, form))
                self.assertIn(form.number, text)
                self.assertIn("Yard", text)
