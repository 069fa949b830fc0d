from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon
from ..hidden import HiddenParents


@tagged("post_install", "-at_install")
class TestHiddenParents(HiddenParents, KamCommon):
    """Rights come before messages: whoever may not see a parent learns nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["kam.competitor"].create(
            {"account_id": cls.mill.id, "name": "Rival", "share": 90}
        )
        cls.person = cls.env["kam.stakeholder"].create(
            {
                "account_id": cls.mill.id,
                "partner_id": cls._partner(
                    "Person", is_company=False, parent_id=cls.mill.partner_id.id
                ).id,
            }
        )

    def test_every_model(self):
        tried = self.assertParentsHidden(self.rep_beijing)
        self.assertTrue(
            tried >= {"kam.competitor", "kam.stakeholder", "kam.financial.statement"}, tried
        )

    def test_constraints_do_not_speak(self):
        """Neither a sum, a unique index nor an overlap tells what is entered already."""
        mine = self.env["kam.competitor"].with_user(self.rep_beijing)
        for vals in ({"name": "Rival", "share": 5}, {"name": "New", "share": 50}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                mine.create({"account_id": self.mill.id, **vals})
        with self.assertRaises(AccessError):
            self.env["kam.account.team"].with_user(self.rep_beijing).create(
                {
                    "account_id": self.mill.id,
                    "user_id": self.rep_beijing.id,
                    "duty": "account_manager",
                }
            )

    def test_moved_lines(self):
        own = self.env["kam.competitor"].create({"account_id": self.yard.id, "name": "Own"})
        with self.assertRaises(AccessError):
            own.with_user(self.rep_beijing).write({"account_id": self.mill.id})

    def test_commands_of_a_visible_parent(self):
        yard = self._as(self.rep_beijing, self.yard)
        for command in (Command.link(self.rival.id), Command.set([self.rival.id])):
            with self.subTest(command=command), self.assertRaises(AccessError):
                yard.write({"competitor_ids": [command]})

    def test_onchange_tells_nothing(self):
        """A form that names a hidden parent is not answered with what belongs to it."""
        mine = self.env["kam.stakeholder"].with_user(self.rep_beijing)
        spec = {"account_id": {}, "company_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(AccessError):
            mine.onchange({"account_id": self.mill.id}, ["account_id"], spec)
        with self.assertRaises(AccessError):
            mine.with_context(default_account_id=self.mill.id).onchange({}, [], spec)
        account = self._as(self.rep_beijing, self.yard)
        line = Command.create({"account_id": self.mill.id})
        with self.assertRaises(AccessError):
            account.onchange(
                {"competitor_ids": [line]},
                ["competitor_ids"],
                {"competitor_ids": {"fields": {"account_id": {"fields": {"display_name": {}}}}}},
            )

    def test_own_parents_are_fine(self):
        mine = self.env["kam.competitor"].with_user(self.rep_beijing)
        made = mine.create({"account_id": self.yard.id, "name": "Own"})
        made.write({"account_id": self.yard.id, "share": 10})
        spec = {"account_id": {"fields": {"display_name": {}}}}
        answer = mine.onchange({"account_id": self.yard.id}, ["account_id"], spec)
        self.assertNotIn("warning", answer)

    def test_import_and_stored_defaults(self):
        mine = self.env["kam.competitor"].with_user(self.rep_beijing)
        result = mine.load(["name", "account_id/.id"], [["Rival", str(self.mill.id)]])
        self.assertFalse(result["ids"])
        self.assertNotIn("entered already", str(result["messages"]))
        self.env["ir.default"].with_user(self.rep_beijing).sudo().set(
            "kam.competitor", "account_id", self.mill.id, user_id=self.rep_beijing.id
        )
        self.assertNotIn("account_id", mine.default_get(["account_id"]))

    def test_refusals_name_no_record(self):
        """In debug mode Odoo names what is refused, with the rights of the system."""
        with patch.object(type(self.env.user), "has_group", lambda *_args: True):
            error = (
                self.env["ir.rule"]
                .with_user(self.rep_beijing)
                ._make_access_error("read", self.rival.with_user(self.rep_beijing))
            )
        self.assertNotIn("Rival", str(error))
