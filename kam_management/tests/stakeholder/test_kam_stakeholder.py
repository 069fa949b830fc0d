import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestKamStakeholder(StakeholderCommon):
    def test_name_and_position(self):
        self.assertEqual(self.buyer.position, "Buyer of Tiles")
        self.assertEqual(self.buyer.display_name, "Buyer")
        self.assertEqual(self.vacancy.display_name, "Vacant: Approver")
        self.vacancy.position = "Head of Finance"
        self.assertEqual(self.vacancy.display_name, "Vacant: Head of Finance")
        found = self.env["kam.stakeholder"].name_search("Buyer of")
        self.assertEqual([stakeholder_id for stakeholder_id, _name in found], self.buyer.ids)

    def test_only_contacts_of_the_customer(self):
        foreign = self._contact("Foreign", self.mill)
        for partner, message in (
            (foreign, "no contact of"),
            (self.stranger, "no contact of"),
            (self.shop.partner_id, "is a company"),
        ):
            with self.subTest(partner=partner.name):
                with self.assertRaisesRegex(ValidationError, message):
                    self._stakeholder(self.shop, partner, "user")
                with self.assertRaisesRegex(ValidationError, message):
                    self.vacancy.partner_id = partner

    def test_one_stakeholder_per_contact_and_account(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._stakeholder(self.shop, self.buyer_partner, "user")
        self._stakeholder(self.shop, None, "approver")

    def test_numbers_stay_in_their_range(self):
        for name, value in (
            ("influence", 0),
            ("influence", 6),
            ("relationship_now", -1),
            ("relationship_wanted", 6),
        ):
            with (
                self.subTest(name=name, value=value),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.buyer[name] = value
                self.env.flush_all()

    def test_no_circle_of_superiors(self):
        with self.assertRaisesRegex(ValidationError, "reports to"):
            self.boss.parent_id = self.buyer
        with self.assertRaisesRegex(ValidationError, "reports to"):
            self.buyer.parent_id = self.buyer

    def test_superior_is_of_the_same_account(self):
        other = self._stakeholder(self.mill, self._contact("Other", self.mill), "user")
        with self.assertRaisesRegex(ValidationError, "another account"):
            self.buyer.parent_id = other

    def test_relationship_gap(self):
        self.buyer.write({"relationship_now": 1, "relationship_wanted": 4})
        self.assertEqual(self.buyer.relationship_gap, 3)
        self.buyer.relationship_now = 5
        self.assertEqual(self.buyer.relationship_gap, 0)

    def test_portal_user_builds_no_relationship(self):
        with self.assertRaisesRegex(ValidationError, "portal"):
            self.buyer.relationship_user_id = self.portal

    def test_stays_with_its_account(self):
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.vacancy.account_id = self.mill
        self.assertTrue(self.vacancy.write({"account_id": self.shop.id}))
        with self.assertRaisesRegex(UserError, "Company"):
            self.vacancy.company_id = self.company

    def test_contact_stays_while_there_are_facts_about_it(self):
        with self.assertRaisesRegex(UserError, "personal facts"):
            self.boss.partner_id = self._contact("Successor", self.shop)
        self.facts.unlink()
        self.boss.partner_id = self._contact("Second Successor", self.shop)
        self.assertEqual(self.boss.display_name, "Second Successor")

    def test_contact_that_left_is_shown(self):
        self.assertFalse(self.buyer.has_left)
        self.buyer_partner.parent_id = self.stranger
        self.assertTrue(self.buyer.has_left)

    def test_missing_roles(self):
        self.assertEqual(self.shop.missing_role_ids.mapped("decision_role"), ["approver"])
        self.assertEqual(self.shop.missing_roles, "Approver")
        self.assertEqual(self.mill.missing_roles, "Decision maker, Approver")
        self.vacancy.partner_id = self._contact("Treasurer", self.shop)
        self.assertFalse(self.shop.missing_roles)
        self.vacancy.active = False
        self.assertEqual(self.shop.missing_roles, "Approver")
        self.assertEqual(self.boss.account_missing_roles, "Approver")

    def test_missing_roles_become_vacancies_once(self):
        self._as(self.rep_shanghai, self.mill).action_add_missing_roles()
        self.assertEqual(
            set(self.mill.stakeholder_ids.mapped("decision_role")), {"decision_maker", "approver"}
        )
        self.assertTrue(all(self.mill.stakeholder_ids.mapped("is_vacant")))
        self.assertEqual(self.mill.missing_roles, "Decision maker, Approver")
        with self.assertRaisesRegex(UserError, "already"):
            self.mill.action_add_missing_roles()

    def test_new_company_requires_roles(self):
        company = self.env["res.company"].create({"name": "New Company"})
        required = self.env["kam.stakeholder.requirement"].search([("company_id", "=", company.id)])
        self.assertIn("decision_maker", required.mapped("decision_role"))

    def test_decision_makers(self):
        self.boss.pressure = "A new plant"
        rows = self._as(self.rep_hangzhou, self.shop)._get_decision_makers()
        self.assertEqual([row["name"] for row in rows], ["Boss", "Buyer"])
        self.assertEqual(
            rows[0],
            {
                "name": "Boss",
                "position": False,
                "pressure": "A new plant",
                "role": "decision_maker",
                "stance": "supporter",
                "influence": 5,
            },
        )

    def test_who_sees_stakeholders(self):
        everybody = self.boss | self.buyer | self.vacancy
        for user in (
            self.rep_hangzhou,
            self.rep_shanghai,
            self.manager_east,
            self.director,
            self.administrator,
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user, "kam.stakeholder") & everybody, everybody)
        for user in (self.rep_beijing, self.supervisor_shanghai, self.supervisor_north):
            with self.subTest(user=user.login):
                self.assertFalse(self._visible(user, "kam.stakeholder") & everybody)
        for user in (self.accountant, self.employee, self.portal, self.archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._visible(user, "kam.stakeholder")

    def test_who_deletes_stakeholders(self):
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, self.buyer).unlink()
        self._as(self.rep_shanghai, self.buyer).stance = "neutral"
        self._as(self.rep_hangzhou, self.buyer).unlink()
        self.assertFalse(self.buyer.exists())

    def test_nobody_adds_to_accounts_of_others(self):
        contact = self._contact("New", self.mill)
        stakeholders = self._as(self.rep_beijing, self.env["kam.stakeholder"])
        with self.assertRaises(AccessError):
            stakeholders.create({"account_id": self.mill.id, "partner_id": contact.id})

    def test_other_company_sees_nothing(self):
        self._make_other_company()
        self.assertFalse(self._visible(self.manager_other, "kam.stakeholder"))
        with self.assertRaises(UserError):
            self.boss.relationship_user_id = self.manager_other

    def test_position_that_ends_shows_nothing_at_once(self):
        self.assertIn(self.boss, self._visible(self.manager_east, "kam.stakeholder"))
        self.position_manager_east.date_to = self._days(-1)
        with self.assertRaises(AccessError):
            self._as(self.manager_east, self.boss).read(["stance"])

    def test_account_with_stakeholders_is_kept(self):
        self._stakeholder(self.farm, None, "user")
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.farm.unlink()

    def test_contact_of_a_stakeholder_is_kept(self):
        with self.assertRaisesRegex(UserError, "Buyer"):
            self.buyer_partner.unlink()

    def test_merge_of_contacts(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "Boss / Buyer"):
            wizard._merge((self.boss_partner | self.buyer_partner).ids, self.boss_partner)
        double = self._contact("Boss again", self.shop, email="boss@shop.example.com")
        wizard._merge((self.boss_partner | double).ids, double)
        self.env.invalidate_all()
        self.assertEqual(self.boss.partner_id, double)
        self.assertEqual(self.hobby.partner_id, double)

    def test_partner_shows_what_the_reader_may_see(self):
        for user, count in ((self.rep_hangzhou, 1), (self.rep_beijing, 0)):
            partner = self._as(user, self.boss_partner)
            self.assertEqual(partner.kam_stakeholder_count, count)

    def test_chart_opens_first(self):
        action = self._as(self.rep_hangzhou, self.shop).action_view_stakeholder_chart()
        self.assertEqual(action["views"][0][1], "hierarchy")
        self.assertEqual(action["domain"], [("account_id", "=", self.shop.id)])
        self.assertEqual(self.boss.action_view_reports()["views"][0][1], "hierarchy")

    def test_information_table_words_codes_for_its_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.boss.pressure = "A new plant"
        table = self._as(self.rep_hangzhou, self.env["kam.information.table"]).create(
            {"account_id": self.shop.id}
        )
        report = self.env.ref("kam_management.action_report_kam_information_table")
        for value, shown in (
            ("decision_role__decision_maker", "拍板的人"),
            ("stance__supporter", "支持我们"),
        ):
            selection = self.env.ref(f"kam_management.selection__kam_stakeholder__{value}")
            selection.with_context(lang="zh_CN").name = shown
        pages = {
            lang: report.with_context(lang=lang)._render_qweb_html(report.id, table.ids)[0].decode()
            for lang in ("en_US", "zh_CN")
        }
        self.assertIn("拍板的人", pages["zh_CN"])
        self.assertIn("支持我们", pages["zh_CN"])
        self.assertNotIn("Supporter", pages["zh_CN"])
        self.assertIn("Supporter", pages["en_US"])
        self.assertIn("A new plant", pages["en_US"])
        # of an erased person nothing stays in a draft
        table.sudo()._forget_pressure(["Boss"])
        self.assertNotIn("A new plant", str(table.content))

    def test_words_that_an_earlier_version_kept(self):
        maker = {"name": "Boss", "role": "决策人", "stance": "Supporter"}
        self.assertEqual(self.shop._word_decision_maker(maker), maker)
