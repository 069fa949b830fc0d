from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.tests.common import RightsAssertions

from ..common import day
from .common import KamCreditHoldCommon


@tagged("post_install", "-at_install")
class TestKamCreditHoldRoles(RightsAssertions, KamCreditHoldCommon):
    """Who reads why something is held, who decides, and who only knows that it waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south_officer = cls.make_user("south_officer", cls.south_area, "credit_officer")
        cls.readers = (
            cls.credit_officer
            | cls.credit_reviewer
            | cls.credit_approver
            | cls.supervisor
            | cls.north_manager
            | cls.director
            | cls.credit_admin
        )
        cls.outsiders = (
            cls.south_supervisor
            | cls.south_officer
            | cls.representative
            | cls.accountant
            | cls.kam_admin
            | cls.clerk
            | cls.portal
            | cls.seller
        )

    def test_rights(self):
        hold = self.hold(self.try_order(1200))
        self.release(hold)
        for record in (hold, hold.reason_ids, hold.release_ids):
            with self.subTest(model=record._name):
                self.assertRights(record, {self.readers: "r", self.outsiders: ""})

    def test_the_register(self):
        hold = self.hold(self.try_order(1200))
        reports = self.env["ir.actions.report"]
        name = "kam_credit.report_kam_credit_hold_xlsx"
        content, kind = reports.with_user(self.credit_officer)._render_xlsx(name, hold.ids, {})
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))
        for user in self.south_officer | self.accountant:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                reports.with_user(user)._render_xlsx(name, hold.ids, {})

    def test_lists_of_the_policy(self):
        authority = self.root["kam.credit.authority"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        for record in (self.reason, authority):
            with self.subTest(model=record._name):
                self.assertRights(
                    record,
                    {
                        self.readers - self.credit_admin: "r",
                        self.credit_admin: "rwcd",
                        self.seller | self.representative | self.accountant: "",
                    },
                )

    def test_nobody_takes_a_turn(self):
        lock = self.root["kam.credit.lock"].create(
            {"partner_id": self.make_customer("Other").id, "company_id": self.company.id}
        )
        self.assertRights(lock, {self.readers | self.outsiders: ""})

    def test_who_decides(self):
        hold = self.hold(self.try_order(1010))
        for user in self.credit_officer | self.credit_reviewer | self.credit_approver:
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(hold.with_user(user).can_decide)
                self.release(hold, user)
                savepoint.rollback()
                self.env.invalidate_all()
        for user in (
            self.supervisor
            | self.north_manager
            | self.director
            | self.credit_admin
            | self.outsiders
        ):
            with self.subTest(user=user.login):
                for name, arguments in (
                    ("action_release", [self.reason.id]),
                    ("action_refuse", ["No"]),
                    ("action_check_again", []),
                    ("action_release_and_confirm", [self.reason.id]),
                    ("action_ask_for_payment", []),
                ):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        getattr(hold.with_user(user), name)(*arguments)

    def test_authors_never_decide(self):
        for name, vals in (
            ("creator", {}),
            ("salesperson", {}),
            ("who tried", {}),
            ("account manager", {}),
        ):
            user = self.make_user(
                f"author_{name.replace(' ', '_')}",
                self.area,
                "credit_officer",
                groups="sales_team.group_sale_salesman_all_leads",
            )
            with self.subTest(who=name):
                order = self.quotation(1010, **vals)
                if name == "creator":
                    order = (
                        self.root["sale.order"]
                        .with_user(user)
                        .create(
                            {
                                "partner_id": self.customer.id,
                                "company_id": self.company.id,
                                "order_line": [self.line(1010)],
                                "user_id": self.seller.id,
                            }
                        )
                    )
                elif name == "salesperson":
                    order.user_id = user
                elif name == "account manager":
                    self.account.sudo()._protected_write({"manager_id": user.id})
                order.with_user(user if name == "who tried" else self.seller).action_confirm()
                hold = self.hold(order).with_user(user)
                self.assertFalse(hold.can_decide)
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.release(hold, user)

    def test_who_tried_again_does_not_decide_either(self):
        order = self.try_order(1010)
        user = self.make_user(
            "late_author",
            self.area,
            "credit_officer",
            groups="sales_team.group_sale_salesman_all_leads",
        )
        self.assertTrue(self.hold(order).with_user(user).can_decide)
        order.with_user(user).action_confirm()
        self.assertFalse(self.hold(order).with_user(user).can_decide)

    def test_everybody_knows_that_it_waits(self):
        order = self.try_order(1200).with_user(self.seller)
        self.assertEqual(order.kam_credit_state, "held")
        self.assertTrue(order.search([("id", "=", order.id), ("kam_credit_state", "=", "held")]))
        for user in (self.seller, self.accountant):
            with self.subTest(user=user.login):
                texts = str(order.with_user(user).read())
                for secret in ("over the limit", "1,000", "Red", "red list"):
                    self.assertNotIn(secret, texts)
                with self.assertRaises(AccessError):
                    order.with_user(user).kam_hold_ids.read(["amount"])

    def test_what_a_customer_reads(self):
        order = self.try_order(1200)
        self.hold(order).with_user(self.credit_officer).action_refuse("Owes too much")
        fields = self.root["sale.order"].with_user(self.portal).fields_get()
        for name in ("kam_credit_sentence", "kam_credit_state", "kam_credit_passed"):
            self.assertNotIn(name, fields)
        self.assertNotIn("Owes", order.sudo()._word_hold_for_customer())

    def test_who_stops_orders(self):
        for user in self.supervisor | self.director | self.credit_admin | self.outsiders:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.acme.with_user(user).action_block("Insolvent")
        with self.assertRaises(AccessError):
            self.account.sudo()._protected_write({"manager_id": self.credit_officer.id})
            self.acme.with_user(self.credit_officer).action_block("Insolvent")

    def test_of_another_unit_and_day(self):
        position = self.positions["credit_officer"]
        position.date_to = day(-1)
        hold = self.hold(self.try_order(1010))
        with self.assertRaises(AccessError):
            self.release(hold, self.credit_officer)
