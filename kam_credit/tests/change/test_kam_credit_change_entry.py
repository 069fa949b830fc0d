from odoo.tests import Form, tagged

from odoo.addons.kam_management.tests.refusals import RefusalCase, forms_of

from .common import KamCreditChangeCommon


@tagged("post_install", "-at_install")
class TestKamCreditChangeEntry(KamCreditChangeCommon, RefusalCase):
    """Entering a request: what is proposed, and what is left of one that is refused."""

    def _form(self):
        return Form(self.env["kam.credit.change"].with_user(self.credit_officer))

    def _evaluated(self):
        """Let the figures be known, and nothing be proposed yet."""
        self.propose().unlink()

    # ------------------------------------------------------------------
    # the tier that is held is not proposed
    # ------------------------------------------------------------------

    def test_a_request_without_a_customer_yet(self):
        """As the board opens it: nothing is due, nothing is proposed."""
        form = self._form()
        self.assertFalse(form.date_submission_due)
        self.assertFalse(form.tier_to_id)

    def test_the_tier_of_the_figures_is_proposed(self):
        self._evaluated()
        context = self.acme.with_user(self.credit_officer).action_request_change()["context"]
        self.assertEqual(context["default_tier_to_id"], self.tiers["red"].id)
        form = self._form()
        self.assertFalse(form.can_submit)
        form.profile_id = self.acme
        self.assertEqual(form.tier_to_id, self.tiers["red"])
        self.assertFalse(form.held_tier_id)
        self.assertTrue(form.can_submit)

    def test_not_when_it_is_held(self):
        self._evaluated()
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        context = self.acme.with_user(self.credit_officer).action_request_change()["context"]
        self.assertFalse(context["default_tier_to_id"])
        form = self._form()
        form.tier_to_id = self.tiers["red"]
        form.profile_id = self.acme
        self.assertFalse(form.tier_to_id)
        self.assertEqual(form.held_tier_id, self.tiers["red"])

    def test_what_somebody_chose_stays(self):
        self._evaluated()
        form = self._form()
        form.tier_to_id = self.tiers["black"]
        form.profile_id = self.acme
        self.assertEqual(form.tier_to_id, self.tiers["black"])

    def test_not_offered(self):
        domain = self.env["kam.credit.change"].fields_get(["tier_to_id"])["tier_to_id"]["domain"]
        self.assertIn("[] if revision_mark else [('id', '!=', held_tier_id)]", domain)

    # ------------------------------------------------------------------
    # refused submissions
    # ------------------------------------------------------------------

    def test_each_form_is_looked_at(self):
        self.assertEqual(
            forms_of(self.env.registry, "kam_credit"),
            {
                "kam.credit.assessment",
                "kam.credit.basic.sheet",
                "kam.credit.change",
                "kam.credit.content.table",
                "kam.credit.dispute",
                "kam.credit.measure",
                "kam.credit.policy",
                "kam.credit.proposal",
                "kam.credit.scorecard",
                "kam.credit.temporary.limit",
            },
        )

    def test_a_new_one_that_is_incomplete_draws_no_number(self):
        self._evaluated()
        new = self.env["kam.credit.change"]
        number = self.next_number("kam.credit.change")
        entered = {"profile_id": self.acme.id, "tier_to_id": self.tiers["red"].id}
        self.assertLeavesNothing(self.credit_officer, new, "Justification", entered)
        held = {**entered, "tier_to_id": False, "justification": "Bought a lot"}
        self.assertLeavesNothing(self.credit_officer, new, "the one it holds", held)
        self.assertEqual(self.next_number("kam.credit.change"), number)

    def test_a_tier_is_not_given_up_by_leaving_the_field_empty(self):
        self._evaluated()
        self.acme._assign_tier(self.tiers["black"], "Agreed")
        self.assertTrue(self.acme.tier_led_id)
        change = self.request("red")
        change.with_user(self.credit_officer).tier_to_id = False
        self.assertLeavesNothing(self.credit_officer, change, "would take its tier away")

    def test_refused_at_each_check(self):
        change = self.request("black", justification=" ")
        entered = {"justification": "Bought a lot"}
        self.assertLeavesNothing(self.credit_officer, change, "Justification")
        self.assertLeavesNothing(self.representative, change, ".")
        self.assertLeavesNothing(self.credit_reviewer, change, "not allowed", entered)
        self.tiers["black"].active = False
        self.assertLeavesNothing(self.credit_officer, change, "no longer in use", entered)
        self.tiers["black"].active = True
        routes = self.root["kam.approval.route"].search(
            [("model_id.model", "=", "kam.credit.change")]
        )
        routes.active = False
        self.assertLeavesNothing(self.credit_officer, change, "no approval route", entered)
        self.assertFalse(change.justification.strip())

    def test_what_is_not_refused_is_saved_and_submitted(self):
        self._evaluated()
        entered = {
            "profile_id": self.acme.id,
            "tier_to_id": self.tiers["red"].id,
            "justification": "Bought a lot",
        }
        change_id = self.submit_over_rpc(
            self.credit_officer, self.env["kam.credit.change"], entered
        )
        change = self.root["kam.credit.change"].browse(change_id)
        self.assertEqual(change.approval_state, "in_review")
        self.assertEqual(change.submitted_by_id, self.credit_officer)
