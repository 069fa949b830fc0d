from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestKamAccountGroup(DevelopmentCommon):
    """Customers go to a group first, and to a person then (development scheme, 2.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group_model = cls.env["kam.account.group"]
        cls.nature = cls.env.ref("kam_management.customer_nature_dealer")
        cls.group_east = cls._group("East", cls.east)
        cls.group_shanghai = cls._group("Shanghai", cls.shanghai)
        cls.group_dealers = cls._group("Dealers", cls.centre, nature_ids=cls.nature.ids)

    @classmethod
    def _group(cls, name, unit, **vals):
        return cls.group_model.create(
            {
                "name": name,
                "unit_id": unit.id,
                "company_id": cls.company.id,
                "leader_id": cls.rep_shanghai.id,
                **vals,
            }
        )

    def _dialog(self, user, accounts, **vals):
        action = self.seen_by(user, accounts).action_give_to_group()
        dialogs = self.env[action["res_model"]].with_user(user)
        return dialogs.with_context(action["context"]).create(vals)

    def test_which_group_suits(self):
        found = self.group_model._find_suiting(self.mill | self.shop | self.yard)
        self.assertEqual(found[self.mill], self.group_shanghai)
        self.assertEqual(found[self.shop], self.group_east)
        self.assertFalse(found[self.yard])
        self.yard.nature_id = self.nature
        self.shop.nature_id = self.nature
        found = self.group_model._find_suiting(self.shop | self.yard)
        self.assertEqual(found[self.yard], self.group_dealers)

    def test_a_group_suits_categories_below_its_own(self):
        categories = self.env["product.category"]
        tiles = categories.create({"name": "Tiles"})
        blue = categories.create({"name": "Blue", "parent_id": tiles.id})
        group = self._group("Tilers", self.hangzhou, product_category_ids=tiles.ids)
        self.assertFalse(group._suits(self.shop))
        self.shop.product_category_ids = [Command.link(blue.id)]
        self.assertTrue(group._suits(self.shop))
        self.assertFalse(group._suits(self.mill))

    def test_each_to_the_group_that_suits(self):
        dialog = self._dialog(self.manager_east, self.mill | self.shop)
        self.assertIn("Shanghai", dialog.proposal)
        dialog.action_apply()
        self.assertEqual(self.mill.group_id, self.group_shanghai)
        self.assertEqual(self.shop.group_id, self.group_east)

    def test_what_is_refused_is_named(self):
        dialog = self._dialog(self.director, self.mill | self.yard)
        action = dialog.action_apply()
        self.assertEqual(action["res_id"], dialog.id)
        self.assertIn("Yard", dialog.failures)
        self.assertNotIn("Mill", dialog.failures)
        self.assertEqual(self.mill.group_id, self.group_shanghai)
        with self._refused("No group suits"):
            self._dialog(self.director, self.yard).action_apply()
        self._dialog(self.director, self.yard, group_id=self.group_dealers.id).action_apply()
        self.assertEqual(self.yard.group_id, self.group_dealers)

    def test_candidates_and_developments_follow(self):
        development = self._development(self.shop, self.rep_hangzhou)
        self._dialog(self.manager_east, self.shop).action_apply()
        self.env.flush_all()
        self.assertEqual(development.group_id, self.group_east)
        (row,) = self.development_model.with_user(self.manager_east).formatted_read_group(
            [("is_current", "=", True)], ["group_id"], ["__count"]
        )
        self.assertEqual((row["group_id"][0], row["__count"]), (self.group_east.id, 1))

    def test_supervisors_and_above_give(self):
        with self._refused("Supervisors", AccessError):
            self._dialog(self.rep_hangzhou, self.shop)
        with self._refused("", AccessError):
            self.env["kam.account.group.assign"].with_user(self.rep_hangzhou).create({})

    def test_an_account_manager_gives_none(self):
        with self._refused("Supervisors", AccessError):
            self.seen_by(self.rep_hangzhou, self.shop).group_id = self.group_east
        seen = self.seen_by(self.rep_hangzhou, self.shop)
        self.assertEqual(seen.proposed_group_id, self.group_east)
        self.seen_by(self.manager_east, self.shop).group_id = self.group_east
        self.env.flush_all()
        self.assertFalse(self.shop.proposed_group_id)

    def test_then_to_a_person(self):
        mine = self._development(self.shop, self.rep_hangzhou)
        action = self.seen_by(self.manager_east, mine).action_ask_developer()
        dialogs = self.env[action["res_model"]].with_user(self.manager_east)
        dialog = dialogs.with_context(action["context"]).create({"reason": "Knows tiles"})
        with self._refused("Developed By"):
            dialog.action_apply()
        dialog.user_id = self.rep_shanghai
        dialog.action_apply()
        self.assertEqual(mine.developer_id, self.rep_shanghai)
        over = self._development(self.mill, self.rep_shanghai)
        over._write_process({"state": "cancelled"})
        dialog = dialogs.create(
            {
                "development_ids": [Command.set((mine | over).ids)],
                "user_id": self.rep_hangzhou.id,
            }
        )
        dialog.action_apply()
        self.assertIn(over.number, dialog.failures)
        self.assertEqual(mine.developer_id, self.rep_hangzhou)

    def test_rights_of_groups(self):
        self.assertRights(
            self.group_shanghai,
            {
                (self.rep_shanghai, self.rep_beijing, self.supervisor_north): "r",
                (self.supervisor_shanghai, self.manager_east, self.director): "rwc",
                (self.administrator,): "rwcd",
                (self.employee, self.accountant): "",
            },
        )
