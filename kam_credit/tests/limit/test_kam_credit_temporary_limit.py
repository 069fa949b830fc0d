from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditLimitCommon


@tagged("post_install", "-at_install")
class TestKamCreditTemporaryLimit(KamCreditLimitCommon):
    """The life of a temporary limit."""

    def test_region_then_headquarters(self):
        form = self.asked(1500)
        self.assertEqual(self.review(form).candidate_ids, self.credit_reviewer)
        self.verify(form)
        self.assertEqual(
            self.review(form).candidate_ids, self.credit_approver | self.second_approver
        )
        self.sign(form)
        self.assertEqual((form.approval_state, form.phase), ("approved", "current"))
        self.assertEqual((form.tier_id, form.tier_limit), (self.red, 1000))
        event = self.acme.event_ids.sorted("id")[-1]
        self.assertEqual((event.kind, event.credit_limit), ("limited", 1000))
        self.assertEqual((event.res_model, event.res_id), (form._name, form.id))
        self.assertIn("1,500", event.reason)
        self.assertTrue(form.archive_entry_ids)

    def test_a_large_one_goes_to_the_marketing_director(self):
        company = self.company.sudo()
        for amount, most, share, is_large in (
            (1500, 0, 1.5, False),
            (1501, 0, 1.5, True),
            (1200, 1100, 0, True),
            (1100, 1100, 0, False),
        ):
            with self.subTest(amount=amount, most=most, share=share):
                company.write(
                    {"kam_credit_temporary_most": most, "kam_credit_temporary_share": share}
                )
                form = self.asked(amount)
                self.verify(form)
                self.sign(form)
                states = form.review_ids.sorted("sequence").mapped("state")
                self.assertEqual(states[2], "pending" if is_large else "passed")
                if is_large:
                    self.assertEqual(self.review(form).candidate_ids, self.director)
                    self.assertEqual(form.approval_state, "in_review")
                    self.review(form, self.director).action_approve()
                self.assertEqual(form.approval_state, "approved")
                form.with_user(self.credit_officer).action_end("Next")

    def test_no_two_on_one_day(self):
        first = self.granted(1200, 5, 10)
        for days in ((10, 12), (1, 5), (6, 7), (0, 30)):
            with (
                self.subTest(days=days),
                self.assertRaisesRegex(ValidationError, first.number),
                self.cr.savepoint(),
            ):
                self.ask(1300, *days)
        before, after = self.ask(1300, 0, 4), self.ask(1300, 11, 12)
        with self.assertRaisesRegex(ValidationError, "already"), self.cr.savepoint():
            before.with_user(self.credit_officer).date_to = day(5)
        after.with_user(self.credit_officer).unlink()
        other = self.make_customer("Other")
        self.make_key(other, tier=self.red)
        self.ask(1300, 5, 10, partner=other)

    def test_what_was_ended_early_leaves_its_days(self):
        form = self.granted(1200, 0, 10)
        form.with_user(self.credit_officer).action_end("Postponed")
        self.assertTrue(self.ask(1300, 0, 10))

    def test_what_is_missing(self):
        form = self.ask(0)
        with self.assertRaisesRegex(UserError, "Temporary Limit"):
            self.submit(form)
        form.with_user(self.credit_officer).write({"amount": 5, "needed_for": False})
        with self.assertRaisesRegex(UserError, "Needed For"):
            self.submit(form)
        form.with_user(self.credit_officer).write({"needed_for": "Season"})
        with self.at(31), self.assertRaisesRegex(UserError, "past"):
            self.submit(form)
        self.acme._drop_tier("No more")
        self.assertEqual(form.approval_state, "cancelled")
        with self.assertRaisesRegex(UserError, "holds no credit tier"):
            self.submit(self.ask())

    def test_what_would_be_over_is_not_approved(self):
        form = self.asked(1200, 0, 3)
        with self.at(4), self.assertRaisesRegex(UserError, "past"):
            self.verify(form)

    def test_ended_early(self):
        form = self.granted(1200, 0, 30)
        with self.at(4):
            with self.assertRaisesRegex(UserError, "say why"):
                form.with_user(self.credit_officer).action_end(" ")
            filed = len(form.archive_entry_ids)
            form.with_user(self.credit_reviewer).action_end("Season is over")
            self.assertEqual(
                (form.date_ended, form.date_last, form.phase), (day(4), day(3), "over")
            )
            self.assertEqual(form.ended_by_id, self.credit_reviewer)
            self.assertEqual(self.limit_on(3)[2], "temporary")
            self.assertEqual(self.limit_on(4)[2], "tier")
            self.assertIn("Season is over", self.acme.event_ids.sorted("id")[-1].reason)
            self.assertEqual(len(form.archive_entry_ids), filed + 1)
            with self.assertRaisesRegex(UserError, "holds no more"):
                form.with_user(self.credit_officer).action_end("Again")

    def test_ended_by_the_dialog(self):
        forms = self.granted(1200, 0, 5) | self.asked(1200, 6, 9)
        wizard = (
            self.env["kam.credit.temporary.limit.end"]
            .with_user(self.credit_officer)
            .create({"form_ids": forms.ids, "reason": "Postponed"})
        )
        wizard.action_apply()
        self.assertIn(forms[1].number, wizard.failures)
        self.assertEqual(forms[0].phase, "over")
        self.assertEqual(forms[1].approval_state, "in_review")

    def test_a_downgrade_ends_it(self):
        form, future, asked = self.granted(1200), self.granted(1100, 40, 50), self.asked(1, 60, 70)
        for amount in (9000, 500):
            self.invoice(self.customer, amount, due=day(-2))
        self.store(self.customer)
        self.assertEqual(self.account.state, "ordinary")
        for one in form | future:
            self.assertEqual((one.date_ended, one.phase), (TODAY, "over"))
            self.assertIn("Superseded", one.end_reason)
        self.assertEqual(asked.approval_state, "cancelled")
        self.assertIn("Superseded", asked.cancel_reason)
        self.assertEqual(self.limit_on(), (False, False, False))
        self.assertFalse(self.notices(form | future).filtered(lambda duty: duty.state == "open"))

    def test_the_end_of_the_tier_ends_it(self):
        form = self.granted(1200)
        self.acme._drop_tier("No more")
        self.assertEqual(form.phase, "over")
        self.assertIn("no credit tier", form.end_reason)
        self.assertEqual(self.limit_on(), (False, False, False))

    def test_another_tier_leaves_it(self):
        form = self.granted(1200)
        self.acme._assign_tier(self.tiers["yellow"], "Better")
        self.assertEqual(form.phase, "current")
        self.assertEqual(self.limit_on()[2], "temporary")

    def test_it_is_not_revised(self):
        form = self.granted(1200)
        self.assertFalse(form.with_user(self.credit_officer).can_revise)
        with self.assertRaisesRegex(UserError, "not revised"):
            form.with_user(self.credit_officer).action_revise()

    def test_what_was_granted_is_locked(self):
        form = self.granted(1200)
        for vals in (
            {"amount": 9999},
            {"date_to": day(90)},
            {"date_ended": False},
            {"date_first": day(-5)},
            {"date_last": day(90)},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError), self.cr.savepoint():
                form.write(vals)

    def test_its_filters(self):
        current, future = self.granted(1200, 0, 20), self.granted(1200, 21, 60)
        forms = self.root["kam.credit.temporary.limit"].with_user(self.supervisor)
        own = [("profile_id", "=", self.acme.id)]
        for offset, phases, ending in (
            (0, {"current": current, "future": future}, current),
            (21, {"over": current, "current": future}, forms.browse()),
            (30, {"over": current, "current": future}, future),
            (61, {"over": current | future}, forms.browse()),
        ):
            with self.at(offset):
                self.env.invalidate_all()
                for phase in ("future", "current", "over"):
                    with self.subTest(offset=offset, phase=phase):
                        found = forms.search([*own, ("phase", "=", phase)])
                        self.assertEqual(found, phases.get(phase, forms.browse()).sudo(False))
                self.assertEqual(
                    forms.search([*own, ("is_ending_soon", "=", True)]), ending.sudo(False)
                )


