from unittest.mock import patch

from lxml.html import fromstring

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningFreeze(ScreeningCommon):
    """What was submitted and approved prints the same for good, and is filed with everything."""

    def _html(self, screening):
        report = self.env.ref(screening._form_report)
        return report._render_qweb_html(report.id, screening.ids)[0].decode()

    def _competitor(self, screening, **vals):
        return self.env["kam.competitor"].create(
            {
                "account_id": screening.account_id.id,
                "name": "Rival Works",
                "strengths": "Near the customer",
                **vals,
            }
        )

    def test_the_print_has_the_sections_of_the_scheme(self):
        screening = self._approved()
        page = fromstring(self._html(screening))
        sections = [
            " ".join(cell.text_content().split()) for cell in page.find_class("o_kam_section")
        ]
        self.assertEqual(
            sections,
            [
                "Needs of the Potential Key Account",
                "Fit of Company Resources and Needs (required / own, from 0 to 5; gap)",
                "Situation of the Competitors",
                "Indicators of the Analysis (1: lowest risk, 5: highest risk)",
                "Conclusion",
                "Opinion of the Supervisor",
                "Opinion and Confirmation of the Manager",
            ],
        )
        # the last indicator stays with the total, whatever page it is on
        (block,) = (
            block
            for block in page.find_class("o_kam_block")
            if "Total, Level" in block.text_content()
        )
        self.assertIn(screening.line_ids[-1].name, block.text_content())
        self.assertEqual(len(block.findall("table//tr")), 2)
        for line in screening.line_ids:
            self.assertEqual(page.text_content().count(line._get_anchor(line.final_score)), 1)

    def test_indicators_and_anchors_follow_their_template(self):
        indicator = self._template().indicator_ids[0]
        for record in (indicator, indicator.anchor_ids[0]):
            with self.assertRaisesRegex(UserError, "“Company” of .* cannot be changed"):
                record.company_id = self.company

    def test_indicators_are_kept_in_all_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self._template()
        indicator = template.indicator_ids[0]
        indicator.with_context(lang="zh_CN").name = "交货"
        indicator.anchor_ids[1].with_context(lang="zh_CN").text = "按时交货"
        template.action_activate()
        screening = self._filled(scores=(2, 3))
        line = screening.line_ids[0]
        self.assertEqual(line.name, "Delivery")
        self.assertEqual(line.score_text, "Delivery means 2")
        chinese = line.with_context(lang="zh_CN")
        self.assertEqual((chinese.name, chinese.score_text), ("交货", "按时交货"))
        # a language that came later falls back
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(line.with_context(lang="fr_FR").name, "Delivery")

    def test_a_new_template_changes_no_analysis(self):
        screening = self._approved()
        before = self._html(screening)
        self.assertIn("Delivery means 2", before)
        template = self.env["kam.risk.template"].browse(
            self.template.action_new_version()["res_id"]
        )
        template.write({"threshold_medium": 25, "threshold_high": 30})
        template.indicator_ids[0].write({"name": "Changed", "weight": 50})
        template.indicator_ids[1].weight = 50
        template.indicator_ids.anchor_ids.text = "Changed"
        template.action_activate()
        self.assertEqual(self.template.state, "retired")
        self.env.invalidate_all()
        self.assertEqual(self._html(screening), before)
        self.assertEqual((screening.risk_total, screening.risk_level), (48, "medium"))
        other = self._started(partner=self._partner("Other"))
        self.assertEqual(other.template_id, template)
        self.assertEqual(other.line_ids.mapped("weight"), [50, 50])

    def test_a_candidate_takes_the_active_template_when_it_starts(self):
        candidate, scored = self._screening(), self._screening(partner=self._partner("Scored"))
        scored.line_ids[0].score = 4
        template = self._template(name="Newer")
        template.action_activate()
        for screening in candidate | scored:
            self._as(self.rep_shanghai, screening).action_start()
        self.assertEqual(candidate.template_id, template)
        self.assertEqual(len(candidate.line_ids), 2)
        self.assertEqual(scored.template_id, self.template, "scores that were given stay")

    def test_without_active_template(self):
        self.template._protected_write({"state": "retired"})
        screening = self._filled(scores=())
        with self._refused("There is no risk indicator"):
            self._as(self.rep_shanghai, screening).action_submit()
        self._template().action_activate()
        other = self._screening(partner=self._partner("Other"))
        self.assertEqual(len(other.line_ids), 2)

    def test_competitors_print_as_they_were(self):
        screening = self._filled()
        competitor = self._competitor(screening)
        screening.competitor_ids = competitor
        self.assertIn("Near the customer", self._html(screening))
        competitor.strengths = "Cheap"
        self.assertIn("Cheap", self._html(screening), "a draft shows what is known now")
        self._as(self.rep_shanghai, screening).action_submit()
        competitor.write({"name": "Renamed", "strengths": "None"})
        self._approve(screening)
        html = self._html(screening)
        self.assertIn("Rival Works", html)
        self.assertIn("Cheap", html)
        self.assertNotIn("Renamed", html)

    def test_competitors_of_other_accounts_are_refused(self):
        screening = self._filled()
        other = self._competitor(self._screening(partner=self._partner("Other")))
        with self._refused("belong to another account"):
            screening.competitor_ids = other

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------

    def test_everything_that_was_collected_is_filed(self):
        screening = self._filled()
        competitor = self._competitor(screening)
        line, need = screening.line_ids[0], screening.need_ids
        self._attach(screening, "Notes.txt", b"notes")
        self._attach(line, "Evidence.txt", b"evidence")
        self._attach(need, "Wishes.txt", b"wishes")
        self._attach(competitor, "Brochure.txt", b"brochure")
        self._attach(screening.account_id, "Profile.txt", b"profile")
        self._attach(screening.account_id, "Notes.txt", b"notes")
        self._attach(screening.account_id, "Notes again.txt", b"notes")
        self._as(self.rep_shanghai, screening).action_submit()
        names = {document["name"] for document in screening.documents}
        self.assertEqual(
            names,
            {
                "Notes.txt",
                "Notes again.txt",
                "Evidence.txt",
                "Wishes.txt",
                "Brochure.txt",
                "Profile.txt",
            },
        )
        for document in self.env["kam.archive.entry"]._get_documents(screening):
            with self._refused("stay as they are"):
                document.unlink()
        # the file of the account goes on changing
        self.env["ir.attachment"].search(
            [("res_model", "=", "kam.competitor"), ("res_id", "=", competitor.id)]
        ).unlink()
        self._approve(screening)
        entry = screening.archive_entry_ids
        self.assertEqual({document["name"] for document in entry.documents}, names)
        self.assertEqual(entry.document_count, 6)
        self.assertIn("Brochure.txt", entry.document_list)

    def test_links_are_filed_with_where_they_lead(self):
        """Links have no checksum: each is told by its name and address."""
        screening = self._filled()
        links = [(f"Page {number}", f"https://example.com/{number}") for number in (1, 2)]
        for name, url in links:
            self.env["ir.attachment"].create(
                {
                    "name": name,
                    "type": "url",
                    "url": url,
                    "res_model": "kam.account",
                    "res_id": screening.account_id.id,
                }
            )
        self._as(self.rep_shanghai, screening).action_submit()
        self._approve(screening)
        entry = screening.archive_entry_ids
        heading = self.env["ir.model"]._get("kam.account").name
        self.assertEqual(
            entry.documents,
            [
                {"name": name, "url": url, "heading": heading, "heading_model": "kam.account"}
                for name, url in links
            ],
        )
        report = self.env.ref("kam_management.action_report_kam_archive_receipt")
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in (html, entry.document_list):
            self.assertIn("https://example.com/2", text)
            self.assertIn(heading, text)
            self.assertNotIn("False", text)
        copies = self.env["kam.archive.entry"]._get_documents(screening)
        self.assertEqual(copies.mapped("url"), [url for _name, url in links])
        screening.action_revise()
        with self._refused("was filed with"):
            copies[0].unlink()

    def test_submitted_again_documents_are_not_doubled(self):
        screening = self._filled()
        self._attach(screening.account_id, "Profile.txt", b"profile")
        self._attach(screening.account_id, "Profile, second copy.txt", b"profile")
        self._as(self.rep_shanghai, screening).action_submit()
        self._as(self.rep_shanghai, screening).action_withdraw()
        self._as(self.rep_shanghai, screening).action_submit()
        self.assertEqual(len(screening.documents), 2)

    def test_filed_but_not_to_be_read(self):
        screening = self._filled()
        with self._refused("Nothing is filed yet"):
            self._as(self.administrator, screening).action_print_receipt()
        self._as(self.rep_shanghai, screening).action_submit()
        with patch.object(self.registry[screening._name], "_is_confidential", lambda form: True):
            self._approve(screening)
        with self._refused("is filed, but you may not read"):
            self._as(self.administrator, screening).action_print_receipt()
        with self._refused("", AccessError):
            self._as(self.rep_beijing, screening).action_print_receipt()

    def test_filing_receipt(self):
        screening = self._filled()
        document = self._attach(screening, "<b>Notes</b>.txt", b"notes")
        with self._refused("Nothing is filed yet"):
            screening.action_print_receipt()
        self._as(self.rep_shanghai, screening).action_submit()
        self._approve(screening)
        entry = screening.archive_entry_ids
        action = self._as(self.rep_shanghai, screening).action_print_receipt()
        self.assertEqual(action["report_name"], "kam_management.report_kam_archive_receipt")
        report = self.env.ref("kam_management.action_report_kam_archive_receipt")
        html = report._render_qweb_html(report.id, entry.ids)[0].decode()
        for text in (screening.number, entry.checksum, document.checksum, "Manager East"):
            self.assertIn(text, html)
        self.assertNotIn("<b>Notes</b>", html)
        self.assertNotIn("<b>Notes</b>", entry.document_list)
        with self._refused(""):
            self._as(self.employee, entry).action_print_receipt()

    # ------------------------------------------------------------------
    # print
    # ------------------------------------------------------------------

    def test_print(self):
        screening = self._submitted(scores=(4, 4))
        line = screening.line_ids[1]
        self._as(self.supervisor_shanghai, line).write(
            {"review_score": 5, "review_note": "Their price fell"}
        )
        self._decide(self.supervisor_shanghai, screening, opinion="Worth it")
        self._decide(self.manager_east, screening, opinion="Their new plant")
        html = self._html(screening)
        for text in (
            "Customer Risk Analysis Form",
            "Stranger",
            screening.account_id.number,
            "Stable colour over all batches",
            "Delivery means 4",
            "Rivals means 5",
            "Seen on site",
            "Their price fell",
            "High",
            "Worth it",
            "Their new plant",
            "Manager East",
        ):
            self.assertIn(text, html)

    def test_the_print_of_an_imported_screening_says_so(self):
        screening = self._screening(
            self.administrator,
            unit_id=self.shanghai.id,
            manager_id=self.rep_shanghai.id,
            import_reason="List of 2025, page 3",
        )
        html = self._html(screening)
        self.assertIn("From an Existing List", html)
        self.assertIn("List of 2025, page 3", html)
        self.assertNotIn(
            "From an Existing List", self._html(self._screening(partner=self._partner("X")))
        )


