from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalMixin(ApprovalCommon):
    def test_from_draft_to_approved(self):
        form = self._form()
        self.assertEqual(form.approval_state, "draft")
        self.assertFalse(form.review_ids)
        form.with_user(self.rep_shanghai).action_submit()
        self.assertRecordValues(
            form,
            [
                {
                    "approval_state": "in_review",
                    "approval_round": 1,
                    "submitted_by_id": self.rep_shanghai.id,
                    "date_first_submitted": self.today,
                }
            ],
        )
        for user, states in (
            (self.supervisor_shanghai, ["pending", "waiting", "waiting"]),
            (self.manager_east, ["approved", "pending", "waiting"]),
            (self.director, ["approved", "approved", "pending"]),
        ):
            reviews = form.review_ids.sorted("sequence")
            self.assertEqual(reviews.mapped("state"), states)
            self.assertEqual(self._pending(form).candidate_ids, user)
            self._decide(user, form)
        self.assertEqual(form.approval_state, "approved")
        self.assertEqual(form.happened, "approved")
        self.assertTrue(form.date_closed)
        self.assertEqual(
            form.review_ids.sorted("sequence").decided_by_id,
            self.supervisor_shanghai | self.manager_east | self.director,
        )

    def test_side_by_side(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(1, "Region", "region", "manager"),
                self._step(2, "Centre", "headquarters", "director"),
            ]
        )
        form = self._submitted()
        self.assertEqual(len(self._pending(form)), 2)
        by_name = form.review_ids.grouped("name")
        by_name["Region"].with_user(self.manager_east).action_approve()
        self.assertEqual(by_name["Centre"].state, "waiting")
        self.assertEqual(by_name["Area"].state, "pending")
        by_name["Area"].with_user(self.supervisor_shanghai).action_approve()
        self.assertEqual(by_name["Centre"].state, "pending")

    def test_a_return_cancels_what_stands_beside_it(self):
        self._route(
            [
                self._step(1, "Area", "area", "supervisor"),
                self._step(1, "Region", "region", "manager"),
                self._step(2, "Centre", "headquarters", "director"),
            ]
        )
        for decision, state, happened in (
            ("return", "draft", "returned"),
            ("reject", "rejected", "rejected"),
        ):
            with self.subTest(decision=decision):
                form = self._submitted()
                review = form.review_ids.filtered(lambda review: review.name == "Area")
                getattr(review.with_user(self.supervisor_shanghai), f"action_{decision}")("No")
                self.assertEqual(form.approval_state, state)
                self.assertEqual(form.happened, happened)
                self.assertEqual(
                    form.review_ids.sorted("id").mapped("state"),
                    [f"{decision}ed", "cancelled", "cancelled"],
                )
                self.assertFalse(self._duties(form))

    def test_resubmission_begins_a_round_on_the_route_as_it_is_then(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form, "return", "The amount is missing")
        self.route.step_ids[1:].unlink()
        self.route.step_ids.name = "Only one"
        self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(form.approval_round, 2)
        second = form.review_ids.filtered(lambda review: review.round == 2)
        self.assertEqual(second.mapped("name"), ["Only one"])
        first = form.review_ids - second
        self.assertEqual(set(first.mapped("state")), {"returned", "cancelled"})
        self.assertEqual(set(first.mapped("name")), {"Area", "Region", "Centre"})
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(form.approval_state, "approved")

    def test_steps_are_frozen_when_the_form_is_submitted(self):
        self.route.total_days = 20
        with self._at("2026-03-02"):
            form = self._submitted()
            self.route.step_ids.write({"deadline_days": 9, "role": "director", "name": "Other"})
            self.route.write({"total_days": 1, "day_count": "working"})
            self.route.step_ids[2].unlink()
            self._decide(self.supervisor_shanghai, form)
            self.assertRecordValues(
                form.review_ids.sorted("sequence"),
                [
                    {"name": name, "role": role, "deadline_days": 3, "day_count": "calendar"}
                    for name, role in (
                        ("Area", "supervisor"),
                        ("Region", "manager"),
                        ("Centre", "director"),
                    )
                ],
            )
            self.assertEqual(str(self._pending(form).date_due), "2026-03-05")
            self.assertEqual(str(form.date_total_due), "2026-03-22")

    def test_the_total_clock_runs_from_the_first_day(self):
        self.route.total_days = 5
        with self._at("2026-03-02"):
            form = self._submitted()
            self.assertEqual(str(form.date_total_due), "2026-03-07")
        with self._at("2026-03-04"):
            self._decide(self.supervisor_shanghai, form, "return", "Look again")
        with self._at("2026-03-06"):
            self._as(self.rep_shanghai, form).action_submit()
            self.assertEqual(str(form.date_first_submitted), "2026-03-02")
            self.assertEqual(str(form.date_total_due), "2026-03-07")
            self.assertEqual(str(self._pending(form).date_due), "2026-03-07")
        with self._at("2026-03-06"):
            self._as(self.rep_shanghai, form).action_withdraw()
            self._as(self.rep_shanghai, form).action_submit()
            self.assertEqual(str(form.date_total_due), "2026-03-07")

    def test_withdrawn_by_its_author_only(self):
        form = self._submitted()
        for user in (self.supervisor_shanghai, self.director, self.administrator, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, form).action_withdraw()
        self._as(self.rep_shanghai, form).action_withdraw()
        self.assertEqual(form.approval_state, "draft")
        self.assertEqual(set(form.review_ids.mapped("state")), {"cancelled"})
        with self._refused("Draft"):
            self._as(self.rep_shanghai, form).action_withdraw()

    def test_submitted_once(self):
        form = self._submitted()
        with self._refused("In review"):
            self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(form.approval_round, 1)

    def test_submitting_needs_the_right_to_write(self):
        form = self._form()
        self.env["ir.model.access"].search([("model_id.model", "=", FORM)]).perm_write = False
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, form).action_submit()

    def test_cancelled_with_a_reason(self):
        form = self._submitted()
        form._cancel("A newer form supersedes it")
        self.assertRecordValues(
            form,
            [{"approval_state": "cancelled", "cancel_reason": "A newer form supersedes it"}],
        )
        self.assertEqual(set(form.review_ids.mapped("state")), {"cancelled"})
        approved = self._submitted()
        self._approve_all(approved)
        approved._cancel("Too late")
        self.assertEqual(approved.approval_state, "approved")

    def test_reasons_are_worded_for_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        form = self._submitted()
        self.return_(form, self.supervisor_shanghai)
        self.give_up(form, self.rep_shanghai)
        self.assertEqual(
            (form.cancel_code, form.cancel_params), ("given_up", {"user": "Rep Shanghai"})
        )
        self.assertEqual(form.cancel_reason, "Given up by Rep Shanghai")

        def word(form):
            return {"given_up": "%(user)s: " + (form.env.lang or "")}

        # what was written in a mail is in the cache
        self.env.invalidate_all()
        with patch.object(self.registry[FORM], "_get_cancel_reasons", word):
            for lang in ("en_US", "zh_CN"):
                self.assertEqual(
                    form.with_context(lang=lang).cancel_reason, f"Rep Shanghai: {lang}"
                )

    def test_steps_are_named_in_a_language_that_came_later(self):
        review = self._submitted().review_ids.sorted("sequence")[0]
        self.env["res.lang"]._activate_lang("zh_CN")
        step = self.route.step_ids.sorted("sequence")[0]
        step.with_context(lang="zh_CN").name = "区域审核"
        chinese = review.with_context(lang="zh_CN")
        self.assertEqual(chinese._get_step_name(), "区域审核")
        self.assertEqual(review._get_step_name(), "Area")
        # what the route calls by another name by now keeps its own
        step.name = "District"
        self.env.invalidate_all()
        self.assertEqual(chinese._get_step_name(), "Area")

    def test_naming_many_steps_asks_once(self):
        reviews = self._submitted().review_ids | self._submitted().review_ids
        self.env["res.lang"]._activate_lang("zh_CN")

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(all(some.with_context(lang="zh_CN").mapped("step_name")))
            return self.cr.sql_log_count - before

        count(reviews)
        self.assertEqual(count(reviews), count(reviews[:1]))

    def test_nobody_at_a_level_leaves_it_to_the_unit_above(self):
        form = self._form(self.rep_hangzhou, unit_id=self.hangzhou.id)
        with self._refused("Nobody could decide “Area”"):
            self._as(self.rep_hangzhou, form).action_submit()
        self.assertEqual(form.approval_state, "draft")
        self.assertFalse(form.review_ids)
        self._position(self._user("supervisor_centre"), self.centre, "supervisor")
        self._as(self.rep_hangzhou, form).action_submit()
        self.assertEqual(self._pending(form).candidate_ids.name, "Supervisor Centre")
        # of two units above, the nearer one
        self._position(self._user("supervisor_east"), self.east, "supervisor")
        self.assertEqual(self._pending(form).candidate_ids.name, "Supervisor East")

    def test_different_people_or_none(self):
        self._route(
            [
                self._step(1, "Once", "area", "supervisor"),
                self._step(2, "Twice", "area", "supervisor"),
            ]
        )
        form = self._form()
        with self._refused("Nobody could decide “Twice”"):
            self._as(self.rep_shanghai, form).action_submit()
        # with somebody above, who decides when the one below has decided before
        above = self._user("supervisor_centre")
        self._position(above, self.centre, "supervisor")
        self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai)
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(self._pending(form).candidate_ids, above)

    def test_the_same_person_where_the_route_allows_it(self):
        self._route(
            [
                self._step(1, "Once", "area", "supervisor"),
                self._step(2, "Twice", "area", "supervisor"),
            ],
            allow_same_reviewer=True,
        )
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(form.approval_state, "approved")
        self.assertEqual(form.review_ids.mapped("allow_same_reviewer"), [True, True])

    def test_departments(self):
        departments = self.env["hr.department"].create([{"name": "Quality"}, {"name": "Finance"}])
        members = [self._user("quality"), self._user("finance")]
        for user, department in zip(members, departments, strict=True):
            self.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "department_id": department.id}
            )
        self._route(
            [
                self._step(1, "Opinion", False, False, per_department=True, opinion_required=True),
                self._step(2, "Region", "region", "manager"),
            ]
        )
        form = self._submitted(
            executing_department_id=departments[0].id, supervising_department_id=departments[1].id
        )
        self.assertEqual(self._pending(form).department_id, departments)
        self.assertEqual(self._duties(form).worker_ids, members[0] | members[1])
        first, second = self._pending(form).sorted("id")
        first.with_user(members[0]).action_approve("Can be done")
        # the other department keeps its task
        self.assertEqual(self._duties(form).worker_ids, members[1])
        self.assertEqual(second.state, "pending")
        with self.assertRaises(AccessError):
            second.with_user(members[0]).action_approve("For them as well")
        second.with_user(members[1]).action_approve("Can be paid")
        self.assertEqual(self._pending(form).name, "Region")

    def test_missing_route_and_unit(self):
        form = self._form(unit_id=False)
        with self._refused("“Unit” of .* is empty"):
            self._as(self.rep_shanghai, form).action_submit()
        self.route.active = False
        form = self._form()
        with self._refused("Test Form has no approval route"):
            self._as(self.rep_shanghai, form).action_submit()
        self.assertEqual(form.approval_state, "draft")