@tagged("post_install", "-at_install")
class TestKamCreditTemporaryLimitDuties(KamCreditLimitCommon):
    """Some days before it ends the credit officer decides what follows."""

    def test_a_week_before_the_end(self):
        form = self.granted(1200, 0, 30)
        notice = self.notices(form)
        self.assertEqual((notice.date_due, notice.audience), (day(23), "credit"))
        self.assertEqual(notice.user_ids, self.credit_officer)
        self.assertEqual(notice.title, form.number)
        self.company.sudo().kam_credit_temporary_notice = 90
        form.with_user(self.credit_officer).action_end("Next")
        self.assertEqual(self.notices(self.granted(1200, 0, 30)).date_due, TODAY)

    def test_the_officer_lets_it_end(self):
        form = self.granted()
        with self.assertRaises(AccessError):
            form.with_user(self.supervisor).action_let_end()
        form.with_user(self.credit_officer).action_let_end()
        self.assertEqual(self.notices(form).state, "kept")
        self.assertEqual(form.phase, "current")

    def test_asking_for_another_one_decides(self):
        form = self.granted(1200, 0, 30)
        self.asked(1200, 31, 40)
        self.assertEqual(self.notices(form).state, "kept")

    def test_nothing_is_left_when_it_is_over(self):
        form = self.granted(1200, 0, 10)
        with self.at(10):
            self.store(self.customer)
            self.assertEqual(self.notices(form).state, "open")
        with self.at(11):
            self.store(self.customer)
            self.assertEqual(self.notices(form).state, "missed")

    def test_on_my_day(self):
        form = self.granted()
        my_day = self.env["kam.my.day"].with_user(self.credit_officer)
        rows = [row for row in my_day.get_day()["rows"] if row["title"] == form.number]
        self.assertEqual(len(rows), 1)
        my_day.settle([rows[0]["id"]], "let_end")
        self.assertEqual(self.notices(form).state, "kept")
