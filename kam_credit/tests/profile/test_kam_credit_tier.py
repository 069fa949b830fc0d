import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import TODAY, KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditTier(KamCreditCommon):
    """Tiers, their intervals, and the dialogs that change and assign them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_organisation()

    def intervals(self):
        return {code: (tier.amount_from, tier.amount_to) for code, tier in self.tiers.items()}

    # ------------------------------------------------------------------
    # intervals
    # ------------------------------------------------------------------

    def test_new_company_starts_with_the_four_lists(self):
        company = self.root["res.company"].create({"name": "Newcomer"})
        tiers = self.root["kam.credit.tier"].search([("company_id", "=", company.id)])
        self.assertEqual(
            [(tier.code, tier.amount_from, tier.amount_to) for tier in tiers],
            [
                ("green", 10_000_000, 0),
                ("yellow", 5_000_000, 10_000_000),
                ("red", 1_000_000, 5_000_000),
                ("black", 200_000, 1_000_000),
            ],
        )

    def test_gap_is_refused_and_named(self):
        with self.assertRaisesRegex(ValidationError, r"\[1,000\.00, 1,500\.00\).*no tier"):
            self.tiers["red"].amount_from = 1500

    def test_overlap_is_refused_and_named(self):
        with self.assertRaisesRegex(ValidationError, r"\[900\.00, 1,000\.00\).*both"):
            self.tiers["red"].amount_from = 900

    def test_empty_interval_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is empty"):
            self.tiers["red"].amount_to = 1000

    def test_open_top_is_refused(self):
        with self.assertRaisesRegex(ValidationError, r"\[20,000\.00, ∞\).*no tier"):
            self.tiers["green"].amount_to = 20_000

    def test_score_intervals_likewise(self):
        with self.assertRaisesRegex(ValidationError, r"Score From.*\[60\.00, 65\.00\)"):
            self.tiers["red"].score_from = 65

    def test_amounts_and_scores_say_the_same_order(self):
        scores = ("score_from", "score_to")
        green, yellow = self.tiers["green"], self.tiers["yellow"]
        swapped = {
            green: {fname: yellow[fname] for fname in scores},
            yellow: {fname: green[fname] for fname in scores},
        }
        with self.assertRaisesRegex(ValidationError, "Green list > Yellow list.*by score"):
            green._write_bands(swapped)

    def test_archiving_and_deleting_a_middle_tier(self):
        with self.assertRaisesRegex(ValidationError, "no tier"):
            self.tiers["red"].action_archive()
        with self.assertRaisesRegex(ValidationError, "no tier"), self.cr.savepoint():
            self.tiers["red"].unlink()

    def test_best_tier_may_go_when_the_next_one_takes_over(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.tiers["green"].unlink()
        self.tiers["black"].unlink()
        self.assertEqual(len(self.tiers["red"].search([("company_id", "=", self.company.id)])), 3)

    def test_new_tier_must_fit(self):
        self.tiers["black"].unlink()
        vals = {"code": "black", "company_id": self.company.id, "score_to": 60}
        model = self.root["kam.credit.tier"]
        with self.assertRaises(ValidationError), self.cr.savepoint():
            model.create({**vals, "amount_from": 100, "amount_to": 900})
        tier = model.create({**vals, "amount_from": 100, "amount_to": 1000})
        self.assertEqual(tier.display_name, "Black list")

    def test_same_list_twice(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.root["kam.credit.tier"].create(
                {
                    "code": "red",
                    "company_id": self.company.id,
                    "amount_from": 100,
                    "amount_to": 200,
                    "score_to": 0.001,
                }
            )
            self.env.flush_all()

    def test_negative_amounts(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.tiers["black"].amount_from = -1
            self.env.flush_all()

    def test_tier_in_use_cannot_be_deleted(self):
        self.make_key(self.customer, tier=self.tiers["black"])
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.tiers["black"].unlink()

    def test_each_company_for_itself(self):
        other = self.setup_other_company()
        self.set_bands(other, green=100, yellow=50, red=20, black=10)
        self.invoice(self.customer, 1000, date=TODAY)
        self.invoice(self.customer, 1000, date=TODAY, company=other)
        self.assertEqual(self.evaluate(self.customer)["tier"], "red")
        self.assertEqual(self.evaluate(self.customer, company_id=other.id)["tier"], "green")

    # ------------------------------------------------------------------
    # changing intervals together
    # ------------------------------------------------------------------

    def interval_dialog(self, user):
        action = self.env["kam.credit.tier"].with_user(user).action_change_intervals()
        return self.env[action["res_model"]].with_user(user).create({})

    def test_button_of_a_list_opens_the_dialog(self):
        tiers = self.env["kam.credit.tier"].with_user(self.credit_admin)
        ids = self.root["kam.credit.tier"].concat(*self.tiers.values()).ids
        for chosen in ([], ids):
            action = call_kw(tiers, "action_change_intervals", [chosen], {})
            self.assertEqual(action["res_model"], "kam.credit.tier.interval")
            self.assertEqual(action["context"]["default_company_id"], self.company.id)

    def test_dialog_takes_each_tier_once(self):
        dialog = self.interval_dialog(self.credit_admin)
        dialog.line_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "Green list.*once"):
            dialog.action_apply()

    def test_scores_end_at_a_hundred(self):
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.tiers["green"]._write_bands(
                    {
                        self.tiers["green"]: {"score_from": 101},
                        self.tiers["yellow"]: {"score_to": 101},
                    }
                )

    def test_dialog_moves_a_boundary(self):
        dialog = self.interval_dialog(self.credit_admin)
        self.assertEqual(dialog._name, "kam.credit.tier.interval")
        self.assertEqual(dialog.line_ids._name, "kam.credit.tier.interval.line")
        self.assertEqual(
            dialog.line_ids.tier_id, self.root["kam.credit.tier"].concat(*self.tiers.values())
        )
        lines = {line.tier_id.code: line for line in dialog.line_ids}
        lines["red"].amount_from = 800
        lines["black"].amount_to = 800
        dialog.action_apply()
        self.assertEqual(self.intervals()["red"], (800, 5000))
        self.assertEqual(self.intervals()["black"], (200, 800))

    def test_dialog_refuses_a_gap_and_writes_nothing(self):
        before = self.intervals()
        dialog = self.interval_dialog(self.credit_admin)
        lines = {line.tier_id.code: line for line in dialog.line_ids}
        lines["red"].amount_from = 1200
        lines["black"].amount_to = 1100
        with self.assertRaisesRegex(ValidationError, "1,100.00, 1,200.00"), self.cr.savepoint():
            dialog.action_apply()
        self.env.invalidate_all()
        self.assertEqual(self.intervals(), before)

    def test_dialog_is_for_credit_administrators(self):
        for user in self.director | self.kam_admin | self.supervisor:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.interval_dialog(user)
        dialog = self.interval_dialog(self.credit_admin)
        with self.assertRaises(AccessError):
            dialog.with_user(self.director).action_apply()
        # nor through a server action, which runs past the rights of models
        with self.assertRaisesRegex(AccessError, "credit administrators"):
            dialog.with_user(self.director).sudo().action_apply()

    def test_dialog_form(self):
        with Form(self.env["kam.credit.tier.interval"].with_user(self.credit_admin)) as form:
            self.assertEqual(len(form.line_ids), 4)

    # ------------------------------------------------------------------
    # taking tiers over
    # ------------------------------------------------------------------

    def assign(self, profiles, user=None, **vals):
        user = user or self.credit_admin
        action = profiles.with_user(self.credit_admin).action_assign_tier()
        self.assertEqual(action["res_model"], "kam.credit.tier.assign")
        dialog = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        vals.setdefault("reason", "Held before")
        return dialog.create(vals).action_assign()

    def test_one_tier_for_all(self):
        partners = [self.make_customer(f"Customer {number}") for number in range(2)]
        for partner in partners:
            self.make_key(partner)
        profiles = self.profile(partners[0]) | self.profile(partners[1])
        self.assign(profiles, tier_id=self.tiers["yellow"].id, reason="  Held before ")
        self.assertEqual(profiles.tier_id, self.tiers["yellow"])
        for profile in profiles:
            event = profile.event_ids
            self.assertEqual((event.kind, event.reason), ("assigned", "Held before"))
            self.assertEqual(event.user_id, self.credit_admin)
            self.assertEqual(event.tier_to_id, self.tiers["yellow"])

    def test_tier_that_the_figures_lead_to(self):
        for partner, amount in ((self.customer, 1000), (self.make_customer("Other"), 6000)):
            self.invoice(partner, amount, date=TODAY)
            self.make_key(partner)
            self.store(partner)
            self.assign(self.profile(partner), by_figures=True)
            self.assertEqual(self.profile(partner).tier_id, self.profile(partner).tier_led_id)
        self.assertEqual(self.profile(self.customer).tier_id, self.tiers["red"])

    def test_all_or_none(self):
        self.make_key(self.customer)
        ordinary = self.make_customer("Ordinary")
        self.root["kam.account"]._get_or_create(ordinary, self.company)
        profiles = self.profile(self.customer) | self.profile(ordinary)
        with self.assertRaisesRegex(UserError, "only key accounts"), self.cr.savepoint():
            self.assign(profiles, tier_id=self.tiers["red"].id)
        self.env.invalidate_all()
        self.assertFalse(profiles.tier_id)

    def test_nothing_to_give(self):
        self.make_key(self.customer)
        profile = self.profile(self.customer)
        with self.assertRaisesRegex(UserError, "gets no tier"):
            self.assign(profile)
        with self.assertRaisesRegex(UserError, "gets no tier"):
            self.assign(profile, by_figures=True)
        with self.assertRaisesRegex(UserError, "Reason"):
            self.assign(profile, tier_id=self.tiers["red"].id, reason="  ")

    def test_only_while_the_take_over_is_open(self):
        self.make_key(self.customer)
        self.company.sudo().kam_takeover_open = False
        with self.assertRaisesRegex(UserError, "take-over is closed"):
            self.assign(self.profile(self.customer), tier_id=self.tiers["red"].id)
        self.assertFalse(self.profile(self.customer).tier_id)

    def test_only_credit_administrators(self):
        self.make_key(self.customer)
        for user in self.director | self.credit_approver | self.kam_admin | self.representative:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.assign(self.profile(self.customer), user=user, tier_id=self.tiers["red"].id)
        dialog = (
            self.env["kam.credit.tier.assign"]
            .with_user(self.credit_admin)
            .create(
                {
                    "profile_ids": self.profile(self.customer).ids,
                    "tier_id": self.tiers["red"].id,
                    "reason": "Held before",
                }
            )
        )
        with self.assertRaises(AccessError):
            dialog.with_user(self.director).action_assign()
        # nor through a server action, which runs past the rights of models
        with self.assertRaisesRegex(AccessError, "credit administrators"):
            dialog.with_user(self.director).sudo().action_assign()

    # ------------------------------------------------------------------
    # settings
    # ------------------------------------------------------------------

    def test_settings_of_the_company(self):
        settings = self.env["res.config.settings"].create({})
        settings.kam_credit_threshold = 0.8
        settings.kam_credit_grace_days = 5
        settings.execute()
        self.assertEqual(self.company.kam_credit_threshold, 0.8)
        self.assertEqual(self.company.kam_credit_grace_days, 5)
        self.assertEqual(str(self.company._kam_credit_policy().threshold), "0.8")
