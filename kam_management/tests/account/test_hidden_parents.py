from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon
from ..hidden import MISSING, HiddenParents


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

    def test_hidden_documents_are_as_missing_ones(self):
        """Of no model that hides records it is told whether there is one."""
        attachment = self.env["ir.attachment"].create(
            {"name": "Secret", "raw": b"x", "res_model": "kam.account", "res_id": self.mill.id}
        )
        receipts = self.env["kam.archive.receipt"].with_user(self.administrator)
        theirs = self.env["ir.attachment"].create(
            {"name": "Theirs", "raw": b"x", "res_model": "res.users.settings", "res_id": 10**6}
        )
        yard = self._as(self.rep_beijing, self.yard)
        activity = self.mill.activity_schedule(user_id=self.rep_shanghai.id, summary="Call")
        message = self.mill.message_post(body="Between us")
        lead = self.env["crm.lead"].create(
            {"name": "Theirs", "company_id": self.other_company.id, "user_id": False}
        )
        for records, fname, hidden in (
            (receipts, "document_ids", theirs),
            (yard, "activity_ids", activity),
            (yard, "message_ids", message),
            (self.env["kam.screening"].with_user(self.rep_beijing), "lead_id", lead),
        ):
            if fname not in records._fields:
                continue
            self.assertTrue(hidden)
            for command in self._name(records, fname):
                with self.subTest(field=fname, command=str(command)):
                    self.assertEqual(
                        self._answer(records, fname, command, hidden.id),
                        self._answer(records, fname, command, MISSING),
                    )
        self.assertTrue(attachment.exists() and activity.exists() and message.exists())

    def _name(self, records, fname):
        if records._fields[fname].type == "many2one":
            return [lambda number: number]
        return [
            lambda number: [Command.link(number)],
            lambda number: [Command.set([number])],
            lambda number: [Command.update(number, {})],
            lambda number: [Command.delete(number)],
            lambda number: [Command.unlink(number)],
        ]

    def _answer(self, records, fname, command, number):
        vals = {fname: command(number)}
        with self.assertRaises(AccessError) as caught, self.cr.savepoint():
            records.write(vals) if records else records.create(vals)
        return str(caught.exception).replace(str(number), "N")

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
