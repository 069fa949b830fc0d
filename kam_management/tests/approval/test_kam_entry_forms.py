from lxml import etree

from odoo.tests import TransactionCase, tagged

# leaving these behind untouched makes no record
CONTROLLERS = ("kam_entry_form", "kam_form")


@tagged("post_install", "-at_install")
class TestKamEntryForms(TransactionCase):
    """No form of ours leaves a record behind that nobody entered anything in."""

    def test_every_form_that_begins_records(self):
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "form"),
                ("model", "=like", "kam.%"),
                "|",
                ("inherit_id", "=", False),
                ("mode", "=", "primary"),
            ]
        )
        begun = 0
        for view in views:
            model = self.env.get(view.model)
            if model is None or model._transient:
                continue
            root = etree.fromstring(view.get_combined_arch())
            if root.get("create") in ("0", "false"):
                continue
            begun += 1
            with self.subTest(view=view.xml_id):
                self.assertIn(root.get("js_class"), CONTROLLERS)
        self.assertGreater(begun, 15)
