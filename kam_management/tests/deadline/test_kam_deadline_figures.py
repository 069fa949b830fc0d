from odoo.tests import tagged

from .common import KamDeadlineCommon


@tagged("post_install", "-at_install")
class TestKamDeadlineFigures(KamDeadlineCommon):
    """Figures against numbers that were counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.rep_shanghai | cls.rep_hangzhou
        cls.planned = cls.env["kam.deadline.kind"].create(
            {"code": "planned", "name": "Planned", "audience": "people", "is_counted": False}
        )

    def make(self, number, owners, end=None, by=None, day=2, on_behalf_of=None, **vals):
        """Open a duty due on the second day, and end it in some way on a day."""
        slot = str(number)
        duty = self.open(days=2, slot=slot, **{"user_ids": owners.ids, **vals})
        with self.at(day):
            if end == "close":
                self.duties._close(
                    self.document, duty.code, slot=slot, by=by, on_behalf_of=on_behalf_of
                )
            elif end == "cancel":
                self.duties._cancel(self.document, "Overtaken", slot=slot)
        return duty

    def figures(self, by, **vals):
        with self.at(5):
            found = self.duties._get_punctuality(self.day(1), self.day(3), by, **vals)
        names = ("due", "kept", "late", "missed", "open_late")
        return {key: tuple(row[name] for name in names) for key, row in found.items()}

    def test_by_hand(self):
        rep, other = self.rep_shanghai, self.rep_hangzhou
        rows = (
            # kept: of who did it, also for another, also of several
            (rep, "close", rep, 2),
            (self.both, "close", other, 1),
            (rep, "close", self.supervisor_shanghai, 2),
            # late: of who owed it alone
            (rep, "close", rep, 4),
            (self.both, "close", rep, 4),
            (rep, "close", other, 3),
            # missed, and cancelled in time, which is not counted
            (other, "cancel", None, 4),
            (other, "cancel", None, 2),
            (self.both, "cancel", None, 4),
            # open and late
            (rep, None, None, 2),
            (self.both, None, None, 2),
        )
        for number, (owners, end, by, day) in enumerate(rows):
            self.make(number, owners, end, by, day)
        # a delegate did it for somebody
        self.make(20, rep, "close", self.employee, 2, on_behalf_of=rep)
        # elsewhere, not counted, not due in the period, and not late yet
        self.make(21, rep, "close", rep, 2, unit_id=self.beijing.id)
        self.make(22, rep, "close", rep, 2, kind="planned")
        self.open(days=9, slot="far")
        self.open(days=0, slot="before")
        self.assertEqual(
            self.figures("unit"),
            {self.shanghai: (11, 4, 3, 2, 2), self.beijing: (1, 1, 0, 0, 0)},
        )
        self.assertEqual(
            self.figures("user"),
            {
                rep: (6, 3, 2, 0, 1),
                other: (2, 1, 0, 1, 0),
                self.supervisor_shanghai: (1, 1, 0, 0, 0),
            },
        )
        with self.at(5):
            rate = self.duties._get_punctuality(self.day(1), self.day(3))[self.shanghai]["rate"]
        self.assertAlmostEqual(rate, 4 / 11)

    def test_what_is_not_due_yet_says_nothing(self):
        self.open(days=2)
        with self.at(2):
            self.assertFalse(self.duties._get_punctuality(self.day(1), self.day(3)))

    def test_nobody_counts_what_they_may_not_see(self):
        self.make(1, self.rep_shanghai, "close", self.rep_shanghai)
        self.make(2, self.rep_hangzhou, "close", self.rep_hangzhou)
        with self.at(5):
            found = self.duties.with_user(self.rep_hangzhou)._get_punctuality(
                self.day(1), self.day(3), "user"
            )
        self.assertEqual(list(found), [self.rep_hangzhou.with_user(self.rep_hangzhou)])
