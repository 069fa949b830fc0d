from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .answers import AnswerCommon

MARK = "Quokka crates"


@tagged("post_install", "-at_install")
class TestKamSuggestionAnswerRoles(AnswerCommon):
    """Who reads and writes what belongs to an answer, also by way of groups, names and exports."""

    def setUp(self):
        super().setUp()
        self.suggestion = self._adopted(name=MARK, description=MARK)
        self.task = self._task(self.suggestion, name=MARK)
        self._answered(self.suggestion, text=MARK)
        self.reply = self.suggestion.reply_ids
        self.above = (self.supervisor_shanghai, self.manager_east, self.director, self.general)
        self.strangers = (self.rep_hangzhou, self.rep_beijing, self.supervisor_north)

    def test_rights(self):
        self.assertRights(
            self.reply,
            {
                (self.rep_shanghai, *self.above, self.administrator): "r",
                (*self.strangers, self.clerk, self.auditor, self.employee, self.archivist): "",
            },
        )
        self.assertRights(
            self.task,
            {
                (self.rep_shanghai, *self.above): "rwcd",
                (self.administrator,): "r",
                (self.clerk,): "rw",
                (*self.strangers, self.auditor, self.employee, self.archivist): "",
            },
        )
        self.assertRights(
            "kam.suggestion.kind",
            {
                (self.administrator,): "rwcd",
                (self.rep_shanghai, self.director): "r",
                (self.clerk, self.employee): "",
            },
        )

    def test_nothing_derived_tells_strangers(self):
        records = {
            "kam.suggestion": self.suggestion,
            "kam.suggestion.reply": self.reply,
            "kam.suggestion.task": self.task,
            "kam.suggestion.figure": self.suggestion,
        }
        for user in (*self.strangers, self.auditor):
            for model, found in records.items():
                own = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    try:
                        self.assertFalse(own.search([("id", "in", found.ids)]))
                        rows = own._read_group([("id", "in", found.ids)], [], ["__count"])
                        self.assertEqual(rows, [(0,)])
                        self.assertNotIn(MARK, str(own.name_search(MARK)))
                    except AccessError:
                        self.assertIn(user, (self.auditor,))
                    with self.assertRaises(UserError):
                        own.browse(found.ids).export_data(["display_name"])

    def test_who_owes_a_task_learns_nothing_of_the_account(self):
        own = self.env["kam.suggestion.task"].with_user(self.clerk)
        for path in ("suggestion_id.description", "suggestion_id.decision_reason"):
            with self.subTest(path=path), self.assertRaises(AccessError):
                own.search([(path, "ilike", MARK)])
        names = own.fields_get()
        self.assertNotIn("suggestion_id", names)
        for name in ("suggestion_id",):
            with self.subTest(name=name), self.assertRaises(AccessError):
                own._read_group([], [name], ["__count"])
        action = self.seen_by(self.clerk, self.task).action_view_suggestion()
        opened = self.env["kam.suggestion"].with_user(self.clerk).browse(action["res_id"])
        with self.assertRaises(AccessError):
            opened.read(["description"])

    def test_no_more_queries_for_more(self):
        names = ["number", "countdown", "is_late", "progress", "can_answer", "state", "author_id"]
        suggestions = self.suggestion_model
        counts = []
        for size in (2, 12):
            for _time in range(size):
                suggestions |= self._suggestion()
            own = self.seen_by(self.manager_east, suggestions[:size])
            own.web_read({name: {} for name in names})
            own = self.seen_by(self.manager_east, suggestions[:size])
            before = self.cr.sql_log_count
            own.web_read({name: {} for name in names})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_my_day_asks_once_however_much_waits(self):
        counts = []
        for size in (1, 8):
            for _time in range(size):
                self._proposed(self._accepted())
                self._task(self._direct(), department_id=False, user_id=self.manager_east.id)
            my_day = self.env["kam.my.day"].with_user(self.manager_east)
            self.env.flush_all()
            self.env.invalidate_all()
            my_day.get_day()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            my_day.get_day()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
