from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kam_management import protection

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestProtection(KamCommon):
    """The key opens the one call that it was made for."""

    def _forge(self, records, vals):
        with self.assertRaises(UserError):
            records.write(vals)

    def test_a_key_opens_one_call(self):
        vals = {"number": "N-1"}
        for key in (
            ("write", self.mill, vals),
            ("write", self.farm, {"number": "N-2"}),
            ("write", self.farm, {"since": "2020-01-01"}),
            ("create", self.farm.browse(), [vals]),
            ("unlink", self.farm),
        ):
            with self.subTest(key=key), protection.opened(*key):
                self._forge(self.farm, vals)
        with protection.opened("write", self.farm, vals):
            self.farm.write(vals)
            self._forge(self.farm, vals)
        self.assertEqual(self.farm.number, "N-1")
        self._forge(self.farm, vals)

    def test_what_is_added_on_the_way_is_not_opened(self):
        vals = {"number": "N-1"}
        with protection.opened("write", self.farm, vals):
            vals["since"] = "2020-01-01"
            with self.assertRaisesRegex(UserError, "Key Account Since"):
                self.farm.write(vals)
        with protection.opened("create", self.farm.browse(), [{"partner_id": self.stranger.id}]):
            with self.assertRaisesRegex(UserError, "Account Number"):
                self.farm.create({"partner_id": self.stranger.id, "number": "N-1"})

    def test_what_a_process_brings_about_is_not_opened(self):
        """Code that runs deeper, or afterwards in the same call, finds the door closed."""
        forged = []

        def forge(accounts):
            for vals in ({"number": "FORGED"}, {"number": "N-1"}, {"unit_id": self.beijing.id}):
                try:
                    accounts.write(vals)
                except UserError as error:
                    forged.append(str(error))

        with patch.object(self.registry["kam.account"], "_check_manager_is_active", forge):
            self.farm._protected_write({"number": "N-1", "manager_id": self.rep_shanghai.id})
        self.assertEqual(len(forged), 3)
        self.assertEqual(self.farm.number, "N-1")
        self.assertFalse(self.farm.unit_id)

    def test_a_call_that_fails_leaves_nothing_open(self):
        with self.assertRaises(ValueError):
            self.farm._protected_write({"number": "N-1", "state": "no state"})
        self._forge(self.farm, {"number": "N-1"})

    # ------------------------------------------------------------------
    # whose call it is
    # ------------------------------------------------------------------

    def _run(self, code, records):
        """Run code as the server action of an administrator does."""
        model_id = self.env["ir.model"]._get_id(records._name)
        action = self.env["ir.actions.server"].create(
            {"name": "Forge", "model_id": model_id, "state": "code", "code": code}
        )
        return action.with_context(
            active_model=records._name, active_id=records.id, active_ids=records.ids
        ).run()

    def test_server_actions_are_refused(self):
        event = {
            "account_id": self.farm.id,
            "company_id": self.company.id,
            "kind": "downgraded",
            "source": "manual",
            "reason": "Forged",
        }
        appended = f"map(env['kam.account.event']._append, [[{event}]])"
        farm, events = self.farm, self.farm.event_ids
        for code in (
            "record._protected_write({'state': 'key'})",
            "records.mapped(lambda step: step._protected_write({'state': 'key'}))",
            "records.filtered(lambda step: step._protected_write({'state': 'key'}))",
            "list(map(record._protected_write, [{'state': 'key'}]))",
            "sorted([{'state': 'key'}], key=record._protected_write)",
            "model._protected_create([{'partner_id': 1}])",
            "record._protected_unlink()",
            f"env['kam.account.event']._append([{event}])",
            f"list({appended})",
            # handed to code that is trusted, which does not know what it calls
            f"env['kam.position']._holders(model, {appended})",
        ):
            with (
                self.subTest(code=code),
                self.assertRaisesRegex(AccessError, "is for the Python code of processes"),
                self.cr.savepoint(),
            ):
                self._run(code, self.farm)
        self.assertEqual(farm.state, "ordinary")
        self.assertEqual(farm.event_ids, events)

    def test_callbacks_are_refused(self):
        for call in (
            lambda: self.farm.mapped(self.farm._protected_write),
            lambda: safe_eval(
                "farm._protected_write({'number': 'N-1'})", {"farm": self.farm}, mode="exec"
            ),
        ):
            with self.assertRaisesRegex(AccessError, "_protected_write"):
                call()

    def test_who_may(self):
        for module, may in (
            ("odoo.addons.kam_management.models.account.kam_account", True),
            ("odoo.addons.kam_management", True),
            ("__main__", True),
            ("odoo.addons.base.models.ir_cron", False),
            ("odoo.addons.mail.models.mail_thread", False),
            ("odoo.addons.no_such_addon.models", False),
            ("odoo.orm.models", False),
            ("odoo.addons", False),
            ("kam_management", False),
            ("", False),
        ):
            with self.subTest(module=module):
                self.assertEqual(protection._is_trusted(module), may)
        if self.env["ir.module.module"]._get("kam_credit").state == "installed":
            self.assertTrue(protection._is_trusted("odoo.addons.kam_credit.models.profile"))

    def test_public_methods_serve_server_actions(self):
        """They check who may; what they write on the way is a process's."""
        self._run("action = record.action_view_events()", self.mill)
        with self.assertRaises(AccessError):
            self.env["kam.screening"]._run_each("_protected_write")
