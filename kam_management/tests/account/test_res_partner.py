from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import KamCommon

FIELDS = ["kam_account_id", "kam_state", "kam_manager_id", "kam_unit_id", "kam_number"]


@tagged("post_install", "-at_install")
class TestResPartner(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.accounts.partner_id | cls.stranger
        cls.contact = cls._partner("Contact", is_company=False, parent_id=cls.mill.partner_id.id)

    def _search(self, user, domain):
        partners = self._as(user, self.env["res.partner"])
        return partners.search([("id", "in", self.partners.ids), *domain]).sudo()

    def test_values_under_the_rights_of_the_reader(self):
        for user, visible in (
            (self.rep_shanghai, True),
            (self.supervisor_shanghai, True),
            (self.director, True),
            (self.administrator, True),
            (self.rep_hangzhou, False),
            (self.supervisor_north, False),
            (self.accountant, False),
            (self.employee, False),
        ):
            with self.subTest(user=user.login):
                values = self._as(user, self.mill.partner_id).read(FIELDS)[0]
                if visible:
                    self.assertEqual(values["kam_state"], "key")
                    self.assertEqual(values["kam_number"], self.mill.number)
                    self.assertEqual(values["kam_manager_id"][0], self.rep_shanghai.id)
                    self.assertEqual(values["kam_unit_id"][0], self.shanghai.id)
                    self.assertEqual(values["kam_account_id"][0], self.mill.id)
                else:
                    self.assertFalse(any(values[name] for name in FIELDS))

    def test_readers_in_one_transaction_do_not_share_values(self):
        partner = self.mill.partner_id
        self.assertEqual(partner.with_user(self.rep_shanghai).kam_number, self.mill.number)
        self.assertFalse(partner.with_user(self.accountant).kam_number)
        self.assertFalse(partner.with_user(self.rep_beijing).kam_number)

    def test_contact_shows_the_account_of_its_company(self):
        self.assertEqual(self._as(self.rep_shanghai, self.contact).kam_account_id, self.mill)

    def test_portal_customer_reads_nothing_of_it(self):
        self.portal.partner_id.parent_id = self.mill.partner_id
        partner = self._as(self.portal, self.portal.partner_id)
        self.assertFalse(any(partner.read(FIELDS)[0][name] for name in FIELDS))

    def test_search_by_state(self):
        ordinary = self.farm.partner_id | self.stranger
        hidden = self.partners - self.mill.partner_id - self.shop.partner_id
        for user, state, expected in (
            (self.rep_shanghai, "key", (self.mill | self.shop).partner_id),
            (self.rep_shanghai, "potential", self.env["res.partner"]),
            (self.rep_shanghai, "ordinary", hidden),
            (self.supervisor_north, "key", self.env["res.partner"]),
            (self.supervisor_north, "potential", self.yard.partner_id),
            (self.administrator, "ordinary", ordinary),
            (self.accountant, "key", self.env["res.partner"]),
            (self.accountant, "ordinary", self.partners),
        ):
            with self.subTest(user=user.login, state=state):
                found = self._search(user, [("kam_state", "=", state)])
                self.assertEqual(found, found & expected)
                self.assertEqual(len(found), len(expected))
                others = self._search(user, [("kam_state", "!=", state)])
                self.assertEqual(set(others.ids), set((self.partners - expected).ids))

    def test_search_by_the_other_fields(self):
        mill = self.mill.partner_id
        for domain in (
            [("kam_manager_id", "=", self.rep_shanghai.id)],
            [("kam_manager_id", "ilike", "rep shanghai")],
            [("kam_unit_id", "=", self.shanghai.id)],
            [("kam_unit_id.code", "=", "T-SHA")],
            [("kam_number", "=", self.mill.number)],
            [("kam_account_id", "=", self.mill.id)],
            [("kam_account_id.number", "=", self.mill.number)],
            [("kam_account_ids.number", "=", self.mill.number)],
        ):
            for user, expected in (
                (self.rep_shanghai, mill),
                (self.director, mill),
                (self.rep_beijing, self.env["res.partner"]),
                (self.supervisor_north, self.env["res.partner"]),
            ):
                with self.subTest(user=user.login, domain=domain):
                    self.assertEqual(self._search(user, domain), expected)
        without = self._search(self.director, [("kam_number", "=", False)])
        self.assertEqual(set(without.ids), set((self.partners - mill - self.shop.partner_id).ids))

    def test_search_without_access(self):
        for user in (self.accountant, self.employee):
            for domain in (
                [("kam_manager_id", "=", self.rep_shanghai.id)],
                [("kam_number", "ilike", "K")],
                [("kam_number", "!=", False)],
                [("kam_account_id", "!=", False)],
            ):
                with self.subTest(user=user.login, domain=domain):
                    self.assertFalse(self._search(user, domain))
            for domain in (
                [("kam_account_ids.number", "!=", False)],
                [("kam_account_ids", "any", [("state", "=", "key")])],
                [("kam_account_id.state", "=", "key")],
                [("kam_unit_id.code", "=", "T-SHA")],
            ):
                with self.subTest(user=user.login, domain=domain):
                    self.assertFalse(self._found_or_refused(user, domain))

    def _found_or_refused(self, user, domain):
        try:
            return self._search(user, domain)
        except AccessError:
            return self.env["res.partner"]

    def test_grouping_tells_nothing(self):
        for user in (self.accountant, self.rep_beijing, self.director):
            for name in FIELDS:
                with self.subTest(user=user.login, field=name):
                    partners = self._as(user, self.env["res.partner"])
                    with self.assertRaises(ValueError):
                        partners.formatted_read_group(
                            [("id", "in", self.partners.ids)], [name], ["__count"]
                        )

    def test_sorting_tells_nothing(self):
        for name in ("kam_state", "kam_number"):
            with self.subTest(field=name), self.assertRaises(ValueError):
                self._as(self.accountant, self.env["res.partner"]).search([], order=name)

    def test_export(self):
        for user, expected in (
            (self.rep_shanghai, ["Mill", self.mill.number]),
            (self.accountant, ["Mill", ""]),
            (self.rep_beijing, ["Mill", ""]),
        ):
            with self.subTest(user=user.login):
                user.group_ids |= self.env.ref("base.group_allow_export")
                partner = self._as(user, self.mill.partner_id)
                self.assertEqual(partner.export_data(["name", "kam_number"])["datas"], [expected])
        exported = self._as(self.rep_beijing, self.mill.partner_id).export_data(
            ["kam_account_ids/number"]
        )
        self.assertNotIn(self.mill.number, str(exported))

    def test_account_of_the_present_company(self):
        self._make_other_company()
        self.administrator.company_ids |= self.other_company
        partner = self._as(self.administrator, self.mill.partner_id)
        companies = [self.other_company.id, self.company.id]
        self.assertEqual(partner.kam_account_id, self.mill)
        other = partner.with_context(allowed_company_ids=companies)
        self.assertEqual(other.kam_account_id, self.mill_other)
        self.assertEqual(
            other.search([("kam_manager_id", "=", self.manager_other.id)]), partner | self.contact
        )
        self.assertFalse(partner.search([("kam_manager_id", "=", self.manager_other.id)]))

    def test_archived_account_is_not_shown(self):
        self.farm.active = False
        partner = self._as(self.administrator, self.farm.partner_id)
        self.assertFalse(partner.kam_account_id)
        self.assertFalse(self._search(self.administrator, [("kam_account_id", "=", self.farm.id)]))

    def test_values_follow_the_account(self):
        partner = self._as(self.director, self.mill.partner_id)
        self.assertEqual(partner.kam_state, "key")
        self.mill._downgrade("manual", "Given up")
        self.assertEqual(partner.kam_state, "ordinary")
        self.mill._change_owner(unit=self.hangzhou, reason="Closer")
        self.assertEqual(partner.kam_unit_id, self.hangzhou)

    def test_customer_with_an_account_stays_a_customer(self):
        with self.assertRaisesRegex(ValidationError, "Mill"):
            self.mill.partner_id.write({"is_company": False, "parent_id": self.stranger.id})
        self._make_other_company()
        with self.assertRaisesRegex(ValidationError, "Farm"):
            self.farm.partner_id.company_id = self.other_company

    def test_customer_of_a_key_account_is_not_archived(self):
        for account in self.mill | self.yard:
            with self.assertRaisesRegex(ValidationError, account.name):
                account.partner_id.action_archive()
        self.farm.partner_id.action_archive()
        self.assertFalse(self.farm.partner_id.active)

    def test_values_cannot_be_written(self):
        self.rep_shanghai.group_ids |= self.env.ref("base.group_partner_manager")
        partner = self._as(self.rep_shanghai, self.mill.partner_id)
        partner.write({"kam_state": "ordinary"})
        self.env.invalidate_all()
        self.assertEqual(self.mill.state, "key")
        self.assertEqual(partner.kam_state, "key")

    def test_form_of_everybody_opens(self):
        for user in (self.rep_shanghai, self.director, self.accountant):
            with self.subTest(user=user.login):
                user.group_ids |= self.env.ref("base.group_partner_manager")
                with Form(self._as(user, self.mill.partner_id)) as form:
                    form.website = "https://mill.example.com"
                self.assertEqual("kam_account_id" in form._view["fields"], user != self.accountant)

    def test_button_opens_the_account(self):
        self.assertEqual(self.mill.partner_id.action_kam_account()["res_id"], self.mill.id)
