from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..common import KamCommon

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestKamAccountSight(KamCommon):
    """Who sees an account, who leads it, who serves it: one answer for rules and for code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.former = cls._user("former")
        cls.coming = cls._user("coming")
        for user in cls.former | cls.coming:
            cls._position(user, cls.beijing, "representative")
        cls.mill.team_ids = [
            Command.create(
                {
                    "user_id": cls.former.id,
                    "duty": "training",
                    "date_from": cls._days(-90),
                    "date_to": cls._days(-1),
                }
            ),
            Command.create(
                {"user_id": cls.coming.id, "duty": "training", "date_from": cls._days(1)}
            ),
        ]
        # account -> who sees, who leads, who serves it
        cls.sight = {
            cls.mill: (
                cls.rep_shanghai | cls.supervisor_shanghai | cls.manager_east | cls.director,
                cls.rep_shanghai | cls.supervisor_shanghai | cls.manager_east | cls.director,
                cls.env["res.users"],
            ),
            cls.shop: (
                cls.rep_hangzhou | cls.rep_shanghai | cls.manager_east | cls.director,
                cls.rep_hangzhou | cls.manager_east | cls.director,
                cls.rep_shanghai,
            ),
            cls.yard: (
                cls.rep_beijing | cls.supervisor_north | cls.director,
                cls.rep_beijing | cls.supervisor_north | cls.director,
                cls.env["res.users"],
            ),
            cls.farm: (cls.env["res.users"],) * 3,
        }
        cls.people = (
            cls.rep_shanghai
            | cls.rep_hangzhou
            | cls.rep_beijing
            | cls.supervisor_shanghai
            | cls.supervisor_north
            | cls.manager_east
            | cls.director
            | cls.former
            | cls.coming
            | cls.administrator
        )

    def test_who_sees_leads_and_serves(self):
        for account, answers in self.sight.items():
            for user in self.people:
                mine = self._as(user, account).sudo()
                with self.subTest(account=account.name, user=user.login):
                    self.assertEqual(
                        (mine.is_visible, mine.is_led, mine.is_member),
                        tuple(user in answer for answer in answers),
                    )

    def test_search_gives_the_same_answers(self):
        domain = [("id", "in", self.accounts.ids)]
        for user in self.people:
            accounts = self._as(user, self.env["kam.account"]).sudo()
            for number, name in enumerate(("is_visible", "is_led", "is_member")):
                mine = {account for account, users in self.sight.items() if user in users[number]}
                others = set(self.accounts) - mine
                with self.subTest(user=user.login, name=name):
                    for leaf, expected in (
                        ((name, "=", True), mine),
                        ((name, "!=", True), others),
                        ((name, "=", False), others),
                        ((name, "in", [True, False]), mine | others),
                    ):
                        found = accounts.search([*domain, leaf])
                        self.assertEqual({account.id for account in expected}, set(found.ids))

    def test_a_person_asks_without_seeing_units_and_teams(self):
        """Filters of people give the same as rules: no rule of another model comes between."""
        accounts = self._as(self.rep_shanghai, self.env["kam.account"])
        self.assertEqual(accounts.search([("is_member", "=", True)]).sudo(), self.shop)
        self.assertEqual(accounts.search([("is_led", "=", True)]).sudo() & self.accounts, self.mill)

    def test_answers_follow_in_the_same_transaction(self):
        account = self.mill.with_user(self.rep_hangzhou).sudo()
        self.assertFalse(account.is_visible)
        self.mill.team_ids = [Command.create({"user_id": self.rep_hangzhou.id, "duty": "sales"})]
        self.assertTrue(account.is_visible)
        self.assertTrue(account.is_member)
        self.mill.team_ids.filtered("is_current").action_end()
        self.assertFalse(account.is_visible)
        self.mill._change_owner(manager=self.rep_hangzhou, reason="Moved")
        self.assertTrue(account.is_led)
        supervisor = self.mill.with_user(self.supervisor_shanghai).sudo()
        self.assertTrue(supervisor.is_visible)
        self.position_supervisor_shanghai.action_end()
        self.assertFalse(supervisor.is_visible)
        self.assertFalse(supervisor.is_led)

    def test_rules_are_conditions_of_the_one_statement(self):
        """What a rule adds is what its leaves, spelled out, would add: no ids, no other query."""
        uid = self.rep_shanghai.id
        visible = [
            "|",
            "|",
            ("manager_id", "=", uid),
            ("team_ids", "any", [("is_current", "=", True), ("user_id", "=", uid)]),
            ("unit_id.viewer_ids", "in", [uid]),
        ]
        led = ["|", ("manager_id", "=", uid), ("unit_id.leader_ids", "in", [uid])]
        for name, leaves in (("is_visible", visible), ("is_led", led)):
            for model, path in (
                ("kam.account", ""),
                ("kam.account.event", "account_id"),
                ("kam.account.team", "account_id"),
                ("kam.competitor", "account_id"),
                ("kam.screening.line", "screening_id.account_id"),
            ):
                records = self.env[model].with_user(uid).sudo()
                spelled = Domain(path, "any", leaves) if path else Domain(leaves)
                with self.subTest(model=model, name=name):
                    before = self.cr.sql_log_count
                    said = records._search([(f"{path}.{name}".lstrip("."), "=", True)]).select()
                    self.assertEqual(self.cr.sql_log_count, before, "a query of its own")
                    expected = records._search(spelled).select()
                    self.assertEqual(
                        self.cr.mogrify(said.code, said.params),
                        self.cr.mogrify(expected.code, expected.params),
                    )

    # ------------------------------------------------------------------
    # former and coming members
    # ------------------------------------------------------------------

    def test_former_and_coming_members_have_no_right(self):
        self.assertRights(self.mill, {self.former | self.coming: "", self.rep_shanghai: "rw"})
        self.assertRights(self.shop, {self.rep_shanghai: "rw"})
        for records in (self.mill.event_ids[:1], self.mill.team_ids[:1]):
            self.assertRights(records, {self.former | self.coming: ""})

    def test_former_member_finds_counts_and_groups_nothing(self):
        for user in self.former | self.coming:
            for model in ("kam.account", "kam.account.event", "kam.account.team"):
                with self.subTest(user=user.login, model=model):
                    records = self._as(user, self.env[model])
                    self.assertFalse(records.search([]))
                    self.assertEqual(records.search_count([]), 0)
                    groups = records.formatted_read_group([], [], ["__count"])
                    self.assertEqual(groups[0]["__count"], 0)
            self.assertFalse(self._as(user, self.shanghai).account_ids)

    # ------------------------------------------------------------------
    # how much is asked
    # ------------------------------------------------------------------

    def _count(self, user, records, work):
        work(self._as(user, records))
        fresh = self._as(user, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def test_rights_of_many_accounts(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {at}", "is_company": True} for at in range(MANY)]
        )
        many = self.env["kam.account"]._get_or_create(partners, self.company)
        many._protected_write({"unit_id": self.shanghai.id, "manager_id": self.rep_beijing.id})
        self.env["kam.account.team"].create(
            [
                {"account_id": account.id, "user_id": self.rep_hangzhou.id, "duty": "sales"}
                for account in many
            ]
        )
        jobs = {
            "list": lambda accounts: accounts.web_search_read(
                [("id", "in", accounts.ids)], {"name": {}, "is_led": {}, "team_ids": {}}
            ),
            "rights": lambda accounts: accounts.has_access("write"),
            "groups": lambda accounts: accounts.formatted_read_group(
                [("id", "in", accounts.ids)], ["state"], ["__count"]
            ),
        }
        for user in self.rep_hangzhou | self.rep_beijing | self.director:
            for name, job in jobs.items():
                with self.subTest(user=user.login, job=name):
                    few, all_of_them = (self._count(user, many[:size], job) for size in (FEW, MANY))
                    self.assertGreater(few, 0)
                    self.assertLessEqual(all_of_them, few)
