from odoo.tests import tagged

from .common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestCreditMenus(KamCreditCommon):
    def test_credit_stands_after_service_and_before_information(self):
        self.make_organisation()
        menus = self.env["ir.ui.menu"].with_user(self.credit_approver).load_menus(False)
        root = menus[self.env.ref("kam_management.menu_kam_root").id]
        sections = [menus[child]["xmlid"] for child in root["children"]]
        place = sections.index("kam_credit.menu_kam_credit")
        self.assertEqual(sections[place - 1], "kam_management.menu_kam_service_root")
        self.assertEqual(sections[place + 1], "kam_management.menu_kam_information")
