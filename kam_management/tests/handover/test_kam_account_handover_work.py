from odoo.fields import Command
from odoo.tests import tagged

from ..approval.common import FORM
from .common import HandoverCommon

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestKamAccountHandoverWork(HandoverCommon):
    """What the account manager before has open is listed, and moves."""

    def test_forms_are_found(self):
        self.employee.group_ids |= self.env.ref("kam_management.group_kam_representative")
        written = self._form_of(self.mill, name="Written")
        in_charge = self._form_of(
            self.mill, self.employee, name="In charge", in_charge_id=self.rep_shanghai.id
        )
        in_review = self._submitted(account_id=self.mill.id)
        others = self._form_of(self.mill, self.employee, name="Of somebody else")
        self._form_of(self.shop, name="At another account")
        closed = self._form_of(self.mill, name="Closed")
        closed._cancel("Done")
        self.env.flush_all()
        work = self.mill._find_open_work()
        self.assertEqual({item.record for item in work}, {written, in_charge, in_review})
        self.assertEqual({item.user_from for item in work}, {self.rep_shanghai})
        self.assertNotIn(others, [item.record for item in work])

    def test_forms_are_moved(self):
        draft = self._form_of(self.mill, in_charge_id=self.rep_shanghai.id)
        in_review = self._submitted(
            account_id=self.mill.id, in_charge_id=self.rep_shanghai.id, name="In review"
        )
        elsewhere = self._form_of(self.mill, self.employee, in_charge_id=self.rep_beijing.id)
        (draft | in_review).message_subscribe(self.rep_shanghai.partner_id.ids)
        reviews = in_review.review_ids.mapped(lambda review: (review.state, review.candidate_ids))
        handover = self._give()
        self.assertEqual((draft | in_review).in_charge_id, self.rep_hangzhou)
        self.assertEqual(elsewhere.in_charge_id, self.rep_beijing)
        self.assertEqual(in_review.submitted_by_id, self.rep_shanghai)
        self.assertEqual(in_review.approval_state, "in_review")
        self.assertEqual(
            in_review.review_ids.mapped(lambda review: (review.state, review.candidate_ids)),
            reviews,
        )
        for form in draft | in_review:
            self.assertIn(self.rep_hangzhou.partner_id, form.message_partner_ids)
            self.assertNotIn(self.rep_shanghai.partner_id, form.message_partner_ids)
            self.assertIn("Handed over", form.message_ids[0].body)
        self.assertEqual(handover.form_count, 2)

    def test_forms_are_left(self):
        form = self._form_of(self.mill, in_charge_id=self.rep_shanghai.id)
        handover = self._give(move_forms=False)
        self.assertEqual(form.in_charge_id, self.rep_shanghai)
        self.assertEqual((handover.form_count, handover.left_count), (0, 1))
        self.assertFalse(handover.work[0]["moved"])

    def test_activities(self):
        contact = self._partner("Buyer", parent_id=self.mill.partner_id.id, is_company=False)
        form = self._form_of(self.mill)
        approved = self._form_of(self.mill)
        approved._cancel("Done")
        lead = self._lead(self.mill.partner_id, self.employee)
        places = (self.mill, self.mill.partner_id, contact, form, approved, lead)
        mine = [self._activity(place, self.rep_shanghai) for place in places]
        theirs = [self._activity(place, self.supervisor_shanghai) for place in places]
        elsewhere = self._activity(self.shop, self.rep_shanghai) | self._activity(
            self.stranger, self.rep_shanghai
        )
        handover = self._give()
        for activity in mine:
            with self.subTest(document=activity.res_name):
                self.assertEqual(activity.user_id, self.rep_hangzhou)
        for activity in theirs:
            self.assertEqual(activity.user_id, self.supervisor_shanghai)
        self.assertEqual(elsewhere.user_id, self.rep_shanghai)
        self.assertEqual(handover.activity_count, len(places))

    def test_activities_that_are_done_stay(self):
        activity = self._activity(self.mill, self.rep_shanghai)
        activity.action_feedback("Called")
        handover = self._give()
        self.assertEqual(activity.user_id, self.rep_shanghai)
        self.assertEqual(handover.activity_count, 0)

    def test_activities_are_left(self):
        activity = self._activity(self.mill, self.rep_shanghai)
        self._give(move_activities=False)
        self.assertEqual(activity.user_id, self.rep_shanghai)

    def test_reviews_stay_with_the_reviewer(self):
        self.mill._change_owner(manager=self.supervisor_shanghai, reason="Holiday")
        form = self._form_of(self.mill)
        self._as(self.rep_shanghai, form).action_submit()
        asked = self._duties(form)
        self.assertEqual(asked.user_ids, self.supervisor_shanghai)
        handover = self._give()
        self.assertEqual(asked.user_ids, self.supervisor_shanghai)
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai)
        self.assertEqual(handover.activity_count, 0)

    def test_opportunities(self):
        self._make_other_company()
        (self.rep_shanghai | self.rep_hangzhou).company_ids |= self.other_company
        customer = self.mill.partner_id
        contact = self._partner("Buyer", parent_id=customer.id, is_company=False)
        mine = self._lead(customer, self.rep_shanghai) | self._lead(contact, self.rep_shanghai)
        lost = self._lead(customer, self.rep_shanghai)
        lost.action_set_lost()
        won = self._lead(customer, self.rep_shanghai)
        won.action_set_won()
        others = self._lead(customer, self.supervisor_shanghai)
        elsewhere = self._lead(self.shop.partner_id, self.rep_shanghai)
        foreign = self._lead(customer, self.rep_shanghai, company_id=self.other_company.id)
        handover = self._give()
        self.assertEqual(mine.user_id, self.rep_hangzhou)
        self.assertEqual((lost | won | elsewhere | foreign).user_id, self.rep_shanghai)
        self.assertEqual(others.user_id, self.supervisor_shanghai)
        self.assertEqual(handover.lead_count, 2)

    def test_opportunities_are_left(self):
        lead = self._lead(self.mill.partner_id, self.rep_shanghai)
        self._give(move_leads=False)
        self.assertEqual(lead.user_id, self.rep_shanghai)

    def test_salesperson(self):
        customer = self.mill.partner_id
        contact = self._partner(
            "Buyer", parent_id=customer.id, is_company=False, user_id=self.rep_beijing.id
        )
        customer.user_id = self.rep_shanghai
        self._give(move_salesperson=False)
        self.assertEqual(customer.user_id, self.rep_shanghai)
        self._give(manager_id=self.rep_shanghai.id)
        self._give()
        self.assertEqual(customer.user_id, self.rep_hangzhou)
        self.assertEqual(contact.user_id, self.rep_beijing)

    def test_several_managers_before(self):
        # the manager sees the shop in Hangzhou, too; each account has its own manager before
        accounts = self.mill | self.shop
        forms = [
            self._form_of(self.mill, self.employee, in_charge_id=self.rep_shanghai.id),
            self._form_of(self.shop, self.employee, in_charge_id=self.rep_hangzhou.id),
        ]
        crossed = self._form_of(self.shop, self.employee, in_charge_id=self.rep_shanghai.id)
        activity = self._activity(self.shop, self.rep_hangzhou)
        crossed_activity = self._activity(self.shop, self.rep_shanghai)
        new = self.supervisor_shanghai
        handovers = self._give(accounts, manager_id=new.id)
        self.assertEqual([form.in_charge_id for form in forms], [new, new])
        self.assertEqual(activity.user_id, new)
        self.assertEqual(crossed.in_charge_id, self.rep_shanghai)
        self.assertEqual(crossed_activity.user_id, self.rep_shanghai)
        self.assertEqual(handovers.mapped("form_count"), [1, 1])
        self.assertEqual(handovers.manager_from, self.rep_shanghai | self.rep_hangzhou)

    def test_followers_of_the_account(self):
        self.mill.message_subscribe((self.rep_shanghai | self.supervisor_shanghai).partner_id.ids)
        self._give()
        followers = self.mill.message_partner_ids
        self.assertIn(self.rep_hangzhou.partner_id, followers)
        self.assertIn(self.supervisor_shanghai.partner_id, followers)
        self.assertNotIn(self.rep_shanghai.partner_id, followers)

    def test_the_account_file_follows(self):
        stakeholder = self.env["kam.stakeholder"].create(
            {
                "account_id": self.mill.id,
                "partner_id": self._partner(
                    "Boss", parent_id=self.mill.partner_id.id, is_company=False
                ).id,
                "decision_role": "decision_maker",
                "relationship_user_id": self.rep_shanghai.id,
            }
        )
        statement = self.env["kam.financial.statement"].create(
            {
                "account_id": self.mill.id,
                "period_type": "year",
                "date_from": "2023-01-01",
                "date_to": "2023-12-31",
                "total_assets": 100,
            }
        )
        stakeholder.message_subscribe(self.rep_shanghai.partner_id.ids)
        statement.message_subscribe(self.rep_shanghai.partner_id.ids)
        task = stakeholder.activity_schedule(summary="Call", user_id=self.rep_shanghai.id)
        self._give()
        self.assertEqual(task.user_id, self.rep_hangzhou)
        self.assertEqual(stakeholder.relationship_user_id, self.rep_hangzhou)
        for document in (stakeholder, statement):
            self.assertIn(self.rep_hangzhou.partner_id, document.message_partner_ids)
            self.assertNotIn(self.rep_shanghai.partner_id, document.message_partner_ids)

    def test_change_of_the_unit_alone_moves_nothing(self):
        form = self._form_of(self.mill, in_charge_id=self.rep_shanghai.id)
        activity = self._activity(self.mill, self.rep_shanghai)
        dialog = self._dialog(self.manager_east, self.mill, unit_id=self.hangzhou.id)
        self.assertFalse(dialog.work_html)
        dialog.action_apply()
        self.assertEqual(form.in_charge_id, self.rep_shanghai)
        self.assertEqual(activity.user_id, self.rep_shanghai)
        self.assertEqual(self.mill.handover_ids.unit_to, self.hangzhou)

    def test_what_is_refused_is_not_touched(self):
        self.position_supervisor_shanghai.role = "manager"
        self.shop.team_ids = [
            Command.create({"user_id": self.supervisor_shanghai.id, "duty": "sales"})
        ]
        activity = self._activity(self.shop, self.rep_hangzhou)
        form = self._form_of(self.shop, self.employee, in_charge_id=self.rep_hangzhou.id)
        dialog = self._dialog(
            self.supervisor_shanghai, self.mill | self.shop, manager_id=self.manager_east.id
        )
        self.assertEqual((dialog.form_count, dialog.activity_count), (0, 0))
        dialog.action_apply()
        self.assertEqual(activity.user_id, self.rep_hangzhou)
        self.assertEqual(form.in_charge_id, self.rep_hangzhou)
        self.assertFalse(self.shop.handover_ids)

    def test_dialog_names_what_the_user_may_read(self):
        self._form_of(self.mill, name="Secret")
        self._activity(self.mill, self.rep_shanghai, "Call the buyer")
        dialog = self._dialog(self.manager_east, self.mill)
        self.assertIn(f"/odoo/{FORM}/", dialog.work_html)
        self.assertIn("Call the buyer", dialog.work_html)
        self.assertNotIn("may not open", dialog.work_html)
        self._hide_forms_of_others()
        dialog = self._as(self.manager_east, dialog)
        self.assertEqual(dialog.form_count, 1)
        self.assertNotIn(f"/odoo/{FORM}/", dialog.work_html)
        self.assertIn("may not open", dialog.work_html)

    def test_confidential_forms_stay_with_who_may_read_them(self):
        self._hide_forms_of_others()
        secret = self._form_of(self.mill, in_charge_id=self.rep_shanghai.id, is_secret=True)
        plain = self._form_of(self.mill, in_charge_id=self.rep_shanghai.id)
        tasks = [self._activity(form, self.rep_shanghai) for form in (secret, plain)]
        (secret | plain).message_subscribe(self.rep_shanghai.partner_id.ids)
        handover = self._give()
        self.assertEqual(secret.in_charge_id, self.rep_shanghai)
        self.assertEqual(plain.in_charge_id, self.rep_hangzhou)
        self.assertEqual([task.user_id for task in tasks], [self.rep_shanghai, self.rep_hangzhou])
        self.assertEqual((handover.form_count, handover.activity_count), (1, 1))
        self.assertEqual(handover.left_count, 2)
        # who may not read a form does not follow it either
        self.assertNotIn(self.rep_hangzhou.partner_id, (secret | plain).message_partner_ids)

    def test_what_does_not_follow_the_account_stays(self):
        form = self._form_of(self.mill, self.employee)
        form.message_subscribe(self.rep_shanghai.partner_id.ids)
        task = self._activity(form, self.rep_shanghai)
        self.patch(self.registry[FORM], "_follows_account", False)
        handover = self._give()
        self.assertEqual(task.user_id, self.rep_shanghai)
        self.assertIn(self.rep_shanghai.partner_id, form.message_partner_ids)
        self.assertEqual(handover.activity_count, 0)

    def test_names_are_no_markup(self):
        self._activity(self.mill, self.rep_shanghai, "<b>Call</b>")
        self.assertIn("&lt;b&gt;Call", self._dialog(self.manager_east, self.mill).work_html)

    def test_all_or_nothing(self):
        activity = self._activity(self.mill, self.rep_shanghai)
        dialog = self._dialog(self.manager_east, self.mill)

        def break_down(*_args):
            raise ValueError("Broken")

        self.patch(self.registry[FORM], "_hand_over", break_down)
        self._form_of(self.mill)
        with self._refused("Broken", ValueError):
            dialog.action_apply()
        self.env.invalidate_all()
        self.assertEqual(self.mill.manager_id, self.rep_shanghai)
        self.assertEqual(activity.user_id, self.rep_shanghai)
        self.assertFalse(self.mill.handover_ids)

    def test_queries(self):
        many = self.env["kam.account"]._get_or_create(
            self.env["res.partner"].create(
                [{"name": f"Customer {at}", "is_company": True} for at in range(MANY)]
            ),
            self.company,
        )
        many._protected_write({"unit_id": self.shanghai.id, "manager_id": self.rep_shanghai.id})
        for account in many:
            self._form_of(account, name=f"Form {account.id}")
            self._activity(account, self.rep_shanghai)
            self._lead(account.partner_id, self.rep_shanghai)
        counts = {}
        for size in (FEW, MANY):
            dialog = self._dialog(self.manager_east, many[:size])
            for _warm in range(2):
                fresh = self._as(self.manager_east, dialog)
                before = self.cr.sql_log_count
                fresh.read(["work_html", "form_count"])
                counts[size] = self.cr.sql_log_count - before
        self.assertEqual(dialog.form_count, MANY)
        self.assertLessEqual(counts[MANY], counts[FEW])
