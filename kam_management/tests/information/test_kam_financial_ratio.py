from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kam_management.rules import ratios

from .common import InformationCommon


@tagged("post_install", "-at_install")
class TestKamFinancialRatio(InformationCommon):
    def _rows(self, statement):
        ratio = self.env["kam.financial.ratio"]
        ratio.invalidate_model()
        return ratio.search([("statement_id", "=", statement.id)])

    def test_one_row_per_ratio(self):
        statement = self._statement(self.mill)
        rows = self._rows(statement)
        self.assertEqual(
            {row.kind: (row.unit, row.value) for row in rows},
            {
                "current_asset_ratio": ("share", 45),
                "net_profit_margin": ("share", 5),
                "return_on_assets": ("share", 6),
                "collection_days": ("days", 91.5),
                "inventory_days": ("days", 61),
            },
        )
        for row in rows:
            self.assertEqual(row.account_id, self.mill)
            self.assertEqual(row.company_id, self.company)
            self.assertEqual(row.period, "2024")
            self.assertEqual(row.date_to, statement.date_to)
            self.assertTrue(row.formula)
            self.assertTrue(row.meaning)
            self.assertEqual(row.action_open_statement()["res_id"], statement.id)

    def test_every_kind_is_described(self):
        model = self.env["kam.financial.ratio"]
        self.assertEqual(
            [kind for kind, _label in model._fields["kind"].selection], list(ratios.KINDS)
        )
        for kind in ratios.KINDS:
            self.assertTrue(all(model._describe(kind).values()))

    def test_without_a_value_there_is_no_row(self):
        statement = self._statement(self.mill, revenue=0, net_profit=0)
        self.assertEqual(
            set(self._rows(statement).mapped("kind")),
            {"current_asset_ratio", "return_on_assets", "inventory_days"},
        )
        # a value of 0 is one
        self.assertIn(0, self._rows(statement).mapped("value"))

    def test_follows_the_statement(self):
        statement = self._statement(self.mill)
        self.assertIn(45, self._rows(statement).mapped("value"))
        statement.current_assets = 500
        self.assertIn(50, self._rows(statement).mapped("value"))
        gone = self._rows(statement).ids
        statement.unlink()
        self.assertFalse(self.env["kam.financial.ratio"].search([("id", "in", gone)]))

    def test_trend(self):
        """What the graph asks: the average per period and ratio."""
        self._statement(self.mill, 2023, net_profit=120)
        self._statement(self.mill, 2024)
        self._statement(self.shop, 2024, net_profit=180)
        ratio = self.env["kam.financial.ratio"]
        domain = [("account_id", "in", self.accounts.ids), ("kind", "=", "net_profit_margin")]
        found = ratio.formatted_read_group(domain, ["period", "kind"], ["value:avg"])
        self.assertEqual(
            [(group["period"], group["value:avg"]) for group in found],
            [("2023", 10), ("2024", 10)],
        )

    def test_read_only(self):
        row = self._rows(self._statement(self.mill))[0].with_user(self.director)
        for attempt in (
            lambda: row.write({"value": 1}),
            row.unlink,
            lambda: row.create({"kind": "net_profit_margin"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
