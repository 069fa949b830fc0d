import re

from odoo.tests import TransactionCase, tagged

CHINESE = re.compile("[\u4e00-\u9fff]")


@tagged("post_install", "-at_install")
class TestCreditTranslations(TransactionCase):
    """The addon speaks Chinese by its own file, as it does where it is installed later.

    Values of a field that a mixin of another addon brings belong to that addon by their external
    id: a file exported from there knows them, but is read before their model exists.
    """

    def test_values_of_its_models(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "kam_credit")])
        module._update_translations(["zh_CN"])
        own = [
            name
            for name, model in self.registry.items()
            if model._original_module == "kam_credit" and not model._abstract
        ]
        values = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "in", own),
                ("field_id.related", "=", False),
                ("field_id.name", "not like", "activity%"),
            ]
        )
        self.assertIn("approval_state", values.field_id.mapped("name"))
        for value in values.with_context(lang="zh_CN"):
            with self.subTest(field=value.field_id.name, value=value.value):
                self.assertRegex(value.name, CHINESE)
