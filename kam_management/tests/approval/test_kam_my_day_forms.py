from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..my_day import MyDayOracle
from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamMyDayForms(MyDayOracle, ApprovalCommon):
    """Decisions, corrections and the archive room, from the page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")
        cls.company.write({"kam_archive_days": 4, "kam_completion_days": 6})
        cls.everybody = (
            cls.director
            | cls.manager_east
            | cls.supervisor_shanghai
            | cls.rep_shanghai
            | cls.rep_hangzhou
            | cls.manager_north
            | cls.supervisor_north
            | cls.rep_beijing
            | cls.archivist
            | cls.administrator
            | cls.employee
        )

    def my(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kam.my.day"].with_user(user)

    def row(self, user, form, code="review"):
        """Return the row of a form in the day of a user."""
        (row,) = [
            row
            for row in self.my(user).get_day()["rows"]
            if (row["code"], row["res_model"], row["res_id"]) == (code, form._name, form.id)
        ]
        return row

    def settle(self, user, rows, key):
        return self.my(user).settle([row["id"] for row in rows], key)

    # ------------------------------------------------------------------
    # the lists
    # ------------------------------------------------------------------

    def test_each_role_finds_what_the_processes_say(self):
        self._form()
        first, second, third, fourth = (self._submitted(account_id=self.mill.id) for _ in range(4))
        self._decide(self.supervisor_shanghai, second)
        self._decide(self.supervisor_shanghai, third, "return", "The price is missing")
        self._submitted(self.rep_beijing, unit_id=self.beijing.id)
        self._approve_all(fourth)
        last = self._submitted()
        self._approve_all(last)
        last.archive_entry_ids.with_user(self.archivist).action_acknowledge("The offer")
        expected = self.assertDays(self.everybody, self.company)
        kinds = {user_id: {item[0] for item in items} for user_id, items in expected.items()}
        self.assertEqual(kinds[self.supervisor_shanghai.id], {"review"})
        self.assertEqual(kinds[self.manager_east.id], {"review"})
        self.assertEqual(kinds[self.rep_shanghai.id], {"correction", "completion"})
        self.assertEqual(kinds[self.archivist.id], {"archive"})
        self.assertNotIn(self.employee.id, kinds)
        self.assertEqual(first.approval_state, "in_review")

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def test_one_click_approves(self):
        form = self._submitted(account_id=self.mill.id)
        row = self.row(self.supervisor_shanghai, form)
        self.assertEqual([action["key"] for action in row["actions"]], ["approve", "return"])
        self.assertEqual(row["customer"], "Mill")
        self.assertIn("Area", row["why"])
        self.assertIs(self.settle(self.supervisor_shanghai, [row], "approve"), True)
        review = form.review_ids.filtered(lambda review: review.state == "approved")
        self.assertEqual(review.decided_by_id, self.supervisor_shanghai)
        day = self.my(self.supervisor_shanghai).get_day()
        self.assertEqual(day["rows"], [])
        self.assertEqual([done["outcome"] for done in day["done"]], ["Approved"])
        self.assertTrue(self.row(self.manager_east, form))

    def test_a_step_that_wants_an_opinion_asks_for_it(self):
        self._route([self._step(1, "Area", "area", "supervisor", opinion_required=True)])
        form = self._submitted()
        row = self.row(self.supervisor_shanghai, form)
        action = self.settle(self.supervisor_shanghai, [row], "approve")
        self.assertEqual(action["res_model"], "kam.approval.decide")
        self.assertEqual(action["context"]["default_decision"], "approve")
        self.assertEqual(action["views"], [[False, "form"]])
        self.assertEqual(form.approval_state, "in_review")

    def test_to_return_it_one_says_why(self):
        form = self._submitted()
        row = self.row(self.supervisor_shanghai, form)
        action = self.settle(self.supervisor_shanghai, [row], "return")
        self.assertEqual(action["context"]["default_decision"], "return")
        self._decide(self.supervisor_shanghai, form, "return", "The price is missing")
        row = self.row(self.rep_shanghai, form, "correction")
        self.assertEqual(
            row["why"], f"Returned by {self.supervisor_shanghai.name}: The price is missing"
        )
        self.assertEqual([action["key"] for action in row["actions"]], ["open", "submit"])
        self.assertIs(self.settle(self.rep_shanghai, [row], "submit"), True)
        self.assertEqual(form.approval_state, "in_review")

    def test_what_the_form_refuses_is_said_and_opened(self):
        form = self._submitted()
        row = self.row(self.supervisor_shanghai, form)
        self.patch(
            type(form),
            "_check_decision",
            lambda form, review, decision, opinion: form._refuse_in_test(),
        )
        type(form)._refuse_in_test = lambda form: (_ for _ in ()).throw(UserError("Too dear"))
        self.addCleanup(delattr, type(form), "_refuse_in_test")
        action = self.settle(self.supervisor_shanghai, [row], "approve")
        self.assertEqual(action["params"]["message"], "Too dear")
        self.assertEqual(action["params"]["next"]["res_model"], "kam.approval.decide")
        self.assertEqual(action["params"]["next"]["views"], [[False, "form"]])
        self.assertEqual(form.approval_state, "in_review")

    def test_several_are_decided_in_one_dialog(self):
        forms = [self._submitted() for _ in range(3)]
        rows = [self.row(self.supervisor_shanghai, form) for form in forms]
        self.assertEqual(len({row["batch"] for row in rows}), 1)
        action = self.settle(self.supervisor_shanghai, rows, "approve")
        self.assertEqual(
            set(action["context"]["default_review_ids"]),
            {self._pending(form).id for form in forms},
        )
        wizard = (
            self.env["kam.approval.decide"]
            .with_user(self.supervisor_shanghai)
            .with_context(**action["context"])
            .create({})
        )
        wizard.action_apply()
        self.assertEqual(self.my(self.supervisor_shanghai).get_day()["done_count"], 3)

    def test_what_is_not_of_one_kind_is_not_settled_together(self):
        asked, returned = self._submitted(), self._submitted(self.rep_hangzhou)
        self._decide(self.supervisor_shanghai, returned, "return", "No")
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.rep_hangzhou.id,
                "delegate_id": self.supervisor_shanghai.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        rows = [
            self.row(self.supervisor_shanghai, asked),
            self.row(self.supervisor_shanghai, returned, "correction"),
        ]
        self.assertEqual(rows[1]["acting_for"], self.rep_hangzhou.name)
        for key in ("approve", "submit"):
            with self.assertRaises(UserError):
                self.settle(self.supervisor_shanghai, rows, key)

    def test_nobody_else_decides(self):
        form = self._submitted()
        row = self.row(self.supervisor_shanghai, form)
        for user in (self.rep_shanghai, self.rep_beijing, self.administrator, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.settle(user, [row], "approve")
        self.assertEqual(form.approval_state, "in_review")

    def test_what_was_decided_meanwhile_says_so(self):
        form = self._submitted()
        row = self.row(self.supervisor_shanghai, form)
        self._decide(self.supervisor_shanghai, form)
        with self.assertRaisesRegex(UserError, "does not wait any more"):
            self.settle(self.supervisor_shanghai, [row], "approve")

    # ------------------------------------------------------------------
    # the archive room
    # ------------------------------------------------------------------

    def test_the_archive_room(self):
        forms = [self._submitted(account_id=self.mill.id) for _ in range(2)]
        for form in forms:
            self._approve_all(form)
        first, second = (form.archive_entry_ids for form in forms)
        row = self.row(self.archivist, first, "archive")
        self.assertEqual([action["key"] for action in row["actions"]], ["acknowledge", "miss"])
        self.assertEqual(
            self.settle(self.archivist, [row], "miss")["res_model"], "kam.archive.receipt"
        )
        rows = [self.row(self.archivist, entry, "archive") for entry in (first, second)]
        self.assertIs(self.settle(self.archivist, rows, "acknowledge"), True)
        self.assertEqual((first | second).mapped("receipt_state"), ["received", "received"])
        first.with_user(self.archivist).action_acknowledge("The offer")
        row = self.row(self.rep_shanghai, first, "completion")
        self.assertEqual(row["why"], "Missing: The offer")
        action = self.settle(self.rep_shanghai, [row], "complete")
        self.assertEqual(action["res_model"], "kam.archive.receipt")

    # ------------------------------------------------------------------
    # how often the database is asked
    # ------------------------------------------------------------------

    def test_at_most_eleven_queries_however_many_decisions(self):
        counts = []
        made = 0
        for wanted in (2, 15):
            while made < wanted:
                self._submitted(account_id=self.mill.id)
                made += 1
            mine = self.my(self.supervisor_shanghai)
            mine.get_day()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(mine.get_day()["rows"]), wanted)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 11)
