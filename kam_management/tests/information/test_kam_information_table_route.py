from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.rules.route_table import Step

from .common import InformationCommon

TABLE = "kam.information.table"
ONE = (Step("supervisor", "area", "Seen", 2, extension_days=5, extension_role="manager"),)
TWO = (*ONE, Step("manager", "region", "Confirmed", 3))


@tagged("post_install", "-at_install")
class TestKamInformationTableRoute(InformationCommon):
    """A company that has its information tables approved enters a route, and gets all of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._statement(cls.mill, 2024)

    def _submitted(self, *steps):
        self.make_route(TABLE, *steps)
        table = self._table(self.mill)
        self.submit(table, self.rep_shanghai)
        return table

    def test_by_default_nobody_approves(self):
        self.assertFalse(self.env["kam.approval.route"]._find(TABLE, self.company))
        table = self._table(self.mill)
        self.assertOffered(table, self.rep_shanghai, "submit")
        self.submit(table, self.rep_shanghai)
        self.assertEqual(table.approval_state, "approved")
        self.assertOffered(table, self.rep_shanghai, "revise")
        self.assertOffered(table, self.administrator)

    def test_one_step(self):
        table = self._submitted(*ONE)
        self.assertEqual(table.approval_state, "in_review")
        self.assertOffered(table, self.rep_shanghai, "withdraw")
        self.assertOffered(table, self.supervisor_shanghai, "decide")
        with self._refused("cannot be changed"):
            self.seen_by(self.rep_shanghai, table).note = "Later"
        with self._refused("is “In review”"):
            self.seen_by(self.rep_shanghai, table).action_refresh()
        self.approve(table, self.supervisor_shanghai)
        self.assertEqual(table.approval_state, "approved")
        self.assertEqual(table.approved_by_id, self.supervisor_shanghai)
        self.assertEqual(table.archive_entry_ids.account_id, self.mill)

    def test_two_steps(self):
        table = self._submitted(*TWO)
        self.approve(table, self.supervisor_shanghai)
        self.assertEqual(table.approval_state, "in_review")
        self.assertOffered(table, self.manager_east, "decide")
        self.approve(table, self.manager_east)
        self.assertEqual(table.reviewed_by_id, self.supervisor_shanghai)
        self.assertEqual(table.approved_by_id, self.manager_east)

    def test_returned(self):
        for steps, users in ((ONE, ()), (TWO, (self.supervisor_shanghai,))):
            with self.subTest(steps=len(steps)):
                table = self._submitted(*steps)
                self.approve(table, *users)
                decider = self.manager_east if users else self.supervisor_shanghai
                self.return_(table, decider, "The second plant is missing")
                self.assertOffered(table, self.rep_shanghai, "submit", "give_up")
                self.mill.transport = "By rail"
                self.seen_by(self.rep_shanghai, table).action_refresh()
                self.submit(table, self.rep_shanghai)
                self.approve(table, *users, decider)
                self.assertEqual(table.approval_state, "approved")
                self.assertEqual(table.content["sales"]["transport"], "By rail")

    def test_rejected(self):
        for steps, users in ((ONE, ()), (TWO, (self.supervisor_shanghai,))):
            with self.subTest(steps=len(steps)):
                table = self._submitted(*steps)
                self.approve(table, *users)
                self.reject(table, self.manager_east if users else self.supervisor_shanghai)
                self.assertEqual(table.approval_state, "rejected")
                self.assertEqual(table.archive_entry_ids.approval_state, "rejected")
                self.assertOffered(table, self.rep_shanghai)

    def test_extended(self):
        with self._at("2026-03-02"):
            table = self._submitted(*TWO)
            self.assertEqual(str(table.date_due), "2026-03-04")
            self.assertOffered(table, self.manager_east, "extend")
            with self._refused("is extended by", AccessError):
                self.extend(table, self.rep_shanghai)
            self.extend(table, self.manager_east)
            self.assertEqual(str(table.date_due), "2026-03-07")

    def test_withdrawn_and_given_up(self):
        table = self._submitted(*TWO)
        self.withdraw(table, self.rep_shanghai)
        self.assertEqual(table.approval_state, "draft")
        with self.assertRaises(AccessError):
            self.give_up(table, self.rep_hangzhou)
        self.give_up(table, self.rep_shanghai)
        self.assertEqual(table.approval_state, "cancelled")
        self.assertTrue(self._table(self.mill), "the way is free")

    def test_revised(self):
        table = self._submitted(*TWO)
        self.approve(table, self.supervisor_shanghai, self.manager_east)
        self.assertOffered(table, self.rep_shanghai, "revise")
        self.revise(table, self.rep_shanghai)
        self.assertEqual(table.revision_mark, "A")
        self.seen_by(self.rep_shanghai, table).note = "Second plant"
        self.submit(table, self.rep_shanghai)
        self.reject(table, self.supervisor_shanghai)
        self.revise(table, self.rep_shanghai)
        self.submit(table, self.rep_shanghai)
        self.approve(table, self.supervisor_shanghai, self.manager_east)
        self.assertEqual((table.revision_mark, table.revision_places), ("B", 1))
        self.assertEqual(table.control_status, "controlled")

    def test_the_newest_one_holds(self):
        self.make_route(TABLE, *ONE)
        tables = self.env[TABLE]
        for _table in range(2):
            table = self._table(self.mill)
            self.submit(table, self.rep_shanghai)
            self.approve(table, self.supervisor_shanghai)
            tables |= table
        first, second = tables
        self.assertEqual(tables.mapped("control_status"), ["obsolete", "controlled"])
        with self._refused("holds no more since"):
            self.revise(first, self.rep_shanghai)
        # a revision that was rejected leaves the edition before, until another table is approved
        self.revise(second, self.rep_shanghai)
        self.submit(second, self.rep_shanghai)
        self.reject(second, self.supervisor_shanghai)
        third = self._table(self.mill)
        self.submit(third, self.rep_shanghai)
        self.assertEqual(second.control_status, "controlled")
        self.approve(third, self.supervisor_shanghai)
        self.assertEqual(second.control_status, "obsolete")

    def test_one_that_was_rejected_never_held(self):
        rejected = self._submitted(*ONE)
        self.reject(rejected, self.supervisor_shanghai)
        table = self._table(self.mill)
        self.submit(table, self.rep_shanghai)
        self.approve(table, self.supervisor_shanghai)
        self.assertEqual(rejected.control_status, "controlled")

    def test_what_is_missing(self):
        table = self._table(self.shop)
        self.assertIn("says nothing", table.missing)
        self.shop.transport = "By rail"
        self.seen_by(self.rep_hangzhou, table).action_refresh()
        self.assertFalse(table.missing)
