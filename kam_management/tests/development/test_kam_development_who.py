from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kam_management.rules import letters

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentWho(DevelopmentCommon):
    """Who develops a customer, who is one, and what holds until it is decided."""

    def test_developers_see_the_account_and_work_on_it(self):
        for user in (self.portal, self.accountant, self.employee, self.rep_shanghai):
            with self.subTest(user=user.login), self.assertRaisesRegex(ValidationError, "position"):
                self._development(developer_id=user.id)
        development = self._development()
        for user in (self.portal, self.accountant, self.rep_shanghai):
            with self.subTest(user=user.login), self.assertRaisesRegex(ValidationError, "position"):
                self.seen_by(self.rep_beijing, development).action_change_developer(user.id)
        self.seen_by(self.rep_beijing, development).action_change_developer(
            self.supervisor_north.id, "She knows them"
        )
        self.assertEqual(development.developer_id, self.supervisor_north)

    def test_whoever_develops_decides_neither_scheme_nor_record(self):
        development = self._filled()
        self.seen_by(self.rep_beijing, development).action_change_developer(
            self.supervisor_north.id
        )
        self.submit(development, self.rep_beijing)
        self.assertIn(self.supervisor_north, development._get_authors())
        self.assertNotIn(self.supervisor_north, self._pending(development).candidate_ids)
        with self.assertRaisesRegex(UserError, "is in review"):
            self.seen_by(self.rep_beijing, development).action_change_developer(self.rep_beijing.id)

    def test_what_is_asked_is_what_the_company_asks(self):
        development = self._filled()
        self.assertTrue(development.is_worth)
        self.company.kam_least_value = 1e9
        self.assertFalse(development.is_worth)
        self.assertIn("1,000,000,000", development.verdict)
        self.submit(development, self.rep_beijing)
        self.company.kam_least_value = 0
        self.assertFalse(development.is_worth)

    def test_nothing_forecast_is_not_worth_it(self):
        development = self._development()
        self.assertFalse(development.is_worth)
        self.assertFalse(development.verdict)

    def test_colleagues_and_our_companies_are_no_customers(self):
        seen = self.rep_beijing
        for partner in (self.company.partner_id, self.rep_shanghai.partner_id):
            with self.subTest(partner=partner.name), self.assertRaisesRegex(UserError, "one of us"):
                partner.with_user(seen).action_kam_develop()
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(seen).action_kam_develop()

    def test_a_group_moves_where_one_leads(self):
        group = self.env["kam.account.group"].create({"name": "North", "unit_id": self.north.id})
        with self.assertRaises(AccessError):
            self.seen_by(self.supervisor_north, group).unit_id = self.shanghai

    def test_a_day_is_read(self):
        letter = self.env["kam.development.letter"].new({})
        for body, is_read in (
            ("<p>Until {day}</p>", True),
            ('<p>no</p><img src="http://x/{day}.png">', False),
            ('<p style="display: none">{day}</p>', False),
            ("<p>x<!-- {day} --></p>", False),
            ('<p>x<span title="{day}"></span></p>', False),
        ):
            letter.body = body
            with self.subTest(body=body):
                self.assertEqual(letters.has_day(letter._read_body()), is_read)