@tagged("post_install", "-at_install")
class TestKamRiskTemplate(ScreeningCommon):
    """A template that was activated stays as it is."""

    def test_every_company_has_a_complete_one(self):
        company = self.env["res.company"].create({"name": "New Company"})
        template = self.env["kam.risk.template"]._get_active(company)
        self.assertEqual(template.weight_sum, 100)
        self.assertEqual(
            set(template.indicator_ids.mapped("heading")), {"advantage", "needs", "competitors"}
        )
        for indicator in template.indicator_ids:
            self.assertEqual(indicator.anchor_ids.mapped("score"), [1, 2, 3, 4, 5])
        again = self.env["kam.risk.template"]._create_defaults(company)
        self.assertFalse(again)

    def test_what_was_activated_does_not_change(self):
        template = self.template
        indicator = template.indicator_ids[0]
        anchor = indicator.anchor_ids[0]
        draft = self._template()
        for change in (
            lambda: template.write({"threshold_high": 90}),
            lambda: template.write({"name": "Other"}),
            template.unlink,
            lambda: indicator.write({"weight": 61}),
            indicator.unlink,
            lambda: anchor.write({"text": "Other"}),
            anchor.unlink,
            lambda: self.env["kam.risk.indicator"].create(
                {"name": "More", "template_id": template.id}
            ),
            lambda: self.env["kam.risk.anchor"].create(
                {"indicator_id": indicator.id, "score": 3, "text": "More"}
            ),
            # values that a caller, or somebody's own default, supplies
            lambda: (
                self.env["kam.risk.indicator"]
                .with_context(default_template_id=template.id)
                .create({"name": "More", "weight": 1})
            ),
            lambda: draft.indicator_ids[0].write({"template_id": template.id}),
            lambda: template.write(
                {"indicator_ids": [Command.update(indicator.id, {"weight": 1})]}
            ),
            lambda: indicator.update_field_translations("name", {"en_US": "Other"}),
            lambda: anchor.update_field_translations("text", {"en_US": "Other"}),
        ):
            with self._refused("was activated and stays as it is"):
                change()
        self.env["ir.default"].set("kam.risk.indicator", "template_id", template.id)
        with self._refused("was activated and stays as it is"):
            self.env["kam.risk.indicator"].create({"name": "More", "weight": 1})
        with self._refused("cannot be changed by hand"):
            template.write({"state": "draft"})

    def test_only_complete_templates_are_activated(self):
        template = self._template()
        template.indicator_ids[0].weight = 59
        with self._refused("add up to 99"):
            template.action_activate()
        template.indicator_ids[0].weight = 60
        template.indicator_ids[1].anchor_ids[2].unlink()
        with self._refused("“Anchors” of Rivals lack the scores 3"):
            template.action_activate()

    def test_one_active_per_company(self):
        newer = self._template()
        self.assertEqual(newer.version, self.template.version + 1)
        newer.action_activate()
        self.assertEqual((self.template.state, newer.state), ("retired", "active"))
        with self._refused("was activated"):
            self.template.action_activate()

    def test_only_administrators_write_templates(self):
        draft = self._template()
        for user in (self.rep_shanghai, self.director):
            with self.subTest(user=user.login), self._refused(""):
                self._as(user, draft).action_activate()
            self.assertEqual(self._as(user, draft).name, "Test risk")
        with self._refused(""):
            self._as(self.director, draft.indicator_ids[0]).weight = 1
        self._as(self.administrator, draft).action_activate()
        self.assertEqual(draft.state, "active")
