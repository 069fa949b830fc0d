from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import TODAY, KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditChangeDesk(KamCreditCommon):
    """Requests at the desk: what is offered, confirmed, due, done in bulk and printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.make_key(cls.customer, tier=cls.tiers["red"])

    def request(self, partner=None, **vals):
        """Return a draft by the credit officer, from red to yellow."""
        return (
            self.env["kam.credit.change"]
            .with_user(self.credit_officer)
            .create(
                {
                    "profile_id": self.profile(partner or self.customer).id,
                    "tier_to_id": self.tiers["yellow"].id,
                    "justification": "Buys more",
                    **vals,
                }
            )
        )

    def other_customer(self, name, unit=None):
        customer = self.make_customer(name)
        self.make_key(customer, tier=self.tiers["red"], unit=unit)
        return customer

    def approve(self, change, *users):
        for user in users:
            review = change.sudo().review_ids.filtered(lambda review: review.state == "pending")
            review.with_user(user).action_approve("Agreed")

    def approved(self):
        change = self.request()
        change.action_submit()
        self.approve(change, self.credit_reviewer, self.credit_approver)
        return change

    def offered(self, change, user):
        """Return the names of what the form offers to a user."""
        change = change.with_user(user)
        change.invalidate_recordset()
        names = ("can_submit", "is_waiting_for_me", "can_extend", "can_withdraw", "can_confirm")
        return {name for name in names if change[name]}

    def test_who_decides_does_not_write(self):
        change = self.request()
        for user in self.credit_reviewer | self.credit_approver:
            with self.assertRaises(AccessError):
                change.with_user(user).justification = "Mine"
            with self.assertRaises(AccessError):
                change.with_user(user).action_give_up()

    def test_a_withdrawn_request_can_be_given_up(self):
        change = self.request()
        change.action_submit()
        with self.assertRaisesRegex(UserError, "In review"):
            change.action_give_up()
        change.action_withdraw()
        change.action_give_up()
        self.assertEqual(change.approval_state, "cancelled")
        self.assertIn(self.credit_officer.name, change.cancel_reason)
        self.assertEqual(self.request().approval_state, "draft", "the way is free")

    def test_a_credit_administrator_sees_all_of_a_request(self):
        change = self.request()
        change.action_submit()
        seen = change.with_user(self.credit_admin)
        self.assertEqual(len(seen.review_ids), 2)
        self.assertFalse(seen.archive_entry_ids)
        self.assertTrue(seen.web_read({"archive_entry_ids": {}, "review_ids": {}}))

    def test_filed_is_what_was_submitted(self):
        change = self.request()
        attachment = {"res_model": change._name, "res_id": change.id, "raw": b"x"}
        self.root["ir.attachment"].create({**attachment, "name": "before"})
        change.action_submit()
        self.root["ir.attachment"].create({**attachment, "name": "after"})
        self.assertEqual([one["name"] for one in change.documents], ["before"])

    def test_what_the_form_offers_follows_state_and_role(self):
        change = self.request()
        self.assertEqual(self.offered(change, self.credit_officer), {"can_submit"})
        self.assertEqual(self.offered(change, self.director), set())
        self.assertEqual(self.offered(change, self.credit_reviewer), set())
        with self.assertRaisesRegex(AccessError, "Credit officer"):
            change.with_user(self.credit_reviewer).action_submit()
        change.action_submit()
        self.assertEqual(self.offered(change, self.credit_officer), {"can_withdraw"})
        self.assertEqual(self.offered(change, self.credit_reviewer), {"is_waiting_for_me"})
        self.assertEqual(self.offered(change, self.director), set())
        self.approve(change, self.credit_reviewer)
        self.assertEqual(self.offered(change, self.credit_approver), {"is_waiting_for_me"})
        self.assertEqual(self.offered(change, self.director), {"can_extend"})
        self.approve(change, self.credit_approver)
        self.assertEqual(self.offered(change, self.credit_officer), {"can_confirm"})
        self.assertEqual(self.offered(change, self.credit_approver), set())

    def test_whose_turn_it_is(self):
        change = self.request()
        self.assertFalse(change.waiting_for)
        change.action_submit()
        self.assertIn(self.credit_reviewer.name, change.waiting_for)
        self.approve(change, self.credit_reviewer)
        self.assertIn(self.credit_approver.name, change.waiting_for)
        self.assertNotIn(self.credit_reviewer.name, change.waiting_for)

    def test_next_due_day_follows_the_stage(self):
        change = self.request(date_standard_met=day(-1))
        self.assertEqual(change.date_stage_due, day(1))
        change.action_submit()
        self.assertEqual(change.date_stage_due, day(3))
        self.approve(change, self.credit_reviewer, self.credit_approver)
        self.assertEqual(change.date_stage_due, day(9))
        change.write({"is_customer_told": True, "measures": "Told"})
        change.action_confirm()
        self.assertFalse(change.date_stage_due)

    def test_late_is_found_and_shown_from_the_next_day(self):
        late = self.request(date_standard_met=day(-3))
        on_the_day = self.request(self.other_customer("On the day"), date_standard_met=day(-2))
        self.assertTrue(late.is_late)
        self.assertFalse(on_the_day.is_late)
        both = [("id", "in", (late | on_the_day).ids)]
        self.assertEqual(late.search([*both, ("is_late", "=", True)]), late)
        self.assertEqual(late.search([*both, ("is_late", "=", False)]), on_the_day)

    def test_confirmation_is_written_by_the_area_only_while_it_confirms(self):
        change = self.request()
        change.action_submit()
        content = {"is_customer_told": True, "measures": "Thirty days on new orders"}
        with self.assertRaises(UserError):
            change.write(content)
        self.approve(change, self.credit_reviewer, self.credit_approver)
        with self.assertRaises(UserError):
            change.with_user(self.credit_approver).write(content)
        with self.assertRaises(UserError):
            change.write({"justification": "Another one"})
        change.write(content)
        change.action_confirm()
        with self.assertRaises(UserError):
            change.write({"measures": "Something else"})

    def test_confirmation_wants_the_customer_told_and_the_measures(self):
        change = self.approved()
        with self.assertRaisesRegex(UserError, "Customer Told"):
            change.action_confirm()
        change.write({"is_customer_told": True, "measures": "  "})
        with self.assertRaisesRegex(UserError, "Measures Adjusted"):
            change.action_confirm()
        change.write({"measures": "Visits every month"})
        with self.assertRaises(AccessError):
            change.with_user(self.credit_reviewer).action_confirm()
        change.action_confirm()
        self.assertEqual(change.stage, "done")
        self.assertEqual(change.confirmed_by_id, self.credit_officer)
        self.assertEqual(change.date_confirmed, TODAY)
        with self.assertRaisesRegex(UserError, "confirmed already"):
            change.action_confirm()

    def test_confirmation_is_filed_with_the_form(self):
        change = self.approved()
        self.assertEqual(change.sudo().archive_count, 1)
        change.write({"is_customer_told": True, "measures": "Visits every month"})
        change.action_confirm()
        entries = change.sudo().archive_entry_ids
        self.assertEqual(len(entries), 2)
        pages = [entry.with_context(bin_size=False).page for entry in entries]
        self.assertNotEqual(*pages)

    def test_bulk_submit_does_what_it_can_and_names_the_rest(self):
        good = self.request()
        incomplete = self.request(self.other_customer("Incomplete"), justification=False)
        action = (good | incomplete)._run_each("action_submit")
        self.assertEqual(good.approval_state, "in_review")
        self.assertEqual(incomplete.approval_state, "draft")
        self.assertIn("1", action["params"]["title"])
        self.assertIn("Incomplete", action["params"]["message"])
        self.assertIn("Justification", action["params"]["message"])
        self.assertNotIn(good.number, action["params"]["message"])

    def test_bulk_of_one_refuses_as_ever(self):
        with self.assertRaisesRegex(UserError, "Justification"):
            self.request(justification=False)._run_each("action_submit")

    def test_server_actions_submit_and_decide_from_a_list(self):
        changes = self.request() | self.request(self.other_customer("Second"))
        draft = self.request(self.other_customer("Draft"))

        def run(name, user, records):
            action = self.env.ref(f"kam_credit.action_server_kam_credit_change_{name}")
            return (
                action.with_user(user)
                .with_context(
                    active_model="kam.credit.change",
                    active_ids=records.ids,
                    active_id=records[0].id,
                )
                .run()
            )

        run("submit", self.credit_officer, changes)
        self.assertEqual(set(changes.mapped("approval_state")), {"in_review"})
        dialog = run("approve", self.credit_reviewer, changes | draft)
        wizard = Form(
            self.env["kam.approval.decide"]
            .with_user(self.credit_reviewer)
            .with_context(**dialog["context"])
        )
        self.assertIn("Draft", wizard.left_out)
        wizard.opinion = "Figures verified"
        wizard.save().action_apply()
        reviews = changes.sudo().review_ids.filtered(lambda review: review.decided_by_id)
        self.assertEqual(len(reviews), 2)
        self.assertEqual(set(reviews.mapped("state")), {"approved"})
        with self.assertRaises(AccessError):
            run("extend", self.credit_reviewer, changes)

    def test_deciding_what_is_somebody_elses_says_whose(self):
        change = self.request()
        change.action_submit()
        dialog = change.with_user(self.credit_approver)._open_decision("approve")
        wizard = (
            self.env["kam.approval.decide"]
            .with_user(self.credit_approver)
            .with_context(**dialog["context"])
            .create({"opinion": "Agreed"})
        )
        with self.assertRaisesRegex(AccessError, self.credit_reviewer.login):
            wizard.action_apply()

    def test_request_from_the_profile(self):
        profile = self.profile(self.customer).with_user(self.credit_officer)
        action = profile.action_request_change()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"]["default_profile_id"], profile.id)
        change = self.request()
        profile.invalidate_recordset()
        self.assertEqual(profile.action_request_change()["res_id"], change.id)
        self.assertEqual(profile.change_count, 1)
        account = profile.account_id.with_user(self.credit_officer)
        self.assertEqual(account.credit_change_count, 1)
        self.assertEqual(
            account.action_open_credit_changes()["domain"], [("profile_id", "=", profile.id)]
        )
        with self.assertRaises(AccessError):
            profile.with_user(self.supervisor).action_request_change()

    def test_print_does_not_round_a_rate_up(self):
        change = self.request()
        for rate, percent in ((0.7499999, 74.99), (0.75, 75), (0.8125, 81.25), (0.29, 29)):
            change._protected_write({"fulfilment_rate": rate})
            self.assertEqual(change._get_rate_percent(), percent)

    def test_print_holds_what_the_form_says(self):
        change = self.request()
        change.action_submit()
        self.approve(change, self.credit_reviewer)
        review = change.sudo().review_ids.filtered(lambda review: review.state == "pending")
        review.with_user(self.director).action_extend(reason="The contract is signed on Friday")
        self.approve(change, self.credit_approver)
        report = self.env.ref("kam_credit.action_report_kam_credit_change")
        html = report.with_user(self.credit_officer)._render_qweb_html(report.id, change.ids)[0]
        page = html.decode()
        for text in (
            change.number,
            "Buys more",
            "The contract is signed on Friday",
            self.credit_reviewer.name,
            self.credit_approver.name,
            self.director.name,
            'class="topage"',
            "Proposing Department (Area Office)",
            "Extension by the Marketing Director",
        ):
            self.assertIn(text, page)
        with self.assertRaises(AccessError):
            report.with_user(self.south_supervisor)._render_qweb_html(report.id, change.ids)
