from odoo.fields import Command
from odoo.tests import tagged

from .common import SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionSummaryQueries(SuggestionCommon):
    """However many lines and departments, the database is asked as often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments = cls.dispatch
        for number in range(9):
            department, _user = cls._department(f"Department {number}", f"member_{number}")
            cls.departments |= department

    def _long(self, lines, departments):
        """Return a summary with many lines, put together without their reports."""
        first = self._reported()
        suggestions = first
        for number in range(lines - 1):
            suggestions |= first.sudo()._protected_create(
                [
                    {
                        **first.copy_data()[0],
                        "number": f"SG/T/{self.count}/{number}",
                        "name": f"Wish {number}",
                        "partner_id": first.partner_id.id,
                        "description": first.description,
                        "account_id": first.account_id.id,
                        "unit_id": first.unit_id.id,
                        "company_id": first.company_id.id,
                        "kind_id": first.kind_id.id,
                        "channel": "phone",
                        "state": "reporting",
                        "report_id": first.report_id.id,
                        "date_promise": first.date_promise,
                        "date_promise_first": first.date_promise,
                    }
                ]
            )
        self.count += 1
        summary = self._summary(*suggestions)
        self.seen_by(self.manager_east, summary.line_ids).write(
            {"department_ids": [Command.set(self.departments[:departments].ids)]}
        )
        return summary

    count = 0

    def _queries(self, call, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _measure(self, lines, departments):
        summary = self._long(lines, departments)
        counts = {}
        own = summary.with_user(self.manager_east)
        fields = ["matrix", "line_count", "date_promise", "can_decide_rest", "missing"]
        counts["draft"] = self._queries(own.read, fields)
        counts["submit"] = self._queries(own.action_submit)
        counts["matrix"] = self._queries(own.read, fields)
        opinion = summary.opinion_ids.filtered(lambda one: one.department_id == self.dispatch)
        clerk = opinion.with_user(self.clerk)
        counts["sheet"] = self._queries(clerk.read, ["line_ids", "customers", "outcome"])
        clerk.line_ids.write({"feasibility": "yes", "opinion": "Yes"})
        counts["answer"] = self._queries(clerk.action_answer)
        return counts

    def test_lines(self):
        few, many = self._measure(5, 2), self._measure(50, 2)
        for name, count in few.items():
            with self.subTest(name):
                self.assertLessEqual(many[name], count + 3, (few, many))

    def test_departments(self):
        few, many = self._measure(5, 2), self._measure(5, 10)
        for name in ("draft", "matrix", "sheet", "answer"):
            with self.subTest(name):
                self.assertLessEqual(many[name], few[name] + 8, (few, many))
        # each department is asked for itself: its step, its duty, its members are told
        self.assertLessEqual(many["submit"], few["submit"] + 8 * 16, (few, many))
