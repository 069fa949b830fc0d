from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from .common import KamCreditSimulationCommon


@tagged("post_install", "-at_install")
class TestKamCreditPolicySimulationRoles(RightsAssertions, KamCreditSimulationCommon):
    """Who simulates, who reads what of it, and who knows nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.northern = cls.make_account("Northern", "red", 3000)
        cls.southern = cls.make_account("Southern", "red", 3000, unit=cls.south_area)
        cls.quotation(5000, partner=cls.northern)
        cls.quotation(5000, partner=cls.southern)
        cls.everybody = cls.director | cls.credit_approver | cls.credit_admin
        cls.north = cls.north_manager | cls.credit_reviewer | cls.supervisor | cls.credit_officer
        cls.outsiders = (
            cls.representative
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
            | cls.seller
        )

    def test_rights(self):
        simulation = self.simulate(self.make_draft({"red": {"credit_limit": 1}}))
        readers = self.everybody | self.north | self.south_supervisor
        self.assertRights(simulation, {readers: "r", self.outsiders: ""})
        for rows in (simulation.line_ids, simulation.hold_ids):
            of_north = rows.filtered(lambda row: row.partner_id.id == self.northern.id)
            of_south = rows.filtered(lambda row: row.partner_id.id == self.southern.id)
            self.assertRights(
                of_north,
                {
                    self.everybody | self.north: "r",
                    self.south_supervisor | self.outsiders: "",
                },
            )
            self.assertRights(
                of_south,
                {
                    self.everybody | self.south_supervisor: "r",
                    self.north | self.outsiders: "",
                },
            )

    def test_each_reads_the_totals_of_their_own_customers(self):
        simulation = self.simulate(self.make_draft({"red": {"credit_limit": 1}}))
        for users, customers, held in (
            (self.everybody, 3, 2),
            (self.north, 2, 1),
            (self.south_supervisor, 1, 1),
        ):
            for user in users:
                self.env.invalidate_all()
                mine = simulation.with_user(user)
                with self.subTest(user=user.login):
                    self.assertEqual(mine.customer_count, customers)
                    self.assertEqual(mine.held_count_then, held)
                    self.assertEqual(mine.limit_now, 1000 * customers)
                    self.assertEqual(len(mine.line_ids), customers)
                    found = mine.line_ids.search([("simulation_id", "=", mine.id)])
                    self.assertEqual(len(found), customers)

    def test_of_nobody_seen_nothing_is_told(self):
        self.simulate()
        lonely = self.make_user("lonely", self.other_area, "supervisor")
        simulation = self.root["kam.credit.policy.simulation"].search([]).with_user(lonely)
        self.assertEqual(simulation.customer_count, 0)
        self.assertEqual(simulation.headline, "There are no customers that you may see.")

    def test_who_simulates(self):
        draft = self.make_draft()
        for user in self.everybody:
            with self.subTest(user=user.login):
                self.assertTrue(draft.with_user(user).can_simulate)
                draft.with_user(user).action_simulate()
                simulations = self.root["kam.credit.policy.simulation"].with_user(user)
                simulations.with_company(self.company).action_simulate_in_force()
        simulation = draft.simulation_ids
        for user in self.north | self.south_supervisor | self.outsiders:
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    draft.with_user(user).action_simulate()
                with self.assertRaises(AccessError):
                    simulation.with_user(user).action_renew()
                with self.assertRaises(AccessError):
                    simulation.browse().with_user(user).action_simulate_in_force()

    def test_nobody_enters_or_changes_one(self):
        simulation = self.simulate(self.make_draft())
        for record in (simulation, simulation.line_ids[0]):
            with self.assertRaises(UserError):
                record.sudo().write({"company_id": self.other_company.id})
            with self.assertRaises(UserError):
                record.sudo().unlink()
        with self.assertRaises(UserError):
            self.root["kam.credit.policy.simulation"].create([{"company_id": self.company.id}])

    def test_the_workbook_holds_ones_own_customers(self):
        simulation = self.simulate(self.make_draft())
        reports = self.env["ir.actions.report"]
        name = "kam_credit.report_kam_credit_policy_simulation_xlsx"
        log = self.root["kam.credit.opening"]
        noted = [
            ("user_id", "=", self.supervisor.id),
            ("res_model", "=", simulation.line_ids._name),
        ]
        before = log.search_count(noted)
        content, kind = reports.with_user(self.supervisor)._render_xlsx(name, simulation.ids, {})
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))
        # Acme and Northern, each of whose credit was taken away
        self.assertEqual(log.search_count(noted) - before, 2)
        for user in self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                reports.with_user(user)._render_xlsx(name, simulation.ids, {})

    def test_of_another_company(self):
        simulation = self.simulate(self.make_draft())
        stranger = self.make_user(
            "stranger",
            company=self.other_company,
            groups="kam_credit.group_credit_administrator",
        )
        self.assertRights(simulation, {stranger: ""})
        with self.assertRaises(AccessError):
            simulation.with_user(stranger).action_renew()
