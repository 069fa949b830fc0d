from odoo.tests import tagged

from ..assessment.common import KamCreditAssessmentCommon
from ..common import day
from ..limit.common import KamCreditLimitCommon


class DraftCommon:
    """``make_draft`` begins an edition of the scheme, ``simulate`` simulates it."""

    def make_draft(self, lists=None, **vals):
        policy = self.root["kam.credit.policy"].create({"company_id": self.company.id, **vals})
        for code, list_vals in (lists or {}).items():
            policy.tier_ids.filtered(lambda tier, code=code: tier.code == code).write(list_vals)
        return policy

    def simulate(self, policy):
        self.env.flush_all()
        simulations = self.root["kam.credit.policy.simulation"]
        return simulations._simulate(self.company.with_env(self.root), policy)


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulationLimits(DraftCommon, KamCreditLimitCommon):
    """Limits for a time, of groups, and of the capital."""

    def test_a_temporary_limit_stays_with_the_list(self):
        self.granted(1500)
        self.store(self.customer)
        [line] = self.simulate(self.make_draft({"red": {"credit_limit": 10}})).line_ids
        self.assertEqual((line.limit_now, line.limit_then, line.move), (1500, 1500, "same"))

    def test_it_ends_with_the_list(self):
        self.granted(1500)
        # Acme bought for 3000
        draft = self.make_draft(
            {"red": {"amount_from": 4000}, "black": {"amount_from": 3500, "amount_to": 4000}}
        )
        [line] = self.simulate(draft).line_ids
        self.assertEqual((line.move, line.limit_now, line.has_limit_then), ("out", 1500, False))

    def test_of_a_group(self):
        sister = self.make_customer("Sister")
        self.invoice(sister, 2000, due=day(5))
        self.make_key(sister, tier=self.red)
        group = self.root["kam.credit.group"].create(
            {
                "name": "Family",
                "company_id": self.company.id,
                "credit_limit": 2100,
                "reason": "One owner",
            }
        )
        profiles = self.acme | self.profile(sister)
        group.change("One owner", added_ids=profiles.ids, removed_ids=[])
        simulation = self.simulate(self.make_draft({"red": {"credit_limit": 5000}}))
        for profile, (held, stands) in profiles._get_standings(profiles._get_exposures()).items():
            line = simulation.line_ids.filtered(lambda line, own=profile: line.profile_id == own)
            self.assertEqual(line.available_now, float(stands.available), held)
            self.assertEqual(line.is_over_now, stands.is_over)
            used = sum(found.total for found in profiles._get_exposures().values())
            # then that of the group binds
            self.assertEqual(line.available_then, 2100 - float(used))

    def test_of_the_capital(self):
        self.root["kam.financial.statement"].create(
            {
                "account_id": self.account.id,
                "period_type": "year",
                "date_from": day(-800),
                "date_to": day(-436),
                "currency_id": self.company.currency_id.id,
                "total_assets": 50_000,
                "equity": 20_000,
            }
        )
        lists = {"red": {"limit_method": "capital", "limit_share": 0.1}}
        draft = self.make_draft(lists)
        [line] = self.simulate(draft).line_ids
        self.assertEqual(line.limit_then, 2000)
        draft.capital_months = 12
        [line] = self.simulate(draft).line_ids
        self.assertEqual((line.limit_then, line.has_limit_then), (0, True))


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulationScores(DraftCommon, KamCreditAssessmentCommon):
    """Scores by the scorecard that goes with an edition."""

    def revise_card(self):
        self.card.with_user(self.credit_admin).action_revise()
        card = self.card.edition_ids.sudo()
        return card, {criterion.name: criterion for criterion in card.criterion_ids}

    def test_by_other_weights(self):
        sheet = self.assessed(80)
        points = {line.name: line.points for line in sheet.line_ids}
        card, criteria = self.revise_card()
        criteria["Operator"].weight = 20
        criteria["Rate"].weight = 80
        criteria["Z"].unlink()
        simulation = self.simulate(self.make_draft(scorecard_id=card.id))
        [line] = simulation.line_ids
        self.assertEqual(line.score_now, self.acme.score)
        expected = 0.2 * points["Operator"] + 0.8 * points["Rate"]
        self.assertAlmostEqual(line.score_then, expected, 2)
        self.assertNotEqual(line.score_then, line.score_now)
        self.assertEqual(simulation.unmatched_note, "Z")

    def test_the_same_scorecard_changes_nothing(self):
        self.assessed(80)
        simulation = self.simulate(self.make_draft(scorecard_id=self.card.id))
        [line] = simulation.line_ids
        self.assertEqual(line.score_then, line.score_now)
        self.assertFalse(simulation.unmatched_note)
        card, _criteria = self.revise_card()
        simulation.policy_id.scorecard_id = card
        [line] = self.simulate(simulation.policy_id).line_ids
        self.assertEqual(line.score_then, line.score_now)

    def test_intervals_of_the_score(self):
        self.assessed(80)
        score = self.acme.score
        draft = self.make_draft(
            {
                "green": {"score_from": 99},
                "yellow": {"score_from": 98, "score_to": 99},
                "red": {"score_from": score, "score_to": 98},
                "black": {"score_from": 0, "score_to": score},
            },
            tier_policy="score",
        )
        [line] = self.simulate(draft).line_ids
        self.assertEqual((line.tier_then, line.reason_then), ("red", "by_score"))
        black = draft.tier_ids.filtered(lambda tier: tier.code == "black")
        red = draft.tier_ids.filtered(lambda tier: tier.code == "red")
        black.score_to = red.score_from = score + 0.01
        [line] = self.simulate(draft).line_ids
        self.assertEqual(line.tier_then, "black")
