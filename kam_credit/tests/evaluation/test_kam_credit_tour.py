from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestKamCreditTour(AccountTestInvoicingCommon, HttpCase):
    """From receivables to a downgrade, in the browser: what each side sees of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        options = {"company_id": company.id, "company_ids": company.ids}
        cls.administrator = new_test_user(
            cls.env,
            login="tour_administrator",
            groups="kam_management.group_kam_administrator,kam_credit.group_credit_administrator,"
            "base.group_partner_manager",
            **options,
        )
        cls.representative = new_test_user(
            cls.env, login="tour_representative", name="Tour Representative", **options
        )
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
        today = company._kam_today()
        for amount, due_ago, paid_ago in ((400, 60, 60), (600, 50, 20)):
            invoice = cls.init_invoice(
                "out_invoice",
                partner=cls.customer,
                invoice_date=today - timedelta(days=due_ago),
                amounts=[amount],
            )
            invoice.invoice_date_due = invoice.invoice_date
            invoice.action_post()
            cls._register_payment(invoice, payment_date=today - timedelta(days=paid_ago))

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
