from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import tagged

from .common_value import DevelopmentValueCommon


@tagged("post_install", "-at_install")
class TestKamDevelopmentMargins(DevelopmentValueCommon):
    """Beside Odoo's “Margins” of Sales, actuals tell what was earned as far as orders know it.

    ``tools/tests/test_beside.py`` runs these where that addon is installed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["kam.development.actual"]._has_margin():
            raise SkipTest("“Margins” of Sales (sale_margin) is not installed")

    def _ordered(self, quantity, price, cost):
        """Return the posted invoice of an order of the yard."""
        self.tile.with_company(self.company).standard_price = cost
        self.tile.invoice_policy = "order"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.yard.partner_id.id,
                "company_id": self.company.id,
                "user_id": self.director.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.tile.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.write({"invoice_date": self._month(1), "date": self._month(1)})
        invoice.action_post()
        return invoice

    def test_margin_of_what_was_ordered(self):
        development = self._forecast_from(1)
        self._ordered(10, 8, 6)
        # of this one nobody knows what it cost
        self._invoice(1000, self._month(1))
        row = self._rows(development, self.director)[0]
        self.assertAlmostEqual(row.actual_sales, 1080)
        self.assertAlmostEqual(row.actual_margin, 20)
        note = self.seen_by(self.director, development).actuals_note
        self.assertNotIn("Margins are not compared", note)
        arch, _view = row._get_view(view_type="list")
        self.assertTrue(arch.xpath("//field[@name='actual_margin']"))

    def test_no_margin_is_known_without_an_order(self):
        development = self._forecast_from(1)
        self._invoice(1000, self._month(1))
        values = self._rows(development, self.director)[0].read(["actual_margin"])[0]
        self.assertIs(values["actual_margin"], False)

    def test_who_may_not_open_all_invoices_reads_no_margin(self):
        development = self._forecast_from(1)
        self._ordered(10, 8, 6)
        values = self._rows(development, self.rep_beijing)[0].read(["actual_margin"])[0]
        self.assertIs(values["actual_margin"], False)
