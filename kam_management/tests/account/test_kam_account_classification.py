import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamAccountClassification(KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.class_a = cls.env["kam.customer.class"]._of_company(cls.company)[0]
        cls.nature = cls.env["kam.customer.nature"].create({"name": "Test nature"})
        cls.content = cls.env["kam.service.content"].create({"name": "Test content"})
        cls.category = cls.env["product.category"].create({"name": "Test goods"})
        cls.lower = cls.env["product.category"].create(
            {"name": "Test parts", "parent_id": cls.category.id}
        )
        cls.vals = {
            "class_id": cls.class_a.id,
            "nature_id": cls.nature.id,
            "product_category_ids": [Command.set(cls.lower.ids)],
            "service_content_ids": [Command.set(cls.content.ids)],
        }

    def test_who_writes_the_account_classifies_it(self):
        for user in (self.rep_shanghai, self.supervisor_shanghai, self.administrator):
            with self.subTest(user=user.login):
                account = self._as(user, self.mill)
                account.write(dict.fromkeys(("class_id", "nature_id"), False))
                account.write(self.vals)
                self.assertEqual(account.class_id.id, self.class_a.id)
                self.assertEqual(account.service_content_ids.ids, self.content.ids)
        for user in (self.rep_beijing, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.mill).write(self.vals)

    def test_accounts_are_found_and_grouped_by_it(self):
        self.mill.write(self.vals)
        accounts = self._as(self.manager_east, self.env["kam.account"])
        own = [("id", "in", (self.mill | self.shop).ids)]
        for domain in (
            [("class_id", "=", self.class_a.id)],
            [("nature_id", "=", self.nature.id)],
            [("product_category_ids", "child_of", self.category.id)],
            [("service_content_ids", "in", self.content.ids)],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(accounts.search([*own, *domain]).ids, self.mill.ids)
        for name in ("class_id", "nature_id", "product_category_ids", "service_content_ids"):
            with self.subTest(group=name):
                groups = dict(accounts._read_group(own, [name], ["__count"]))
                self.assertEqual(sorted(groups.values()), [1, 1])

    def test_form(self):
        with Form(self._as(self.rep_shanghai, self.mill)) as form:
            form.class_id = self.class_a
            form.nature_id = self.nature
            form.product_category_ids.add(self.category)
            form.service_content_ids.add(self.content)
        self.assertEqual(self.mill.product_category_ids, self.category)
        self.assertEqual(self.mill.nature_id, self.nature)

    def test_what_is_used_is_archived_not_deleted(self):
        self.mill.write(self.vals)
        for record in (self.class_a, self.nature):
            with (
                self.subTest(record=record._name),
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                record.unlink()
            record.active = False
        self.assertEqual(self.mill.class_id, self.class_a)
