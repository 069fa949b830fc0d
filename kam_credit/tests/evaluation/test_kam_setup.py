from odoo.tests import tagged

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamSetupCredit(KamCreditCommon):
    """What the set-up guide says of credit, and where its buttons lead."""

    def test_every_button_leads_somewhere(self):
        self.make_organisation()
        groups = ("kam_credit.group_credit_administrator", "base.group_system")
        for group in groups:
            self.kam_admin.sudo().group_ids += self.env.ref(group)
        setup = self.env["kam.setup"].with_user(self.kam_admin).with_company(self.company)
        links = {link[1] for step in setup.get_guide()["steps"] for link in step["actions"]}
        self.assertIn("kam_credit.action_kam_credit_evaluation", links)
        for xmlid in sorted(links):
            with self.subTest(xmlid):
                self.assertTrue(self.root["ir.actions.actions"]._for_xml_id(xmlid)["type"])
