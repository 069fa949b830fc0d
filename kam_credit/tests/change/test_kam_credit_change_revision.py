from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.approval.forms import FormHelpers

from ..common import day
from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeRevision(FormHelpers, KamCreditChangeCommon):
    """A request is revised as long as the tier that is held rests on it."""

    def submit(self, change, user=None):
        super().submit(change, user or self.credit_officer)

    def pass_route(self, change):
        self.submit(change)
        self.verify(change)
        self.sign(change)

    def test_offered(self):
        change = self.request()
        self.assertOffered(change, self.credit_officer, "submit")
        self.submit(change)
        self.assertOffered(change, self.credit_officer, "withdraw")
        self.assertOffered(change, self.credit_reviewer, "decide")
        self.verify(change)
        self.assertOffered(change, self.director, "extend")
        self.sign(change)
        self.assertOffered(change, self.credit_officer, "revise")
        for user in (self.credit_reviewer, self.credit_approver, self.supervisor):
            self.assertOffered(change, user)

    def test_returned_and_given_up(self):
        change = self.submitted()
        self.return_(change, self.credit_reviewer)
        self.assertOffered(change, self.credit_officer, "submit", "give_up")
        self.give_up(change, self.credit_officer)
        self.assertEqual(change.stage, "cancelled")
        self.assertFalse(self.tasks(change))

    def test_dates_count_from_the_day_of_the_revision(self):
        change = self.approved()
        self.confirm(change)
        with self.at(40):
            self.revise(change, self.credit_officer)
            self.assertEqual(change.date_stage_due, day(42))
            self.assertFalse(change.is_late)
            self.assertFalse(change.date_total_due or change.date_applied or change.date_confirmed)
        with self.at(43):
            self.env.invalidate_all()
            self.assertTrue(change.is_late)

    def test_present_tier_is_the_one_that_is_held(self):
        change = self.approved("red")
        self.assertFalse(change.tier_from_id)
        self.revise(change, self.credit_officer)
        self.assertEqual(change.tier_from_id, self.tiers["red"])
        self.assertEqual(change.direction, "same")

    def test_same_tier(self):
        """It corrects what the request says; nothing happens to the tier."""
        change = self.approved("red")
        self.revise(change, self.credit_officer)
        self.assertFalse(change.missing)
        self.pass_route(change)
        self.assertEqual(change.stage, "confirm")
        self.assertEqual(self.acme.tier_id, self.tiers["red"])
        self.assertEqual(self.acme.event_ids.mapped("kind"), ["assigned"])
        # and again, as long as the tier rests on it
        self.revise(change, self.credit_officer)
        self.assertEqual(change.revision_mark, "B")

    def test_another_tier(self):
        change = self.approved("red")
        self.revise(change, self.credit_officer)
        change.with_user(self.credit_officer).tier_to_id = self.tiers["black"]
        self.pass_route(change)
        self.assertEqual(self.acme.tier_id, self.tiers["black"])
        self.assertEvent(change, "changed", "red", "black")
        self.assertEqual(change.revision_places, 1)

    def test_no_tier_any_more(self):
        change = self.approved("red")
        self.revise(change, self.credit_officer)
        change.with_user(self.credit_officer).tier_to_id = False
        self.pass_route(change)
        self.assertFalse(self.acme.tier_id)
        self.assertEvent(change, "ended", "red", None)
        # that the customer holds none rests on it, too
        self.revise(change, self.credit_officer)

    def test_rejected_revision_leaves_the_tier(self):
        change = self.approved("red")
        self.revise(change, self.credit_officer)
        change.with_user(self.credit_officer).tier_to_id = self.tiers["black"]
        self.submit(change)
        self.reject(change, self.credit_reviewer)
        self.assertEqual(change.stage, "rejected")
        self.assertEqual(self.acme.tier_id, self.tiers["red"])
        self.assertOffered(change, self.credit_officer, "revise")
        self.revise(change, self.credit_officer)
        self.assertEqual(change.revision_mark, "B")
        self.assertFalse(change.date_total_due)

    def test_overtaken_by_another_request(self):
        change = self.approved("red")
        other = self.approved("black")
        with self._refused("holds no more since"):
            self.revise(change, self.credit_officer)
        self.revise(other, self.credit_officer)

    def test_beside_an_open_request(self):
        change = self.approved("red")
        other = self.request("black")
        with self._refused(f"{other.number} Acme is open"):
            self.revise(change, self.credit_officer)

    def test_tier_that_was_changed_on_another_way(self):
        change = self.approved("red")
        self.acme._assign_tier(self.tiers["black"], "By hand")
        with self._refused("does not rest on"):
            self.revise(change, self.credit_officer)
        self.assertEqual(change.stage, "confirm")

    def test_limit_that_was_changed_leaves_the_tier_where_it_is(self):
        change = self.approved("red")
        self.tiers["red"].credit_limit += 100
        self.acme._apply_limit()
        self.assertEqual(self.acme.event_ids.sorted("id")[-1].kind, "limited")
        self.revise(change, self.credit_officer)

    def test_no_key_account_any_more(self):
        change = self.approved("red")
        self.account._downgrade("credit", "Paid late")
        with self._refused("is no key account"):
            self.revise(change, self.credit_officer)

    def test_downgrade_ends_a_revision(self):
        change = self.approved("red")
        self.revise(change, self.credit_officer)
        self.account._downgrade("credit", "Paid late")
        self.assertEqual(change.stage, "cancelled")
        self.assertIn("Superseded", change.cancel_reason)

    def test_only_the_area_revises(self):
        change = self.approved("red")
        for user in (self.credit_reviewer, self.credit_approver, self.director):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.revise(change, user)

    def test_the_area_is_that_of_the_account_by_now(self):
        change = self.approved("red")
        self.account._change_owner(unit=self.south_area, reason="Moved")
        officer = self.make_user("south_officer", self.south_area, "credit_officer")
        with self.assertRaises(UserError):
            self.revise(change, self.credit_officer)
        self.assertOffered(change, officer, "revise")
        self.revise(change, officer)
        self.assertEqual(change.unit_id, self.south_area)

    def test_returned_to_the_area_in_which_the_account_is_by_now(self):
        change = self.submitted()
        self.account._change_owner(unit=self.south_area, reason="Moved")
        officer = self.make_user("south_officer", self.south_area, "credit_officer")
        self.assertEqual(change.unit_id, self.area)
        # the region in which it is by now decides
        south_reviewer = self.make_user("south_reviewer", self.south, "credit_reviewer")
        self.return_(change, south_reviewer)
        self.assertEqual(change.unit_id, self.south_area)
        self.assertEqual({user for user, _due, _summary in self.tasks(change)}, {officer})

    def test_receipt(self):
        change = self.approved("red")
        action = self.seen_by(self.credit_officer, change).action_print_receipt()
        self.assertEqual(action["context"]["active_ids"], change.archive_entry_ids.ids)
