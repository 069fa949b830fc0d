from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FORM, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalSuperior(ApprovalCommon):
    """Steps for whoever is above the authors, and steps of several roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.general_manager = cls._user("general_manager")
        cls._position(cls.general_manager, cls.centre, "general_manager")
        cls._route([cls._superior(1)])

    @classmethod
    def _superior(cls, sequence, name="Superior", **vals):
        return cls._step(sequence, name, False, False, assign="superior", **vals)

    def _asked_of(self, author, unit, **vals):
        # sudo: some authors see no unit
        forms = self.env[FORM].with_user(author).sudo()
        form = forms.create({"name": "Form", "unit_id": unit.id, **vals})
        self.submit(form, author)
        return self._pending(form).candidate_ids

    def test_the_next_above_the_author_is_asked(self):
        manager_too = self._user("manager_too")
        self._position(manager_too, self.shanghai, "manager")
        # made by, of unit, asked
        for author, unit, superior in (
            (self.rep_shanghai, self.shanghai, self.supervisor_shanghai),
            # nobody leads Hangzhou itself
            (self.rep_hangzhou, self.hangzhou, self.manager_east),
            # an area that somebody supervises who writes the form
            (self.supervisor_shanghai, self.shanghai, manager_too),
            (self.manager_east, self.shanghai, self.director),
            (self.manager_east, self.east, self.director),
            (self.director, self.shanghai, self.general_manager),
            # without a position somebody stands below all who lead
            (self.employee, self.shanghai, self.supervisor_shanghai),
        ):
            with self.subTest(author=author.login, unit=unit.name):
                self.assertEqual(self._asked_of(author, unit), superior)

    def test_one_of_equal_rank_is_no_superior(self):
        other = self._user("supervisor_other")
        self._position(other, self.shanghai, "supervisor")
        developer = self._user("development_manager")
        self._position(developer, self.east, "development_manager")
        self.assertEqual(
            self._asked_of(self.supervisor_shanghai, self.shanghai), self.manager_east | developer
        )
        self.assertEqual(self._asked_of(developer, self.shanghai), self.director)

    def test_above_all_who_wrote_the_form(self):
        form = self._form(self.rep_shanghai)
        self.submit(form, self.manager_east)
        self.assertEqual(self._pending(form).candidate_ids, self.director)
        with self.assertRaises(AccessError):
            self._decide(self.supervisor_shanghai, form)
        self.approve(form, self.director)
        self.assertEqual(form.approval_state, "approved")

    def test_whoever_else_wrote_the_form(self):
        """A form may say who its authors are, besides those who typed and submitted it."""

        def get_authors(form):
            return form.create_uid | form.submitted_by_id | form.in_charge_id

        self.patch(self.registry["kam.test.form"], "_get_authors", get_authors)
        asked = self._asked_of(
            self.rep_shanghai, self.shanghai, in_charge_id=self.supervisor_shanghai.id
        )
        self.assertEqual(asked, self.manager_east)

    def test_rank_counts_wherever_it_is_held(self):
        """Who leads another unit is no subordinate here."""
        self._position(self.rep_shanghai, self.beijing, "manager")
        self.assertEqual(self._asked_of(self.rep_shanghai, self.shanghai), self.director)

    def test_with_nobody_above_the_step_is_passed_over(self):
        form = self._form(self.general_manager)
        self.submit(form, self.general_manager)
        self.assertEqual(form.approval_state, "approved")
        review = form.review_ids
        self.assertRecordValues(
            review, [{"state": "passed", "pass_reason": "none_above", "days_late": 0}]
        )
        self.assertEqual(review.outcome, "Passed over: None above")
        self.assertFalse(form.approved_by_id)
        self.assertEqual(form.approval_standing, "complete", "nobody has approved it")
        self.assertEqual(form.archive_entry_ids.approval_state, "complete")
        self.assertEqual(form.archive_count, 1)
        self.assertFalse(self._duties(form))
        self.assertEqual(form.happened, "approved")

    def test_an_area_with_one_person(self):
        """A form that the only person of the organisation writes is complete at once."""
        lonely = self._unit("Lonely Centre", "headquarters")
        area = self._unit("Lonely Area", "area", lonely)
        only = self._user("only")
        self._position(only, area, "supervisor")
        form = self._form(only, unit_id=area.id)
        self.submit(form, only)
        self.assertEqual(form.approval_state, "approved")
        self._route([self._superior(1), self._step(2, "Centre", "headquarters", "director")])
        form = self._form(only, unit_id=area.id)
        with self._refused("Nobody could decide “Centre”"):
            self.submit(form, only)

    def test_the_next_step_follows_what_is_passed_over(self):
        self._route([self._superior(1), self._step(2, "Region", "region", "manager")])
        form = self._form(self.general_manager)
        self.submit(form, self.general_manager)
        self.assertEqual(self._pending(form).name, "Region")
        self.approve(form, self.manager_east)
        self.assertEqual(form.approved_by_id, self.manager_east)
        self.assertEqual(form.approval_standing, "approved")

    def test_a_second_superior_is_the_one_above(self):
        self._route([self._superior(1), self._superior(2, "Above")])
        form = self._submitted()
        self.approve(form, self.supervisor_shanghai)
        self.assertEqual(self._pending(form).candidate_ids, self.manager_east)
        # with one person above only the first is asked
        form = self._form(self.director)
        self.submit(form, self.director)
        self.approve(form, self.general_manager)
        self.assertEqual(form.approval_state, "approved")
        self.assertEqual(form.review_ids.sorted("sequence").mapped("state"), ["approved", "passed"])

    def test_superiors_side_by_side_are_two_people(self):
        self._route([self._superior(1), self._superior(1, "Another")])
        form = self._submitted()
        first, second = self._pending(form).sorted("id")
        first.with_user(self.supervisor_shanghai).action_approve()
        self.assertEqual(second.candidate_ids, self.manager_east)
        form = self._form(self.director)
        self.submit(form, self.director)
        self.assertEqual(sorted(form.review_ids.mapped("state")), ["passed", "pending"])

    def test_who_is_needed_elsewhere_is_spared(self):
        """The director decides the last step: the superior of a manager is the next above."""
        self._route([self._superior(1), self._step(2, "Centre", "headquarters", "director")])
        form = self._form(self.manager_east)
        self.submit(form, self.manager_east)
        self.assertEqual(self._pending(form).candidate_ids, self.general_manager)
        self.approve(form, self.general_manager, self.director)
        self.assertEqual(form.approval_state, "approved")

    def test_who_is_needed_elsewhere_is_no_superior(self):
        self.env["kam.position"].search([("user_id", "=", self.general_manager.id)]).action_end()
        self._route([self._superior(1), self._step(2, "Centre", "headquarters", "director")])
        form = self._form(self.manager_east)
        self.submit(form, self.manager_east)
        self.assertEqual(self._pending(form).name, "Centre")
        self.approve(form, self.director)
        self.assertEqual(form.approval_state, "approved")

    def test_superiors_are_those_of_now(self):
        form = self._submitted()
        review = self._pending(form)
        self.assertEqual(review.candidate_ids, self.supervisor_shanghai)
        self.position_supervisor_shanghai.action_end()
        self.assertEqual(review.candidate_ids, self.manager_east)
        # the author has risen
        self._position(self.rep_shanghai, self.east, "manager")
        self.assertEqual(review.candidate_ids, self.director)
        self.assertEqual(self._duties(form).worker_ids, self.director)

    def test_who_was_asked_and_leaves_is_not_taken_for_consent(self):
        form = self._form(self.director)
        self.submit(form, self.director)
        self.env["kam.position"].search([("user_id", "=", self.general_manager.id)]).action_end()
        self.assertFalse(self._pending(form).candidate_ids)
        self.assertEqual(form.approval_state, "in_review")

    def test_delegates_of_a_superior(self):
        form = self._form(self.supervisor_shanghai)
        self.submit(form, self.supervisor_shanghai)
        review = self._pending(form)
        self.assertEqual(review.candidate_ids, self.manager_east)
        group = self.env.ref("kam_management.group_kam_manager")
        # with the rights of a manager by hand: below the author, and beside the ladder
        below, outside = self._user("below"), self._user("outside")
        self._position(below, self.hangzhou, "representative")
        (below | outside).group_ids = [Command.link(group.id)]
        for delegate, may in ((below, False), (outside, True), (self.manager_north, True)):
            delegation = self.env["kam.approval.delegation"].create(
                {
                    "user_id": self.manager_east.id,
                    "delegate_id": delegate.id,
                    "date_from": self._days(-1),
                    "date_to": self._days(1),
                }
            )
            with self.subTest(delegate=delegate.login):
                self.assertEqual(delegate in review.delegate_ids, may)
            delegation.unlink()

    # ------------------------------------------------------------------
    # several roles
    # ------------------------------------------------------------------

    def test_any_holder_of_several_roles(self):
        vice = self._user("vice_president")
        self._position(vice, self.centre, "vice_president")
        self._route(
            [self._step(1, "Board", "headquarters", "general_manager", role_2="vice_president")]
        )
        form = self._submitted()
        review = self._pending(form)
        self.assertEqual(review.candidate_ids, self.general_manager | vice)
        self.assertEqual(review.asked, "General manager or Vice president")
        self.assertEqual(
            (review.role, review.roles), ("general_manager", "general_manager, vice_president")
        )
        self.approve(form, vice)
        self.assertEqual(form.approval_state, "approved")

    def test_the_nearest_unit_wins_whatever_the_role(self):
        self._route([self._step(1, "One", "area", "director", role_2="supervisor")])
        form = self._submitted()
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai)
        # a role that is named second counts as well
        second = self._user("second")
        self._position(second, self.shanghai, "supervisor")
        self.assertEqual(self._pending(form).candidate_ids, self.supervisor_shanghai | second)
        self.position_supervisor_shanghai.action_end()
        self.env["kam.position"].search([("user_id", "=", second.id)]).action_end()
        self.assertEqual(self._pending(form).candidate_ids, self.director)

    def test_routes_of_roles_keep_their_meaning(self):
        """A step that names a role is decided by its holders, whoever wrote the form."""
        self._route([self._step(1, "Area", "area", "supervisor")])
        self.assertEqual(self._asked_of(self.manager_east, self.shanghai), self.supervisor_shanghai)
