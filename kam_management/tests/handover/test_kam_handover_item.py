from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import KamCommon


@tagged("post_install", "-at_install")
class TestKamHandoverItem(KamCommon):
    def _items(self, company):
        return self.env["kam.handover.item"].search([("company_id", "=", company.id)])

    def test_each_company_has_a_checklist(self):
        self.assertTrue(self._items(self.company))
        self._make_other_company()
        names = self._items(self.other_company).mapped("name")
        self.assertIn("The customer has met the new account manager", names)
        self.assertEqual(len(names), len(set(names)))

    def test_what_a_company_has_stays(self):
        items = self._items(self.company)
        items.active = False
        self.env["res.company"]._kam_give_all_defaults()
        self.assertFalse(self._items(self.company))
        items.unlink()
        self.env["res.company"]._kam_give_all_defaults()
        self.assertTrue(self._items(self.company))

    def test_who_may(self):
        item = self._items(self.company)[0]
        for user in (self.rep_shanghai, self.manager_east, self.director):
            with self.subTest(user=user.login):
                self.assertTrue(self._as(user, item).name)
                for attempt in (
                    lambda item: item.write({"required": False}),
                    lambda item: item.unlink(),
                    lambda item: item.create({"name": "Anything"}),
                ):
                    with self.assertRaises(AccessError):
                        attempt(self._as(user, item))
        item = self._as(self.administrator, item)
        item.required = False
        self.assertTrue(item.create({"name": "Keys returned"}).company_id)

    def test_items_of_other_companies(self):
        self._make_other_company()
        item = self._items(self.other_company)[0]
        for user in (self.manager_east, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, item).read(["name"])
        self.assertFalse(self._visible(self.administrator, item._name) & item)

    def test_asked_when(self):
        items = self.env["kam.handover.item"]
        for manager, unit, kinds in (
            (False, False, set()),
            (True, False, {"always", "manager"}),
            (False, True, {"always", "unit"}),
            (True, True, {"always", "manager", "unit"}),
        ):
            with self.subTest(manager=manager, unit=unit):
                asked = items._get_asked(self.company, manager, unit)
                self.assertEqual(set(asked.mapped("asked_when")), kinds)
