from lxml import etree

from odoo.tests import tagged

from .common import REPORT, VisitCommon

BARE = "No approval needed"


@tagged("post_install", "-at_install")
class TestKamVisitStanding(VisitCommon):
    """What nobody had to approve does not read as if somebody had."""

    def _closed(self):
        visit = self._planned(user=self.rep_hangzhou)
        self._settle()
        report = self._made(visit)
        self._settle()
        self.seen_by(self.rep_hangzhou, visit).no_finding_reason = "A short call"
        self.seen_by(self.rep_hangzhou, report).write(REPORT)
        self.seen_by(self.rep_hangzhou, report).action_complete()
        self.assertEqual(visit.state, "closed")
        return visit, report

    def _settle(self):
        """Let what was changed be noted, as at the end of a request."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _tracked(self, form):
        """Return what the conversation says of the approval: pairs of before and after."""
        self._settle()
        values = form.message_ids.sorted("id").tracking_value_ids
        own = values.filtered(lambda value: value.field_id.name == "approval_state")
        return [(value.old_value_char, value.new_value_char) for value in own]

    def test_complete_without_anybody(self):
        visit, report = self._closed()
        for form in (visit, report):
            with self.subTest(form=form._name):
                self.assertEqual(form.approval_state, "approved")
                self.assertEqual(form.approval_standing, "complete")
                self.assertFalse(form.approval_needed)
                self.assertEqual(self._tracked(form), [("Draft", BARE)])
                groups = form._read_group([("id", "=", form.id)], ["approval_standing"])
                self.assertEqual(groups, [("complete",)])
                with self._refused(f"is “{BARE}”"):
                    self.seen_by(self.rep_hangzhou, form).action_submit()
        with self._refused(f"is “{BARE}”"):
            self.seen_by(self.rep_hangzhou, report).analysis = "Better"
        entry = report.archive_entry_ids
        self.assertEqual(entry.approval_state, "complete")
        page = entry._get_page().decode()
        self.assertIn(BARE, page)
        self.assertNotIn("Approved</span>", page)
        receipt, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "kam_management.report_kam_archive_receipt", entry.ids
        )
        self.assertIn(BARE, receipt.decode())

    def test_approved_by_somebody(self):
        visit = self._target()
        self._settle()
        self.submit(visit, self.supervisor_north)
        self.approve(visit, self.director)
        self.assertEqual(visit.approval_standing, "approved")
        self.assertTrue(visit.approval_needed)
        self.assertEqual(self._tracked(visit)[-1][1], "Approved")

    def test_revised_afterwards(self):
        _visit, report = self._closed()
        self._settle()
        self.revise(report, self.rep_hangzhou)
        self.assertEqual(report.approval_standing, "draft")
        self.assertEqual(self._tracked(report)[-1], (BARE, "Draft"))

    def test_boards_show_the_column_where_there_is_such(self):
        reports = self.env["kam.visit.report"].with_context(read_group_expand=True)
        nothing = [("id", "=", 0)]

        def columns():
            groups = reports.web_read_group(nothing, ["approval_standing"])["groups"]
            return [group["approval_standing"] for group in groups]

        self.assertNotIn("complete", columns())
        self.assertEqual(columns()[:3], ["draft", "in_review", "approved"])

    def test_views_show_how_it_stands(self):
        for model in ("kam.visit", "kam.visit.report", "kam.screening", "kam.information.table"):
            for view_type in ("form", "list", "kanban"):
                arch = self.env[model].get_view(view_type=view_type)["arch"]
                shown = etree.fromstring(arch).xpath(
                    "//field[@name='approval_state'][@widget or @string]"
                )
                with self.subTest(model=model, view=view_type):
                    self.assertFalse([each for each in shown if not each.get("invisible")])

    # ------------------------------------------------------------------
    # what is missing is said before anything is asked
    # ------------------------------------------------------------------

    def test_a_report_says_what_it_lacks(self):
        report = self._made(self._planned())
        mine = self.seen_by(self.rep_hangzhou, report)
        self.assertIn("“Main Points” is empty", mine.missing)
        self.assertTrue(mine.can_finish)
        mine.write(REPORT)
        self.assertFalse(mine.missing)
        self.assertFalse(self.seen_by(self.administrator, report).can_finish)
        mine.action_complete()
        self.assertFalse(self.seen_by(self.rep_hangzhou, report).can_finish)

    def test_nothing_is_asked_before(self):
        for model, name, count in (
            ("kam.visit.report", "action_complete", 2),
            ("kam.information.table", "action_submit", 1),
        ):
            arch = etree.fromstring(self.env[model].get_view(view_type="form")["arch"])
            buttons = arch.xpath(f"//button[@name='{name}']")
            with self.subTest(model):
                self.assertEqual(len(buttons), count)
                for button in buttons:
                    asks = bool(button.get("confirm"))
                    self.assertEqual("not missing" not in button.get("invisible"), asks)
                    self.assertIn("missing", button.get("invisible"))
