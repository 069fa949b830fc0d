from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamProtectedMixin(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.values = {
            "name": "Forged",
            "state": "key",
            "number": "FORGED",
            "number_key": "forged",
            "successor_id": cls.mill.id,
            "since": "2001-01-01",
            "date_state": "2001-01-01",
            "unit_id": cls.beijing.id,
            "manager_id": cls.rep_beijing.id,
            "partner_id": cls.stranger.id,
            "company_id": cls.company.id,
        }

    def test_every_protected_field_is_tried(self):
        self.assertEqual(self.env["kam.account"]._protected_fields, set(self.values))

    def test_nobody_writes_a_protected_field(self):
        for user in (self.env.user, self.env.ref("base.user_root"), self.administrator):
            for name, value in self.values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                    self._as(user, self.farm).write({name: value})

    def test_field_value_and_remedy_are_named(self):
        with self.assertRaisesRegex(UserError, "“State” of Farm.*take-over"):
            self.farm.write({"state": "key"})

    def test_forged_context(self):
        for forged in (True, 1, "SENTINEL", [1], {"a": 1}):
            with self.subTest(forged=forged):
                context = {"kam_protected_write": forged}
                with self.assertRaises(UserError):
                    self.farm.with_context(**context).write({"state": "key"})
                with self.assertRaises(UserError):
                    self.env["kam.account"].with_context(**context).create(
                        {"partner_id": self.stranger.id, "state": "key"}
                    )

    def test_over_rpc(self):
        accounts = self.env["kam.account"].with_user(self.administrator)
        context = {"kam_protected_write": True, "default_state": "key"}
        with self.assertRaises(UserError):
            call_kw(accounts, "write", [self.farm.ids, {"state": "key"}], {"context": context})
        for method in ("_protected_write", "_confirm_key", "_transition", "_get_or_create"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(accounts, method, [self.farm.ids], {})
        with self.assertRaises(UserError):
            call_kw(accounts, "web_save", [self.farm.ids, {"state": "key"}, {}], {})

    def test_creating_with_protected_values(self):
        accounts = self.env["kam.account"].with_user(self.administrator)
        for name in set(self.values) - {"partner_id", "company_id"}:
            with self.subTest(field=name), self.assertRaises(UserError):
                accounts.create({"partner_id": self.stranger.id, name: self.values[name]})

    def test_defaults_of_the_caller_do_not_reach_protected_fields(self):
        context = {f"default_{name}": value for name, value in self.values.items()}
        self.env["ir.default"].set("kam.account", "number", "DEFAULT")
        account = (
            self.env["kam.account"]
            .with_user(self.administrator)
            .with_context(**context)
            .create({"partner_id": self.stranger.id})
        )
        self.assertRecordValues(
            account,
            [
                {
                    "state": "ordinary",
                    "number": False,
                    "since": False,
                    "date_state": False,
                    "unit_id": False,
                    "manager_id": False,
                }
            ],
        )

    def test_through_other_models(self):
        for record, vals in (
            (self.beijing, {"account_ids": [Command.link(self.farm.id)]}),
            (self.beijing, {"account_ids": [Command.update(self.mill.id, {"state": "ordinary"})]}),
            (
                self.beijing,
                {"account_ids": [Command.create({"partner_id": self.stranger.id})]},
            ),
            (self.stranger, {"kam_account_ids": [Command.link(self.farm.id)]}),
            (
                self.stranger,
                {"kam_account_ids": [Command.create({"state": "key", "number": "FORGED"})]},
            ),
        ):
            with (
                self.subTest(record=record.display_name, vals=vals),
                self.assertRaises(UserError),
            ):
                self._as(self.administrator, record).write(vals)

    def test_import(self):
        accounts = self.env["kam.account"].with_user(self.administrator)
        new = accounts.load(["partner_id/.id", "state"], [[str(self.stranger.id), "key"]])
        self.assertFalse(new["ids"])
        self.assertEqual(new["messages"][0]["type"], "error")
        present = accounts.load([".id", "state"], [[str(self.farm.id), "key"]])
        self.assertFalse(present["ids"])
        self.assertEqual(self.farm.state, "ordinary")

    def test_copy(self):
        with self.assertRaisesRegex(ValidationError, "“Customer” is empty.*copy"):
            self.mill.copy()
        account = self.mill.copy({"partner_id": self.stranger.id})
        self.assertEqual(account.state, "ordinary")
        self.assertFalse(account.number)
        self.assertFalse(account.manager_id)

    def test_processes_do_not_leave_the_door_open(self):
        account = self.env["kam.account"]._get_or_create(self.stranger, self.company)
        for records in (
            account,
            account._protected_write({"number": "N-1"}),
            self.mill._downgrade("manual", "Given up").account_id,
        ):
            with self.assertRaises(UserError):
                records.write({"number": "N-1"})

    def test_fields_that_are_not_protected(self):
        self._as(self.rep_shanghai, self.mill).write({"note": "Ask for Mr Han"})
        self.assertIn("Han", self.mill.note)

    def test_own_values_may_be_sent_back(self):
        account = self.env["kam.account"].create(
            {"partner_id": self.stranger.id, "state": "ordinary", "number": False}
        )
        self.assertEqual(account.state, "ordinary")

    def test_defaults_that_users_store(self):
        """Everybody may store defaults of their own; they do not reach protected fields."""
        for model, name, value in (
            ("kam.account", "state", "key"),
            ("kam.account", "unit_id", self.beijing.id),
            ("kam.unit", "viewer_ids", [self.administrator.id]),
            ("kam.position", "is_current", True),
        ):
            self.env["ir.default"].with_user(self.administrator).set(
                model, name, value, user_id=True
            )
        account = self._as(self.administrator, self.env["kam.account"]).create(
            {"partner_id": self.stranger.id}
        )
        self.assertEqual(account.state, "ordinary")
        self.assertFalse(account.unit_id)
        unit = self._as(
            self.administrator,
            self.env["kam.unit"],
            default_viewer_ids=[Command.link(self.administrator.id)],
        ).create({"name": "New", "level": "area", "parent_id": self.centre.id})
        self.assertEqual(unit.viewer_ids, self.director)
        position = self._as(
            self.administrator, self.env["kam.position"], default_is_current=True
        ).create(
            {
                "user_id": self.administrator.id,
                "unit_id": self.centre.id,
                "role": "director",
                "date_from": self._days(5),
            }
        )
        self.assertFalse(position.is_current)

    def test_what_record_rules_rest_on(self):
        administrator = self.administrator
        for record, vals in (
            (self.beijing, {"viewer_ids": [Command.link(administrator.id)]}),
            (self.beijing, {"parent_path": "1/"}),
            (self.beijing, {"complete_name": "Forged"}),
            (self.position_rep_beijing, {"is_current": False}),
            (self.position_rep_beijing, {"company_id": False}),
            (self.shop.team_ids, {"company_id": False}),
            (self.mill, {"name": "Forged"}),
        ):
            with (
                self.subTest(record=record.display_name, vals=vals),
                self.assertRaises(UserError),
            ):
                self._as(administrator, record).write(vals)
        with self.assertRaises(UserError):
            self._as(administrator, self.env["kam.unit"]).create(
                {
                    "name": "New",
                    "level": "area",
                    "parent_id": self.centre.id,
                    "viewer_ids": [Command.link(administrator.id)],
                }
            )

    def test_other_records_are_refused_for_lack_of_rights_first(self):
        with self.assertRaises(AccessError):
            self._as(self.rep_beijing, self.mill).write({"state": "ordinary"})
