from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, day
from .common import KamCreditChangeCommon

LOGGER = "odoo.addons.kam_credit.models.change.kam_credit_change_process"


@tagged("post_install", "-at_install")
class TestKamCreditChangeJob(KamCreditChangeCommon):
    """What the nightly evaluation proposes, takes back, and leaves alone."""

    def test_proposes_what_the_figures_lead_to(self):
        change = self.propose()
        self.assertEqual(change.origin, "job")
        self.assertEqual(change.tier_to_id, self.tiers["red"])
        self.assertFalse(change.tier_from_id)
        self.assertEqual(change.approval_state, "draft")
        self.assertIn("By transaction amount", change.justification)
        self.assertFalse(self.acme.tier_id)

    def test_who_starts_the_evaluation_is_no_author(self):
        approver = self.credit_approver
        approver.sudo().group_ids |= self.root.ref("kam_credit.group_credit_administrator")
        self.env["kam.credit.profile"].with_user(approver).evaluate(
            partner_ids=self.customer.ids, company_id=self.company.id, simulate=False
        )
        change = self.changes()
        self.assertEqual(change.create_uid, self.root.ref("base.user_root"))
        self.submit(change)
        self.assertNotIn(approver, change.review_ids.author_ids)

    def test_a_corrected_proposal_is_not_taken_back(self):
        change = self.propose()
        change.with_user(self.credit_officer).tier_to_id = self.tiers["yellow"]
        self.assertEqual(self.propose(), change)
        self.assertEqual(change.approval_state, "draft")

    def test_goes_its_way(self):
        change = self.propose()
        self.submit(change)
        self.verify(change)
        self.sign(change)
        self.assertEqual(self.acme.tier_id, self.tiers["red"])
        self.confirm(change)
        self.assertEqual(change.stage, "done")

    def test_proposes_an_end(self):
        partner = self.make_customer("Small")
        self.make_key(partner, tier=self.tiers["red"])
        change = self.propose(partner)
        self.assertEqual(change.direction, "end")
        self.assertFalse(change.tier_to_id)

    def test_nothing_to_propose(self):
        self.acme._assign_tier(self.tiers["red"], "Taken over")
        self.assertFalse(self.propose())

    def test_only_key_accounts(self):
        partner = self.make_customer("Potential")
        self.pay(self.invoice(partner, 3000, due=day(-9)), on=day(-9))
        account = self.root["kam.account"]._get_or_create(partner, self.company)
        account._enter_potential("manual", "Large", self.area, self.representative)
        self.store(partner)
        self.assertFalse(self.changes(partner))

    def test_one_that_is_falling_is_not_proposed(self):
        partner = self.make_falling("Falling", 3000)
        self.receive(partner, 3000, on=day(-11))
        self.store(partner)
        profile = self.profile(partner)
        self.assertEqual(profile.account_state, "key")
        self.assertTrue(profile.date_allocation_due)
        self.assertFalse(self.changes(partner))

    def test_a_second_run_changes_nothing(self):
        first = self.propose()
        before = first.read(), self.tasks(first)
        with self.at(1):
            self.assertEqual(self.propose(), first)
        self.assertEqual(len(self.changes()), 1)
        self.assertEqual((first.read(), self.tasks(first)), before)

    def test_a_request_by_hand_is_left_alone(self):
        change = self.request("yellow")
        self.propose()
        self.assertEqual(self.changes(), change)
        self.assertEqual(change.approval_state, "draft")
        self.submit(change)
        self.propose()
        self.assertEqual(self.changes(), change)
        self.assertEqual(change.approval_state, "in_review")

    def test_figures_that_lead_elsewhere(self):
        first = self.propose()
        self.pay(self.invoice(self.customer, 3000, due=day(-8)), on=day(-8))
        with self.at(1):
            second = self.propose()
        self.assertEqual(first.stage, "cancelled")
        self.assertIn("elsewhere", first.cancel_reason)
        self.assertFalse(self.tasks(first))
        self.assertEqual(second.tier_to_id, self.tiers["yellow"])
        self.assertEqual(second.date_standard_met, day(1))
        self.assertEqual(len(self.changes()), 2)

    def test_figures_that_lead_back(self):
        first = self.propose()
        self.acme._assign_tier(self.tiers["yellow"], "Taken over")
        self.pay(self.invoice(self.customer, 3000, due=day(-8)), on=day(-8))
        self.propose()
        self.assertEqual(first.stage, "cancelled")
        self.assertEqual(len(self.changes()), 1)

    def test_what_was_submitted_is_not_taken_back(self):
        change = self.propose()
        self.submit(change)
        self.pay(self.invoice(self.customer, 3000, due=day(-8)), on=day(-8))
        self.assertEqual(self.propose(), change)
        self.assertEqual(change.approval_state, "in_review")
        change.with_user(self.credit_officer).action_withdraw()
        self.assertEqual(self.propose(), change)
        self.assertEqual(change.approval_state, "draft")

    def test_not_proposed_again_for_thirty_days(self):
        change = self.propose()
        self.submit(change)
        self.review(change, self.credit_reviewer).action_reject("Too early")
        for offset in (1, 29):
            with self.at(offset):
                self.assertEqual(self.propose(), change)
        with self.at(31):
            again = self.propose()
            self.assertNotEqual(again, change)
            self.assertEqual(again.date_standard_met, day(31))

    def test_another_tier_is_proposed_after_a_rejection(self):
        change = self.propose()
        self.submit(change)
        self.review(change, self.credit_reviewer).action_reject("Too early")
        self.pay(self.invoice(self.customer, 3000, due=day(-8)), on=day(-8))
        with self.at(1):
            self.assertEqual(self.propose().tier_to_id, self.tiers["yellow"])

    def test_one_that_cannot_be_proposed_holds_nobody_up(self):
        other = self.make_customer("Other")
        self.pay(self.invoice(other, 3000, due=day(-9)), on=day(-9))
        self.make_key(other)
        change_class = self.registry["kam.credit.change"]
        propose_together = change_class._propose_together
        errors = UserError("Not this one"), psycopg2.errors.UniqueViolation()
        for error in errors:

            def refuse_first(model, profiles, error=error):
                if self.acme in profiles:
                    raise error
                return propose_together(model, profiles)

            with self.subTest(error=type(error)):
                with (
                    patch.object(change_class, "_propose_together", refuse_first),
                    self.assertLogs(LOGGER, "WARNING"),
                ):
                    self.store(self.customer, other)
                self.assertFalse(self.changes())
                self.assertEqual(len(self.changes(other)), 1)

    def test_somebody_opens_a_request_at_the_same_moment(self):
        change = self.request("yellow")
        with mute_logger("odoo.sql_db"), self.assertLogs(LOGGER, "WARNING"):
            self.assertFalse(self.root["kam.credit.change"]._propose(self.acme))
        self.assertEqual(self.changes(), change)

    def test_tasks_go_to_the_nearest_officers(self):
        self.positions["credit_officer"].action_end()
        officer = self.make_user("north_officer", self.north, "credit_officer")
        change = self.propose()
        self.assertEqual({user for user, _due, _text in self.tasks(change)}, {officer})

    def test_nobody_stands_in_for_credit_officers(self):
        change = self.propose()
        duty = change.sudo().open_deadline_ids
        self.assertTrue(duty.user_ids)
        self.positions["credit_officer"].action_end()
        self.assertFalse(duty.user_ids | duty.worker_ids)

    def test_several_companies(self):
        other = self.setup_other_company()
        self.representative.company_ids |= other
        unit = self.root["kam.unit"].create(
            {"name": "There", "level": "headquarters", "company_id": other.id}
        )
        self.set_bands(other, green=10_000, yellow=5_000, red=1_000, black=200)
        self.make_key(self.customer, company=other, unit=unit)
        invoice = self.invoice(self.customer, 250, date=day(-40), due=day(-9), company=other)
        self.pay(invoice, on=day(-9))
        self.evaluate(company_id=other.id, simulate=False)
        there = self.root["kam.credit.change"].search([("company_id", "=", other.id)])
        self.assertEqual(there.tier_to_id.code, "black")
        self.assertEqual(there.tier_to_id.company_id, other)
        self.assertEqual(there.unit_id, unit)
        self.assertFalse(self.changes())
        here = self.propose()
        self.assertEqual(here.tier_to_id, self.tiers["red"])
        self.assertTrue(here.number)
        self.assertTrue(there.number)
        for user in self.director | self.credit_admin:
            self.assertFalse(there.with_user(user).search([("id", "=", there.id)]))


