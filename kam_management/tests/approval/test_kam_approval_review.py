from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalReview(ApprovalCommon):
    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------

    def test_only_candidates_decide(self):
        form = self._submitted()
        review = self._pending(form)
        for user in (
            self.director,
            self.manager_east,
            self.administrator,
            self.rep_beijing,
            self.supervisor_north,
            self.env.ref("base.user_root"),
            self.env.ref("base.user_admin"),
        ):
            for decision in ("approve", "return", "reject"):
                with (
                    self.subTest(user=user.login, decision=decision),
                    self.assertRaises(AccessError),
                ):
                    getattr(self._as(user, review), f"action_{decision}")("Mine")
        # the rights of the superuser are not those of a candidate either
        with self.assertRaises(AccessError):
            review.with_user(self.administrator).sudo().action_approve()
        self.assertEqual(review.state, "pending")

    def test_the_author_never_decides(self):
        """Whoever created or submitted a form does not decide it, whatever positions they hold."""
        submitter = self._user("submitter")
        for role in ("supervisor", "representative"):
            self._position(submitter, self.shanghai, role)
        self._position(self.rep_shanghai, self.shanghai, "supervisor")
        self._position(self.rep_shanghai, self.east, "manager")
        form = self._form(self.rep_shanghai)
        self._as(submitter, form).action_submit()
        for review in form.review_ids:
            self.assertEqual(review.author_ids, self.rep_shanghai | submitter)
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai)
        for author in (self.rep_shanghai, submitter):
            with (
                self.subTest(author=author.login),
                self._refused("you created or submitted this form", AccessError),
            ):
                self._as(author, self._pending(form)).action_approve()

    def test_authors_of_earlier_rounds_stay_authors(self):
        first = self._user("first")
        self._position(first, self.shanghai, "supervisor")
        form = self._form(self.rep_shanghai)
        self._as(first, form).action_submit()
        self._as(first, form).action_withdraw()
        self._as(self.rep_shanghai, form).action_submit()
        self.assertIn(first, self._pending(form).author_ids)
        with self.assertRaises(AccessError):
            self._as(first, self._pending(form)).action_approve()

    def test_nobody_decides_two_steps(self):
        self._position(self.supervisor_shanghai, self.east, "manager")
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        self.assertEqual(self._pending(form).candidate_ids, self.manager_east)
        with self.assertRaises(AccessError):
            self._decide(self.supervisor_shanghai, form)

    def test_nobody_decides_two_steps_side_by_side(self):
        above = self._user("supervisor_centre")
        self._position(above, self.centre, "supervisor")
        self._route(
            [
                self._step(1, "One", "area", "supervisor"),
                self._step(1, "Other", "area", "supervisor"),
            ]
        )
        form = self._submitted()
        one, other = self._pending(form).sorted("id")
        one.with_user(self.supervisor_shanghai).action_approve()
        # at once, not only when somebody tries
        self.assertEqual(other.candidate_ids, above)
        self.assertFalse(other.with_user(self.supervisor_shanghai).is_mine)
        self.assertEqual(self._duties(form).worker_ids, above)
        with self.assertRaises(AccessError):
            other.with_user(self.supervisor_shanghai).action_approve()

    def test_positions_count_as_they_are_now(self):
        form = self._submitted()
        review = self._pending(form)
        new = self._user("new")
        self._position(new, self.shanghai, "supervisor")
        self.assertEqual(review.candidate_ids, self.supervisor_shanghai | new)
        self.assertEqual(self._duties(form).worker_ids, self.supervisor_shanghai | new)
        self.position_supervisor_shanghai.action_end()
        self.assertEqual(review.candidate_ids, new)
        self.assertEqual(self._duties(form).worker_ids, new)
        with self.assertRaises(AccessError):
            self._decide(self.supervisor_shanghai, form)
        self._decide(new, form)
        # what was entitled stays with the decision
        self.env["kam.position"].search([("user_id", "=", new.id)]).action_end()
        self._position(self._user("late"), self.shanghai, "supervisor")
        self.assertEqual(review.candidate_ids, new)

    def test_other_changes_of_positions(self):
        form = self._submitted()
        review = self._pending(form)
        self.position_supervisor_shanghai.unit_id = self.hangzhou
        self.assertFalse(review.candidate_ids)
        self.assertFalse(self._duties(form).worker_ids)
        self.position_supervisor_shanghai.unit_id = self.shanghai
        self.assertEqual(review.candidate_ids, self.supervisor_shanghai)
        self.position_supervisor_shanghai.date_from = self._days(1)
        self.assertFalse(review.candidate_ids)

    def test_another_place_in_the_tree(self):
        form = self._submitted(self.rep_beijing, unit_id=self.beijing.id)
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_north)
        self._position(self._user("supervisor_east"), self.east, "supervisor")
        self.beijing.parent_id = self.east
        self.assertEqual(self._pending(form).candidate_ids.name, "Supervisor East")

    def test_archived_users_do_not_decide(self):
        form = self._submitted()
        self._position(self._user("second"), self.shanghai, "supervisor")
        self.supervisor_shanghai.active = False
        self.env["kam.approval.review"]._refresh_pending(Domain.TRUE)
        self.assertEqual(self._pending(form).candidate_ids.name, "Second")

    # ------------------------------------------------------------------
    # what
    # ------------------------------------------------------------------

    def test_opinions(self):
        self.route.step_ids[0].opinion_required = True
        form = self._submitted()
        for decision in ("approve", "return", "reject"):
            for opinion in ("", "  \n", None, False):
                with (
                    self.subTest(decision=decision, opinion=opinion),
                    self._refused("“Opinion” of .* is empty"),
                ):
                    self._decide(self.supervisor_shanghai, form, decision, opinion)
        self._decide(self.supervisor_shanghai, form, "approve", "Fine")
        self._decide(self.manager_east, form, "approve", "")
        for decision in ("return", "reject"):
            with self.assertRaises(UserError):
                self._decide(self.director, form, decision, "")

    def test_what_is_written_down(self):
        form = self._submitted()
        review = self._pending(form)
        self._decide(self.supervisor_shanghai, form, "approve", " Fine ")
        self.assertRecordValues(
            review,
            [
                {
                    "state": "approved",
                    "decided_by_id": self.supervisor_shanghai.id,
                    "on_behalf_of_id": False,
                    "opinion": "Fine",
                    "days_late": 0,
                }
            ],
        )
        self.assertTrue(review.date_decided)
        self.assertIn("Fine", "".join(form.message_ids.mapped("body")))
        with self._refused("decided already: Approved by Supervisor Shanghai"):
            self._as(self.supervisor_shanghai, review).action_reject("No")

    def test_who_wrote_the_form_is_told_of_the_end(self):
        for decision, told in (
            ("approve", self.env["res.users"]),
            ("return", self.rep_shanghai),
            ("reject", self.rep_shanghai),
        ):
            form = self._submitted()
            with self.subTest(decision=decision):
                self._decide(self.supervisor_shanghai, form, decision, "My opinion")
                message = form.message_ids.filtered(lambda message: "My opinion" in message.body)
                self.assertEqual(message.author_id, self.supervisor_shanghai.partner_id)
                self.assertIn("Area", message.body)
                self.assertEqual(message.notified_partner_ids.user_ids, told)

    def test_steps_are_decided_in_their_turn(self):
        form = self._submitted()
        waiting = form.review_ids.filtered(lambda review: review.name == "Region")
        with self._refused("not to be decided now \\(Not yet its turn\\)"):
            self._as(self.manager_east, waiting).action_approve()
        self._decide(self.supervisor_shanghai, form, "reject", "No")
        with self._refused("not to be decided now"):
            waiting.with_user(self.manager_east).sudo().action_approve()

    def test_days_late(self):
        with self._at("2026-03-02"):
            form = self._submitted()
        review = self._pending(form)
        for day, late, age in (("2026-03-05", 0, 3), ("2026-03-06", 1, 4), ("2026-03-20", 15, 18)):
            with self.subTest(day=day), self._at(day):
                self.assertEqual((review.days_late, review.age_days), (late, age))
        with self._at("2026-03-07"):
            self._decide(self.supervisor_shanghai, form)
        with self._at("2026-04-01"):
            self.assertEqual((review.days_late, review.age_days), (2, 5))

    def test_waiting_for_me(self):
        form = self._submitted()
        other = self._submitted(self.rep_beijing, unit_id=self.beijing.id)
        for user, expected in (
            (self.supervisor_shanghai, form),
            (self.supervisor_north, other),
            (self.manager_east, form.browse()),
            (self.rep_shanghai, form.browse()),
        ):
            reviews = self.env["kam.approval.review"].with_user(user)
            forms = self.env[FORM].with_user(user)
            with self.subTest(user=user.login):
                mine = reviews.search([("is_mine", "=", True)])
                self.assertEqual(mine.mapped("res_id"), expected.ids)
                self.assertEqual(forms.search([("is_waiting_for_me", "=", True)]).sudo(), expected)
                rest = reviews.search([("is_mine", "=", False)])
                self.assertFalse(rest.sudo() & mine.sudo())
                everything = reviews.search([("is_mine", "in", [True, False])])
                self.assertEqual(everything, mine | rest)
                self.assertEqual(
                    [review.is_mine for review in everything],
                    [review in mine for review in everything],
                )
                self.assertFalse(
                    forms.search([("is_waiting_for_me", "=", False)]).sudo() & expected
                )

    def test_no_activity_asks_for_a_decision(self):
        form = self._submitted()
        own = form.activity_schedule("mail.mail_activity_data_todo", summary="Area")
        self._decide(self.supervisor_shanghai, form)
        self._decide(self.manager_east, form, "return", "Not yet")
        self.assertEqual(
            self.env["mail.activity"].search(
                [("res_model", "=", form._name), ("res_id", "=", form.id)]
            ),
            own,
        )

    # ------------------------------------------------------------------
    # extension
    # ------------------------------------------------------------------

    def _extendable(self, **vals):
        self._route(
            [
                self._step(
                    1,
                    "Area",
                    "area",
                    "supervisor",
                    extension_max_days=7,
                    extension_role="director",
                )
            ],
            **vals,
        )
        with self._at("2026-03-02"):
            return self._pending(self._submitted())

    def test_extended_once_by_the_role_above(self):
        review = self._extendable()
        with self._at("2026-03-05"):
            for user in (self.supervisor_shanghai, self.manager_east, self.administrator):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._as(user, review).action_extend(2, "More to find out")
            with self._refused("“Reason” is empty"):
                self._as(self.director, review).action_extend(2, " ")
            self._as(self.director, review).action_extend(2, "More to find out")
            self.assertRecordValues(
                review,
                [
                    {
                        "extended_by_id": self.director.id,
                        "extension_reason": "More to find out",
                    }
                ],
            )
            self.assertEqual(str(review.date_due), "2026-03-07")
            self.assertEqual(str(review.date_due_before), "2026-03-05")
            self.assertEqual(str(review._find_duties().date_due), "2026-03-07")
            with self._refused("second extension is not possible"):
                self._as(self.director, review).action_extend(1, "Again")

    def test_extended_as_far_as_possible(self):
        review = self._extendable()
        with self._at("2026-03-03"):
            self._as(self.director, review).action_extend(0, "More to find out")
        self.assertEqual(str(review.date_due), "2026-03-09")

    def test_the_total_limit_bounds_the_extension(self):
        review = self._extendable(total_days=5)
        with self._at("2026-03-03"):
            with self._refused("extended to 03/07/2026 at most"):
                self._as(self.director, review).action_extend(3, "More to find out")
            self._as(self.director, review).action_extend(2, "More to find out")
        self.assertEqual(str(review.date_due), "2026-03-07")

    def test_days_that_make_no_sense(self):
        for day_count in ("calendar", "working"):
            review = self._extendable(day_count=day_count)
            for days in (-1, -(10**9), 10**9, 8, "3", 1.5, None):
                with (
                    self.subTest(days=days, day_count=day_count),
                    self._at("2026-03-03"),
                    self.assertRaises(UserError),
                ):
                    self._as(self.director, review).action_extend(days, "More to find out")

    def test_over_rpc(self):
        review = self._pending(self._submitted())
        reviews = self.env["kam.approval.review"]
        for method in ("_decide", "_protected_write", "_open", "_cancel_open", "_extend"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(reviews.with_user(self.supervisor_shanghai), method, [review.ids], {})
        call_kw(
            reviews.with_user(self.supervisor_shanghai), "action_approve", [review.ids, "Fine"], {}
        )
        self.assertEqual(review.state, "approved")
