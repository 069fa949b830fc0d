import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ...queries import candidates as queries
from ...queries.candidates import Filters
from ...rules import candidates as rules
from .common_candidate import SCREENING, CandidateCommon

SEARCH, LINE = "kam.candidate.search", "kam.candidate.search.line"
WIZARD = "odoo.addons.kam_management.wizards.screening.kam_candidate_search"


@tagged("post_install", "-at_install")
class TestKamCandidateSearch(CandidateCommon):
    """Who finds which customers, and what becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_shanghai = cls._customer("Of Shanghai", 2000, user_id=cls.rep_shanghai.id)
        cls.of_beijing = cls._customer("Of Beijing", 1500, user_id=cls.rep_beijing.id)
        cls.of_nobody = cls._customer("Of nobody", 700)
        cls.account_north = cls._account("Account north")
        cls.account_north._enter_potential("manual", "Asked", cls.beijing, cls.rep_beijing)
        cls._invoice(cls.account_north.partner_id, 600, cls._days(-20))
        cls.made = cls.of_shanghai | cls.of_beijing | cls.of_nobody | cls.account_north.partner_id

    def _names(self, lines):
        return (lines.sudo().partner_id & self.made).mapped("name")

    def test_who_finds_whom(self):
        north = ["Of Beijing", "Of nobody", "Account north"]
        everybody = ["Of Shanghai", *north]
        for user, expected in (
            (self.supervisor_shanghai, ["Of Shanghai", "Of nobody"]),
            (self.manager_east, ["Of Shanghai", "Of nobody"]),
            (self.supervisor_north, north),
            (self.director, everybody),
            (self.administrator, everybody),
        ):
            with self.subTest(user=user.login):
                lines = self._found(user, only_new=False)
                self.assertEqual(self._names(lines), expected)

    def test_unit_of_the_account_outweighs_the_salesperson(self):
        self.account_north.partner_id.user_id = self.rep_shanghai
        self.assertNotIn(
            "Account north", self._names(self._found(self.supervisor_shanghai, only_new=False))
        )
        self.assertIn(
            "Account north", self._names(self._found(self.supervisor_north, only_new=False))
        )

    def test_a_position_that_has_ended_shows_nothing_more(self):
        self._position(self.supervisor_shanghai, self.beijing, "supervisor")
        self.assertIn("Of Beijing", self._names(self._found(self.supervisor_shanghai)))
        self.position_rep_beijing.write({"date_to": self._days(-1)})
        lines = self._found(self.supervisor_north)
        self.assertIn("Of Beijing", self._names(lines))
        self.assertFalse(lines.filtered(lambda line: line.partner_id == self.of_beijing).unit_id)

    def test_others_have_no_access(self):
        others = self.rep_shanghai | self.accountant | self.employee | self.portal
        for model in (SEARCH, LINE):
            self.assertRights(model, {others: ""})
        for user in (self.rep_shanghai, self.accountant, self.employee, self.portal):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._search_as(user)
        line = self._found(self.administrator)[0]
        for user in (self.rep_shanghai, self.director, self.accountant):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._as(user, line).read(["sales_amount"])
                with self.assertRaises(AccessError):
                    self._as(user, line.search_id).action_find()
                with self.assertRaises(AccessError):
                    self._as(user, line).action_start_screening()

    def test_group_without_position_finds_nothing(self):
        user = self._user("lonely", "kam_management.group_kam_supervisor")
        with self.assertRaisesRegex(AccessError, "no position"):
            self._found(user)

    def test_company_must_be_the_users(self):
        other = self.other_company
        search = self._search_as(self.administrator)
        search.sudo().company_id = other
        with self.assertRaises(AccessError):
            search.action_find()
        # one of the user's, but not chosen at present
        self.administrator.company_ids |= other
        with self.assertRaisesRegex(AccessError, other.name):
            search.with_context(allowed_company_ids=self.company.ids).action_find()

    def test_menu(self):
        menu = self.env.ref("kam_management.menu_kam_candidate_search")
        for user, sees in (
            (self.rep_shanghai, False),
            (self.supervisor_shanghai, True),
            (self.administrator, True),
            (self.accountant, False),
        ):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertIs(menu.id in menus, sees)

    def test_default_is_the_lowest_class_and_new_customers(self):
        with Form(self.env[SEARCH].with_user(self.administrator)) as form:
            self.assertEqual(form.class_id, self.class_c)
            search = form.save()
        search.action_find()
        self.assertEqual(self._names(search.line_ids), ["Of Shanghai", "Of Beijing", "Of nobody"])
        self.assertEqual(
            search.line_ids.filtered(lambda line: line.partner_id == self.of_nobody).class_id,
            self.class_c,
        )

    def test_filters(self):
        self.of_beijing.country_id = self.env.ref("base.de")
        product = self.env["product.product"].create(
            {
                "name": "Part",
                "categ_id": self.env["product.category"].create({"name": "Parts"}).id,
            }
        )
        above = self.env["product.category"].create({"name": "Goods"})
        product.categ_id.parent_id = above
        line = {"product_id": product.id, "price_unit": 50, "tax_ids": [Command.clear()]}
        self._invoice(self.of_nobody, 50, self._days(-30), invoice_line_ids=[Command.create(line)])
        for vals, expected in (
            ({"amount_min": 1500}, ["Of Shanghai", "Of Beijing"]),
            ({"amount_min": 1500.01}, ["Of Shanghai"]),
            ({"country_ids": self.env.ref("base.de").ids}, ["Of Beijing"]),
            ({"salesperson_ids": self.rep_shanghai.ids}, ["Of Shanghai"]),
            ({"product_category_ids": above.ids}, ["Of nobody"]),
            ({"class_id": self.class_a.id}, ["Of Shanghai", "Of Beijing"]),
            ({"has_growth_min": True, "growth_min": -1}, []),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._names(self._found(**vals)), expected)

    def test_shows_the_best_and_counts_the_rest(self):
        search = self._search_as(self.administrator)
        with patch(f"{WIZARD}.SHOWN", 2):
            action = search.action_find()
        self.assertEqual(self._names(search.line_ids), ["Of Shanghai", "Of Beijing"])
        self.assertGreater(search.found_count, 2)
        self.assertIn(f"2 of {search.found_count}", action["display_name"])
        self.assertEqual(action["domain"], [("search_id", "=", search.id)])
        # as the client calls a button above a list of which nothing is chosen
        lines = self.env[LINE].with_user(self.administrator)
        reopened = call_kw(lines, "action_change_filters", [[]], {"context": action["context"]})
        self.assertEqual(reopened["res_id"], search.id)

    def test_proposes_who_looks_after_them(self):
        self._position(self.rep_beijing, self.north, "representative")
        lines = self._found(only_new=False, unit_id=self.centre.id, manager_id=self.director.id)
        for partner, unit, manager in (
            (self.of_shanghai, self.shanghai, self.rep_shanghai),
            (self.of_beijing, self.beijing, self.rep_beijing),
            (self.account_north.partner_id, self.beijing, self.rep_beijing),
            (self.of_nobody, self.centre, self.director),
        ):
            with self.subTest(partner=partner.name):
                line = lines.filtered(lambda line, partner=partner: line.partner_id == partner)
                self.assertEqual((line.unit_id, line.manager_id), (unit, manager))

    def test_who_has_left_is_not_proposed(self):
        self.rep_beijing.active = False
        line = self._found().filtered(lambda line: line.partner_id == self.of_beijing)
        self.assertFalse(line.manager_id)
        self.assertFalse(line.unit_id)

    def test_start(self):
        lines = self._found(self.supervisor_shanghai)
        line = lines.filtered(lambda line: line.partner_id == self.of_shanghai)
        # what a client writes into the figures counts for nothing
        line.write({"sales_amount": 9, "class_id": self.class_c.id})
        action = line.action_start_screening()
        screening = self.env[SCREENING].search([("partner_id", "=", self.of_shanghai.id)])
        self.assertEqual(action["domain"], [("id", "in", screening.ids)])
        self.assertEqual(screening.origin, "search")
        self.assertEqual(screening.company_id, self.company)
        self.assertEqual(screening.unit_id, self.shanghai)
        self.assertEqual(screening.manager_id, self.rep_shanghai)
        self.assertEqual(screening.class_id, self.class_a)
        self.assertEqual(screening.sales_amount, 2000)
        self.assertFalse(screening.has_growth)
        self.assertFalse(line.exists())
        self.assertNotIn("Of Shanghai", self._names(self._found()))

    def test_never_twice(self):
        first, second = self._found(), self._found()
        both = self.of_shanghai | self.of_beijing
        first.filtered(lambda line: line.partner_id in both).action_start_screening()
        again = second.filtered(lambda line: line.partner_id in both)
        with self.assertRaisesRegex(UserError, "Of Shanghai is no candidate any more"):
            again.action_start_screening()
        some = second.filtered(lambda line: line.partner_id in both | self.of_nobody)
        some.unit_id = self.shanghai
        notice = some.action_start_screening()
        self.assertIn("Of Beijing is no candidate", notice["params"]["message"])
        self.assertEqual(self.env[SCREENING].search_count([("partner_id", "in", self.made.ids)]), 3)

    def test_customers_of_others_cannot_be_slipped_in(self):
        line = self._found(self.supervisor_shanghai).filtered(
            lambda line: line.partner_id == self.of_shanghai
        )
        line.partner_id = self.of_beijing
        with self.assertRaisesRegex(UserError, "no candidate"):
            line.action_start_screening()
        self.assertFalse(self.env[SCREENING].search([("partner_id", "=", self.of_beijing.id)]))

    def test_unit_must_be_given_and_the_users(self):
        line = self._found(self.supervisor_shanghai).filtered(
            lambda line: line.partner_id == self.of_nobody
        )
        with self.assertRaisesRegex(UserError, "“Unit” is empty"):
            line.action_start_screening()
        line.unit_id = self.beijing
        with self.assertRaisesRegex(UserError, "“Unit” is “North / Beijing”"):
            line.action_start_screening()
        line.write({"unit_id": self.shanghai.id, "manager_id": self.rep_beijing.id})
        self.rep_beijing.active = False
        with self.assertRaisesRegex(UserError, "archived or a portal user"):
            line.action_start_screening()
        line.manager_id = False
        line.action_start_screening()
        screening = self.env[SCREENING].search([("partner_id", "=", self.of_nobody.id)])
        self.assertEqual(screening.unit_id, self.shanghai)
        self.assertFalse(screening.manager_id)

    def test_lines_of_one_search(self):
        lines = self._found()[0] | self._found()[1]
        with self.assertRaisesRegex(UserError, "one search"):
            lines.action_start_screening()
        with self.assertRaisesRegex(UserError, "No candidate is chosen"):
            lines.browse().action_start_screening()


@tagged("post_install", "-at_install")
class TestKamCandidateQueries(CandidateCommon):
    """What is asked of the database does not grow with the number of customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"Many {at}", "is_company": True, "user_id": cls.rep_shanghai.id}
                for at in range(100)
            ]
        )
        cls.few, cls.many = cls.env.ref("base.fr"), cls.env.ref("base.it")
        cls.partners[:10].country_id = cls.few
        cls.partners[10:].country_id = cls.many
        for partner in cls.partners:
            cls._invoice(partner, 1000, cls._days(-5))

    def _count(self, user, country):
        """Return how many queries a search takes, with nothing in the cache."""
        counts = []
        for _round in range(2):
            search = self._search_as(user, country_ids=country.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            search.action_find()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(search.line_ids), 10 if country == self.few else 90)
        return counts[-1]

    def test_finding(self):
        for user in (self.supervisor_shanghai, self.administrator):
            with self.subTest(user=user.login):
                few = self._count(user, self.few)
                self.assertGreater(few, 0)
                self.assertLessEqual(self._count(user, self.many), few)

    def test_sums_are_never_gone_through_again(self):
        """Where PostgreSQL takes many customers for few, a join of sums reads them for each."""
        # as in a company whose accounts are all key accounts: hardly anybody seems to be left
        plan = self.env.execute_query(
            SQL(
                "EXPLAIN (FORMAT JSON) %s",
                queries.find(
                    self.company.id,
                    tuple(self.company.ids),
                    rules.window(self.today),
                    Filters(),
                    SQL("account.state IS NULL AND account.unit_id = 0"),
                    SQL("(SELECT 0)"),
                ),
            )
        )[0][0][0]["Plan"]
        self.assertEqual(self._find_repeated(plan), [])

    def _find_repeated(self, node):
        """Return the sums on the inner side of nested loops, anywhere in a plan."""
        inner = [
            child
            for child in node.get("Plans", ())
            if node["Node Type"] == "Nested Loop" and child["Parent Relationship"] == "Inner"
        ]
        found = [child for child in inner if '"Aggregate"' in json.dumps(child)]
        for child in node.get("Plans", ()):
            found += self._find_repeated(child)
        return found

    def test_starting(self):
        counts = {}
        for country in (self.few, self.many):
            found = self._found(self.supervisor_shanghai, country_ids=country.ids)
            lines = found.browse(found.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            with patch.object(
                self.registry[SCREENING], "_propose", lambda model, vals_list: model.browse()
            ):
                before = self.cr.sql_log_count
                lines.action_start_screening()
                counts[country] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[self.many], counts[self.few])
