from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .common import FORM, ApprovalCommon

FEW, MANY = 10, 80


@tagged("post_install", "-at_install")
class TestKamApprovalQueries(ApprovalCommon):
    """What is asked of the database does not grow with the number of forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forms = (
            cls.env[FORM]
            .with_user(cls.rep_shanghai)
            .create([{"name": f"Form {at}", "unit_id": cls.shanghai.id} for at in range(MANY)])
        )
        cls.forms.action_submit()
        cls.forms = cls.forms.sudo()
        cls.reviews = cls.env["kam.approval.review"].search([("state", "=", "pending")])

    def _count(self, work, user, records):
        work(self._as(user, records))
        fresh = self._as(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _assert_constant(self, work, user, records):
        few, many = (self._count(work, user, records[:size]) for size in (FEW, MANY))
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few)

    @contextmanager
    def _assert_not_refreshed(self):
        reviews = self.registry["kam.approval.review"]
        with patch.object(reviews, "_refresh_candidates") as refresh:
            yield
        refresh.assert_not_called()

    def test_list_of_reviews(self):
        specification = {
            "document_name": {},
            "form_label": {},
            "name": {},
            "state": {},
            "is_mine": {},
            "date_due": {},
            "days_late": {},
            "age_days": {},
            "candidate_ids": {"fields": {"display_name": {}}},
            "unit_id": {"fields": {"display_name": {}}},
        }
        for user in (self.supervisor_shanghai, self.director):
            with self.subTest(user=user.login):
                self._assert_constant(
                    lambda reviews: reviews.web_read(specification), user, self.reviews
                )

    def test_list_of_forms(self):
        specification = {
            "number": {},
            "approval_state": {},
            "is_waiting_for_me": {},
            "date_due": {},
            "archive_count": {},
            "review_ids": {
                "fields": {"state": {}, "days_late": {}, "candidate_ids": {"fields": {}}}
            },
        }
        for user in (self.supervisor_shanghai, self.director, self.rep_shanghai):
            with self.subTest(user=user.login):
                self._assert_constant(lambda forms: forms.web_read(specification), user, self.forms)

    def test_refreshing_what_stays_the_same(self):
        self._assert_constant(
            lambda reviews: reviews.sudo()._refresh_candidates(), self.env.user, self.reviews
        )

    def test_positions_elsewhere_refresh_nothing(self):
        """Reviews of other units and roles are not looked at."""
        user = self._user("elsewhere")

        def begin_and_end(unit, role):
            position = self._position(user, unit, role)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            position.write({"date_to": self._days(30)})
            self.env.flush_all()
            queries = self.cr.sql_log_count - before
            position.action_end()
            return queries

        elsewhere = begin_and_end(self.beijing, "supervisor")
        other_role = begin_and_end(self.shanghai, "representative")
        self.assertLess(elsewhere, 66)
        self.assertLess(other_role, 66)

    def test_a_change_that_moves_nobody_refreshes_nothing(self):
        with self._assert_not_refreshed():
            self.position_supervisor_shanghai.message_post(body="Note")
            self.position_supervisor_shanghai.write({"message_follower_ids": []})

    def test_a_new_reviewer_of_many(self):
        """Each review gets its reviewer and its deadline, in few queries each."""
        before = self.cr.sql_log_count
        new = self._user("new")
        self._position(new, self.shanghai, "supervisor")
        self.env.flush_all()
        queries = self.cr.sql_log_count - before
        self.assertEqual(
            set(self.reviews.mapped(lambda review: new in review.candidate_ids)), {True}
        )
        self.assertEqual(
            self.env["kam.deadline"].search_count(
                [("res_model", "=", FORM), ("state", "=", "open"), ("worker_ids", "in", new.ids)]
            ),
            MANY,
        )
        self.assertLess(queries, 25 * MANY)
