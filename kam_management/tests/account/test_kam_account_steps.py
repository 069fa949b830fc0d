from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AccountFormCommon


@tagged("post_install", "-at_install")
class TestKamAccountSteps(AccountFormCommon):
    """Forms in review are decided where their account is now."""

    def test_an_account_that_moves_takes_its_forms_along(self):
        manager_north = self._user("manager_north")
        self._position(manager_north, self.north, "manager")
        note = self._submitted()
        review = self._pending(note)
        self.assertEqual(review.candidate_ids, self.supervisor_shanghai)
        self.mill._change_owner(self.beijing, self.rep_beijing, "Moved")
        # nobody supervises Beijing itself
        self.assertEqual(review.candidate_ids, self.supervisor_north)
        self.assertEqual(review.unit_id, self.beijing)
        duty = self.env["kam.deadline"].search([("slot", "=", str(review.id))])
        self.assertEqual((duty.unit_id, duty.user_ids), (self.beijing, self.supervisor_north))
        with self.assertRaises(AccessError):
            self._decide(self.supervisor_shanghai, note)
        self.approve(note, self.supervisor_north, manager_north)
        self.assertEqual(note.approval_state, "approved")
        # the form says where it was submitted
        self.assertEqual(note.unit_id, self.shanghai)

    def test_an_area_that_moves_takes_the_forms_of_its_accounts_along(self):
        """The new region may read them from this moment on, and decides them."""
        manager_north = self._user("manager_north")
        self._position(manager_north, self.north, "manager")
        note = self._submitted()
        self.approve(note, self.supervisor_shanghai)
        self.assertEqual(self._pending(note).candidate_ids, self.manager_east)
        self.shanghai.parent_id = self.north
        self.assertEqual(self._pending(note).candidate_ids, manager_north)
        with self.assertRaises(AccessError):
            self._decide(self.manager_east, note)
        self.approve(note, manager_north)
        self.assertEqual(note.approved_by_id, manager_north)
