from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDialogs(TransactionCase):
    """A dialog is its creator's: nobody else reads or answers it."""

    def test_each_dialog_is_its_creators(self):
        dialogs = {
            access.model_id.model
            for access in self.env["ir.model.access"].search([("perm_create", "=", True)])
            if access.model_id.model.startswith("kam.") and access.model_id.transient
        }
        self.assertGreater(len(dialogs), 20)
        own = {
            rule.model_id.model
            for rule in self.env["ir.rule"].search([("global", "=", True)])
            if "create_uid" in (rule.domain_force or "")
        }
        self.assertEqual(dialogs - own, set())
