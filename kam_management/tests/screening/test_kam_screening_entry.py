from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import NEED, ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningEntry(ScreeningCommon):
    """What the form shows at once, while needs and scores are entered and before it is saved."""

    def _form(self, user, screening):
        return Form(self._as(user, screening))

    def test_fit_of_needs(self):
        with self._form(self.rep_shanghai, self._started()) as form:
            with form.need_ids.new() as need:
                need.name = "Stable colour"
                need.technology_required = 5
                need.technology_own = 3
                self.assertEqual((need.technology_gap, need.fit), (2, 60))
            self.assertEqual(form.fit, 60)

    def test_where_the_risk_can_still_come_out(self):
        with self._form(self.rep_shanghai, self._started()) as form:
            self.assertEqual((form.risk_least, form.risk_most), (20, 100))
            self.assertEqual((form.risk_level_least, form.risk_level_most), ("low", "high"))
            with form.line_ids.edit(0) as line:
                line.score = 2
            # 60 % weighs 2, 40 % from 1 to 5
            self.assertEqual((form.risk_least, form.risk_most), (32, 64))
            self.assertEqual((form.risk_level_least, form.risk_level_most), ("low", "medium"))
            self.assertFalse(form.is_scored)
            with form.line_ids.edit(1) as line:
                line.score = 4
            self.assertEqual((form.risk_least, form.risk_total, form.risk_most), (56, 56, 56))
            self.assertEqual(form.risk_level, "medium")

    def test_a_screening_without_indicators(self):
        self.template._protected_write({"state": "retired"})
        screening = self._screening()
        self.assertEqual((screening.risk_least, screening.risk_most), (0, 0))
        self.assertFalse(screening.risk_level_least)

    def test_extremes_want_a_ground(self):
        with self._form(self.rep_shanghai, self._started()) as form:
            with form.line_ids.edit(0) as line:
                for score, is_missing in ((0, False), (1, True), (3, False), (5, True)):
                    line.score = score
                    self.assertEqual(line.is_ground_missing, is_missing)
                line.reason = " "
                self.assertTrue(line.is_ground_missing)
                line.reason = "Seen on site"
                self.assertFalse(line.is_ground_missing)
                line.reason = False
                line.evidence = "https://example.com"
                self.assertFalse(line.is_ground_missing)

    def test_files_are_evidence(self):
        screening = self._started()
        line = screening.line_ids[0]
        line.score = 5
        self.assertTrue(line.is_ground_missing)
        line.attachment_ids = self._attach(line)
        self.assertEqual((line.file_count, line.is_ground_missing), (1, False))

    def test_the_reviewers_scores_count_at_once(self):
        screening = self._submitted()
        with self._form(self.supervisor_shanghai, screening) as form:
            with form.line_ids.edit(0) as line:
                line.review_score = 5
                line.review_note = "They pay late"
                self.assertEqual((line.score, line.is_score_changed), (2, True))
            self.assertEqual(form.risk_total, 84)
            self.assertEqual(form.risk_level, "high")

    def test_competitors_are_entered_in_the_form(self):
        """A line of the form is a record of the account's file, and stays there when taken out."""
        screening = self._started()
        mine = self._as(self.rep_shanghai, screening)
        account_id = screening.account_id.id
        mine.competitor_ids = [
            Command.create({"name": "Rival", "threat": "3", "account_id": account_id})
        ]
        rival = screening.competitor_ids
        self.assertEqual(rival.account_id, screening.account_id)
        mine.competitor_ids = [Command.update(rival.id, {"share": 30})]
        self.assertEqual(rival.share, 30)
        mine.competitor_ids = [Command.unlink(rival.id)]
        self.assertTrue(rival.exists())
        self.assertFalse(screening.competitor_ids)

    def test_the_form_offers_grids(self):
        """The grids hold every field that the rules ask for."""
        form = self._form(self.rep_shanghai, self._started())
        views = {name: form._view["fields"][name] for name in ("need_ids", "line_ids")}
        for name, wanted in (
            ("need_ids", {*NEED, "technology_gap", "service_gap", "fit", "has_fit"}),
            ("line_ids", {"anchors", "score", "reason", "evidence", "is_ground_missing"}),
        ):
            with self.subTest(field=name):
                self.assertLessEqual(wanted, views[name]["edition_view"]["fields"].keys())
