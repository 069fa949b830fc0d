from datetime import timedelta

from odoo.tests import tagged

from .answers import AnswerCommon

DIMENSIONS = (
    "kind_id",
    "channel",
    "product_tmpl_id",
    "class_id",
    "unit_id",
    "partner_id",
    "author_id",
    "state",
    "decision",
    "first_promise",
    "last_promise",
    "implementation",
    "date_received:month",
)


@tagged("post_install", "-at_install")
class TestKamSuggestionFigure(AnswerCommon):
    """What is counted, what is not known yet, and what each number opens."""

    def _of(self, suggestion, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        figures = self.env["kam.suggestion.figure"].with_user(user or self.director)
        return figures.search([("suggestion_id", "=", suggestion.id)])

    def _shares(self, suggestions):
        self.env.flush_all()
        names = ("kept_first", "kept_last", "adopted", "implemented")
        rows = self.env["kam.suggestion.figure"]._read_group(
            [("suggestion_id", "in", suggestions.ids)], [], [f"{name}:avg" for name in names]
        )
        return dict(zip(names, rows[0], strict=True))

    def test_what_is_not_due_is_not_known(self):
        suggestion = self._suggestion()
        figure = self._of(suggestion)
        self.assertEqual((figure.first_promise, figure.last_promise), ("open", "open"))
        shares = self._shares(suggestion)
        self.assertEqual({*shares.values()}, {False})
        # beside one that was answered in time it does not count as not answered
        both = suggestion | self._answered(self._direct())
        shares = self._shares(both)
        self.assertEqual((shares["kept_first"], shares["adopted"]), (100, 100))

    def test_late_and_not_answered_is_not_kept(self):
        suggestion = self._suggestion()
        with self._at(suggestion.date_promise):
            self.assertEqual(self._of(suggestion).first_promise, "open")
        with self._at(suggestion.date_promise + timedelta(days=1)):
            self.assertEqual(self._of(suggestion).first_promise, "broken")
            self.assertEqual(self._shares(suggestion)["kept_first"], 0)

    def test_first_and_last_promise(self):
        suggestion = self._accepted(partner=self.farm.partner_id, author_id=self.rep_shanghai.id)
        interim = self._proposed(suggestion)
        approvers = interim.open_deadline_ids.user_ids
        self.seen_by(approvers[:1], interim).action_approve()
        with self._at(suggestion.date_promise_first + timedelta(days=5)):
            self.seen_by(self.director, suggestion).action_decide("adopted", reply="Yes")
            self._answered(suggestion)
            figure = self._of(suggestion)
            self.assertEqual((figure.first_promise, figure.last_promise), ("broken", "kept"))

    def test_carried_out_by_its_date(self):
        suggestion = self._direct()
        self.assertEqual(self._of(suggestion).implementation, "open")
        task = self._task(suggestion)
        self.assertEqual(self._of(suggestion).implementation, "open")
        with self._at(task.date_due + timedelta(days=1)):
            self.assertEqual(self._of(suggestion).implementation, "broken")
        # moved, it counts by the first day
        self.seen_by(self.rep_shanghai, task).date_due = self._day(50)
        with self._at(self._day(40)):
            self.seen_by(self.clerk, task).action_done("Done")
            self.assertEqual(self._of(suggestion).implementation, "broken")
        other = self._direct()
        self.seen_by(self.clerk, self._task(other)).action_done("Done")
        self.assertEqual(self._of(other).implementation, "kept")

    def test_withdrawn_ones_do_not_count(self):
        suggestion = self._suggestion()
        self.seen_by(self.rep_shanghai, suggestion).action_withdraw("A mistake")
        self.assertFalse(self._of(suggestion))

    def test_as_far_as_the_reader_sees(self):
        suggestion = self._suggestion()
        self.assertTrue(self._of(suggestion, self.rep_shanghai))
        self.assertFalse(self._of(suggestion, self.rep_hangzhou))
        self.assertTrue(self._of(suggestion, self.administrator))

    def test_each_number_opens_what_it_counts(self):
        self._answered(self._direct())
        self._task(self._direct())
        self._suggestion(channel="phone")
        self._direct("refused")
        self.env.flush_all()
        for user in (self.director, self.rep_shanghai):
            figures = self.env["kam.suggestion.figure"].with_user(user)
            for name in DIMENSIONS:
                groups = figures.formatted_read_group([], [name], ["__count"])
                self.assertEqual(sum(row["__count"] for row in groups), figures.search_count([]))
                for row in groups:
                    with self.subTest(user=user.login, name=name, group=row[name]):
                        found = figures.search(row["__extra_domain"])
                        self.assertEqual(len(found), row["__count"])
                        opened = found.action_view_suggestions()
                        suggestions = self.env["kam.suggestion"].with_user(user)
                        self.assertEqual(suggestions.search_count(opened["domain"]), row["__count"])

    def test_no_more_queries_for_more(self):
        counts = []
        for size in (2, 12):
            for _time in range(size):
                self._suggestion()
            self.env.flush_all()
            figures = self.env["kam.suggestion.figure"].with_user(self.director)
            for _time in range(2):
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                figures._read_group([], ["kind_id"], ["__count", "kept_first:avg", "age:avg"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_departments_that_were_asked(self):
        suggestion = self._adopted()
        self.assertEqual(suggestion.department_ids, self.dispatch)
        rows = self.env["kam.suggestion"]._read_group(
            [("id", "=", suggestion.id)], ["department_ids"], ["__count"]
        )
        self.assertEqual(rows, [(self.dispatch, 1)])
