from ..exposure.common import KamCreditExposureCommon


class KamCreditHoldCommon(KamCreditExposureCommon):
    """Acme holds the red list with a limit of 1000, which holds orders beyond it.

    ``seller`` sells; ``try_order`` has somebody confirm an order, ``hold`` returns what holds it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.red.write({"order_policy": "hold", "overdue_days": 0, "overdue_tolerated": 0})
        cls.seller = cls.make_user("seller", groups="sales_team.group_sale_salesman_all_leads")
        cls.reason = cls.root["kam.credit.release.reason"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.make_warehouse()
        cls.env.flush_all()

    @classmethod
    def make_warehouse(cls):
        """Give the company a warehouse, where Odoo's “Inventory” is installed."""
        if "stock.warehouse" not in cls.env:
            return
        warehouses = cls.root["stock.warehouse"]
        if not warehouses.search([("company_id", "=", cls.company.id)]):
            warehouses.create({"name": "Credit", "code": "KAMC", "company_id": cls.company.id})

    def try_order(self, *lines, user=None, **vals):
        """Return an order that somebody tried to confirm."""
        order = self.quotation(*lines, user_id=self.seller.id, **vals).with_user(
            user or self.seller
        )
        order.action_confirm()
        return order

    def hold(self, document):
        """Return the open hold of an order or invoice, as superuser; an empty one for none."""
        return document.sudo().kam_hold_ids.filtered(lambda hold: hold.state in ("held", "refused"))

    def codes(self, document):
        """Return the codes of what holds a document."""
        return self.hold(document).reason_ids.mapped("code")

    def recheck(self, job="recheck"):
        """Run a job on holds as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"kam_credit.ir_cron_kam_credit_hold_{job}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def assertHeld(self, order, *codes):
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.kam_credit_state, "held")
        self.assertEqual(self.codes(order), list(codes))

    def assertConfirmed(self, order):
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.kam_credit_state)
        self.assertFalse(self.hold(order))

    def release(self, hold, user=None, **vals):
        """Release what is held."""
        return hold.with_user(user or self.credit_approver).action_release(
            **{"reason_id": self.reason.id, **vals}
        )
