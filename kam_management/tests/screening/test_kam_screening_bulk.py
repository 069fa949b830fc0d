from odoo.fields import Command
from odoo.tests import tagged

from .common import NEED, ScreeningCommon

FEW, MANY = 5, 25
# queries a record, when many are done together; the last step also numbers the account, files the
# form and tells its author
MOST = 15


@tagged("post_install", "-at_install")
class TestKamScreeningBulk(ScreeningCommon):
    """What people do with many screenings from the list costs the database little a record."""

    def _make(self, count, submitted=False):
        """Return screenings that are complete; as superuser."""
        partners = [self._partner(f"Bulk {self._testMethodName} {at}") for at in range(count)]
        screenings = (
            self.env["kam.screening"]
            .with_user(self.rep_shanghai)
            .create([{"partner_id": p.id, "class_id": self.big.id} for p in partners])
        )
        screenings.action_start()
        for screening in screenings:
            screening.write(
                {
                    "need_ids": [Command.create(NEED)],
                    "line_ids": [
                        Command.update(line.id, {"score": 2, "reason": "Seen on site"})
                        for line in screening.line_ids
                    ],
                }
            )
        if submitted:
            screenings.action_submit()
        return screenings.sudo()

    def _settle(self):
        # with what is tracked
        self.cr.flush()
        self.env.invalidate_all()

    def _count(self, work):
        self._settle()
        before = self.cr.sql_log_count
        work()
        # with what is tracked
        self.cr.flush()
        return self.cr.sql_log_count - before

    def _assert_cheap(self, screenings, work):
        """Assert that one record more costs few queries."""
        # what is read once by the registry is no matter of the records
        work(screenings[:2])
        few = self._count(lambda: work(screenings[2 : 2 + FEW]))
        many = self._count(lambda: work(screenings[2 + FEW :]))
        a_record = (many - few) / (MANY - FEW)
        self.assertLessEqual(a_record, MOST, f"{few} queries for {FEW}, {many} for {MANY}")

    def _decide_all(self, user, decision):
        def work(screenings):
            action = self._as(user, screenings)._open_decision(decision)
            self.assertFalse(action["context"]["default_left_out"])
            dialog = (
                self.env["kam.approval.decide"]
                .with_user(user)
                .with_context(action["context"])
                .create({"opinion": "Together"})
            )
            self.assertEqual(dialog.action_apply(), {"type": "ir.actions.act_window_close"})

        return work

    def _assert_stage(self, screenings, stage):
        self.assertEqual(screenings.mapped("stage"), [stage] * len(screenings))

    def test_submit(self):
        screenings = self._make(2 + FEW + MANY)

        def work(some):
            action = self._as(self.rep_shanghai, some)._run_each("action_submit")
            self.assertEqual(action["params"]["type"], "success")

        self._assert_cheap(screenings, work)
        self._assert_stage(screenings, "review")

    def test_approve(self):
        """At the step in the middle, and at the last one."""
        screenings = self._make(2 + FEW + MANY, submitted=True)
        self._assert_cheap(screenings, self._decide_all(self.supervisor_shanghai, "approve"))
        self._assert_stage(screenings, "review")
        last = self._decide_all(self.manager_east, "approve")
        self._assert_cheap(screenings, last)
        self._assert_stage(screenings, "confirmed")
        self.assertEqual(set(screenings.account_id.mapped("state")), {"key"})
        self.assertEqual(len(set(screenings.account_id.mapped("number"))), len(screenings))
        self.assertEqual(set(screenings.mapped("archive_count")), {1})

    def test_return(self):
        screenings = self._make(2 + FEW + MANY, submitted=True)
        self._assert_cheap(screenings, self._decide_all(self.supervisor_shanghai, "return"))
        self._assert_stage(screenings, "analysis")

    def test_reject(self):
        screenings = self._make(2 + FEW + MANY, submitted=True)
        self._assert_cheap(screenings, self._decide_all(self.supervisor_shanghai, "reject"))
        self._assert_stage(screenings, "rejected")
        self.assertEqual(set(screenings.account_id.mapped("state")), {"ordinary"})

    def test_refused_among_many(self):
        """What is refused is named; the others stand, each with its note and its deadline."""
        screenings = self._make(6)
        empty = self._screening(partner=self._partner("Nothing filled"))
        everything = screenings[:3] | empty | screenings[3:]
        action = self._as(self.rep_shanghai, everything)._run_each("action_submit")
        self.assertEqual(action["params"]["title"], "6 of 7 done")
        self.assertIn(empty.display_name, action["params"]["message"])
        self._assert_stage(screenings, "review")
        self.assertEqual(empty.stage, "candidate")
        reviews = screenings.review_ids.filtered(lambda review: review.state == "pending")
        dialog = (
            self.env["kam.approval.decide"]
            .with_user(self.supervisor_shanghai)
            .create({"review_ids": [Command.set(reviews.ids)], "opinion": "Together"})
        )
        self._decide(self.supervisor_shanghai, screenings[2])
        dialog.action_apply()
        self.assertIn("was decided already", dialog.failures)
        for screening in screenings:
            states = screening.review_ids.sorted("sequence").mapped("state")
            self.assertEqual(states, ["approved", "pending"])
        for screening in screenings - screenings[2]:
            self.assertIn("Together", screening.message_ids[0].body)
            self.assertEqual(
                screening.open_deadline_ids.filtered(lambda d: d.code == "review").user_ids,
                self.manager_east,
            )
