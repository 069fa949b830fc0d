from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestKamServiceScheme(ServiceCommon):
    """Who serves a customer with what: kept as it was when it was approved."""

    def _scheme(self, account=None, user=None):
        account = account or self.mill
        scheme = self.env["kam.service.scheme"].with_user(user or account.manager_id)
        return scheme.create({"account_id": account.id}).sudo()

    def _member(self, duty="sales", account=None, user=None, **vals):
        return self.env["kam.account.team"].create(
            {
                "account_id": (account or self.mill).id,
                "user_id": (user or self.rep_hangzhou).id,
                "duty": duty,
                **vals,
            }
        )

    def test_begins_with_what_the_class_is_offered(self):
        scheme = self._scheme()
        self.assertIn(self.rush, scheme.line_ids.content_id)
        self.assertEqual(scheme.line_ids.mapped("sequence"), list(range(1, 13)))
        small = self._scheme(self.shop)
        self.assertNotIn(self.gifts, small.line_ids.content_id)
        self.assertTrue(scheme.application)

    def test_what_nobody_wrote_is_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        scheme = self._scheme().with_context(lang="en_US")
        chinese = scheme.with_context(lang="zh_CN")
        self.assertIn("Whoever serves the customer", scheme.application)
        self.assertNotIn("Whoever", chinese.application)
        chinese.write({"application": chinese.application, "evaluation": "每月一次。"})
        self.assertIn("Whoever serves the customer", scheme.application)
        self.assertEqual(scheme.evaluation, "每月一次。")
        self.assertEqual(chinese._get_content(), scheme._get_content())

    def test_team_is_kept_as_it_was(self):
        member = self._member()
        scheme = self._scheme()
        self.submit(scheme, self.rep_shanghai)
        self.approve(scheme, self.supervisor_shanghai)
        self.approve(scheme, self.manager_east)
        self.assertEqual(scheme.approval_state, "approved")
        member.action_end()
        rows = {row["label"]: row for row in scheme.with_context(lang="en_US")._get_team_rows()}
        self.assertEqual(rows["Sales support"]["members"][0]["name"], self.rep_hangzhou.name)
        self.assertFalse(rows["Training support"]["members"])
        with self.assertRaises(UserError):
            self.seen_by(self.rep_shanghai, scheme).line_ids.write({"arrangement": "Other"})

    def test_a_revision_is_an_edition_of_its_own(self):
        scheme = self._scheme()
        self.submit(scheme, self.rep_shanghai)
        self.approve(scheme, self.supervisor_shanghai)
        self.approve(scheme, self.manager_east)
        self.revise(scheme, self.rep_shanghai)
        edition = scheme.edition_ids
        self.assertEqual((edition.number, edition.revision_mark), (scheme.number, "A"))
        self.assertEqual(edition.line_ids.content_id, scheme.line_ids.content_id)
        self.assertEqual(scheme.control_status, "controlled")

    def test_the_customer_is_part_of_the_title(self):
        scheme = self._scheme().with_context(lang="en_US")
        self.assertEqual(scheme._get_print_name(), "Key Account Service Scheme of Mill")
        self.assertIn("Mill", scheme.display_name)

    def test_gaps_and_members_about_to_leave(self):
        self._member("finance", date_to=self._days(10))
        own = self.seen_by(self.rep_shanghai, self.mill).with_context(lang="en_US")
        self.assertIn("Training support", own.team_gaps)
        self.assertNotIn("Finance support", own.team_gaps)
        self.assertIn("Finance support", own.team_ending)
        found = own.search([("has_team_gaps", "=", True)])
        self.assertIn(self.mill, found.sudo())
        self._member("finance", user=self.supervisor_shanghai, date_from=self._days(11))
        self.env.invalidate_all()
        self.assertFalse(own.team_ending)
        for duty in ("sales", "marketing", "after_sales", "training"):
            self._member(duty)
        self.env.invalidate_all()
        self.assertFalse(own.team_gaps)
        self.assertNotIn(self.mill, own.search([("has_team_gaps", "=", True)]).sudo())

    def test_a_deputy_sees_the_account_on_their_days_only(self):
        member = self._member()
        deputy = self._member(
            user=self.rep_beijing,
            deputy_of_id=member.id,
            date_from=self._days(3),
            date_to=self._days(5),
        )
        request = self._request(self.rush)
        for day, is_seen in ((2, False), (3, True), (5, True), (6, False)):
            with self._at(self._days(day)), self.subTest(day=day):
                deputy._refresh_current()
                own = self.seen_by(self.rep_beijing, self.mill)
                self.assertEqual(own.has_access("read"), is_seen)
                self.assertEqual(
                    self.seen_by(self.rep_beijing, request).has_access("read"), is_seen
                )
                if not is_seen:
                    with self.assertRaises(AccessError):
                        self._request(self.rush, user=self.rep_beijing)

    def test_a_deputy_stands_in_for_somebody_of_the_team(self):
        member = self._member()
        for vals in (
            {"duty": "finance"},
            {"account": self.shop, "duty": "sales"},
            {"user": self.rep_hangzhou, "date_from": self._days(900)},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._member(**{"user": self.rep_beijing, "deputy_of_id": member.id, **vals})
        manager = self._member("account_manager", user=self.rep_shanghai)
        deputy = self._member("account_manager", user=self.rep_hangzhou, deputy_of_id=manager.id)
        self.assertTrue(deputy.is_current)

    def test_roles(self):
        scheme = self._scheme()
        table = {
            (self.rep_shanghai, self.supervisor_shanghai, self.manager_east): "rwcd",
            (self.rep_beijing,): "",
            (self.rep_hangzhou,): "",
        }
        self.assertRights(scheme, table)
        self.assertRights(scheme.line_ids[:1], table)
