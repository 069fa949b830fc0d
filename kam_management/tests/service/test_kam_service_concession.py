from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_sale_order import ConcessionCommon


@tagged("post_install", "-at_install")
class TestKamServiceConcession(ConcessionCommon):
    """What was granted is found from the request, the order and the account."""

    def test_from_everywhere(self):
        order = self._order()
        held = self._granted(terms_order_id=order.id)
        own = self.seen_by(self.rep_shanghai, held)
        concessions = self.env["kam.service.concession"].with_user(self.rep_shanghai)
        for action in (
            self.seen_by(self.rep_shanghai, held.request_id).action_view_concessions(),
            self.seen_by(self.rep_shanghai, self.mill).action_view_service_concessions(),
        ):
            self.assertEqual(concessions.search(action["domain"]), own)
        action = self.seen_by(self.rep_shanghai, order).action_view_kam_concession()
        self.assertEqual((action["res_model"], action["res_id"]), (held._name, held.id))
        self.assertEqual(own.action_view_request()["res_id"], held.request_id.id)
        self.assertEqual(self.seen_by(self.rep_shanghai, self.mill).service_concession_count, 1)
        for view in ("form", "list", "kanban", "search"):
            self.assertTrue(concessions.get_view(view_type=view)["arch"])
        form = Form(own)
        self.assertEqual(form.terms_id.id, self.long_term.id)

    def test_of_an_order_without(self):
        order = self._order()
        with self.assertRaisesRegex(UserError, "No special payment terms"):
            self.seen_by(self.rep_shanghai, order).action_view_kam_concession()

    def test_who_reads_it(self):
        order = self._order()
        held = self._granted(terms_order_id=order.id)
        self.assertRights(
            held,
            {
                (self.rep_shanghai, self.supervisor_shanghai, self.administrator): "r",
                (self.rep_hangzhou, self.rep_beijing, self.employee): "",
            },
        )
        # a colleague who sells to the customer, and does not see the account
        order.user_id = self.rep_hangzhou
        own = self.seen_by(self.rep_hangzhou, order)
        self.assertFalse(own.kam_concession)
        with self.assertRaises(AccessError):
            own.action_view_kam_concession()
        action = self.env.ref("kam_management.action_kam_service_concession")
        menu = self.env.ref("kam_management.menu_kam_service_concession")
        self.assertEqual(menu.action, action)
        visible = self.env["ir.ui.menu"].with_user(self.rep_shanghai)._visible_menu_ids()
        self.assertNotIn(menu.id, visible)
        visible = self.env["ir.ui.menu"].with_user(self.manager_east)._visible_menu_ids()
        self.assertIn(menu.id, visible)
