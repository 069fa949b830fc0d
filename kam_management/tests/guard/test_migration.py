from odoo.tests import tagged
from odoo.tools import mute_logger

from ... import migration
from ..common import KamCommon

FORMER = "['|',\n    ('unit_id.viewer_ids', 'in', user.ids), ('manager_id', '=', user.id)]"
NEW = "[('is_visible', '=', True)]"
LOGGER = "odoo.addons.kam_management.migration"


@tagged("post_install", "-at_install")
class TestMigration(KamCommon):
    """Record rules of a database follow the addon, unless the company has changed them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("former", FORMER)

    @classmethod
    def _rule(cls, name, domain, model="kam.account"):
        rule = cls.env["ir.rule"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(model),
                "domain_force": domain,
            }
        )
        cls.env["ir.model.data"].create(
            {"module": "kam_management", "name": name, "model": rule._name, "res_id": rule.id}
        )
        return rule

    def test_former_domain_is_changed(self):
        # spaces and lines make no other domain
        migration.change_rule(self.env, "kam_management.former", " ".join(FORMER.split()), NEW)
        self.assertEqual(self.rule.domain_force, NEW)

    def test_changed_domain_stays(self):
        own = "[('manager_id', '=', user.id)]"
        self.rule.domain_force = own
        with self.assertLogs(LOGGER, "WARNING") as logged:
            migration.change_rule(self.env, "kam_management.former", FORMER, NEW)
        self.assertEqual(self.rule.domain_force, own)
        self.assertIn("kam_management.former", logged.output[0])

    def test_new_or_missing_rule_is_no_reason_to_warn(self):
        self.rule.domain_force = NEW
        with self.assertNoLogs(LOGGER, "WARNING"):
            migration.change_rule(self.env, "kam_management.former", FORMER, NEW)
            migration.change_rule(self.env, "kam_management.nowhere", FORMER, NEW)

    def test_split(self):
        successor = self._rule("successor", NEW)
        migration.split_rule(
            self.env, "kam_management.former", FORMER, ["kam_management.successor"]
        )
        self.assertFalse(self.rule.exists())
        self.assertTrue(successor.active)

    @mute_logger(LOGGER)
    def test_split_of_what_the_company_changed_opens_nothing(self):
        for number, change in enumerate(
            (
                {"domain_force": "[('id', '=', 0)]"},
                {"active": False},
                None,
            )
        ):
            former = self._rule(f"former_{number}", FORMER)
            successor = self._rule(f"successor_{number}", NEW)
            if change:
                former.write(change)
            else:
                former.unlink()
            with self.subTest(change=change):
                migration.split_rule(
                    self.env,
                    f"kam_management.former_{number}",
                    FORMER,
                    [f"kam_management.successor_{number}"],
                )
                self.assertFalse(successor.active)
                self.assertEqual(bool(former.exists()), bool(change))

    def test_conditions_in_rules_of_the_company(self):
        for number, (model, before, after) in enumerate(
            (
                (
                    "kam.account",
                    "[('state', '=', 'key'), ('team_ids.user_id', '=', user.id)]",
                    "[('state', '=', 'key'), ('is_member', '=', True)]",
                ),
                (
                    "kam.competitor",
                    '["|", ("account_id.team_ids.user_id", "in", user.ids), ("threat", "=", "1")]',
                    '["|", (\'account_id.is_member\', \'=\', True), ("threat", "=", "1")]',
                ),
                # no members of the user's
                ("kam.account", "[('team_ids.user_id', '!=', False)]", None),
            )
        ):
            rule = self._rule(f"own_{number}", before, model)
            with self.subTest(before=before):
                migration.replace_condition(
                    self.env, "team_ids.user_id", "('{path}is_member', '=', True)", "kam.account"
                )
                self.assertEqual(rule.domain_force, after or before)

    def test_conditions_of_other_models_stay(self):
        domain = "[('team_ids.user_id', '=', user.id)]"
        rule = self._rule("own", domain)
        migration.replace_condition(self.env, "team_ids.user_id", "(0, '=', 1)", "kam.competitor")
        self.assertEqual(rule.domain_force, domain)

    def test_followers_without_a_right(self):
        people = self.rep_shanghai | self.rep_beijing | self.director
        self.env["mail.followers"].create(
            [
                {
                    "res_model": self.mill._name,
                    "res_id": self.mill.id,
                    "partner_id": partner.id,
                }
                for partner in people.partner_id | self.stranger
            ]
        )
        migration.unsubscribe_others(self.env, "kam.account")
        self.env.invalidate_all()
        followers = self.mill.message_partner_ids
        self.assertEqual(
            followers & (people.partner_id | self.stranger),
            (self.rep_shanghai | self.director).partner_id,
        )