@tagged("post_install", "-at_install")
class TestKamCreditChangeFigures(KamCreditChangeCommon):
    """A request keeps the figures that it rests on, and what it says while it is decided."""

    def assertFrozen(self, change):
        self.env.invalidate_all()
        self.assertEqual(change.transaction_amount, 3000)
        self.assertEqual(change.amount_due, 3000)
        self.assertEqual(change.amount_on_time, 3000)
        self.assertEqual(change.fulfilment_rate, 1)
        self.assertTrue(change.has_rate)
        self.assertEqual(change.date_figures, TODAY)
        self.assertEqual(change.tier_by_amount_id, self.tiers["red"])
        self.assertEqual(change.tier_led_id, self.tiers["red"])
        self.assertFalse(change.tier_from_id)

    def change_everything(self):
        self.pay(self.invoice(self.customer, 9000, due=day(-8)), 8000, on=day(-8))
        self.store(self.customer)
        self.assertEqual(self.acme.transaction_amount, 12000)

    def test_figures_of_the_submission(self):
        change = self.propose()
        self.assertFrozen(change)
        self.submit(change)
        with self.at(1):
            self.change_everything()
        self.assertFrozen(change)
        self.verify(change)
        self.assertFrozen(change)
        self.sign(change)
        self.assertFrozen(change)
        with self.at(2):
            self.store(self.customer)
        self.assertFrozen(change)

    def test_figures_between_request_and_submission(self):
        change = self.request("yellow")
        self.assertFalse(change.date_figures)
        self.store(self.customer)
        self.submit(change)
        self.assertFrozen(change)

    def test_tier_held_at_submission(self):
        self.store(self.customer)
        change = self.changes()
        self.acme._assign_tier(self.tiers["black"], "Taken over")
        self.submit(change)
        self.assertEqual(change.tier_from_id, self.tiers["black"])
        self.acme._assign_tier(self.tiers["yellow"], "Taken over")
        self.assertEqual(change.tier_from_id, self.tiers["black"])

    def test_figures_are_no_fields_to_write(self):
        change = self.propose()
        for user in (self.credit_officer, self.env.ref("base.user_root")):
            for context in ({}, {"kam_protected_write": True}):
                record = change.with_user(user).with_context(**context)
                for name, value in {
                    "transaction_amount": 10**9,
                    "amount_due": 1,
                    "amount_on_time": 10**9,
                    "fulfilment_rate": 0.5,
                    "has_rate": False,
                    "date_figures": day(-5),
                    "tier_from_id": self.tiers["green"].id,
                    "tier_led_id": self.tiers["green"].id,
                    "tier_by_amount_id": self.tiers["green"].id,
                    "approval_state": "approved",
                    "number": "1",
                }.items():
                    with (
                        self.subTest(user=user.login, context=context, field=name),
                        self.assertRaises(UserError),
                    ):
                        record.write({name: value})

    def test_content_is_locked(self):
        change = self.propose()
        values = {
            "tier_to_id": self.tiers["green"].id,
            "justification": "Something else",
            "override_reason": "market",
            "date_standard_met": day(-3),
            "is_customer_told": True,
            "measures": "None",
            "executing_department_id": False,
        }
        people = (
            self.credit_officer
            | self.credit_reviewer
            | self.credit_approver
            | self.env.ref("base.user_root")
        )
        steps = [lambda: self.submit(change), lambda: self.verify(change)]
        for step in steps:
            step()
            for user in people:
                for name, value in values.items():
                    with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                        change.with_user(user).write({name: value})
        self.sign(change)
        self.confirm(change)
        for user in people:
            for name, value in values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                    change.with_user(user).write({name: value})

    def test_documents_are_locked(self):
        change = self.propose()
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.credit_officer)
            .create(
                {
                    "name": "figures.txt",
                    "raw": b"3000",
                    "res_model": change._name,
                    "res_id": change.id,
                }
            )
        )
        attachment.raw = b"3001"
        self.submit(change)
        for user in self.credit_officer | self.credit_reviewer | self.env.ref("base.user_root"):
            record = attachment.with_user(user)
            with self.subTest(user=user.login):
                for name, value in {
                    "raw": b"9999",
                    "datas": b"OTk5OQ==",
                    "name": "other.txt",
                    "res_id": self.changes()[0].id + 1,
                    "res_model": "res.partner",
                }.items():
                    with self.assertRaises(UserError):
                        record.write({name: value})
                with self.assertRaises(UserError):
                    record.unlink()
        self.verify(change)
        self.sign(change)
        self.assertEqual(
            change.archive_entry_ids.documents,
            [{"name": "figures.txt", "checksum": attachment.sudo().checksum}],
        )

    def test_submitted_requests_stay(self):
        draft = self.request()
        copy = draft.with_user(self.credit_officer)
        copy.unlink()
        change = self.submitted()
        for user in self.credit_officer | self.env.ref("base.user_root"):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "stays"):
                change.with_user(user).unlink()
