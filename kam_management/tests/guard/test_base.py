from collections import Counter
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestBase(KamCommon, HttpCase):
    """What other records use is not deleted, and the refusal can be understood."""

    def _delete(self, records):
        """Delete records as the web client does; return the error that it shows."""
        self.env.flush_all()
        params = {"model": records._name, "method": "unlink", "args": [records.ids], "kwargs": {}}
        with mute_logger("odoo.sql_db", "odoo.http"):
            response = self.url_open("/web/dataset/call_kw", json={"params": params})
        self.env.invalidate_all()
        return response.json()["error"]["data"]["message"]

    def test_fields_of_a_model_have_labels_of_their_own(self):
        """In filters and exports people tell fields by their labels alone."""
        for model in self.env.values():
            if model._name.startswith("kam."):
                labels = Counter(field.string for field in model._fields.values())
                with self.subTest(model=model._name):
                    self.assertFalse([label for label, count in labels.items() if count > 1])

    def test_what_is_in_use(self):
        self.env.ref("base.user_admin").write(
            {"password": "admin", "company_ids": self.company.ids, "company_id": self.company.id}
        )
        self.authenticate("admin", "admin")
        customer_class = self.env["kam.customer.class"].create({"name": "Used", "code": "T-U"})
        self.mill.class_id = customer_class
        holder = self._user("holder")
        self._position(holder, self.shanghai, "representative")
        customer = self._account("Quarry").partner_id
        for records, message in (
            (customer_class, "“Customer Class” of Key Account"),
            (holder, "“User” of Position"),
            (customer, "“Customer” of Key Account"),
        ):
            with self.subTest(model=records._name):
                error = self._delete(records)
                self.assertIn(message, error)
                self.assertIn("Archive it instead", error)
                self.assertNotIn("constraint", error)
                self.assertTrue(records.exists())

    def test_the_key_for_uninstalling_is_nobody_elses(self):
        member = self.env["kam.account.team"].create(
            {
                "account_id": self.mill.id,
                "user_id": self.rep_hangzhou.id,
                "duty": "sales",
                "date_from": self.today - timedelta(days=3),
            }
        )
        for records, user in (
            (member, self.rep_shanghai),
            (self.position_rep_hangzhou, self.administrator),
        ):
            forged = records.with_user(user).with_context(_force_unlink=True)
            for asked in (forged, forged.sudo()):
                with self.subTest(model=records._name, su=asked.env.su):
                    with self.assertRaisesRegex(UserError, "stays in the records"):
                        asked.unlink()
                    self.assertTrue(records.exists())
