from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..common import KamCreditCommon


@tagged("post_install", "-at_install")
class TestKamCreditTour(KamCreditCommon, HttpCase):
    """From receivables to a downgrade, in the browser: what each side sees of it."""

    # the browser has its own clock
    frozen_at = None
    # wide enough that no section of the bar goes behind its "+", whatever the fonts
    browser_size = "1920x1080"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user(
            "tour_administrator",
            groups="kam_management.group_kam_administrator,kam_credit.group_credit_administrator,"
            "base.group_partner_manager",
        )
        cls.representative = cls.make_user("tour_representative", name="Tour Representative")
        root = cls.env["kam.unit"].sudo()
        headquarters = root.create({"name": "Tour Centre", "level": "headquarters"})
        area = root.create({"name": "Tour Area", "parent_id": headquarters.id})
        cls.env["kam.position"].sudo().create(
            {
                "user_id": cls.representative.id,
                "unit_id": area.id,
                "role": "representative",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tour Late Payer", "is_company": True}
        )
        today = cls.company._kam_today()
        for amount, due_ago, paid_ago in ((400, 60, 60), (600, 50, 20)):
            due = today - timedelta(days=due_ago)
            invoice = cls.invoice(cls.customer, amount, due=due, date=due)
            cls.pay(invoice, on=today - timedelta(days=paid_ago))

    def test_from_receivables_to_downgrade(self):
        self.start_tour(
            "/odoo/contacts", "kam_credit_takeover_tour", login=self.administrator.login
        )
        account = self.env["kam.account"].sudo().search([("partner_id", "=", self.customer.id)])
        self.assertEqual(account.state, "key")
        self.start_tour(
            "/odoo/kam-accounts", "kam_credit_evaluation_tour", login=self.administrator.login
        )
        self.assertEqual(account.state, "ordinary")
        notices = (
            self.env["mail.notification"]
            .sudo()
            .search([("res_partner_id", "=", self.representative.partner_id.id)])
        )
        notice = notices.mail_message_id.filtered(
            lambda message: "ordinary customer" in (message.subject or "")
        )
        self.assertTrue(notice, "the account manager is told")
        self.assertNotIn("40", notice.body, "without a figure")
        self.start_tour(
            "/odoo/kam-accounts", "kam_credit_representative_tour", login=self.representative.login
        )
