from odoo.tests import tagged

from .common_evaluation import EvaluationCommon

DIMENSIONS = (
    "content_id",
    "class_id",
    "unit_id",
    "partner_id",
    "state",
    "punctuality",
    "date_wanted:month",
)


@tagged("post_install", "-at_install")
class TestKamServiceFigure(EvaluationCommon):
    """What was asked for, used, spent, in time and liked; each number opens its requests."""

    def _of(self, request, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        figures = self.env["kam.service.figure"].with_user(user or self.director)
        return figures.search([("request_id", "=", request.id)])

    def _done(self, request, **vals):
        own = self.seen_by(self.rep_shanghai, request.execution_ids)
        own.write(vals)
        own.action_done()

    def test_only_what_was_approved(self):
        request = self._request(self.rush)
        self.assertFalse(self._of(request))

    def test_in_time_or_not(self):
        request = self._approved(self.rush)
        self.assertEqual(self._of(request).punctuality, "open")
        with self._at(self._days(10)):
            self.assertEqual(self._of(request).punctuality, "open")
        with self._at(self._days(11)):
            self.assertEqual(
                (self._of(request).punctuality, self._of(request).in_time), ("late", 0)
            )
        self._done(request)
        self.assertEqual((self._of(request).punctuality, self._of(request).in_time), ("kept", 100))

    def test_cost_and_entitlement(self):
        request = self._approved(self.gifts, line={"times": 2, "amount": 500})
        kind = self.env.ref("kam_management.cost_kind_other")
        self.assertEqual(self._of(request).amount_used, 500)
        self.assertEqual(self._of(request).times_used, 2)
        self.assertFalse(self._of(request).cost)
        self._done(request, cost=480, cost_kind_id=kind.id)
        self.assertEqual(self._of(request).cost, 480)

    def test_satisfaction(self):
        request = self._approved(self.consulting)
        self._done(request)
        ending = self.endings.search([("res_id", "=", request.id)])
        form = self._evaluation(ending)
        self.assertFalse(self._of(request).customer_points)
        self.seen_by(self.rep_shanghai, form.line_ids).write({"customer_score": 4})
        self.assertEqual(self._of(request).customer_points, 4)

    def test_as_far_as_the_reader_sees(self):
        request = self._approved(self.rush)
        self.assertTrue(self._of(request, self.rep_shanghai))
        self.assertFalse(self._of(request, self.rep_hangzhou))

    def test_no_row_of_a_request_that_is_not_read(self):
        """Whoever asks, and however: the rows are those of the requests that they read."""
        self._approved(self.rush)
        other = self._request(self.consulting, account=self.shop)
        self.submit(other, self.rep_hangzhou)
        self._approve_all(other)
        asked = self.env["kam.service.figure"].search([])
        self.assertEqual(len(asked.account_id), 2)
        people = (
            self.rep_shanghai,
            self.rep_hangzhou,
            self.rep_beijing,
            self.supervisor_shanghai,
            self.supervisor_north,
            self.manager_east,
            self.director,
            self.administrator,
        )
        for user in people:
            self.env.flush_all()
            self.env.invalidate_all()
            figures = self.env["kam.service.figure"].with_user(user)
            requests = self.env["kam.service.request"].with_user(user)
            read = requests.search([("approval_state", "=", "approved")])
            found = figures.search([])
            hidden = asked.filtered(lambda row, read=read: row.request_id.id not in read.ids)
            with self.subTest(user=user.login):
                self.assertEqual(found.request_id, read)
                self.assertEqual(figures.search_count([]), len(found))
                rows = figures._read_group([], ["request_id"], ["__count"])
                self.assertEqual({request.id for request, _count in rows}, set(read.ids))
                self.assertFalse(figures.search([("id", "in", hidden.ids)]))
                self.assertFalse(figures.browse(hidden.ids).exists())
                for name in ("account_id.partner_id.name", "applicant_id.login"):
                    self.assertEqual(figures.search([(name, "!=", False)]), found)

    def test_each_number_opens_what_it_counts(self):
        self._approved(self.rush)
        self._done(self._approved(self.consulting))
        self.env.flush_all()
        for user in (self.director, self.rep_shanghai):
            figures = self.env["kam.service.figure"].with_user(user)
            for name in DIMENSIONS:
                groups = figures.formatted_read_group([], [name], ["__count"])
                self.assertEqual(sum(row["__count"] for row in groups), figures.search_count([]))
                for row in groups:
                    with self.subTest(user=user.login, name=name, group=row[name]):
                        found = figures.search(row["__extra_domain"])
                        self.assertEqual(len(found), row["__count"])
                        opened = found.action_view_requests()
                        requests = self.env["kam.service.request"].with_user(user)
                        self.assertEqual(requests.search(opened["domain"]), found.request_id)
