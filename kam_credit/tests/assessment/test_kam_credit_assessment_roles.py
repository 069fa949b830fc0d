from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KamCreditAssessmentCommon


@tagged("post_install", "-at_install")
class TestKamCreditAssessmentRoles(KamCreditAssessmentCommon):
    """Who reads, scores, submits and decides; and that nobody else learns of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")

    def test_rights(self):
        sheet = self.assess()
        reading = (
            self.credit_officer
            | self.supervisor
            | self.north_manager
            | self.credit_reviewer
            | self.credit_approver
            | self.director
            | self.credit_admin
        )
        others = (
            self.representative
            | self.south_supervisor
            | self.south_officer
            | self.accountant
            | self.clerk
            | self.kam_admin
            | self.portal
        )
        for user in reading:
            with self.subTest(user=user.login):
                self.assertTrue(sheet.with_user(user).read(["score"]))
                self.assertTrue(sheet.line_ids.with_user(user).read(["contribution"]))
        for user in others:
            sheets, lines = sheet.with_user(user), sheet.line_ids.with_user(user)
            for attempt in (
                lambda sheets=sheets: sheets.read(["score"]),
                lambda lines=lines: lines.read(["contribution"]),
                lambda sheets=sheets: sheets.export_data(["score"]),
            ):
                # whoever may not export at all is told so first
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    attempt()
            if sheets.has_access("read") or user == self.south_supervisor:
                self.assertFalse(sheets.search([("score", ">=", 0)]))
                self.assertFalse(lines.search_count([("contribution", ">=", 0)]))
                self.assertFalse(sheets.formatted_read_group([], ["tier_rated_id"], ["__count"]))

    def test_who_begins_and_writes(self):
        for user in self.supervisor | self.credit_reviewer | self.credit_approver | self.director:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.assess(user=user)
        with self.assertRaises(AccessError):
            self.assess(user=self.south_officer)
        sheet = self.assess()
        for user in self.supervisor | self.credit_approver | self.south_officer | self.director:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.judge(sheet, 80, user=user)

    def test_roles_count_over_the_unit(self):
        # an officer elsewhere who reads this customer as a supervisor, or as administrator
        self.root["kam.position"].create(
            {
                "user_id": self.south_officer.id,
                "unit_id": self.area.id,
                "role": "supervisor",
                "date_from": "2024-01-01",
            }
        )
        administrator = self.make_user("south_admin", self.south_area, "credit_officer")
        administrator.group_ids |= self.env.ref("kam_credit.group_credit_administrator")
        sheet = self.assess()
        for user in self.south_officer | administrator:
            own = sheet.with_user(user)
            self.assertTrue(own.read(["score"]))
            for attempt in (
                lambda user=user: self.judge(sheet, 80, user=user),
                lambda user=user: self.judge(sheet, 80, user=user, field="second_level_id"),
                lambda own=own: own.write({"conclusion": "Fine"}),
            ):
                with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "unit"):
                    attempt()
        sheet._cancel("figures")
        for user in self.south_officer | administrator:
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "unit"):
                self.assess(user=user)

    def test_who_verifies_gives_no_first_score(self):
        sheet = self.assess()
        own = sheet.with_user(self.credit_reviewer)
        for attempt in (
            lambda: self.judge(sheet, 80, user=self.credit_reviewer),
            lambda: own.write({"override_tier_id": self.tiers["green"].id}),
        ):
            with self.assertRaisesRegex(AccessError, "unit"):
                attempt()
        self.judge(sheet, 80, user=self.credit_reviewer, field="second_level_id")

    def test_never_the_own_account_manager(self):
        self.root["kam.position"].create(
            {
                "user_id": self.representative.id,
                "unit_id": self.area.id,
                "role": "credit_officer",
                "date_from": "2024-01-01",
            }
        )
        with self.assertRaisesRegex(AccessError, "look after"):
            self.assess(user=self.representative)
        sheet = self.assess()
        with self.assertRaisesRegex(AccessError, "look after"):
            self.judge(sheet, 80, user=self.representative)
        self.judge(sheet, 80)
        with self.assertRaises(AccessError):
            self.submit(sheet, self.representative)

    def test_the_account_manager_never_decides(self):
        self.account._protected_write({"manager_id": self.credit_reviewer.id})
        second = self.make_user("second_reviewer", self.north, "credit_reviewer")
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        self.assertEqual(self.review(sheet).candidate_ids, second)

    def test_who_scored_never_decides(self):
        # an officer of the area who verifies for the region as well
        both = self.make_user("both", self.north, "credit_reviewer")
        self.root["kam.position"].create(
            {
                "user_id": both.id,
                "unit_id": self.area.id,
                "role": "credit_officer",
                "date_from": "2024-01-01",
            }
        )
        sheet = self.assess()
        self.judge(sheet, 80, user=both)
        self.submit(sheet)
        self.assertEqual(self.review(sheet).candidate_ids, self.credit_reviewer)

    def test_the_region_then_headquarters(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        self.assertEqual(self.review(sheet).candidate_ids, self.credit_reviewer)
        with self.assertRaisesRegex(UserError, "Opinion"):
            self.review(sheet, self.credit_reviewer).action_approve("")
        self.verify(sheet)
        approvers = self.credit_approver | self.second_approver
        self.assertEqual(self.review(sheet).candidate_ids, approvers)
        self.sign(sheet)
        self.assertEqual(sheet.approved_by_id, self.credit_approver)

    def test_what_is_owed_is_a_secret(self):
        sheet = self.assess()
        self.judge(sheet, 80)
        self.submit(sheet)
        self.verify(sheet)
        self.sign(sheet)
        duties = self.root["kam.deadline"].search([("code", "=", "credit_assessment")])
        self.assertEqual(duties.user_ids, self.credit_officer)
        for user in self.representative | self.south_supervisor | self.accountant:
            with self.subTest(user=user.login):
                own = duties.with_user(user)
                self.assertFalse(own.search([("id", "in", duties.ids)]))
        self.assertTrue(duties.with_user(self.credit_reviewer).search([("id", "in", duties.ids)]))

    def test_the_archive_too(self):
        sheet = self.assessed(80)
        entry = self.root["kam.archive.entry"].search(
            [("res_model", "=", sheet._name), ("res_id", "=", sheet.id)]
        )
        self.assertTrue(entry)
        self.assertTrue(entry.with_user(self.credit_reviewer).read(["name"]))
        for user in self.representative | self.south_supervisor:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                entry.with_user(user).read(["name"])
        reviews = sheet.review_ids
        for user in self.representative | self.south_supervisor:
            with self.subTest(user=user.login):
                self.assertFalse(reviews.with_user(user).search([("id", "in", reviews.ids)]))
