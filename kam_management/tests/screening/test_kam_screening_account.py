from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamScreeningAccount(ScreeningCommon):
    """The account that a screening made for its customer, and what stands against screening."""

    def _accounts(self, partner=None):
        self.env.invalidate_all()
        accounts = self.env["kam.account"].with_context(active_test=False)
        return accounts.search([("partner_id", "=", (partner or self.stranger).id)])

    def test_a_draft_takes_its_empty_account_away(self):
        screening = self._screening()
        self.assertTrue(self._accounts())
        self._as(self.rep_shanghai, screening).unlink()
        self.assertFalse(self._accounts())
        # and the customer can be screened as ever
        self.assertTrue(self._screening().account_id)

    def test_an_account_that_holds_something_stays(self):
        screening = self._screening()
        self.env["kam.competitor"].create({"account_id": screening.account_id.id, "name": "Rival"})
        self._as(self.rep_shanghai, screening).unlink()
        self.assertEqual(self._accounts().state, "ordinary")

    def test_an_account_with_a_history_stays(self):
        screening = self._started()
        screening._cancel("Test")
        self._screening(partner=self.stranger).unlink()
        self.assertTrue(self._accounts())

    def test_comments_stay(self):
        screening = self._screening()
        screening.account_id.message_post(body="Important", message_type="comment")
        screening.unlink()
        self.assertTrue(self._accounts())

    def test_archived_customer(self):
        screening = self._screening()
        self.stranger.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self._as(self.rep_shanghai, screening).action_start()
        screening.unlink()
        with self.assertRaisesRegex(UserError, "is archived"):
            self._screening()

    def test_archived_customer_is_not_approved(self):
        screening = self._submitted()
        self.env.flush_all()
        # past the rules
        self.cr.execute("UPDATE res_partner SET active = FALSE WHERE id = %s", [self.stranger.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is archived"):
            self.approve(screening, self.supervisor_shanghai)

    def test_who_screens_already(self):
        self._screening()
        with self.assertRaisesRegex(UserError, r"screened already \(.*\), by Rep Shanghai"):
            self._screening(self.supervisor_shanghai)

    def test_a_unit_with_candidates_is_not_archived(self):
        unit = self._unit("Nanjing", "area", parent=self.east, code="T-NJ")
        screening = self._screening(self.director, unit_id=unit.id)
        for refused in (lambda: unit.write({"active": False}), unit.unlink):
            with self.assertRaisesRegex(UserError, "Stranger"):
                refused()
        screening._cancel("Test")
        unit.active = False
        self.assertFalse(unit.active)
