from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import KamCommon

DIALOGS = (
    "kam.account.takeover",
    "kam.account.takeover.line",
    "kam.account.owner.change",
    "kam.account.owner.change.line",
)
MODELS = (
    "kam.account",
    "kam.account.event",
    "kam.account.handover",
    "kam.account.team",
    "kam.handover.item",
    "kam.unit",
    "kam.position",
)


@tagged("post_install", "-at_install")
class TestRoles(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_other_company()
        cls.everything = cls.accounts | cls.mill_other
        east = cls.mill | cls.shop
        # what each sees of the accounts of the test
        cls.sees = {
            cls.rep_shanghai: east,  # the shop by being in its team
            cls.rep_hangzhou: cls.shop,
            cls.rep_beijing: cls.yard,
            cls.supervisor_shanghai: cls.mill,
            cls.manager_east: east,
            cls.supervisor_north: cls.yard,
            cls.director: east | cls.yard,  # the farm has no unit
            cls.administrator: cls.accounts,
            cls.manager_other: cls.mill_other,
        }
        cls.outsiders = cls.accountant | cls.employee | cls.portal

    def test_accounts_are_found(self):
        for user, expected in self.sees.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user) & self.everything, expected)

    def test_accounts_are_read_one_by_one(self):
        for user, expected in self.sees.items():
            for account in self.everything:
                with self.subTest(user=user.login, account=account.display_name):
                    record = self._as(user, account)
                    if account in expected:
                        self.assertEqual(record.read(["state"])[0]["state"], account.state)
                    else:
                        with self.assertRaises(AccessError):
                            record.read(["state"])

    def test_accounts_are_counted_and_grouped(self):
        domain = [("id", "in", self.everything.ids)]
        for user, expected in self.sees.items():
            with self.subTest(user=user.login):
                accounts = self._as(user, self.env["kam.account"])
                self.assertEqual(accounts.search_count(domain), len(expected))
                groups = accounts.formatted_read_group(domain, ["state"], ["__count"])
                self.assertEqual(sum(group["__count"] for group in groups), len(expected))

    def test_accounts_are_exported(self):
        for user, expected in self.sees.items():
            if not user.has_group("base.group_allow_export"):
                user.group_ids |= self.env.ref("base.group_allow_export")
            for account in self.everything:
                with self.subTest(user=user.login, account=account.display_name):
                    record = self._as(user, account)
                    if account in expected:
                        datas = record.export_data(["name", "event_ids/reason"])["datas"]
                        self.assertEqual(datas[0][0], account.name)
                    else:
                        with self.assertRaises(AccessError):
                            record.export_data(["name"])

    def test_history_and_teams_follow_the_accounts(self):
        for model in ("kam.account.event", "kam.account.team"):
            rows = self.env[model].search([("account_id", "in", self.everything.ids)])
            for user, expected in self.sees.items():
                with self.subTest(user=user.login, model=model):
                    found = self._visible(user, model) & rows
                    self.assertEqual(
                        found, rows.filtered(lambda row, seen=expected: row.account_id in seen)
                    )

    def test_search_through_relations_tells_nothing(self):
        units = self._as(self.rep_beijing, self.env["kam.unit"])
        self.assertFalse(units.search([("account_ids.name", "=", "Mill")]))
        self.assertFalse(units.search([("account_ids.state", "=", "key")]))
        self.assertFalse(self._as(self.rep_beijing, self.shanghai).account_ids)
        users = self._as(self.rep_beijing, self.env["kam.position"])
        self.assertFalse(users.search([("unit_id.account_ids.state", "=", "key")]))

    def test_outsiders_have_access_to_nothing(self):
        for model in (*MODELS, *DIALOGS):
            self.assertRights(model, {self.outsiders: ""})
        for user in self.outsiders:
            with self.subTest(user=user.login):
                for model in MODELS:
                    with self.assertRaises(AccessError):
                        self._as(user, self.env[model]).search([])

    def test_archivist_sees_no_accounts(self):
        archivist = self._user("archivist")
        self._position(archivist, self.centre, "archivist")
        self.assertFalse(self.env["kam.account"].with_user(archivist).has_access("read"))
        self.assertNotIn(archivist, self.shanghai.viewer_ids)

    def test_group_without_position_shows_nothing(self):
        for role in ("representative", "supervisor", "manager", "director", "general_manager"):
            with self.subTest(role=role):
                user = self._user(f"group_{role}", f"kam_management.group_kam_{role}")
                self.assertFalse(self._visible(user))
                self.assertFalse(self._visible(user, "kam.account.event"))

    def test_messages_of_an_account(self):
        message = self.mill.message_post(body="Secret of the mill")
        for user, visible in (
            (self.rep_shanghai, True),
            (self.manager_east, True),
            (self.rep_beijing, False),
            (self.accountant, False),
        ):
            with self.subTest(user=user.login):
                self.assertIs(self._as(user, message).has_access("read"), visible)
                found = self._as(user, self.env["mail.message"]).search(
                    [("body", "ilike", "secret of the mill")]
                )
                self.assertIs(bool(found), visible)

    def test_follower_without_right_sees_nothing(self):
        self.mill.message_subscribe(self.rep_beijing.partner_id.ids)
        self.assertFalse(self._as(self.rep_beijing, self.mill).has_access("read"))

    def test_attachments_of_an_account(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "plan", "raw": b"plan", "res_model": "kam.account", "res_id": self.mill.id}
        )
        self.assertTrue(self._as(self.rep_shanghai, attachment).has_access("read"))
        self.assertFalse(self._as(self.rep_beijing, attachment).has_access("read"))

    def test_who_keeps_the_organisation(self):
        unit_vals = {"name": "New", "level": "area", "parent_id": self.east.id}
        for user in set(self.sees) - {self.administrator}:
            with self.subTest(user=user.login):
                units = self._as(user, self.env["kam.unit"])
                with self.assertRaises(AccessError):
                    units.create(unit_vals)
                with self.assertRaises(AccessError):
                    self._as(user, self.shanghai).write({"name": "Mine"})
                with self.assertRaises(AccessError):
                    self._as(user, self.shanghai).unlink()
        self.assertTrue(self._as(self.administrator, self.env["kam.unit"]).create(unit_vals))

    def test_who_creates_and_deletes_accounts(self):
        for user in set(self.sees) - {self.administrator}:
            with self.subTest(user=user.login):
                accounts = self._as(user, self.env["kam.account"])
                with self.assertRaises(AccessError):
                    accounts.create({"partner_id": self.stranger.id})
                with self.assertRaises(AccessError):
                    self._as(user, self.sees[user][:1]).unlink()
        accounts = self._as(self.administrator, self.env["kam.account"])
        self.assertTrue(accounts.create({"partner_id": self.stranger.id}))

    def test_organisation_is_known_in_the_company_only(self):
        for user, company in (
            (self.rep_beijing, self.company),
            (self.manager_other, self.other_company),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user, "kam.unit").company_id, company)
                self.assertEqual(self._visible(user, "kam.position").company_id, company)

    def test_companies_ticked_in_the_switcher(self):
        both = self.company | self.other_company
        self.administrator.company_ids = both
        accounts = self._as(self.administrator, self.env["kam.account"])
        for companies, expected in (
            (self.company, self.accounts),
            (self.other_company, self.mill_other),
            (both, self.everything),
        ):
            with self.subTest(companies=companies.mapped("name")):
                found = accounts.with_context(allowed_company_ids=companies.ids).search([])
                self.assertEqual(found.sudo() & self.everything, expected)
        with self.assertRaises(AccessError):
            self._as(self.rep_shanghai, accounts.browse()).with_context(
                allowed_company_ids=both.ids
            ).search([])

    def test_form_of_each_role_opens(self):
        for user, expected in self.sees.items():
            with self.subTest(user=user.login):
                with Form(self._as(user, expected[:1])) as form:
                    form.note = f"<p>{user.login}</p>"
                self.assertIn(user.login, expected[:1].note)

    def test_menu(self):
        root = self.env.ref("kam_management.menu_kam_root")
        takeover = self.env.ref("kam_management.menu_kam_account_takeover")
        for user, sees_app, sees_takeover in (
            (self.rep_shanghai, True, False),
            (self.director, True, False),
            (self.administrator, True, True),
            (self.accountant, False, False),
            (self.employee, False, False),
        ):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertIs(root.id in menus, sees_app)
                self.assertIs(takeover.id in menus, sees_takeover)

    def test_processes_are_not_reachable_by_name(self):
        for user in (self.administrator, self.director):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user, self.farm).write({"state": "key", "active": True})
