from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import TODAY, day
from .common import KamCreditChangeCommon

SECRET = "Rate 77.77 % in spite of the strike"


@tagged("post_install", "-at_install")
class TestKamCreditChangeDeciders(KamCreditChangeCommon):
    """Who may decide a request, and who may not whatever position they hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south_reviewer = cls.make_user("south_reviewer", cls.south, "credit_reviewer")

    def hold(self, user, unit, role):
        self.root["kam.position"].create(
            {"user_id": user.id, "unit_id": unit.id, "role": role, "date_from": day(-5)}
        )

    def delegate(self, user, to):
        return (
            self.env["kam.approval.delegation"]
            .with_user(user)
            .create(
                {
                    "user_id": user.id,
                    "delegate_id": to.id,
                    "company_id": self.company.id,
                    "date_from": TODAY,
                    "date_to": day(5),
                }
            )
        )

    def assertCannotDecide(self, change, user):
        for attempt in ("action_approve", "action_return", "action_reject"):
            with self.subTest(user=user.login, attempt=attempt), self.assertRaises(AccessError):
                getattr(self.review(change, user), attempt)("Opinion")
        self.assertTrue(self.review(change))

    def test_region_then_headquarters(self):
        change = self.submitted()
        self.assertEqual(self.review(change).candidate_ids, self.credit_reviewer)
        for user in (
            self.credit_officer
            | self.supervisor
            | self.north_manager
            | self.credit_approver
            | self.director
            | self.south_reviewer
            | self.credit_admin
        ):
            self.assertCannotDecide(change, user)
        self.verify(change)
        approvers = self.credit_approver | self.second_approver
        self.assertEqual(self.review(change).candidate_ids, approvers)
        for user in self.credit_officer | self.credit_reviewer | self.director:
            self.assertCannotDecide(change, user)
        self.sign(change)
        self.assertEqual(change.approval_state, "approved")

    def test_the_region_writes_an_opinion(self):
        change = self.submitted()
        with self.assertRaisesRegex(UserError, "Opinion"):
            self.review(change, self.credit_reviewer).action_approve(" ")

    def test_the_second_of_two_hears_so(self):
        change = self.submitted()
        self.verify(change)
        review = self.review(change)
        self.sign(change, self.second_approver)
        with self.assertRaises(UserError):
            review.with_user(self.credit_approver).action_reject("No")
        self.assertEqual(change.approval_state, "approved")
        self.assertEqual(review.decided_by_id, self.second_approver)

    def test_the_author_never_decides(self):
        self.hold(self.credit_officer, self.north, "credit_reviewer")
        change = self.submitted()
        self.assertEqual(self.review(change).candidate_ids, self.credit_reviewer)
        self.assertCannotDecide(change, self.credit_officer)
        with self.assertRaisesRegex(ValidationError, "created or submitted"), self.cr.savepoint():
            self.delegate(self.credit_reviewer, self.credit_officer)
        self.assertFalse(self.review(change).delegate_ids)
        self.assertCannotDecide(change, self.credit_officer)

    def test_neither_who_created_nor_who_submitted(self):
        second = self.make_user("second_officer", self.area, "credit_officer")
        for user in self.credit_officer | second:
            self.hold(user, self.north, "credit_reviewer")
        change = self.request()
        self.submit(change, second)
        self.assertCannotDecide(change, self.credit_officer)
        self.assertCannotDecide(change, second)

    def test_nobody_left_to_decide(self):
        self.hold(self.credit_officer, self.north, "credit_reviewer")
        self.positions["credit_reviewer"].action_end()
        change = self.request()
        with (
            self.assertRaisesRegex(UserError, "Verification by the region"),
            self.cr.savepoint(),
        ):
            self.submit(change)
        self.env.invalidate_all()
        self.assertEqual(change.approval_state, "draft")
        self.assertFalse(change.review_ids)

    def test_nobody_decides_two_steps(self):
        self.hold(self.credit_reviewer, self.headquarters, "credit_approver")
        change = self.submitted()
        self.verify(change)
        self.assertNotIn(self.credit_reviewer, self.review(change).candidate_ids)
        self.assertCannotDecide(change, self.credit_reviewer)
        self.delegate(self.credit_approver, self.credit_reviewer)
        self.assertCannotDecide(change, self.credit_reviewer)

    def test_who_submitted_a_proposal_is_its_author(self):
        self.hold(self.credit_officer, self.north, "credit_reviewer")
        change = self.propose()
        self.submit(change)
        self.assertCannotDecide(change, self.credit_officer)

    def test_a_delegate_from_elsewhere(self):
        change = self.submitted()
        with self.assertRaises(AccessError):
            change.with_user(self.south_reviewer).read(["justification"])
        partner = self.make_customer("Other")
        self.make_key(partner)
        other = self.request(partner=partner)
        self.delegate(self.credit_reviewer, self.south_reviewer)
        self.assertEqual(self.review(change).delegate_ids, self.south_reviewer)
        seen = change.with_user(self.south_reviewer)
        self.env.invalidate_all()
        self.assertEqual(seen.justification, "Bought a lot")
        self.assertTrue(seen.is_waiting_for_me)
        with self.assertRaises(AccessError):
            other.with_user(self.south_reviewer).read(["justification"])
        with self.assertRaises(AccessError):
            self.acme.with_user(self.south_reviewer).read(["tier_id"])
        self.verify(change, self.south_reviewer)
        first = change.review_ids.sorted("sequence")[0]
        self.assertEqual(first.decided_by_id, self.south_reviewer)
        self.assertEqual(first.on_behalf_of_id, self.credit_reviewer)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            seen.read(["justification"])

    def test_a_delegate_without_the_right(self):
        change = self.submitted()
        with self.assertRaisesRegex(ValidationError, "none of the roles"), self.cr.savepoint():
            self.delegate(self.credit_reviewer, self.supervisor)
        self.assertFalse(self.review(change).delegate_ids)
        self.assertCannotDecide(change, self.supervisor)

    def test_a_delegation_that_is_over(self):
        change = self.submitted()
        self.delegate(self.credit_reviewer, self.south_reviewer)
        with self.at(6):
            with self.assertRaises(AccessError):
                self.review(change, self.south_reviewer).action_approve("Late")
            self.verify(change)


@tagged("post_install", "-at_install")
class TestKamCreditChangeRoles(KamCreditChangeCommon):
    """Who finds, reads, writes and exports requests, opinions and filed forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls.make_user("archivist", groups="kam_management.group_kam_archivist")
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")
        cls.readers = (
            cls.supervisor
            | cls.credit_officer
            | cls.north_manager
            | cls.credit_reviewer
            | cls.credit_approver
            | cls.director
        )
        cls.foreign = cls.south_supervisor | cls.south_officer
        cls.outsiders = (
            cls.representative
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
            | cls.archivist
        )
        export = cls.env.ref("base.group_allow_export")
        exporters = cls.readers | cls.second_approver | cls.foreign | cls.outsiders - cls.portal
        exporters.group_ids = [Command.link(export.id)]

    def setUp(self):
        super().setUp()
        self.store(self.customer)
        self.change = self.changes()
        self.submit(self.change)
        self.review(self.change, self.credit_reviewer).action_approve(SECRET)
        self.sign(self.change)
        self.env.flush_all()
        self.env.invalidate_all()

    def attempts(self, records, fname):
        model = records.browse()
        return {
            "search": lambda: model.search([]),
            "search_count": lambda: model.search_count([(fname, "!=", False)]),
            "name_search": lambda: model.name_search(""),
            "group": lambda: model.formatted_read_group([], ["create_uid"], ["__count"]),
            "read": lambda: records.read([fname]),
            "web_read": lambda: records.web_read({fname: {}}),
            "export": lambda: records.export_data([fname]),
        }

    def assertRefused(self, user, records, fname):
        for name, attempt in self.attempts(records.with_user(user), fname).items():
            with (
                self.subTest(user=user.login, model=records._name, attempt=name),
                self.assertRaises(UserError),
            ):
                attempt()

    def assertInvisible(self, user, records, fname):
        """Assert that a user, who may read others, finds none of some records."""
        with self.subTest(user=user.login, model=records._name):
            model = self.env[records._name].with_user(user)
            self.assertFalse(model.search([("id", "in", records.ids)]))
            for attempt in ("read", "export_data"):
                with self.assertRaises(AccessError):
                    getattr(records.with_user(user), attempt)([fname])

    def test_readers(self):
        for user in self.readers | self.credit_admin:
            with self.subTest(user=user.login):
                seen = self.env["kam.credit.change"].with_user(user).search([])
                self.assertIn(self.change.id, seen.ids)
                self.assertEqual(self.change.with_user(user).transaction_amount, 3000)

    def test_everybody_else(self):
        for user in self.outsiders:
            self.assertRefused(user, self.change, "transaction_amount")
        for user in self.foreign:
            self.assertInvisible(user, self.change, "transaction_amount")

    def test_opinions(self):
        reviews = self.change.review_ids
        for user in self.readers:
            with self.subTest(user=user.login):
                self.assertIn(SECRET, reviews.with_user(user).mapped("opinion"))
        for user in (self.outsiders - self.portal) | self.foreign:
            self.assertInvisible(user, reviews, "opinion")
        self.assertRefused(self.portal, reviews, "opinion")

    def test_opinions_after_the_position_has_ended(self):
        reviews = self.change.review_ids
        for name in ("credit_officer", "second_approver"):
            user = getattr(self, name)
            self.assertIn(SECRET, reviews.with_user(user).mapped("opinion"))
            self.positions[name].action_end()
            self.env.invalidate_all()
            self.assertInvisible(user, reviews, "opinion")
        self.assertRefused(self.credit_officer, self.change, "transaction_amount")

    def test_filed_forms(self):
        entry = self.change.archive_entry_ids
        self.assertEqual(len(entry), 1)
        self.assertTrue(entry.is_confidential)
        for user in self.readers:
            with self.subTest(user=user.login):
                self.assertTrue(entry.with_user(user).read(["page"]))
        for user in self.foreign | self.representative | self.archivist | self.kam_admin:
            self.assertInvisible(user, entry, "page")
        for user in self.accountant | self.clerk | self.portal:
            self.assertRefused(user, entry, "page")

    def test_conversation_and_documents(self):
        self.change.message_post(body=SECRET)
        attachment = self.root["ir.attachment"].create(
            {
                "name": "figures.txt",
                "raw": SECRET,
                "res_model": self.change._name,
                "res_id": self.change.id,
            }
        )
        for user in (self.outsiders - self.portal) | self.foreign:
            with self.subTest(user=user.login):
                messages = self.env["mail.message"].with_user(user)
                self.assertFalse(messages.search([("body", "ilike", "77.77")]))
                activities = self.env["mail.activity"].with_user(user)
                self.assertFalse(activities.search([("res_model", "=", self.change._name)]))
                with self.assertRaises(AccessError):
                    attachment.with_user(user).read(["raw"])

    def test_who_opens_requests(self):
        partner = self.make_customer("New")
        self.make_key(partner)
        for user in (
            self.outsiders
            | self.foreign
            | self.supervisor
            | self.north_manager
            | self.credit_reviewer
            | self.credit_approver
            | self.director
            | self.credit_admin
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.request(partner=partner, user=user)
        self.assertTrue(self.request(partner=partner))

    def test_who_changes_a_draft(self):
        partner = self.make_customer("New")
        self.make_key(partner)
        change = self.request(partner=partner)
        for user in (
            self.outsiders | self.foreign | self.supervisor | self.director | self.credit_admin
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    change.with_user(user).justification = "Mine"
                with self.assertRaises(AccessError):
                    change.with_user(user).action_submit()
                with self.assertRaises(AccessError):
                    change.with_user(user).unlink()
        change.with_user(self.credit_officer).justification = "Better"
        self.assertEqual(change.justification, "Better")

    def test_what_the_account_tells(self):
        """Neither the account's history nor its conversation names the tier."""
        account = self.account.with_user(self.representative)
        texts = [*account.event_ids.mapped("reason"), *account.message_ids.mapped("body")]
        for text in texts:
            self.assertNotRegex(text, r"(?i)\bred\b|tier|77")

    def test_figures_of_a_request_through_other_models(self):
        for model, leaf in (
            ("kam.account", ("credit_profile_id.event_ids.document_name", "!=", False)),
            ("res.partner", ("kam_credit_profile_id.tier_id", "!=", False)),
        ):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.representative)
                try:
                    found = records.search([leaf])
                except (ValueError, UserError):
                    continue
                self.assertFalse(found)

    def test_other_company(self):
        other = self.setup_other_company()
        self.director.company_ids |= other
        for model in ("kam.credit.change", "kam.approval.review", "kam.archive.entry"):
            records = self.env[model].with_user(self.director)
            with self.subTest(model=model):
                self.assertTrue(records.search([]))
                elsewhere = records.with_context(allowed_company_ids=other.ids)
                self.assertFalse(elsewhere.search([]))
