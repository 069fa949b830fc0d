from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import KamCreditLimitCommon


@tagged("post_install", "-at_install")
class TestKamCreditGroup(RightsAssertions, KamCreditLimitCommon):
    """Affiliated customers share a limit: Acme (North One) and Beta (South One)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.make_customer("Beta")
        cls.make_key(partner, tier=cls.red, unit=cls.south_area)
        cls.beta = cls.profile(partner)
        cls.south_manager = cls.make_user("south_manager", cls.south, "manager")

    def form(self, user=None, profiles=None, **vals):
        """Form a group with both customers, as superuser record."""
        group = (
            self.root["kam.credit.group"]
            .with_user(user or self.credit_approver)
            .create(
                {
                    "name": "Holding",
                    "company_id": self.company.id,
                    "credit_limit": 1500,
                    "reason": "One owner",
                    **vals,
                }
            )
        )
        members = self.acme | self.beta if profiles is None else profiles
        if members:
            group.change("Company register", added_ids=members.ids)
        return group.sudo()

    def kinds(self, group):
        return group.event_ids.sorted("id").mapped("kind")

    def test_it_is_formed(self):
        group = self.form()
        self.assertEqual(group.member_ids, self.acme | self.beta)
        self.assertEqual(self.kinds(group), ["created", "added", "added"])
        event = group.event_ids.sorted("id")[-1]
        self.assertEqual((event.user_id, event.reason), (self.credit_approver, "Company register"))
        self.assertEqual(event.credit_limit, 1500)

    def test_both_limits_hold_and_the_lower_one_is_named(self):
        group = self.form()
        self.assertEqual(self.limit_on(), (1000, False, "tier"))
        group.with_user(self.credit_approver).change("Late", {"credit_limit": 600})
        self.assertEqual(self.limit_on(), (600, False, "group"))
        self.assertEqual(self.acme.credit_limit_valid, 600)
        self.granted(1200)
        self.assertEqual(self.limit_on(), (600, False, "group"))
        held = self.acme._get_limits()[self.acme]
        self.assertEqual((held.own.source, held.own.amount), ("temporary", 1200))
        self.assertEqual((held.group.source, held.group.amount), ("group", 600))
        used = {self.acme: {"temporary": 1190, "group": 100}}
        self.assertEqual(self.acme._get_limits(exposures=used)[self.acme].valid, held.own)
        group.with_user(self.credit_approver).change("Fine", {"has_unlimited_credit": True})
        self.assertEqual(self.limit_on(), (1200, False, "temporary"))

    def test_it_limits_who_holds_no_tier(self):
        self.form()
        self.acme._drop_tier("No more")
        self.assertEqual(self.limit_on(), (1500, False, "group"))

    def test_a_limit_of_nothing_is_no_credit(self):
        self.form(credit_limit=0)
        self.assertEqual(self.limit_on(), (0, False, "group"))

    def test_a_customer_is_in_one_group(self):
        self.form(profiles=self.acme)
        with self.assertRaisesRegex(UserError, "belongs to Holding already"):
            self.form(name="Second", profiles=self.acme)

    def test_a_customer_of_another_company(self):
        other = self.setup_other_company()
        partner = self.make_customer("Elsewhere")
        self.root["kam.account"]._get_or_create(partner, other)
        profile = self.profile(partner, other)
        group = self.form(profiles=self.acme)
        with self.assertRaisesRegex(UserError, "company of the group"):
            group.change("Why", added_ids=profile.ids)

    def test_each_change_says_who_and_why(self):
        group = self.form()
        mine = group.with_user(self.credit_approver)
        mine.change("Bigger", {"credit_limit": 2000, "name": "Holding"})
        self.assertEqual(self.kinds(group)[-1], "changed")
        mine.change("Sold", removed_ids=self.beta.ids)
        event = group.event_ids.sorted("id")[-1]
        self.assertEqual((event.kind, event.profile_id), ("removed", self.beta))
        self.assertFalse(self.beta.credit_group_id)
        for reason, vals, message in (
            (" ", {"credit_limit": 5}, "say why"),
            ("Same", {"credit_limit": 2000}, "Nothing would change"),
            ("Sneaky", {"company_id": 1}, "only these change"),
            ("Sneaky", {"active": False}, "only these change"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, message):
                mine.change(reason, vals)

    def test_it_is_dissolved(self):
        group = self.form()
        group.with_user(self.credit_approver).dissolve("Sold")
        self.assertFalse(group.active)
        self.assertFalse((self.acme | self.beta).credit_group_id)
        self.assertEqual(self.kinds(group)[-3:], ["removed", "removed", "ended"])
        self.assertEqual(self.limit_on(), (1000, False, "tier"))
        with self.assertRaisesRegex(UserError, "dissolved already"):
            group.with_user(self.credit_admin).dissolve("Again")

    def test_nobody_writes_it_past_the_dialog(self):
        group = self.form()
        for name, value in (
            ("credit_limit", 9),
            ("name", "Other"),
            ("active", False),
            ("reason", "None"),
        ):
            with self.subTest(field=name), self.assertRaises(UserError), self.cr.savepoint():
                group.write({name: value})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.acme.write({"credit_group_id": False})
        with self.assertRaises(UserError):
            group.event_ids[:1].write({"reason": "Nicer"})

    def test_rights(self):
        group = self.form()
        self.assertRights(
            group,
            {
                self.credit_approver | self.second_approver: "rc",
                self.credit_admin: "rc",
                self.credit_officer | self.credit_reviewer | self.supervisor | self.director: "r",
                self.south_supervisor | self.south_manager: "r",
                self.representative | self.accountant | self.clerk | self.portal: "",
            },
        )

    def test_who_changes_it(self):
        group = self.form()
        for user in self.credit_officer | self.credit_reviewer | self.director | self.supervisor:
            self.assertFalse(group.with_user(user).can_change)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                group.with_user(user).change("Mine", {"credit_limit": 5})
        group.with_user(self.credit_admin).change("Policy", {"credit_limit": 5})
        # an approver of one region does not speak for the customers of another one
        regional = self.make_user("regional", self.north, "credit_approver")
        with self.assertRaises(AccessError):
            group.with_user(regional).change("Mine", {"credit_limit": 6})
        with self.assertRaises(AccessError):
            self.form(regional, self.beta)
        self.assertTrue(self.form(regional, self.acme.browse(), name="Regional"))

    def test_its_account_manager_does_not_change_it(self):
        self.root["kam.position"].create(
            {
                "user_id": self.representative.id,
                "unit_id": self.headquarters.id,
                "role": "credit_approver",
                "date_from": day(-5),
            }
        )
        group = self.form()
        with self.assertRaises(AccessError):
            group.with_user(self.representative).change("Mine", {"credit_limit": 5})

    def test_members_of_elsewhere_are_neither_named_nor_counted(self):
        group = self.form()
        self.env.flush_all()
        self.env.invalidate_all()
        for user, own, hidden in (
            (self.supervisor, self.acme, self.beta),
            (self.south_supervisor, self.beta, self.acme),
        ):
            mine = group.with_user(user)
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                self.assertEqual(mine.member_count, 1)
                [told] = mine.read(["member_ids", "event_ids"])
                self.assertEqual(told["member_ids"], own.ids)
                events = mine.event_ids.browse(told["event_ids"])
                self.assertEqual(len(events), 2)
                self.assertEqual(events.profile_id, own.with_user(user))
                self.assertFalse(mine.search([("member_ids", "in", hidden.ids)]))
                self.assertTrue(mine.search([("member_ids", "in", own.ids)]))
                self.assertFalse(mine.event_ids.search([("profile_id", "in", hidden.ids)]))
                self.assertEqual(own.with_user(user).credit_group_id.display_name, "Holding")

    def test_a_group_without_anybody_in_sight(self):
        group = self.form(profiles=self.beta)
        self.env.invalidate_all()
        self.assertFalse(group.with_user(self.supervisor).search([("id", "=", group.id)]))
        with self.assertRaises(AccessError):
            group.with_user(self.supervisor).read(["name"])

    def test_the_dialog_leaves_hidden_members_alone(self):
        group = self.form()
        wizard = (
            self.env["kam.credit.group.change"]
            .with_user(self.credit_approver)
            .create({"group_id": group.id, "reason": "Sold"})
        )
        self.assertEqual(wizard.member_ids.sudo(), self.acme | self.beta)
        self.assertEqual(wizard.credit_limit, 1500)
        wizard.member_ids = self.acme.with_user(self.credit_approver)
        wizard.credit_limit = 1400
        wizard.action_apply()
        self.assertEqual((group.member_ids, group.credit_limit), (self.acme, 1400))

    def test_affiliated_customers_are_proposed(self):
        head = self.make_customer("Head")
        names = ("Daughter", "Same number", "In a group", "Nobody's")
        daughter, same, grouped, _nobody = (self.make_customer(name) for name in names)
        self.customer.write({"parent_id": head.id, "vat": "US123456789"})
        daughter.parent_id = head
        grouped.parent_id = head
        same.vat = "US123456789"
        for partner in (daughter, same, grouped):
            self.make_key(partner)
        self.form(name="Other", profiles=self.profile(grouped))
        group = self.form(profiles=self.acme)
        self.env.invalidate_all()
        proposed = group.with_user(self.credit_approver).affiliated_ids
        self.assertEqual(proposed.sudo(), self.profile(daughter) | self.profile(same))

    def test_as_many_queries_for_many(self):
        groups = self.root["kam.credit.group"]
        for index in range(12):
            partner = self.make_customer(f"Many {index}")
            self.make_key(partner)
            groups |= self.form(name=f"Group {index}", profiles=self.profile(partner))

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.supervisor).read(["name", "credit_limit", "member_count"])
            return self.cr.sql_log_count - before

        count(groups[:1])
        self.assertEqual(count(groups[:2]), count(groups[2:]))
