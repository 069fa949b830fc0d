from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from ..account.common_page import AccountPageCommon
from ..opened import count_shown

# what a person owes may be more than lines of one list: they open a page
PAGES = ("ir.actions.client", "ir.actions.act_url")


@tagged("post_install", "-at_install")
class TestKamAccountButtons(AccountPageCommon):
    """Each number on the account's form opens the records that it counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(1000, -20)
        cls._invoice(300, -40, user=cls.rep_shanghai)
        cls._met(-3)
        contact = cls._met(-5)
        cls._met(-4, corrects_id=contact.id)
        contacts = cls.env["kam.account.contact"].with_user(cls.rep_shanghai)
        cls.proposed = contacts._propose(
            cls.mill,
            cls.env["res.partner"],
            {
                "date": cls.company._kam_day_start(cls._days(-1)),
                "channel": "phone",
                "topic": "Called",
            },
        )
        kind = cls.env.ref("kam_management.cost_kind_travel")
        costs = cls.env["kam.account.cost"]
        vals = {
            "account_id": cls.mill.id,
            "kind_id": kind.id,
            "amount": 400,
            "date": cls._days(-3),
            "purpose": "Journey",
        }
        wrong = costs.create(vals)
        costs.create([vals, {**vals, "corrects_id": wrong.id}])
        boss = cls.env["res.partner"].create({"name": "Boss", "parent_id": cls.mill.partner_id.id})
        stakeholder = {"account_id": cls.mill.id, "decision_role": "buyer"}
        cls.env["kam.stakeholder"].create(
            [
                {**stakeholder, "partner_id": cls.buyer.id},
                {**stakeholder, "partner_id": boss.id, "active": False},
            ]
        )
        cls.env["sale.order"].create({"partner_id": cls.mill.partner_id.id})
        cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": cls.company._kam_day_start(cls.today),
                "stop": cls.company._kam_day_start(cls._days(1)),
                "partner_ids": [Command.set(cls.buyer.ids)],
            }
        )

    def _buttons(self, mine):
        """Return the buttons that a user is offered: dict method -> name of the number."""
        view = mine.get_view(self.env.ref("kam_management.view_kam_account_form").id, "form")
        return {
            button.get("name"): button.find("field").get("name")
            for button in etree.fromstring(view["arch"]).iter("button")
            if button.find("field") is not None
            and button.find("field").get("widget") == "statinfo"
            and mine._fields[button.find("field").get("name")].type == "integer"
        }

    def test_every_number_opens_its_records(self):
        self.assertTrue(self.proposed)
        for user in (self.rep_shanghai, self.rep_hangzhou, self.manager_east, self.director):
            mine = self._as(user, self.mill)
            buttons = self._buttons(mine)
            self.assertLessEqual({"action_view_contacts", "action_view_costs"}, buttons.keys())
            for method, field in buttons.items():
                number, action = mine[field], getattr(mine, method)()
                with self.subTest(user=user.login, button=method):
                    if action["type"] in PAGES:
                        continue
                    records = mine.env[action["res_model"]]
                    if number or records.has_access("read"):
                        self.assertEqual(count_shown(mine.env, action), number)

    def test_numbers_of_the_ledgers(self):
        mine = self._as(self.rep_shanghai, self.mill)
        self.assertEqual((mine.contact_count, mine.cost_count), (2, 2))
