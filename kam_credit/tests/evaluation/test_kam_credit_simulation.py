from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import KamCreditCommon, day


@tagged("post_install", "-at_install")
class TestKamCreditSimulation(KamCreditCommon):
    """Simulating in a dialog: figures of any day, and nothing changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()
        cls.late = cls.make_falling(tier=cls.tiers["red"])
        cls.southern = cls.make_falling("Southern", 77, unit=cls.south_area)
        cls.env.flush_all()

    def simulate(self, user=None, **vals):
        simulation = self.env["kam.credit.simulation"].with_user(user or self.supervisor)
        return simulation.create({"company_id": self.company.id, **vals})

    def lines(self, simulation):
        action = simulation.action_simulate()
        return self.env[action["res_model"]].with_user(simulation.env.user).search(action["domain"])

    def test_today(self):
        lines = self.lines(self.simulate())
        self.assertEqual(lines._name, "kam.credit.simulation.line")
        self.assertEqual(lines.partner_id, self.late)
        self.assertEqual((lines.amount_due, lines.amount_on_time), (1000, 0))
        self.assertEqual((lines.fulfilment_rate, lines.has_rate), (0, True))
        self.assertEqual((lines.tier_by_amount, lines.tier), ("red", False))
        self.assertEqual((lines.current_tier, lines.reason), ("red", "below_threshold"))

    def test_nothing_changes(self):
        self.simulate().action_simulate()
        profile = self.profile(self.late)
        self.assertEqual((profile.account_state, profile.date_figures), ("key", False))

    def test_simulating_is_for_a_replica(self):
        profiles = self.root["kam.credit.profile"].with_user(self.supervisor)
        self.assertTrue(type(profiles).evaluate._readonly)
        expected = profiles.evaluate(company_id=self.company.id)
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT replica")
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self.env.invalidate_all()
        self.assertEqual(profiles.evaluate(company_id=self.company.id), expected)
        self.env.cr.execute("ROLLBACK TO SAVEPOINT replica")

    def test_a_past_day(self):
        lines = self.lines(self.simulate(as_of=day(-11)))
        self.assertEqual((lines.amount_due, lines.has_rate), (0, False))
        self.assertEqual(lines.transaction_amount, 1000)
        lines = self.lines(self.simulate(as_of=day(-41)))
        self.assertEqual(lines.transaction_amount, 0)

    def test_a_future_day_is_refused(self):
        # in the words of the dialog, not in those of the call
        with self.assertRaisesRegex(UserError, "Figures of the Day"):
            self.simulate(as_of=day(1)).action_simulate()

    def test_chosen_customers(self):
        simulation = self.simulate(self.director, partner_ids=self.southern.ids)
        self.assertEqual(self.lines(simulation).partner_id, self.southern)
        self.assertEqual(len(self.lines(self.simulate(self.director))), 2)

    def test_an_archived_customer_is_not_everybody(self):
        stranger = self.make_customer("Stranger")
        stranger.active = False
        simulation = self.simulate(self.director, partner_ids=stranger.ids)
        self.assertFalse(self.lines(simulation))

    def test_hidden_customers_are_left_out(self):
        simulation = self.simulate(partner_ids=(self.southern | self.late).ids)
        self.assertEqual(self.lines(simulation).partner_id, self.late)

    def test_no_context_opens_anything(self):
        self.root["kam.credit.profile"].evaluate(company_id=self.company.id, simulate=False)
        hidden = self.profile(self.southern)
        context = {
            "kam_credit_profile_id": hidden.id,
            "kam_credit_as_of": str(day(-1)),
            "kam_protected_write": True,
            "active_test": False,
            "bin_size": True,
        }
        simulation = self.simulate().with_context(**context)
        self.assertEqual(self.lines(simulation).partner_id, self.late)
        forged = simulation.line_ids[:1].with_context(**context)
        forged.partner_id = self.southern
        with self.assertRaisesRegex(UserError, "no credit profile"):
            forged.action_open_instalments()

    def test_simulating_again_replaces_the_lines(self):
        simulation = self.simulate()
        self.lines(simulation)
        simulation.as_of = day(-11)
        self.assertEqual(len(self.lines(simulation)), 1)
        self.assertEqual(simulation.line_ids.amount_due, 0)

    def test_rows_behind_a_simulated_figure(self):
        lines = self.lines(self.simulate(as_of=day(-9)))
        for name, model in (
            ("action_open_instalments", "kam.credit.instalment"),
            ("action_open_turnover", "kam.credit.turnover"),
        ):
            action = getattr(lines, name)()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["kam_credit_as_of"], str(day(-9)))
            rows = self.env[model].with_user(self.supervisor)
            rows = rows.with_context(action["context"]).search(action["domain"])
            self.assertEqual(rows.partner_id, self.late)

    def test_what_others_simulated_stays_theirs(self):
        simulation = self.simulate(self.director)
        lines = self.lines(simulation)
        self.env.invalidate_all()
        for user in self.supervisor | self.credit_admin:
            model = self.env["kam.credit.simulation.line"].with_user(user)
            self.assertFalse(model.search([]))
            with self.assertRaises(AccessError):
                model.browse(lines.ids).read(["amount_due"])
            with self.assertRaises(AccessError):
                simulation.with_user(user).action_simulate()

    def test_without_the_right_to_read_figures(self):
        for user in self.representative | self.accountant | self.kam_admin | self.clerk:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.simulate(user)

    def test_other_company(self):
        other = self.setup_other_company()
        with self.assertRaises(AccessError):
            self.simulate(company_id=other.id).action_simulate()

    def test_labels_are_those_of_tier_and_profile_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "kam_credit")])
        module._update_translations(["zh_CN"])
        chinese = self.env(context={"lang": "zh_CN"})
        labels = chinese["kam.credit.simulation.line"].fields_get(attributes=["selection"])
        code = chinese["kam.credit.tier"].fields_get(["code"])["code"]["selection"]
        self.assertEqual(dict(code)["green"], "绿名单")
        for fname in ("tier", "tier_by_amount", "current_tier"):
            self.assertEqual(labels[fname]["selection"], code)
        reason = chinese["kam.credit.profile"].fields_get(["reason"])["reason"]["selection"]
        self.assertEqual(dict(reason)["by_amount"], "按交易额")
        self.assertEqual(labels["reason"]["selection"], reason)
