import os
import re
import traceback
from collections import Counter
from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import NEED, ScreeningCommon

FEW, MANY = 5, 25
# queries a record, when many are done together
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
        if os.environ.get("DUMP"):
            counter = Counter()
            original = Cursor.execute

            def execute(cr, query, *args, **kwargs):
                where = [
                    f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}:{f.name}"
                    for f in traceback.extract_stack()
                    if "/kam_" in f.filename and "tests" not in f.filename
                ]
                code = getattr(query, "code", None) or str(query)
                counter[(re.sub(r"\s+", " ", code)[:110], " < ".join(where[-4:][::-1]))] += 1
                return original(cr, query, *args, **kwargs)

            with patch.object(Cursor, "execute", execute):
                many = self._count(lambda: work(screenings[2 + FEW :]))
            with open(os.environ["DUMP"], "a") as out:
                out.write(
                    f"=== {self._testMethodName} {few} {many} {(many - few) / (MANY - FEW)}\n"
                )
                out.writelines(
                    f"{count:5} {query}\n        {where}\n"
                    for (query, where), count in counter.most_common(45)
                )
            return
        many = self._count(lambda: work(screenings[2 + FEW :]))
        self.assertLessEqual((many - few) / (MANY - FEW), MOST)

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
        self._assert_cheap(screenings, self._decide_all(self.manager_east, "approve"))
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
