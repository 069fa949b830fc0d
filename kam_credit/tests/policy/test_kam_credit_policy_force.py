from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import TODAY, day
from .common import KamCreditPolicyCommon

FORCE = "odoo.addons.kam_credit.models.policy.kam_credit_policy_force"


@tagged("post_install", "-at_install")
class TestKamCreditPolicyForce(RightsAssertions, KamCreditPolicyCommon):
    """On its day an edition writes the settings; nobody else does from then on."""

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("kam_credit.ir_cron_kam_credit_policy").sudo()
            result = cron.method_direct_trigger()
        self.env.invalidate_all()
        return result is True

    def test_it_writes_the_settings_when_it_is_approved(self):
        policy = self.begin(threshold=0.7, grace_days=3, release_days=10)
        self.line(policy, "red").with_user(self.credit_admin).write(
            {"credit_limit": 777, "order_policy": "hold", "overdue_days": 9}
        )
        self.assertEqual(self.company.kam_credit_threshold, 0.75)
        self.approve(policy)
        self.assertEqual(policy.state, "in_force")
        self.assertEqual(policy.date_in_force, TODAY)
        self.assertEqual(self.company.kam_credit_policy_id, policy)
        self.assertEqual(self.company.kam_credit_threshold, 0.7)
        self.assertEqual(self.company.kam_credit_grace_days, 3)
        self.assertEqual(self.company.kam_credit_release_days, 10)
        red = self.tiers["red"]
        self.assertEqual((red.credit_limit, red.order_policy, red.overdue_days), (777, "hold", 9))

    def test_intervals_move_together_and_limits_of_holders_follow(self):
        self.acme._assign_tier(self.tiers["red"], "Agreed")
        policy = self.begin()
        lines = policy.with_user(self.credit_admin)
        for code, low, high in (("green", 20_000, 0), ("yellow", 8_000, 20_000)):
            self.line(lines, code).write({"amount_from": low, "amount_to": high})
        self.line(lines, "red").write({"amount_to": 8_000, "credit_limit": 4_000})
        self.approve(policy)
        self.assertEqual(self.tiers["green"].amount_from, 20_000)
        self.assertEqual(self.tiers["red"].amount_to, 8_000)
        self.assertEqual(self.profile(self.customer).credit_limit, 4_000)

    def test_what_waits_for_its_day_is_called_off(self):
        first = self.approve(self.begin())
        edition = self.approve(self.revise(first, day(5), threshold=0.6))
        self.assertEqual((edition.state, edition.revision_mark), ("waiting", "A"))
        self.assertFalse(first.with_user(self.director).can_call_off)
        for user in (self.credit_admin, self.credit_reviewer):
            self.assertFalse(edition.with_user(user).can_call_off)
            with self.assertRaisesRegex(AccessError, "is called off by the credit approver"):
                edition.with_user(user).action_call_off()
        with self.assertRaisesRegex(UserError, "waits for its day"):
            first.with_user(self.director).action_call_off()
        self.assertTrue(edition.with_user(self.director).can_call_off)
        edition.with_user(self.director).action_call_off()
        self.assertEqual((edition.state, edition.approval_state), ("dropped", "cancelled"))
        self.assertIn(self.director.name, edition.cancel_reason)
        self.assertEqual((first.state, first.control_status), ("in_force", "controlled"))
        with freeze_time(day(5)):
            self.assertTrue(self.run_job())
            self.assertEqual(self.company.kam_credit_threshold, 0.75)
        # the edition in force is revised again, for whichever day
        later = self.approve(self.revise(first, day(2), threshold=0.65))
        self.assertEqual((later.state, later.revision_mark), ("waiting", "B"))

    def test_what_another_edition_begins_from_is_not_called_off(self):
        first = self.approve(self.begin())
        edition = self.approve(self.revise(first, day(5), threshold=0.6))
        following = self.revise(edition, day(9), threshold=0.7)
        with self.assertRaisesRegex(UserError, "revises"):
            edition.with_user(self.director).action_call_off()
        self.approve(following)
        with self.assertRaisesRegex(UserError, "revises"):
            edition.with_user(self.director).action_call_off()
        following.with_user(self.director).action_call_off()
        edition.with_user(self.director).action_call_off()
        self.assertEqual(
            [(each.state, each.control_status) for each in (first, edition, following)],
            [("in_force", "controlled"), ("dropped", "obsolete"), ("dropped", "obsolete")],
        )

    def test_what_leaves_a_gap_is_not_submitted(self):
        policy = self.begin()
        self.line(policy, "green").with_user(self.credit_admin).amount_from = 12_000
        with self.assertRaisesRegex(UserError, "belongs to no tier"):
            policy.with_user(self.credit_admin).action_submit()

    def test_a_value_beyond_what_it_can_be(self):
        with self.assertRaisesRegex(ValidationError, "Fulfilment Threshold"):
            self.begin(threshold=1.2)

    def test_it_waits_for_its_day(self):
        policy = self.approve(self.begin(day(3), threshold=0.6))
        self.assertEqual(policy.state, "waiting")
        self.assertEqual(self.company.kam_credit_threshold, 0.75)
        self.run_job()
        self.assertEqual(policy.state, "waiting")
        with freeze_time(day(3)):
            self.run_job()
        self.assertEqual(policy.state, "in_force")
        self.assertEqual(policy.date_in_force, day(3))
        self.assertEqual(self.company.kam_credit_threshold, 0.6)

    def test_its_day_is_that_of_the_company(self):
        """At 20:00 UTC it is tomorrow in Auckland, and still today in Los Angeles."""
        other = self.policies.create({"company_id": self.other_company.id, "valid_from": day(1)})
        mine = self.approve(self.begin(day(1)))
        other._protected_write({"approval_state": "approved"})
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        self.other_company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time(f"{TODAY} 20:00:00"):
            self.run_job()
        self.assertEqual((mine.state, other.state), ("in_force", "waiting"))
        self.assertEqual(mine.date_in_force, day(1))
        with freeze_time(f"{day(1)} 20:00:00"):
            self.run_job()
        self.assertEqual(other.state, "in_force")

    def test_the_edition_before_holds_until_then(self):
        first = self.approve(self.begin())
        second = self.approve(self.revise(first, day(5), threshold=0.5))
        self.assertEqual((first.state, second.state), ("in_force", "waiting"))
        self.assertEqual(first.control_status, "controlled")
        with self.assertRaisesRegex(UserError, "revise that one"):
            first.with_user(self.credit_admin).action_revise()
        with freeze_time(day(5)):
            self.run_job()
        self.assertEqual((first.state, second.state), ("obsolete", "in_force"))
        self.assertEqual(first.date_out_of_force, day(5))
        self.assertEqual(self.company.kam_credit_policy_id, second)

    def test_two_editions_with_the_same_or_reversed_days(self):
        first = self.approve(self.begin(day(5)))
        for wanted in (day(5), day(4)):
            with self.subTest(wanted):
                edition = self.revise(first, wanted)
                with self.assertRaisesRegex(UserError, "Choose a later day"):
                    edition.with_user(self.credit_admin).action_submit()
                edition.with_user(self.credit_admin).action_give_up()
        self.assertEqual(self.approve(self.revise(first, day(6))).state, "waiting")

    # ------------------------------------------------------------------
    # all or nothing
    # ------------------------------------------------------------------

    @contextmanager
    def failing(self):
        tier = type(self.env["kam.credit.tier"])
        with patch.object(tier, "_check_bands", side_effect=ZeroDivisionError("broken")):
            yield

    def test_nothing_is_written_when_something_fails(self):
        policy = self.begin(threshold=0.6)
        policy.with_user(self.credit_admin).action_submit()
        self.review(policy, self.credit_approver).action_approve("Fine")
        with self.failing(), self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.review(policy, self.director).action_approve()
        self.env.invalidate_all()
        self.assertEqual(policy.state, "in_review")
        self.assertEqual(self.company.kam_credit_threshold, 0.75)

    def test_a_list_that_customers_hold_is_not_taken_away(self):
        self.acme._assign_tier(self.tiers["black"], "Agreed")
        policy = self.begin()
        self.line(policy, "black").with_user(self.credit_admin).unlink()
        policy.with_user(self.credit_admin).action_submit()
        self.review(policy, self.credit_approver).action_approve("Fine")
        with self.assertRaisesRegex(UserError, "1 customers hold the tier"):
            self.review(policy, self.director).action_approve()

    def test_a_list_goes_and_comes_back(self):
        policy = self.begin()
        self.line(policy, "black").with_user(self.credit_admin).unlink()
        first = self.approve(policy)
        self.assertFalse(self.tiers["black"].active)
        edition = self.revise(first, day(1))
        edition.with_user(self.credit_admin).write(
            {
                "tier_ids": [
                    Command.create(
                        {"code": "black", "amount_from": 100, "amount_to": 1_000, "score_to": 60}
                    )
                ]
            }
        )
        self.approve(edition)
        with freeze_time(day(1)):
            self.run_job()
        self.assertTrue(self.tiers["black"].active)
        self.assertEqual(self.tiers["black"].amount_from, 100)

    # ------------------------------------------------------------------
    # nobody else
    # ------------------------------------------------------------------

    def test_until_the_first_edition_settings_are_free(self):
        self.begin()
        self.company.with_user(self.system).kam_credit_threshold = 0.9
        self.tiers["red"].with_user(self.credit_admin).credit_limit = 5
        self.assertEqual(self.company.kam_credit_threshold, 0.9)

    def test_nobody_else_writes_them(self):
        policy = self.approve(self.begin())
        admin = self.credit_admin
        red = self.tiers["red"].with_user(admin)
        company = self.company.with_user(self.system)
        with Form(red.env["kam.credit.tier.interval"]) as form:
            dialog = form.save()
        attempts = {
            "company": lambda: company.write({"kam_credit_threshold": 0.1}),
            "context": lambda: company.with_context(
                kam_credit_policy_writing=True, install_mode=True
            ).write({"kam_credit_grace_days": 1}),
            "pointer": lambda: company.write({"kam_credit_policy_id": False}),
            "settings": lambda: (
                company.env["res.config.settings"]
                .with_company(company)
                .create({"kam_credit_threshold": 0.2})
                .execute()
            ),
            "tier": lambda: red.write({"credit_limit": 1}),
            "policy of orders": lambda: red.write({"order_policy": "none"}),
            "archive": red.action_archive,
            "delete": red.unlink,
            "create": lambda: red.create({"code": "red", "company_id": self.company.id}),
            "bands": lambda: red._write_bands({red: {"amount_from": 3}}),
            "dialog": dialog.action_apply,
            "import": lambda: self.load(red),
        }
        for name, attempt in attempts.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex((UserError, AssertionError), policy.number),
                self.env.cr.savepoint(),
            ):
                attempt()
        self.assertEqual(self.company.kam_credit_threshold, 0.75)
        # what is no policy stays as it is, and so does what does not change
        company.write({"kam_credit_complete_from": day(-900), "kam_credit_threshold": 0.75})

    def test_whoever_may_not_write_settings_is_told_nothing_of_the_scheme(self):
        self.approve(self.begin())
        for user in (self.representative, self.accountant, self.supervisor):
            company, red = self.company.with_user(user), self.tiers["red"].with_user(user)
            attempts = {
                "company": lambda company=company: company.write({"kam_credit_threshold": 0.1}),
                "tier": lambda red=red: red.write({"credit_limit": 1}),
                "create": lambda red=red: red.create({"code": "red"}),
                "bands": lambda red=red: red._write_bands({red: {"amount_from": 3}}),
                "delete": lambda red=red: red.unlink(),
            }
            for name, attempt in attempts.items():
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    attempt()

    def test_nobody_writes_them_as_superuser_either(self):
        """What administrators automate runs as superuser, and so does what is scheduled."""
        policy = self.approve(self.begin())
        actions = self.root["ir.actions.server"]
        model_ids = {
            name: self.root["ir.model"]._get_id(name) for name in ("kam.credit.tier", "res.company")
        }
        attempts = {
            "tier": lambda: (
                actions.create(
                    {
                        "name": "T",
                        "model_id": model_ids["kam.credit.tier"],
                        "state": "object_write",
                        "update_path": "credit_limit",
                        "value": "7",
                    }
                )
                .with_context(active_id=self.tiers["red"].id, active_model="kam.credit.tier")
                .run()
            ),
            "company": lambda: (
                actions.create(
                    {
                        "name": "C",
                        "model_id": model_ids["res.company"],
                        "state": "object_write",
                        "update_path": "kam_credit_grace_days",
                        "value": "7",
                    }
                )
                .with_context(active_id=self.company.id, active_model="res.company")
                .run()
            ),
            "code": lambda: self.company.sudo().write({"kam_credit_threshold": 0.1}),
        }
        for name, attempt in attempts.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, policy.number),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_no_tier_comes_into_a_company_by_another_door(self):
        policy = self.approve(self.begin())
        self.system.company_ids += self.other_company
        tiers = self.root["kam.credit.tier"].with_context(default_company_id=self.company.id)
        others = tiers.search([("company_id", "=", self.other_company.id)]).sorted("amount_from")
        lowest, foreign = others[:1], others[-1:]
        attempts = {
            "context": (lambda: tiers.create({"code": "green", "active": False}), policy.number),
            # it would leave a gap where it was
            "moved": (
                lambda: foreign.write({"company_id": self.company.id, "active": False}),
                "belongs to no tier",
            ),
            "moved from below": (
                lambda: lowest.write({"company_id": self.company.id, "active": False}),
                policy.number,
            ),
        }
        for name, (attempt, message) in attempts.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, message),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_a_new_company_begins_without_a_scheme(self):
        policy = self.approve(self.begin())
        with self.assertRaisesRegex(UserError, "follows from its approval"):
            self.root["res.company"].create({"name": "X", "kam_credit_policy_id": policy.id})

    def load(self, tier):
        messages = tier.load([".id", "credit_limit"], [[str(tier.id), "9"]])["messages"]
        raise AssertionError(str(messages))

    def test_a_branch_follows(self):
        policy = self.approve(self.begin())
        branch = self.root["res.company"].create({"name": "B", "parent_id": self.company.id})
        self.system.company_ids += branch
        with self.assertRaisesRegex(UserError, policy.number):
            branch.with_user(self.system).kam_credit_threshold = 0.1

    def test_another_company_is_free(self):
        self.approve(self.begin())
        self.system.company_ids += self.other_company
        self.other_company.with_user(self.system).kam_credit_threshold = 0.1
        self.assertEqual(self.other_company.kam_credit_threshold, 0.1)

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------

    def test_one_that_fails_stops_nobody(self):
        mine = self.approve(self.begin(day(2), threshold=0.6))
        other = self.policies.create({"company_id": self.other_company.id, "valid_from": day(2)})
        other._protected_write({"approval_state": "approved"})
        policies = type(self.policies)
        write = policies._write_settings

        def fails(policy):
            if policy == mine:
                raise ZeroDivisionError("broken")
            return write(policy)

        with (
            freeze_time(day(2)),
            patch.object(policies, "_write_settings", fails),
            mute_logger(FORCE),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
        ):
            self.assertFalse(self.run_job())
        self.assertEqual(other.state, "in_force")
        self.assertEqual(mine.state, "waiting")
        self.assertIn("broken", mine.force_error)
        self.assertEqual(self.company.kam_credit_threshold, 0.75)
        with freeze_time(day(3)):
            self.assertIn(mine, self.policies.search(self.policies._get_overdue_domain()))
            self.assertTrue(self.run_job())
        self.assertEqual(mine.state, "in_force")
        self.assertFalse(mine.force_error)

    def test_one_that_failed_never_comes_after_a_later_one(self):
        first = self.approve(self.begin(day(1), threshold=0.6))
        second = self.approve(self.revise(first, day(2), threshold=0.5))
        policies = type(self.policies)
        write = policies._write_settings

        def fails(policy):
            if policy == first:
                raise UserError("Not today")
            return write(policy)

        with (
            freeze_time(day(2)),
            patch.object(policies, "_write_settings", fails),
            mute_logger("odoo.addons.kam_management.transactions", FORCE),
        ):
            self.assertTrue(self.run_job())
        self.assertEqual((first.state, second.state), ("obsolete", "in_force"))
        with freeze_time(day(3)):
            self.run_job()
        self.assertEqual(self.company.kam_credit_threshold, 0.5)
        self.assertEqual(self.policies.search([], limit=1), second)

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_whoever_wrote_it_does_not_decide(self):
        policy = self.begin()
        red = self.line(policy, "red").with_user(self.credit_approver)
        red.credit_limit = 77
        self.assertEqual(policy._get_authors(), self.credit_admin | self.credit_approver)
        with self.assertRaises(UserError):
            self.approve(policy)

    def test_what_a_draft_begins_with_is_told_to_nobody_else(self):
        names = ["threshold", "tier_ids", "company_id"]
        for user in (self.representative, self.accountant, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.policies.with_user(user).default_get(names)
        admin = self.policies.with_user(self.credit_admin)
        self.assertEqual(admin.default_get(["threshold"])["threshold"], 0.75)
        with self.assertRaises(AccessError):
            admin.with_context(default_company_id=self.other_company.id).default_get(names)

    def test_who_reads_and_who_writes(self):
        policy = self.begin()
        self.assertRights(
            policy,
            {
                self.credit_admin | self.credit_approver: "rwcd",
                self.director | self.credit_reviewer | self.supervisor: "r",
                self.representative | self.accountant | self.clerk | self.portal: "",
            },
        )
        for user in (self.representative, self.portal):
            with self.assertRaises(AccessError):
                policy.with_user(user).read(["threshold"])
